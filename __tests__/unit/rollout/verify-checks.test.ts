import { expect, test } from '@jest/globals'
import { applyPlan } from '../../../src/rollout/apply.ts'
import type { Check, CheckResult } from '../../../src/rollout/checks/check.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import type { Applied } from '../../../src/rollout/switch.ts'
import { applyOptions } from '../../support/apply-options.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { NEW, OLD, apisOf, backendWith, fakeCloud, row, targetOf } from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

/** Switches a backend whose definition is read as listed since the plan, and runs one check. */
async function switchedWith(
  check: Partial<Check>,
  result: Partial<CheckResult>,
  readings = [NEW]
): Promise<Applied> {
  const cloud = fakeCloud({
    backend: [OLD, ...readings].map(config => backendWith(config)),
    apis: apisOf('a'),
    task: [row('a')],
    modify: { requestId: 'R1', operationId: 'O1' }
  })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const plan = await planTarget(cloud, targetOf(), { needs: {}, clock })
  const subject = 'https://orders.example.com/health'
  const whole = { name: 'probe', subject, passed: true, attempts: 3, detail: 'HTTP 200', ...result } as const
  return applyPlan(plan, {
    ...applyOptions({ reader: cloud, writer: cloud, clock, log }),
    checks: [
      {
        name: 'probe',
        code: 'ProbeFailed',
        when: 'after-switch',
        includesUnchanged: true,
        count: 1,
        run: () => Promise.resolve([whole]),
        ...check
      }
    ]
  })
}

test('the operation follows what was seen, and the likely cause ends the message', async () => {
  const { error } = await switchedWith({}, { passed: false, detail: 'HTTP 503', likelyCause: 'the backend' })
  expect(error?.message).toBe(
    'backend-1/TEST: probe failed: https://orders.example.com/health: HTTP 503 (3 attempts) (operation O1). Likely cause: the backend'
  )
  // the page shows the operation elsewhere
  expect(error?.brief).toBe(
    'backend-1/TEST: probe failed: https://orders.example.com/health: HTTP 503 (3 attempts). Likely cause: the backend'
  )
})

test('a response that names a likely cause itself does not move the operation', async () => {
  const detail = 'HTTP 503: Down. Likely cause: overload'
  const { error } = await switchedWith({}, { passed: false, detail, likelyCause: 'the backend' })
  expect(error?.message).toContain(
    'HTTP 503: Down. Likely cause: overload (3 attempts) (operation O1). Likely cause: the backend'
  )
})

test('after a check that takes long, whatever its name, the definition must still be live', async () => {
  const foreign = { ServiceAddress: 'http://foreign' }
  const long = await switchedWith({ period: 'the soak time' }, {}, [NEW, foreign])
  expect(long).toMatchObject({ result: 'partial', error: { code: 'Conflict' } })
  expect(long.error?.message).toContain('someone else changed the live definition during the soak time')
  const short = await switchedWith({}, {}, [NEW, foreign])
  expect(short.result).toBe('switched')
})
