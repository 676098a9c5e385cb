import type { Throttle } from '../seed.ts'
import { CloudError } from './cloud-error.ts'

/**
 * The error for a throttled call.
 * @param retryAfterMs the value of the `x-acs-retry-after` header
 */
export function throttled(code: string, retryAfterMs?: number): CloudError {
  return new CloudError(400, code, 'Request was denied due to user flow control.', { retryAfterMs })
}

/** A token bucket: starts full, each call takes a token, and tokens are refilled over time. */
export class TokenBucket {
  readonly #throttle: Throttle
  #tokens: number
  #filledAt: number

  constructor(throttle: Throttle, now: number) {
    this.#throttle = throttle
    this.#tokens = throttle.burst
    this.#filledAt = now
  }

  /** @throws CloudError if no token is left at this time (ms) */
  take(now: number): void {
    const { perSecond, burst } = this.#throttle
    const passedMs = Math.max(0, now - this.#filledAt)
    this.#tokens = Math.min(burst, this.#tokens + (passedMs * perSecond) / 1000)
    this.#filledAt = now
    if (this.#tokens < 1) {
      // compensate for floating-point error
      const waitMs = Math.ceil(((1 - this.#tokens) * 1000) / perSecond - 1e-6)
      throw throttled('Throttling.User', waitMs)
    }
    this.#tokens -= 1
  }
}
