import { CallError, isDenied, isNotFound } from '../../cloud/call-error.ts'
import { OPERATIONS } from '../../cloud/operations.ts'
import { HEARTBEAT_MS, requestedDelay, sleepUntilNext } from '../../cloud/retry.ts'
import type { TaskEntry } from '../../model/backend.ts'
import { progressOf } from '../../model/batch.ts'
import type { BatchProgress } from '../../model/batch.ts'
import { formatDuration } from '../../runtime/clock.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'
import { plural } from '../../runtime/text.ts'
import type { BackendTarget } from '../../model/target.ts'
import type { FollowResult, FollowOptions } from '../kind.ts'

type BatchOptions = FollowOptions & { readonly target: BackendTarget }

const FIRST_POLL_DELAY_MS = 200
const MAX_POLL_DELAY_MS = 10_000
/** The longest delay, as a share of the elapsed time: completion is noticed soon. */
const POLL_SHARE = 0.08
/** How long after the deadline the last poll may take. */
const LAST_POLL_MS = 2_000
/** How often the published APIs are listed again, if the task does not list all of them. */
const RELIST_MS = 5_000
/** Without the list of APIs: how many polls the task must stay unchanged, and how long an empty task must. */
const QUIET_POLLS = 2
const QUIET_EMPTY_MS = 10_000

/** Follows a batch to completion. A failed poll never ends the wait; the last one is at the deadline. */
export async function followBatch(options: BatchOptions): Promise<FollowResult> {
  const { clock, log, deadline, affected: published, accepted } = options
  if (accepted.operationId === '') return withoutOperation(options)
  const startedAt = clock.now()
  const gone = new Set<string>()
  let progress: BatchProgress | undefined
  let lastError: CallError | undefined
  let delayMs = FIRST_POLL_DELAY_MS
  let quietPolls = 0
  let relistedAt = startedAt
  let lastChance = false
  const isStopped = (): boolean => deadline.isStopped()
  const logProgress = createProgressLog(clock, log, startedAt)
  const see = (entries: readonly TaskEntry[]): BatchProgress => {
    const seen = progressOf(
      (published ?? []).filter(api => !gone.has(api.apiId)),
      entries,
      gone
    )
    quietPolls = progress !== undefined && sameRows(progress, seen) ? quietPolls + 1 : 0
    progress = seen
    logProgress(seen)
    return seen
  }

  for (;;) {
    if (isStopped()) return { kind: 'stopped', progress }
    const atDeadline = deadline.leftMs() === 0
    let requestedMs = 0
    try {
      const entries = await poll(options)
      lastError = undefined
      const seen = see(entries)
      if (published === undefined) {
        const quietLongEnough = entries.length > 0 || clock.now() - startedAt >= QUIET_EMPTY_MS
        if (seen.done && quietPolls >= QUIET_POLLS && quietLongEnough) {
          return { kind: 'ended', progress: seen, isCertain: false }
        }
      } else {
        if (seen.done) return { kind: 'ended', progress: seen, isCertain: true }
        // no more progress: missing APIs may have been unpublished
        if (quietPolls > 0 && (atDeadline || clock.now() - relistedAt >= RELIST_MS)) {
          relistedAt = clock.now()
          for (const apiId of await noLongerPublished(options, seen)) gone.add(apiId)
          const without = progressOf(
            published.filter(api => !gone.has(api.apiId)),
            entries,
            gone
          )
          if (without.done) {
            logProgress(without)
            return { kind: 'ended', progress: without, isCertain: true }
          }
        }
      }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (isStopped()) return { kind: 'stopped', progress }
      if (options.giveUpWhenDenied && isDenied(error)) return { kind: 'denied', error }
      if (published?.length === 0 && isNotFound(error) && isNotFound(lastError)) {
        // no API is affected, and there is no task
        return { kind: 'ended', progress: progressOf([], []), isCertain: true }
      }
      log.info(`${error.message}; retrying until the wait ends (${formatDuration(clock.now() - startedAt)})`)
      lastError = error
      if (error.fault === 'busy') delayMs = Math.min(MAX_POLL_DELAY_MS, delayMs * 2)
      requestedMs = requestedDelay(error)
      // a kept-alive connection that was reset says nothing about the batch
      if (atDeadline && error.transport === 'reset' && !lastChance) {
        lastChance = true
        continue
      }
    }
    if (atDeadline) return { kind: 'timed-out', progress, lastError }
    await sleepUntilNext(Math.max(delayMs, requestedMs), deadline, () => {
      log.info(`waiting as long as the service requested (${formatDuration(clock.now() - startedAt)})`)
    })
    delayMs = Math.min(
      MAX_POLL_DELAY_MS,
      Math.max(Math.min(delayMs * 1.3, 800), (clock.now() - startedAt) * POLL_SHARE)
    )
  }
}

/** Without an operation ID there is nothing to follow, which is fine if no API is affected. */
function withoutOperation({ affected }: FollowOptions): FollowResult {
  return affected?.length === 0
    ? { kind: 'ended', progress: progressOf([], []), isCertain: true }
    : { kind: 'timed-out', progress: undefined, lastError: undefined }
}

/** One poll, limited to shortly after the deadline. */
function poll({ reader, accepted: { operationId }, deadline }: FollowOptions): Promise<TaskEntry[]> {
  return reader.read(OPERATIONS.describeTask, operationId, {
    once: true,
    deadline: deadline.later(LAST_POLL_MS)
  })
}

/** The awaited APIs that are no longer published; none if they cannot be listed. */
async function noLongerPublished(options: BatchOptions, { apis }: BatchProgress): Promise<readonly string[]> {
  const { reader, target, log, deadline } = options
  try {
    const { backendId, stageName } = target
    const listed = await reader.list(
      OPERATIONS.listPublishedApis,
      { backendId, stageName },
      { once: true, deadline: deadline.later(LAST_POLL_MS) }
    )
    const now = new Set(listed.map(api => api.apiId))
    const gone = apis.filter(({ apiId, state }) => state === 'moving' && apiId !== '' && !now.has(apiId))
    for (const { apiId, name } of gone) {
      log.info(`${name || apiId} is no longer published in ${target.stageName}; no longer waiting for it`)
    }
    return gone.map(({ apiId }) => apiId)
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    log.info(`${error.message}; waiting for every API`)
    return []
  }
}

function sameRows(a: BatchProgress, b: BatchProgress): boolean {
  return (
    a.total - a.unlisted.length === b.total - b.unlisted.length &&
    a.updated === b.updated &&
    a.failed === b.failed &&
    a.moving === b.moving
  )
}

/** Logs a line on each change, and at least once a minute. */
function createProgressLog(clock: Clock, log: Log, startedAt: number): (progress: BatchProgress) => void {
  let logged = ''
  let loggedAt = startedAt
  return ({ total, updated, failed, moving }) => {
    const parts = [`${updated} of ${plural(total, 'API')} updated`]
    if (failed > 0) parts.push(`${failed} failed`)
    if (moving > 0) parts.push(`${moving} in progress`)
    const line = parts.join(', ')
    if (line === logged && clock.now() - loggedAt < HEARTBEAT_MS) return
    logged = line
    loggedAt = clock.now()
    log.info(`${line} (${formatDuration(clock.now() - startedAt)})`)
  }
}
