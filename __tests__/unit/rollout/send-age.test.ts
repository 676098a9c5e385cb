import { expect, test } from '@jest/globals'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { applyPlan } from '../../../src/rollout/apply.ts'
import type { Applied } from '../../../src/rollout/switch.ts'
import { liveOf } from '../../../src/targets/backend/backend.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import type { Backend } from '../../../src/model/backend.ts'
import { rollBack } from '../../../src/rollout/roll-back.ts'
import { createObservations } from '../../../src/rollout/classify.ts'
import { applyOptions } from '../../support/apply-options.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import {
  NEW,
  OLD,
  apisOf,
  backendWith,
  callError,
  fakeCloud,
  row,
  targetOf,
  writerOf
} from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

/** Plans and applies; a modification waits eleven seconds for the rate limit, unless it skips it. */
async function applyLate(backend: Backend[]): Promise<{ applied: Applied; atOnce: boolean[] }> {
  const clock = new FakeClock()
  const cloud = fakeCloud({ backend, apis: apisOf('a'), task: [row('a')] })
  const attempts: boolean[] = []
  const writer = writerOf(async (_, { skipRateLimit = false, precondition }) => {
    attempts.push(skipRateLimit)
    if (!skipRateLimit) await clock.sleep(11_000)
    if (precondition?.() === false) throw callError('transport', { transport: 'aborted' })
    return { requestId: 'R1', operationId: 'O1' }
  })
  const target = targetOf(NEW, { backendType: 'HTTP', backendModelId: 'model-TEST' })
  const plan = await planTarget(cloud, target, { needs: {}, clock })
  const options = applyOptions({ reader: cloud, writer, clock, log: createMemoryLog() })
  return { applied: await applyPlan(plan, options), atOnce: attempts }
}

test('rereads if the reading became too old in the queue, then sends immediately', async () => {
  const { applied, atOnce } = await applyLate([backendWith(OLD), backendWith(OLD), backendWith(NEW)])
  expect(applied.result).toBe('switched')
  expect(atOnce).toEqual([false, true])
})

test('sends nothing if another writer changed the definition while the write was queued', async () => {
  const { applied, atOnce } = await applyLate([
    backendWith(OLD),
    backendWith({ ServiceAddress: 'http://theirs' })
  ])
  expect(applied).toMatchObject({ result: 'failed', changed: false, error: { code: 'Drift' } })
  expect(atOnce).toEqual([false])
})

test('sends nothing if someone else restores the previous definition while a rollback is queued', async () => {
  const clock = new FakeClock()
  const cloud = fakeCloud({
    backend: [backendWith(OLD), backendWith(NEW), backendWith(NEW), backendWith(OLD)],
    apis: apisOf('a')
  })
  const plan = await planTarget(cloud, targetOf(), { needs: {}, clock })
  const observations = createObservations(plan)
  observations.classify(liveOf(await cloud.read(OPERATIONS.describeBackend, ''), 'TEST', 'HTTP'))
  let attempts = 0
  const writer = writerOf(async (_, { skipRateLimit = false, precondition }) => {
    attempts++
    if (!skipRateLimit) await clock.sleep(11_000)
    if (precondition?.() === false) throw callError('transport', { transport: 'aborted' })
    return { requestId: 'R1', operationId: 'O1' }
  })
  const options = applyOptions({ reader: cloud, writer, clock, log: createMemoryLog() })
  expect(await rollBack(plan, observations, options)).toMatchObject({
    result: 'rolled-back',
    accepted: undefined,
    changed: false
  })
  expect(attempts).toBe(1)
})
