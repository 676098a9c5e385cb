import { expect, test } from '@jest/globals'
import { applyPlan } from '../../../../src/rollout/apply.ts'
import { planTarget } from '../../../../src/rollout/plan.ts'
import { applyOptions } from '../../../support/apply-options.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { NEW, OLD, apisOf, backendWith, fakeCloud, row, targetOf } from '../../../support/fake-cloud.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

test('logs the progress of a batch at least once a minute', async () => {
  const cloud = fakeCloud({
    modify: { requestId: 'R', operationId: 'O' },
    backend: [backendWith(OLD), backendWith(NEW)],
    apis: apisOf('a'),
    task: [row('a', 'QUEUED', '')]
  })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const plan = await planTarget(cloud, targetOf(NEW), { needs: {}, clock })
  const options = applyOptions({ reader: cloud, writer: cloud, clock, log, waitTimeoutMs: 190_000 })
  expect((await applyPlan(plan, options)).result).toBe('unknown')
  const lines = log.of('info').filter(line => line.includes('1 in progress'))
  expect(lines.length).toBeGreaterThanOrEqual(3)
  // not only with the first poll after the minute
  expect(lines[1]).toMatch(/\(\d\ds\)$/)
})
