import type { Deadline } from '../runtime/clock.ts'

/** The longest delay between two polls. */
export const MAX_POLL_DELAY_MS = 10_000
/** The same as a share of the elapsed time: completion is noticed soon. */
const POLL_SHARE = 0.08
/** How long after the deadline of a wait its last poll may take. */
export const LAST_POLL_MS = 2_000

/** The longest delay before the next poll of a wait that has lasted this long. */
export function longestPollDelay(elapsedMs: number): number {
  return Math.min(MAX_POLL_DELAY_MS, elapsedMs * POLL_SHARE)
}

/** How long a wait may log nothing: less than a minute, because the next poll may be 10 s away. */
export const HEARTBEAT_MS = 50_000

/** Sleeps until the next request. A response may have asked for a longer time than a wait may log nothing. */
export async function sleepUntilNext(
  ms: number,
  deadline: Deadline,
  heartbeat: (leftMs: number) => void
): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !deadline.isOver(); leftMs -= HEARTBEAT_MS) {
    if (leftMs < ms) heartbeat(leftMs)
    await deadline.sleep(Math.min(leftMs, HEARTBEAT_MS))
  }
}
