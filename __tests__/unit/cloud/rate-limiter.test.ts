import { expect, test } from '@jest/globals'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { FakeClock } from '../../support/fake-clock.ts'

test('no request waits before the first throttled one', async () => {
  const clock = new FakeClock()
  const rateLimiter = createRateLimiter(clock)
  for (let i = 0; i < 1_000; i++) await rateLimiter.acquire()
  expect(clock.slept).toEqual([])
})

test('after a throttled request, the rate drops below the response rate and recovers slowly', async () => {
  const clock = new FakeClock()
  const rateLimiter = createRateLimiter(clock)
  for (let i = 0; i < 50; i++) rateLimiter.responded()
  rateLimiter.throttled()
  const startedAt = clock.now()
  for (let i = 0; i < 51; i++) await rateLimiter.acquire()
  // fifty per second, and slightly more by then
  expect(clock.now() - startedAt).toBeGreaterThan(900)
  expect(clock.now() - startedAt).toBeLessThan(1_001)
})

/** Clients that always have a request, and a service that accepts `limit` requests per second. */
async function flood(limit: number, seconds: number): Promise<{ served: number; refused: number }> {
  const clock = new FakeClock()
  const rateLimiter = createRateLimiter(clock)
  const endsAt = clock.now() + seconds * 1_000
  let tokens = limit
  let filledAt = clock.now()
  let served = 0
  let refused = 0
  while (clock.now() < endsAt) {
    await rateLimiter.acquire()
    tokens = Math.min(limit, tokens + ((clock.now() - filledAt) / 1_000) * limit)
    filledAt = clock.now()
    if (tokens >= 1) {
      tokens -= 1
      served++
      rateLimiter.responded()
    } else {
      refused++
      rateLimiter.throttled()
      clock.time += 1
    }
  }
  return { served, refused }
}

test.each([10, 50, 500])(
  'a limit of %d requests per second is used well and rarely exceeded',
  async limit => {
    const { served, refused } = await flood(limit, 60)
    expect(served).toBeGreaterThan(limit * 60 * 0.85)
    expect(refused).toBeLessThan(served * 0.1)
  }
)
