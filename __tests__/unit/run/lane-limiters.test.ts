import { beforeAll, expect, test } from '@jest/globals'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createLaneLimiters } from '../../../src/run/lane-limiters.ts'
import type { LimitedPlace } from '../../../src/run/lane-limiters.ts'
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
  /** When each of so many calls leaves, asked for at the same moment. */
  const leave = async (place: LimitedPlace, calls: number, lane?: string) => {
    const from = clock.slept.length
    for (let call = 0; call < calls; call++) {
      // all are asked for now: the clock does not go on between them
      const { time } = clock
      await limiterOf(place, lane).acquire()
      clock.time = time
    }
    const waits = clock.slept.slice(from)
    return [...Array.from({ length: calls - waits.length }, () => 0), ...waits]
  }
  return { clock, shared, limiterOf, leave }
}

test('five calls a second for one gateway, and each has its own', async () => {
  const { leave } = limiters()
  expect(await leave(UNKNOWN, 12, 'gw-a')).toEqual([0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000, 2000, 2000])
  expect(await leave(UNKNOWN, 6, 'gw-b')).toEqual([0, 0, 0, 0, 0, 1000])
})

test('targets of which no gateway is known share five calls a second', async () => {
  const { leave } = limiters()
  expect(await leave(UNKNOWN, 6)).toEqual([0, 0, 0, 0, 0, 1000])
})

test('the gateway that an author names has its limiter before it is read, and the same afterwards', async () => {
  const { leave, limiterOf } = limiters()
  expect(await leave(ofGateway('gw-a'), 5)).toEqual([0, 0, 0, 0, 0])
  expect(await leave(ofGateway('gw-b'), 5)).toEqual([0, 0, 0, 0, 0])
  expect(limiterOf(ofGateway('gw-a'), undefined)).toBe(limiterOf(UNKNOWN, `${endpoint.href} gw-a`))
  expect(await leave(UNKNOWN, 1, `${endpoint.href} gw-a`)).toEqual([1000])
})

test('what was asked before the gateway was known counts as asked of it', async () => {
  const { clock, leave } = limiters()
  await leave(UNKNOWN, 3)
  clock.time += 400
  // three are 400 ms old
  expect(await leave(UNKNOWN, 4, 'gw-a')).toEqual([0, 0, 600, 600])
  expect(await leave(UNKNOWN, 3, 'gw-b')).toEqual([0, 0, 600])
})

test('a backend has the limiter of the whole step', () => {
  const { shared, limiterOf } = limiters()
  expect(limiterOf({ kind: 'backend', endpoint }, 'any')).toBe(shared)
  expect(limiterOf({ endpoint }, undefined)).toBe(shared)
})
