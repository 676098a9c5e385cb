import { expect, test } from '@jest/globals'
import { unsentOutcome } from '../../../src/post-step/recover.ts'
import { storeTarget } from '../../../src/rollout/stored-plan.ts'
import { BACKEND_ID, NEW, targetOf } from '../../support/fake-cloud.ts'

const target = storeTarget(targetOf(NEW, { name: 'orders/TEST' }))

test.each([
  [undefined, 'not-started', undefined],
  ['unchanged', 'unchanged', undefined],
  ['failed', 'failed', 'StepKilled']
] as const)('a target without a write that had ended as %s is %s', (ended, result, code) => {
  const outcome = unsentOutcome({ target, ...(ended === undefined ? {} : { result: ended }) })
  expect(outcome).toMatchObject({ result, changed: false, plan: undefined, accepted: undefined })
  expect(outcome.target).toMatchObject({ name: 'orders/TEST', backendId: BACKEND_ID, stageName: 'TEST' })
  expect(outcome.error?.code).toBe(code)
  // nothing was sent, so there is nothing to send again or to roll back
  expect(outcome.error?.hint ?? '').not.toMatch(/roll back|re-run/)
})
