import type { Clock } from '../runtime/clock.ts'

/** Slows down the requests of a step once the cloud throttles them. */
export interface RateLimiter {
  /** Resolves when the next request may be sent, or immediately if the signal is aborted. */
  acquire(signal?: AbortSignal): Promise<void>
  /** A request got a response other than throttling. */
  responded(): void
  /** A request was throttled: all requests slow down immediately. */
  throttled(): void
}

export interface LimitedRate extends RateLimiter {
  /** When the last requests were or will be sent; at most as many as are allowed per second. */
  readonly turns: readonly number[]
}

/** The period over which the rate is measured. */
const WINDOW_MS = 1_000
/** The share of the rate that remains after a throttled request, and how much it recovers per second without one: a share of the rate, or requests per second. */
const SLOW_DOWN = 0.85
const SPEED_UP_SHARE = 0.05
const LEAST_SPEED_UP = 1
/** The minimum rate after the first throttled request: if a step has sent few requests by then, others may have used up the quota. */
const LEAST_FIRST_RATE = 10
/** Throttled requests that were sent before the last slowdown carry no new information. */
const SETTLE_MS = 500
const LEAST_PER_SECOND = 1

/**
 * Adapts the request rate to what the cloud accepts: unlimited until the first throttled request, then slightly below the rate
 * of responses in the second before it. The rate recovers slowly, and drops immediately for all callers.
 * @param most how many requests are allowed per second, throttled or not
 * @param before turns of another limiter that also count for this one
 */
export function createRateLimiter(
  clock: Clock,
  most = Infinity,
  before: readonly number[] = []
): LimitedRate {
  /** Requests per second; `undefined` until a request was throttled. */
  let rate: number | undefined
  let rateSetAt = 0
  let nextTurnAt = 0
  const respondedAt: number[] = []
  const turns: number[] = most === Infinity ? [] : before.slice(-most)

  const measured = (now: number): number => {
    const first = respondedAt.findIndex(at => at > now - WINDOW_MS)
    respondedAt.splice(0, first < 0 ? respondedAt.length : first)
    return (respondedAt.length * 1_000) / WINDOW_MS
  }
  const recovered = (now: number): number | undefined => {
    if (rate === undefined) return undefined
    return rate + ((now - rateSetAt) / 1_000) * Math.max(LEAST_SPEED_UP, rate * SPEED_UP_SHARE)
  }

  return {
    turns,
    async acquire(signal) {
      const now = clock.now()
      const current = recovered(now)
      if (current === undefined && most === Infinity) return
      // one second after the request that is `most` requests back
      const isFull = turns.length >= most
      const at = Math.max(now, nextTurnAt, isFull ? (turns.shift() ?? now) + WINDOW_MS : now)
      if (most !== Infinity) turns.push(at)
      if (current !== undefined) nextTurnAt = at + 1_000 / current
      if (at > now) await clock.sleep(at - now, signal)
    },
    responded() {
      respondedAt.push(clock.now())
      if (respondedAt.length > 4_096) measured(clock.now())
    },
    throttled() {
      const now = clock.now()
      const current = recovered(now)
      if (current !== undefined && now - rateSetAt < SETTLE_MS) return
      rate =
        current === undefined
          ? Math.max(LEAST_FIRST_RATE, measured(now))
          : Math.max(LEAST_PER_SECOND, current * SLOW_DOWN)
      rateSetAt = now
      nextTurnAt = Math.max(nextTurnAt, now)
    }
  }
}
