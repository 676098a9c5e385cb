import { formatDuration } from '../../runtime/clock.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'

/** Sooner than a minute, since the next response may be some seconds away. */
const SAY_AFTER_MS = 45_000
const MOST_NAMED = 5

/** What a check of several URLs says while it runs. */
export interface Progress {
  /** After each response: a line when it differs from the one before, and at least one a minute about all of them. */
  saw(subject: string, detail: string): void
}

/**
 * @param name of the check, as in `probe`
 * @param totalMs how long it may go on
 */
export function createProgress(
  name: string,
  totalMs: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log }
): Progress {
  const startedAt = clock.now()
  const last = new Map<string, string>()
  let saidAt = startedAt
  return {
    saw(subject, detail) {
      const now = clock.now()
      const elapsed = formatDuration(now - startedAt)
      if (last.get(subject) !== detail) {
        last.set(subject, detail)
        log.info(`${name} ${subject}: ${detail} (${elapsed})`)
      } else if (now - saidAt >= SAY_AFTER_MS) {
        const named = [...last].slice(0, MOST_NAMED).map(([one, said]) => `${one}: ${said}`)
        const more = last.size > named.length ? `; and ${last.size - named.length} more` : ''
        log.info(`${name}: ${elapsed} of ${formatDuration(totalMs)}; ${named.join('; ')}${more}`)
      } else return
      saidAt = now
    }
  }
}
