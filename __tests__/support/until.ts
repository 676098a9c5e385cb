import { setTimeout } from 'node:timers/promises'
import { LONGEST_WAIT_MS } from './bounded.ts'

/** Polls until a condition is met that has no event. Rejects if it is not met within a time that suits a busy machine. */
export async function until(holds: () => boolean, longestMs = LONGEST_WAIT_MS): Promise<void> {
  const endsAt = performance.now() + longestMs
  while (!holds()) {
    if (performance.now() > endsAt) {
      throw new Error(`the condition was not met within ${longestMs / 1000}s: ${holds.toString()}`)
    }
    await setTimeout(2)
  }
}
