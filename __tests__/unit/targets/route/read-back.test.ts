import { beforeAll, expect, test } from '@jest/globals'
import { createObservations } from '../../../../src/rollout/classify.ts'
import { planTarget } from '../../../../src/rollout/plan.ts'
import { isAsDesired, readUntilDesired } from '../../../../src/rollout/read-back.ts'
import { createDeadline } from '../../../../src/runtime/clock.ts'
import { loadKinds } from '../../../../src/targets/kinds.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { BLUE, GREEN, fakeRoutes, routeTarget, single } from '../../../support/fake-routes.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

beforeAll(() => loadKinds([{ kind: 'route' }]))

test.each([
  ['a draft', undefined, false],
  ['a deployed backend', 'Deployed', true]
])('%s that appears after the completion is confirmed by a second reading', async (_, status, isGood) => {
  const clock = new FakeClock()
  const cloud = fakeRoutes(clock, single(BLUE), { lagMs: 1_500 })
  const plan = await planTarget(cloud, routeTarget({ serviceId: GREEN, port: 8080 }), { clock, needs: {} })
  const planned = cloud.calls.filter(action => action === 'GetHttpApiRoute').length
  cloud.onCall = (action, count) => {
    if (action !== 'GetHttpApiRoute' || count !== planned + 3) return
    cloud.save(single(GREEN))
    if (status !== undefined) cloud.setStatus(status)
  }
  const end = await readUntilDesired(cloud, plan, createObservations(plan), {
    log: createMemoryLog(),
    deadline: createDeadline(clock, 60_000),
    graceMs: 5_000,
    confirmsAfterMs: 2_000
  })
  expect(isAsDesired(end)).toBe(isGood)
  expect(cloud.calls.filter(action => action === 'GetHttpApiRoute').length - planned).toBeGreaterThan(3)
})
