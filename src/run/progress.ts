import type { Outcome } from '../rollout/outcome.ts'
import { isGreen } from '../rollout/outcome.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** Tells people how far the targets are. */
export interface Progress {
  ended(outcome: Outcome): void
}

const SUMMARY_EVERY_MS = 15_000

/** A line when a target ends; of several, a line at intervals with the counts and a guess of the time left. */
export function createProgress(total: number, clock: Clock, log: Log): Progress {
  const startedAt = clock.now()
  let summedAt = startedAt
  let done = 0
  let failed = 0
  return {
    ended({ target, result, durationMs }) {
      done++
      if (!isGreen(result) && result !== 'not-started') failed++
      const count = total === 1 ? '' : `[${done}/${total}] `
      log.info(`${count}${target.name}: ${result} (${formatDuration(durationMs)})`)
      const now = clock.now()
      if (total === 1 || done === total || now - summedAt < SUMMARY_EVERY_MS) return
      summedAt = now
      const left = total - done
      const guess = ((now - startedAt) / done) * left
      log.info(
        `${done} of ${total} targets done, ${failed} of them failed, ${left} left; about ${formatDuration(guess)} more`
      )
    }
  }
}
