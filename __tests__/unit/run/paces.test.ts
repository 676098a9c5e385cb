import { beforeAll, expect, test } from '@jest/globals'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createPaces } from '../../../src/run/paces.ts'
import type { PacedPlace } from '../../../src/run/paces.ts'
import { loadKinds } from '../../../src/targets/kinds.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const endpoint = new URL('https://apig.cn-hangzhou.aliyuncs.com')
const UNKNOWN: PacedPlace = { kind: 'service', endpoint }
const ofGateway = (gatewayId: string): PacedPlace => ({ kind: 'service', endpoint, gatewayId })

beforeAll(() => loadKinds([{ kind: 'service' }]))

function paces() {
  const clock = new FakeClock(0)
  const shared = createRateLimiter(clock)
  const paceOf = createPaces(clock, shared)
  /** When each of so many calls leaves, asked for at the same moment. */
  const leave = async (place: PacedPlace, calls: number, lane?: string) => {
    const from = clock.slept.length
    for (let call = 0; call < calls; call++) {
      // all are asked for now: the clock does not go on between them
      const { time } = clock
      await paceOf(place, lane).acquire()
      clock.time = time
    }
    const waits = clock.slept.slice(from)
    return [...Array.from({ length: calls - waits.length }, () => 0), ...waits]
  }
  return { clock, shared, paceOf, leave }
}

test('five calls a second for one gateway, and each has its own', async () => {
  const { leave } = paces()
  expect(await leave(UNKNOWN, 12, 'gw-a')).toEqual([0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000, 2000, 2000])
  expect(await leave(UNKNOWN, 6, 'gw-b')).toEqual([0, 0, 0, 0, 0, 1000])
})

test('targets of which no gateway is known share five calls a second', async () => {
  const { leave } = paces()
  expect(await leave(UNKNOWN, 6)).toEqual([0, 0, 0, 0, 0, 1000])
})

test('the gateway that an author names has its pace before it is read, and the same afterwards', async () => {
  const { leave, paceOf } = paces()
  expect(await leave(ofGateway('gw-a'), 5)).toEqual([0, 0, 0, 0, 0])
  expect(await leave(ofGateway('gw-b'), 5)).toEqual([0, 0, 0, 0, 0])
  expect(paceOf(ofGateway('gw-a'), undefined)).toBe(paceOf(UNKNOWN, `${endpoint.href} gw-a`))
  expect(await leave(UNKNOWN, 1, `${endpoint.href} gw-a`)).toEqual([1000])
})

test('what was asked before the gateway was known counts as asked of it', async () => {
  const { clock, leave } = paces()
  await leave(UNKNOWN, 3)
  clock.time += 400
  // three are 400 ms old
  expect(await leave(UNKNOWN, 4, 'gw-a')).toEqual([0, 0, 600, 600])
  expect(await leave(UNKNOWN, 3, 'gw-b')).toEqual([0, 0, 600])
})

test('a backend has the pace of the whole step', () => {
  const { shared, paceOf } = paces()
  expect(paceOf({ kind: 'backend', endpoint }, 'any')).toBe(shared)
  expect(paceOf({ endpoint }, undefined)).toBe(shared)
})
