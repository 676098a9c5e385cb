import { CallError, isDenied } from '../cloudapi/call-error.ts'
import type { CloudReader } from '../cloudapi/types.ts'
import type { PublishedApi, TaskEntry } from '../model/backend.ts'
import { progressOf } from '../model/batch.ts'
import type { BatchProgress } from '../model/batch.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { plural } from '../runtime/text.ts'

export interface FollowOptions {
  readonly reader: CloudReader
  readonly clock: Clock
  readonly log: Log
  readonly backendId: string
  readonly stageName: string
  readonly operationId: string
  /** The APIs that were published before the write; `undefined` where they may not be listed. */
  readonly published: readonly PublishedApi[] | undefined
  /** When the waiting began, and when it ends, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly deadline: number
  /** Whether a denial ends the following; otherwise it is asked again until the deadline. */
  readonly giveUpWhenDenied: boolean
  readonly signal?: AbortSignal | undefined
}

export type FollowEnd =
  /** Every API has its end. Without the list of APIs (`surely: false`), as far as the task says. */
  | { readonly kind: 'ended'; readonly progress: BatchProgress; readonly surely: boolean }
  | {
      readonly kind: 'timed-out'
      readonly progress: BatchProgress | undefined
      readonly lastError: CallError | undefined
    }
  | { readonly kind: 'denied'; readonly error: CallError }

const FIRST_POLL_DELAY_MS = 200
const MAX_POLL_DELAY_MS = 10_000
/** A poll comes at the latest after this part of the time that has passed: an end is noticed soon. */
const POLL_SHARE = 0.08
const HEARTBEAT_MS = 60_000
/** How often the published APIs are listed again, for those that a task does not list. */
const RELIST_MS = 5_000
/** Without the list of APIs: how often the task must stay as it is, and how long an empty one. */
const QUIET_POLLS = 2
const QUIET_EMPTY_MS = 10_000

/** Follows a batch to its end. A poll that fails never ends the wait; the last one is at the deadline. */
export async function followBatch(options: FollowOptions): Promise<FollowEnd> {
  const { reader, clock, log, operationId, deadline, signal, startedAt } = options
  let published = options.published
  let progress: BatchProgress | undefined
  let lastError: CallError | undefined
  let delayMs = FIRST_POLL_DELAY_MS
  let quietPolls = 0
  let relistedAt = startedAt
  const say = createTeller(clock, log, startedAt)

  for (;;) {
    const atDeadline = clock.now() >= deadline
    try {
      const entries: TaskEntry[] = await reader.describeTask(operationId, { once: true, signal })
      const before = progress
      progress = progressOf(published ?? [], entries)
      lastError = undefined
      quietPolls = before !== undefined && sameRows(before, progress) ? quietPolls + 1 : 0
      say(progress)
      if (published === undefined) {
        const quietLongEnough = entries.length > 0 || clock.now() - startedAt >= QUIET_EMPTY_MS
        if (progress.done && quietPolls >= QUIET_POLLS && quietLongEnough) {
          return { kind: 'ended', progress, surely: false }
        }
      } else if (progress.done) {
        return { kind: 'ended', progress, surely: true }
      } else if (
        // only rows that the task does not list are missing, and it does not grow: they may have been unpublished
        progress.moving === progress.unlisted.length &&
        quietPolls > 0 &&
        (atDeadline || clock.now() - relistedAt >= RELIST_MS)
      ) {
        relistedAt = clock.now()
        published = await stillPublished(options, published)
        progress = progressOf(published, entries)
        if (progress.done) {
          say(progress)
          return { kind: 'ended', progress, surely: true }
        }
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof CallError)) throw error
      if (options.giveUpWhenDenied && isDenied(error)) return { kind: 'denied', error }
      if (error.code !== lastError?.code) log.info(`${error.message}; asking again until the wait ends`)
      lastError = error
      if (error.fault === 'busy') delayMs = Math.max(delayMs * 2, error.retryAfterMs ?? 0)
    }
    const now = clock.now()
    if (atDeadline || now >= deadline) return { kind: 'timed-out', progress, lastError }
    await clock.sleep(Math.min(delayMs, deadline - now), signal)
    signal?.throwIfAborted()
    delayMs = Math.min(
      MAX_POLL_DELAY_MS,
      Math.max(Math.min(delayMs * 1.3, 800), (clock.now() - startedAt) * POLL_SHARE)
    )
  }
}

/** The APIs of the list that are still published; all of them when that cannot be read. */
async function stillPublished(
  { reader, backendId, stageName, log, signal }: FollowOptions,
  published: readonly PublishedApi[]
): Promise<readonly PublishedApi[]> {
  try {
    const now = new Set(
      (await reader.listPublishedApis(backendId, stageName, { once: true, signal })).map(api => api.apiId)
    )
    const gone = published.filter(api => !now.has(api.apiId))
    for (const api of gone)
      log.info(`${api.name || api.apiId} is no longer published in ${stageName}; not waited for`)
    return published.filter(api => now.has(api.apiId))
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof CallError)) throw error
    log.info(`${error.message}; every API is waited for`)
    return published
  }
}

function sameRows(a: BatchProgress, b: BatchProgress): boolean {
  return (
    a.total - a.unlisted.length === b.total - b.unlisted.length &&
    a.updated === b.updated &&
    a.failed === b.failed
  )
}

/** A line when something changed, and at least one a minute. */
function createTeller(clock: Clock, log: Log, startedAt: number): (progress: BatchProgress) => void {
  let said = ''
  let saidAt = startedAt
  return ({ total, updated, failed, moving }) => {
    const parts = [`${updated} of ${plural(total, 'API')} updated`]
    if (failed > 0) parts.push(`${failed} failed`)
    if (moving > 0) parts.push(`${moving} moving`)
    const line = parts.join(', ')
    if (line === said && clock.now() - saidAt < HEARTBEAT_MS) return
    said = line
    saidAt = clock.now()
    log.info(`${line} (${formatDuration(clock.now() - startedAt)})`)
  }
}
