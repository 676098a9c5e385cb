import { formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { isGreen } from './outcome.ts'
import type { Outcome } from './outcome.ts'

/** What runs sequentially, and what in parallel. */
export interface ScheduleOptions<T> {
  /** Items in one lane never run at the same time. */
  readonly laneOf: (item: T) => string
  /** How many lanes run at the same time. */
  readonly parallel: number
  /** Whether the item can be the canary; the first such item runs alone before the others. */
  readonly isCanary: (item: T) => boolean
  /** Called before each start: whether to start no further item. */
  readonly isStopped: () => boolean
}

/**
 * Runs items in order: sequentially up to the canary, so that it runs alone, then as many lanes in parallel as allowed. An item whose
 * lane is occupied waits, and later items overtake it.
 * @returns the items that were never started, in order
 */
export async function runInOrder<T>(
  items: readonly T[],
  run: (item: T) => Promise<void>,
  options: ScheduleOptions<T>
): Promise<T[]> {
  const waiting = [...items]
  const canary = items.find(options.isCanary)
  for (let last: T | undefined; last !== canary && !options.isStopped();) {
    last = waiting.shift()
    if (last !== undefined) await run(last)
  }
  const underWay = new Map<string, Promise<void>>()
  for (;;) {
    while (underWay.size < options.parallel && !options.isStopped()) {
      const index = waiting.findIndex(item => !underWay.has(options.laneOf(item)))
      const [item] = index < 0 ? [] : waiting.splice(index, 1)
      if (item === undefined) break
      const lane = options.laneOf(item)
      underWay.set(
        lane,
        run(item).finally(() => underWay.delete(lane))
      )
    }
    if (underWay.size === 0) return waiting
    await Promise.race(underWay.values())
  }
}

/** Maps items with limited parallelism; the results keep the order of the items. */
export async function mapInParallel<T, R>(
  items: readonly T[],
  parallel: number,
  map: (item: T) => Promise<R>
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await map(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, work))
  return results
}

/** Reports the progress of the targets. */
export interface ProgressLog {
  ended(outcome: Outcome): void
}

const SUMMARY_EVERY_MS = 15_000

/** Logs a line per completed target and, for several targets, an occasional summary with an estimate of the remaining time. */
export function createProgressLog(total: number, clock: Clock, log: Log): ProgressLog {
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
      const estimateMs = ((now - startedAt) / done) * left
      log.info(
        `${done} of ${total} targets completed (${failed} failed), ${left} remaining, about ${formatDuration(estimateMs)} left`
      )
    }
  }
}
