import { expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { createScrubber } from '../../../src/report/scrubber.ts'
import { renderSummary } from '../../../src/report/sinks/summary.ts'
import type { Outcome } from '../../../src/rollout/outcome.ts'
import { CONTEXT, outcomeOf } from './outcomes.ts'

// What someone decides who reads nothing but the page.

const summaryOf = (...outcomes: readonly Outcome[]): string => renderSummary({ outcomes, context: CONTEXT })
const unplanned = (): Outcome => ({ ...outcomeOf('failed'), plan: undefined })

test('a heading counts the targets that have the result', () => {
  const headingOf = (...results: Parameters<typeof outcomeOf>[0][]): string | undefined =>
    summaryOf(...results.map(result => outcomeOf(result))).split('\n')[0]
  expect(headingOf('rolled-back', 'rolled-back', 'not-started')).toBe('## ↩️ Rolled back: 2 of 3 targets')
  expect(headingOf('switched', 'switched')).toBe('## ✅ Switched: 2 targets')
})

test('a plan in which a target could not be planned does not promise an apply, and cannot be approved', () => {
  const text = summaryOf(outcomeOf('planned'), unplanned())
  expect(text).toContain('1 failed, 1 planned. Nothing was sent.')
  expect(text).not.toContain('An apply would update')
  expect(text).toContain('This plan cannot be approved: 1 target could not be planned.')
  expect(text).not.toContain('approved-plan:')
  expect(text).toMatch(/❌ Failed `NoPermission` \| – \|/)
})

test('a target that was not started has no duration', () => {
  const text = summaryOf({ ...outcomeOf('not-started'), durationMs: 1600 })
  expect(text).toContain('This target was not started. Nothing was sent.\n')
})

test.each([
  ['Unfollowed', true, 'The update arrived, but its result could not be determined.'],
  ['NotArrived', false, 'No response to the update was received, and the previous definition is still live.'],
  ['Conflict', true, 'The update may have been sent: no response confirmed it.']
] as const)('an update without a response that ends with %s', (code, changed, sentence) => {
  const error = new ActionError(code, 'orders/RELEASE: what was found')
  const text = summaryOf({ ...outcomeOf('unknown'), accepted: undefined, changed, error })
  expect(text.split('\n')[2]).toMatch(sentence)
})

test('an error does not repeat what the page shows elsewhere, and is whole if the page does not', () => {
  const outcome = outcomeOf('failed')
  const { name } = outcome.target
  const brief = `${name}: the plan changed.`
  const error = new ActionError('PlanChanged', `${brief} The plan is now: A -> B`, { brief })
  const failed = { ...outcome, error }
  expect(summaryOf(failed)).toContain('> The plan changed.\n')
  expect(summaryOf(...Array.from({ length: 3000 }, () => failed))).toContain('The plan is now: A')
})

test('a secret in the short form of an error is masked', () => {
  const error = new ActionError('PlanChanged', 'whole', { brief: 'holds hunter2-hunter2' })
  const scrub = createScrubber({ scrub: text => text.replaceAll('hunter2-hunter2', '***') })
  expect(scrub(error).brief).toBe('holds ***')
})

test('valid targets are listed without a result each', () => {
  const text = summaryOf(outcomeOf('valid'), outcomeOf('valid'))
  expect(text).toContain('The inputs are valid. The cloud was not called.\n\n')
  expect(text).toContain('| Target |\n')
  expect(text).not.toContain('| none |')
})
