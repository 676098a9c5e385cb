import { expect, test } from '@jest/globals'
import { applyPlan } from '../../../src/rollout/apply.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { applyOptions } from '../../support/apply-options.ts'
import { checkThat } from '../../support/apply-service.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import {
  NEW,
  OLD,
  apisOf,
  backendWith,
  callError,
  fakeCloud,
  row,
  targetOf
} from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

test.each([
  [true, 'cancelled'],
  [false, 'switched']
])('the reading after the bake fails; stopped by a signal: %s: %s', async (isStopped, result) => {
  const cloud = fakeCloud({
    backend: [backendWith(OLD), backendWith(NEW), callError('transport')],
    apis: apisOf('a'),
    task: [[row('a')]],
    modify: { requestId: 'R1', operationId: 'O1' }
  })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const stop = new AbortController()
  const bake = checkThat(true, () => isStopped && stop.abort(), 'bake')
  const plan = await planTarget(cloud, targetOf(), { needs: {}, clock })
  const outcome = await applyPlan(plan, {
    ...applyOptions({ reader: cloud, writer: cloud, clock, log }),
    checks: [bake],
    signal: stop.signal
  })
  expect(outcome).toMatchObject({ result, changed: true, checks: [{ name: 'bake', passed: true }] })
  expect(outcome.error?.code).toBe(isStopped ? 'Cancelled' : undefined)
  // nobody waits for the reading of a step that was stopped
  expect(log.of('warning').join()).toMatch(
    isStopped ? /^$/ : /could not verify that the definition stayed live/
  )
})
