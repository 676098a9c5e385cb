import { describe, expect, test } from '@jest/globals'
import { createReadShare } from '../../../src/cloud/client.ts'
import { NATIVE_OPERATIONS } from '../../../src/cloud/native-operations.ts'
import type { CloudReader } from '../../../src/cloud/operation.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { createDeadline } from '../../../src/runtime/clock.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { BACKEND_ID, NEW, OLD, apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

const ENDPOINT = new URL('https://apigateway.cn-hangzhou.aliyuncs.com')
const ELSEWHERE = new URL('https://apigateway.cn-shanghai.aliyuncs.com')

test('a backend is read once for all of its stages, and a later plan has the age of that read', async () => {
  const clock = new FakeClock()
  const cloud = fakeCloud({ backend: backendWith(OLD, { PRE: OLD }), apis: apisOf('a') })
  const share = createReadShare(clock, createDeadline(clock, Infinity))
  const startedAt = clock.now()
  const first = await planTarget(share(cloud, ENDPOINT), targetOf(), { clock, needs: {} })
  await clock.sleep(13_000)
  const second = await planTarget(
    share(cloud, ENDPOINT),
    targetOf(NEW, { name: `${BACKEND_ID}/PRE`, stageName: 'PRE' }),
    { clock, needs: {} }
  )
  expect([first.readAt, second.readAt]).toEqual([startedAt, startedAt])
  expect(cloud.calls.filter(call => call === 'describe')).toHaveLength(1)
})

/** Records the calls to the cloud. */
function counting(): { readonly reader: CloudReader; readonly calls: string[] } {
  const calls: string[] = []
  const respond = ({ action }: { action: string }, parameters: unknown): Promise<never> => {
    calls.push(`${action} ${JSON.stringify(parameters)}`)
    return Promise.resolve(`result ${calls.length}` as never)
  }
  return { calls, reader: { read: respond, list: respond } }
}

describe('a shared read', () => {
  const { getService, getHttpApi, getHttpApiRoute, listHttpApiRoutes, listHttpApiOperations } =
    NATIVE_OPERATIONS

  test('serves equal calls of a shareable operation at one endpoint', async () => {
    const clock = new FakeClock()
    const { reader, calls } = counting()
    const share = createReadShare(clock, createDeadline(clock, Infinity))
    for (const endpoint of [ENDPOINT, ENDPOINT, ELSEWHERE]) {
      const shared = share(reader, endpoint)
      for (const serviceId of ['svc-1', 'svc-2']) await shared.read(getService, { serviceId })
      await shared.read(getHttpApi, { httpApiId: 'svc-1' })
      await shared.list(listHttpApiRoutes, { httpApiId: 'svc-1' })
      await shared.list(listHttpApiRoutes, { httpApiId: 'svc-1', gatewayId: 'gw-1' })
      await shared.list(listHttpApiOperations, { httpApiId: 'svc-1' })
    }
    expect(calls).toHaveLength(2 * 6)
  })

  test('does not serve any other call', async () => {
    const clock = new FakeClock()
    const { reader, calls } = counting()
    const shared = createReadShare(clock, createDeadline(clock, Infinity))(reader, ENDPOINT)
    for (let times = 0; times < 2; times++) {
      await shared.read(getHttpApiRoute, { httpApiId: 'api-1', routeId: 'hr-1' })
      await shared.read(OPERATIONS.describeTask, 'O')
      await shared.list(OPERATIONS.listPublishedApis, { backendId: 'b', stageName: 'TEST' })
    }
    expect(calls).toHaveLength(6)
    expect(shared.requestedAt()).toBeUndefined()
  })

  test('sets the age of each reader by its own oldest result', async () => {
    const clock = new FakeClock()
    const { reader } = counting()
    const share = createReadShare(clock, createDeadline(clock, Infinity))
    const at: number[] = []
    const others = share(reader, ENDPOINT)
    for (const serviceId of ['svc-1', 'svc-2']) {
      at.push(clock.now())
      await others.read(getService, { serviceId })
      await clock.sleep(1_000)
    }
    const own = share(reader, ENDPOINT)
    expect(own.requestedAt()).toBeUndefined()
    const now = clock.now()
    await own.read(getService, { serviceId: 'svc-3' })
    expect(own.requestedAt()).toBe(now)
    await own.read(getService, { serviceId: 'svc-2' })
    expect(own.requestedAt()).toBe(at[1])
    await own.read(getService, { serviceId: 'svc-1' })
    await own.read(getService, { serviceId: 'svc-3' })
    expect([own.requestedAt(), others.requestedAt()]).toEqual([at[0], at[0]])
  })

  test('shares a failure, which sets no age', async () => {
    const clock = new FakeClock()
    const share = createReadShare(clock, createDeadline(clock, Infinity))
    const reader: CloudReader = {
      read: () => Promise.reject(new Error('no')),
      list: () => Promise.reject(new Error('no'))
    }
    const shared = share(reader, ENDPOINT)
    for (let times = 0; times < 2; times++) {
      await expect(shared.read(getService, { serviceId: 'svc-1' })).rejects.toThrow('no')
    }
    expect(shared.requestedAt()).toBeUndefined()
  })
})
