import { expect, test } from '@jest/globals'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { FakeClock } from '../../support/fake-clock.ts'

test('nothing is held back before the cloud says so', async () => {
  const clock = new FakeClock()
  const rateLimiter = createRateLimiter(clock)
  for (let i = 0; i < 1_000; i++) await rateLimiter.acquire()
  expect(clock.slept).toEqual([])
})

test('after a throttling, a little below what was answered, and slowly back', async () => {
  const clock = new FakeClock()
  const rateLimiter = createRateLimiter(clock)
  for (let i = 0; i < 50; i++) rateLimiter.responded()
  rateLimiter.throttled()
  const startedAt = clock.now()
  for (let i = 0; i < 51; i++) await rateLimiter.acquire()
  // fifty a second, and a little more by then
  expect(clock.now() - startedAt).toBeGreaterThan(900)
  expect(clock.now() - startedAt).toBeLessThan(1_001)
})

/** Clients that are always ready, against a service that takes `limit` requests a second. */
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
  'a service that takes %d a second is used well, and rarely asked too much',
  async limit => {
    const { served, refused } = await flood(limit, 60)
    expect(served).toBeGreaterThan(limit * 60 * 0.85)
    expect(refused).toBeLessThan(served * 0.1)
  }
)
