import { createRateLimiter } from '../cloud/rate-limiter.ts'
import type { LimitedRate, RateLimiter } from '../cloud/rate-limiter.ts'
import type { Target } from '../model/target.ts'
import type { Clock } from '../runtime/clock.ts'
import { kindOf } from '../targets/kinds.ts'

/** What a limiter is for: a target or an exported backend. */
export type LimitedPlace = Pick<Target, 'endpoint'> &
  Partial<Pick<Target, 'kind'>> & { readonly gatewayId?: string | undefined }

/**
 * The rate limiter of each lane if its kind has a limit, otherwise that of the whole step. Until a reading shows its lane, a target
 * shares a limiter with all other such targets of its endpoint, unless its author names the gateway.
 */
export function createLaneLimiters(
  clock: Clock,
  shared: RateLimiter
): (place: LimitedPlace, lane: string | undefined) => RateLimiter {
  const limiters = new Map<string, LimitedRate>()
  return ({ kind, endpoint, gatewayId }, lane = laneOf(endpoint, gatewayId)) => {
    const most = kind && kindOf({ kind }).callsPerSecond
    if (most === undefined) return shared
    const known = limiters.get(lane)
    if (known !== undefined) return known
    // calls to an unknown gateway may have been calls to this one
    const limiter = createRateLimiter(clock, most, limiters.get(endpoint.href)?.turns)
    limiters.set(lane, limiter)
    return limiter
  }
}

/** The same lane that the kinds use once a reading has shown the gateway. */
function laneOf({ href }: URL, gatewayId: string | undefined): string {
  return gatewayId === undefined ? href : `${href} ${gatewayId}`
}
