import { expect, test } from '@jest/globals'
import { createReadShare } from '../../../src/cloud/client.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { createDeadline } from '../../../src/runtime/clock.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { BACKEND_ID, NEW, OLD, apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

test('a backend is read once for its stages, and a later plan is as old as that read', async () => {
  const clock = new FakeClock()
  const cloud = fakeCloud({ backend: backendWith(OLD, { PRE: OLD }), apis: apisOf('a') })
  const share = createReadShare(clock, createDeadline(clock, Infinity))
  const endpoint = new URL('https://apigateway.cn-hangzhou.aliyuncs.com')
  const startedAt = clock.now()
  const first = await planTarget(share(cloud, endpoint), targetOf(), { clock, needs: {} })
  await clock.sleep(13_000)
  const second = await planTarget(
    share(cloud, endpoint),
    targetOf(NEW, { name: `${BACKEND_ID}/PRE`, stageName: 'PRE' }),
    { clock, needs: {} }
  )
  expect([first.readAt, second.readAt]).toEqual([startedAt, startedAt])
  expect(cloud.calls.filter(call => call === 'describe')).toHaveLength(1)
})
