import { expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { renderSummary } from '../../../src/report/sinks/summary.ts'
import type { Outcome } from '../../../src/rollout/outcome.ts'
import { CONTEXT, outcomeOf } from './outcomes.ts'

// What the summary says first about what is live, and which cure it leads to.

const summaryOf = (outcome: Outcome): string => renderSummary({ outcomes: [outcome], context: CONTEXT })

test.each([
  ['Conflict', true, 'The rollback failed: someone else changed the live definition.'],
  ['ProbeFailed', true, 'The rollback failed: the live definition is not the previous one.'],
  ['BatchFailed', false, 'The rollback failed, although the previous definition is live again.'],
  ['ProbeFailed', undefined, 'The rollback failed. Whether the definition was changed is not known.']
] as const)(
  'after a rollback that failed (%s, changed: %s), says what is live',
  (code, changed, sentence) => {
    const error = new ActionError(code, 'orders/RELEASE: it failed')
    expect(summaryOf({ ...outcomeOf('rollback-failed'), changed, error })).toContain(
      `\n${sentence} Duration:`
    )
  }
)

test('a killed step has no progress, but a verified switch does not deny the APIs that it affected', () => {
  const text = summaryOf({ ...outcomeOf('switched'), progress: undefined })
  expect(text).toContain('14 published APIs updated, and the live definition was read back as desired.')
  expect(text).not.toContain('No published API was affected')
})

test('the failure of a rollback is a paragraph of its own, with a link to its own cure', () => {
  const error = new ActionError('ProbeFailed', 'orders/RELEASE: probe failed. The rollback failed: no', {
    brief: 'orders/RELEASE: probe failed.\nThe rollback failed: no',
    rollbackError: { code: 'Forbidden.RiskControl', message: 'no' }
  })
  const text = summaryOf({ ...outcomeOf('rollback-failed'), error })
  expect(text).toContain('> Probe failed.\n>\n> The rollback failed: no\n')
  expect(text).toMatch(
    /\[Troubleshooting\]\(\S+#probefailed\), \[Troubleshooting of the rollback\]\(\S+#forbiddenriskcontrol\)/
  )
})
