import { expect, test } from '@jest/globals'
import type { Change } from '../../../src/model/diff.ts'
import { renderSummary } from '../../../src/report/sinks/summary.ts'
import type { Outcome } from '../../../src/rollout/outcome.ts'
import { CONTEXT, outcomeOf } from './outcomes.ts'

// An approver reads the counts first: a key that goes away is not one that changes.

const change = (path: string, after: Change['after']): Change => ({
  path,
  before: 'old',
  after,
  secret: false
})

function plannedWith(changes: readonly Change[], omitted: readonly Change[], targetName?: string): Outcome {
  const outcome = outcomeOf('planned', targetName === undefined ? {} : { targetName })
  return { ...outcome, plan: outcome.plan && { ...outcome.plan, difference: { changes, omitted } } }
}

const CHANGED = change('ServiceAddress', 'new')
// `null` in a patch
const REMOVED = change('ServiceTimeout', undefined)
const OMITTED = change('HttpTargetHostName', undefined)

test.each([
  [[CHANGED, REMOVED], [], 'change **1 key**, remove **1 key**, and affect'],
  [[REMOVED], [], 'An apply would remove **1 key** and affect'],
  [
    [CHANGED, REMOVED],
    [OMITTED],
    'change **1 key**, remove **1 key**, remove **1 key** that the definition omits, and affect'
  ],
  [[CHANGED], [], 'An apply would change **1 key** and affect']
])('counts what is removed apart from what is changed (%#)', (changes, omitted, sentence) => {
  const outcomes = [plannedWith(changes, omitted)]
  expect(renderSummary({ outcomes, context: CONTEXT })).toContain(sentence)
})

test('counts the same in the table of several targets', () => {
  const outcomes = [
    plannedWith([CHANGED, REMOVED], [OMITTED], 'a/RELEASE'),
    plannedWith([REMOVED], [], 'b/RELEASE')
  ]
  const text = renderSummary({ outcomes, context: CONTEXT })
  expect(text).toContain('| 1. `a/RELEASE` | 1 key changed<br>2 keys removed<br>')
  expect(text).toContain('| 2. `b/RELEASE` | 1 key removed<br>')
})
