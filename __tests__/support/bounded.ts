import { setTimeout } from 'node:timers/promises'

/** Much longer than any single event takes on a busy machine, and much shorter than the limit of a test. */
export const LONGEST_WAIT_MS = 180_000

/**
 * Waits for an event that may never come, such as a log line that was reworded: a step that waits for the test cannot end, so that
 * the test would only fail at its own limit.
 * @param describe what is waited for, and what there is instead
 * @param longestMs for the test of this function
 */
export async function bounded<T>(
  event: Promise<T>,
  describe: () => string,
  longestMs = LONGEST_WAIT_MS
): Promise<T> {
  const over = new AbortController()
  const limit = setTimeout(longestMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`waited ${longestMs / 1000}s in vain for ${describe()}`)
  })
  // aborted once the event has come
  limit.catch(() => undefined)
  try {
    return await Promise.race([event, limit])
  } finally {
    over.abort()
  }
}
