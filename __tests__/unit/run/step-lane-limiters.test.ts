import { beforeAll, expect, test } from '@jest/globals'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createLaneLimiters } from '../../../src/run/step.ts'
import type { LimitedPlace } from '../../../src/run/step.ts'
import { loadKinds } from '../../../src/targets/kinds.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const endpoint = new URL('https://apig.cn-hangzhou.aliyuncs.com')
const UNKNOWN: LimitedPlace = { kind: 'service', endpoint }
const ofGateway = (gatewayId: string): LimitedPlace => ({ kind: 'service', endpoint, gatewayId })

beforeAll(() => loadKinds([{ kind: 'service' }]))

function limiters() {
  const clock = new FakeClock(0)
  const shared = createRateLimiter(clock)
  const limiterOf = createLaneLimiters(clock, shared)
  /** When each of this many simultaneous calls is sent. */
  const leave = async (place: LimitedPlace, calls: number, lane?: string) => {
    const from = clock.slept.length
    for (let call = 0; call < calls; call++) {
      // all are requested now: the clock does not advance between them
      const { time } = clock
      await limiterOf(place, lane).acquire()
      clock.time = time
    }
    const waits = clock.slept.slice(from)
    return [...Array.from({ length: calls - waits.length }, () => 0), ...waits]
  }
  return { clock, shared, limiterOf, leave }
}

test('each gateway has its own limit of five calls per second', async () => {
  const { leave } = limiters()
  expect(await leave(UNKNOWN, 12, 'gw-a')).toEqual([0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000, 2000, 2000])
  expect(await leave(UNKNOWN, 6, 'gw-b')).toEqual([0, 0, 0, 0, 0, 1000])
})

test('targets without a known gateway share five calls per second', async () => {
  const { leave } = limiters()
  expect(await leave(UNKNOWN, 6)).toEqual([0, 0, 0, 0, 0, 1000])
})

test('a gateway-id that is set has its limiter before the gateway is read, and the same one afterwards', async () => {
  const { leave, limiterOf } = limiters()
  expect(await leave(ofGateway('gw-a'), 5)).toEqual([0, 0, 0, 0, 0])
  expect(await leave(ofGateway('gw-b'), 5)).toEqual([0, 0, 0, 0, 0])
  expect(limiterOf(ofGateway('gw-a'), undefined)).toBe(limiterOf(UNKNOWN, `${endpoint.href} gw-a`))
  expect(await leave(UNKNOWN, 1, `${endpoint.href} gw-a`)).toEqual([1000])
})

test('calls before the gateway was known count against its limit', async () => {
  const { clock, leave } = limiters()
  await leave(UNKNOWN, 3)
  clock.time += 400
  // three of them are 400 ms old
  expect(await leave(UNKNOWN, 4, 'gw-a')).toEqual([0, 0, 600, 600])
  expect(await leave(UNKNOWN, 3, 'gw-b')).toEqual([0, 0, 600])
})

test("a backend uses the step's limiter", () => {
  const { shared, limiterOf } = limiters()
  expect(limiterOf({ kind: 'backend', endpoint }, 'any')).toBe(shared)
  expect(limiterOf({ endpoint }, undefined)).toBe(shared)
})
