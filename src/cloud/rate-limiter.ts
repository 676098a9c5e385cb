import type { Clock } from '../runtime/clock.ts'

/** Holds back the requests of a step once the cloud says that they are too many. */
export interface RateLimiter {
  /** Resolves when the next request may leave; at once when the signal is aborted. */
  acquire(signal?: AbortSignal): Promise<void>
  /** A request was answered, other than by throttling. */
  answered(): void
  /** A request was throttled: everything slows down at once. */
  throttled(): void
}

export interface LimitedRate extends RateLimiter {
  /** When the last requests left, or will leave; as many as may leave in a second. */
  readonly turns: readonly number[]
}

/** The rate is measured over this. */
const WINDOW_MS = 1_000
/** What is left of the rate after a throttling, and how much comes back in a second without one: a share of it, or requests a second. */
const SLOW_DOWN = 0.85
const SPEED_UP_SHARE = 0.05
const LEAST_SPEED_UP = 1
/** A step that has asked little yet learns little from its first throttling: others may have used up the quota. */
const LEAST_FIRST_RATE = 10
/** Throttlings of requests that left before the last slowing down say nothing new. */
const SETTLE_MS = 500
const LEAST_PER_SECOND = 1

/**
 * Paces requests by what the cloud takes: not at all until the first throttling, then at a rate a little below
 * what was answered in the second before it, which recovers slowly and slows down at once for all.
 * @param most how many may leave in a second, throttled or not
 * @param before turns of another one that count as turns of this one, too
 */
export function createRateLimiter(
  clock: Clock,
  most = Infinity,
  before: readonly number[] = []
): LimitedRate {
  /** Requests a second; `undefined` as long as nothing was throttled. */
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
      // the last but so many, a second later
      const isFull = turns.length >= most
      const at = Math.max(now, nextTurnAt, isFull ? (turns.shift() ?? now) + WINDOW_MS : now)
      if (most !== Infinity) turns.push(at)
      if (current !== undefined) nextTurnAt = at + 1_000 / current
      if (at > now) await clock.sleep(at - now, signal)
    },
    answered() {
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
