import { createRateLimiter } from '../cloud/rate-limiter.ts'
import type { LimitedRate, RateLimiter } from '../cloud/rate-limiter.ts'
import type { Target } from '../model/target.ts'
import type { Clock } from '../runtime/clock.ts'
import { kindOf } from '../targets/kinds.ts'

/** Of what a pace is asked for: a target, or what is exported. */
export type PacedPlace = Pick<Target, 'endpoint'> &
  Partial<Pick<Target, 'kind'>> & { readonly gatewayId?: string | undefined }

/**
 * The pace of each lane, where its kind has a limit; otherwise that of the whole step. Before a reading has told its lane, a target goes
 * with all others of its endpoint of which no more is known, unless its author names the gateway.
 */
export function createPaces(
  clock: Clock,
  shared: RateLimiter
): (place: PacedPlace, lane: string | undefined) => RateLimiter {
  const paces = new Map<string, LimitedRate>()
  return ({ kind, endpoint, gatewayId }, lane = laneOf(endpoint, gatewayId)) => {
    const most = kind && kindOf({ kind }).callsPerSecond
    if (most === undefined) return shared
    const known = paces.get(lane)
    if (known !== undefined) return known
    // what was asked of an unknown gateway may have been asked of this one
    const pace = createRateLimiter(clock, most, paces.get(endpoint.href)?.turns)
    paces.set(lane, pace)
    return pace
  }
}

/** As the kinds form it once a reading has told the gateway. */
function laneOf({ href }: URL, gatewayId: string | undefined): string {
  return gatewayId === undefined ? href : `${href} ${gatewayId}`
}
