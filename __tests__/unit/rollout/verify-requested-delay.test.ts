import { expect, test } from '@jest/globals'
import { applyPlan } from '../../../src/rollout/apply.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
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
  targetOf
} from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const ACCEPTED = { requestId: 'R1', operationId: 'O1' }
const HOUR_MS = 3_600_000

const page = (retryAfterMs: number) => callError('server', { status: 503, ambiguous: true, retryAfterMs })
const busy = (retryAfterMs: number) => callError('busy', { retryAfterMs })

type Scripts = Parameters<typeof fakeCloud>[0]

test.each<[what: string, scripts: Scripts, waitTimeoutMs: number, slept: readonly number[]]>([
  ['a poll', { task: [page(20_000), [row('a')]] }, 60_000, [20_000]],
  ['a poll of a busy cloud', { task: [busy(20_000), [row('a')]] }, 60_000, [20_000]],
  ['a poll, but not beyond the deadline', { task: [page(20_000), [row('a')]] }, 5_000, [5_000]],
  ['a poll, but not for an hour', { task: [page(HOUR_MS), [row('a')]] }, 60_000, [200]],
  ['a read-back', { backend: [backendWith(OLD), page(5_000), backendWith(NEW)] }, 60_000, [5_000]],
  ['an ambiguous write', { modify: [page(4_000), ACCEPTED] }, 60_000, [4_000]],
  ['an ambiguous write, but not longer than it may take', { modify: [page(4_000), ACCEPTED] }, 3_000, [200]]
])('what the cloud asks to wait is respected: %s', async (_, scripts, waitTimeoutMs, slept) => {
  const cloud = fakeCloud({
    backend:
      scripts.modify === undefined
        ? [backendWith(OLD), backendWith(NEW)]
        : [OLD, OLD, NEW].map(data => backendWith(data)),
    apis: apisOf('a'),
    task: [[row('a')]],
    modify: ACCEPTED,
    ...scripts
  })
  const clock = new FakeClock()
  const target = targetOf(NEW, { backendType: 'HTTP', backendModelId: 'model-TEST' })
  const plan = await planTarget(cloud, target, { needs: {}, clock })
  const outcome = await applyPlan(plan, {
    ...applyOptions({ reader: cloud, writer: cloud, clock, log: createMemoryLog() }),
    waitTimeoutMs
  })
  expect(outcome.result).toBe('switched')
  expect(clock.slept).toEqual(slept)
})

test.each<[what: string, scripts: Scripts]>([
  ['a poll', { task: [page(100_000), [row('a')]] }],
  ['a read-back', { backend: [backendWith(OLD), busy(100_000), backendWith(NEW)] }]
])('a long time that the cloud asks to wait is logged at least once a minute: %s', async (_, scripts) => {
  const cloud = fakeCloud({
    backend: [backendWith(OLD), backendWith(NEW)],
    apis: apisOf('a'),
    task: [[row('a')]],
    modify: ACCEPTED,
    ...scripts
  })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const target = targetOf(NEW, { backendType: 'HTTP', backendModelId: 'model-TEST' })
  const plan = await planTarget(cloud, target, { needs: {}, clock })
  const outcome = await applyPlan(plan, {
    ...applyOptions({ reader: cloud, writer: cloud, clock, log }),
    waitTimeoutMs: 600_000
  })
  expect(outcome.result).toBe('switched')
  expect(clock.slept).toEqual([50_000, 50_000])
  expect(log.lines.filter(line => line.includes('waiting as long as the service requested'))).toHaveLength(1)
})
