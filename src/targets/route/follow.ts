import { CallError, isDenied } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import { HEARTBEAT_MS, requestedDelay, sleepUntilPoll } from '../../cloud/retry.ts'
import type { ApiState, BatchProgress } from '../../model/batch.ts'
import type { NativeRoute } from '../../model/native.ts'
import type { RouteTarget } from '../../model/target.ts'
import { formatDuration } from '../../runtime/clock.ts'
import type { FollowResult, FollowOptions } from '../kind.ts'
import { stateOf } from './reading.ts'

/** How far apart two readings must be to confirm a state: right after a call, it may still be the previous one. */
export const APART_MS = 2_000
/** The same for a failure: after a failed deployment, the next one starts in that state. */
const FAILED_APART_MS = 4_000
const MAX_DELAY_MS = 10_000
/** The longest delay, as a share of the elapsed time. */
const POLL_SHARE = 0.08
/** How long after the deadline the last reading may take. */
const LAST_READING_MS = 2_000

/** Follows a route until two readings show that it is deployed, or that its deployment failed. The last reading is at the deadline. */
export async function followRoute(
  options: FollowOptions & { readonly target: RouteTarget }
): Promise<FollowResult> {
  const { reader, clock, log, deadline, target } = options
  const startedAt = clock.now()
  const isStopped = (): boolean => deadline.isStopped()
  const elapsed = (): string => formatDuration(clock.now() - startedAt)
  const shown = createShown()
  let progress: BatchProgress | undefined
  let lastError: CallError | undefined
  let logged = ''
  let loggedAt = startedAt
  for (;;) {
    if (isStopped()) return { kind: 'stopped', progress }
    const atDeadline = deadline.leftMs() === 0
    const askedAt = clock.now()
    let requestedMs = 0
    let end: ApiState = 'moving'
    try {
      const route = await reader.read(NATIVE_OPERATIONS.getHttpApiRoute, target, {
        once: true,
        deadline: deadline.later(LAST_READING_MS)
      })
      lastError = undefined
      end = progressStateOf(route)
      const isSure =
        end !== 'moving' && shown.since(end, askedAt) >= (end === 'failed' ? FAILED_APART_MS : APART_MS)
      progress = progressOf(route, target, isSure ? end : 'moving')
      if (route.deployStatus !== logged || clock.now() - loggedAt >= HEARTBEAT_MS) {
        logged = route.deployStatus
        loggedAt = clock.now()
        log.info(`${target.name}: the route is ${logged || 'in an unnamed state'} (${elapsed()})`)
      }
      if (isSure) return { kind: 'ended', progress, isCertain: true }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (isStopped()) return { kind: 'stopped', progress }
      if (options.giveUpWhenDenied && isDenied(error)) return { kind: 'denied', error }
      log.info(`${error.message}; retrying until the wait ends (${elapsed()})`)
      lastError = error
      requestedMs = requestedDelay(error)
    }
    if (end === 'moving' && lastError === undefined) shown.reset()
    if (atDeadline) return { kind: 'timed-out', progress, lastError }
    const slow = end === 'moving' ? Math.min(MAX_DELAY_MS, (clock.now() - startedAt) * POLL_SHARE) : 0
    await sleepUntilPoll(Math.max(APART_MS, slow, requestedMs), deadline, () => {
      log.info(`waiting as long as the service requested (${elapsed()})`)
    })
  }
}

/** How long consecutive readings have shown the same. */
export interface Shown<T> {
  /** @returns the time since the first of them was requested */
  since(what: T, askedAt: number): number
  reset(): void
}

export function createShown<T>(): Shown<T> {
  let first: { readonly what: T; readonly at: number } | undefined
  return {
    since(what, askedAt) {
      if (first?.what !== what) first = { what, at: askedAt }
      return askedAt - first.at
    },
    reset() {
      first = undefined
    }
  }
}

/** The state for the progress. A route that is only saved may be in a state from before the deployment. */
function progressStateOf(route: NativeRoute): ApiState {
  switch (stateOf(route)) {
    case 'deployed':
      return 'updated'
    case 'failed':
    case 'out':
    case 'going-out':
      return 'failed'
    case 'saved':
    case 'deploying':
    case 'moving':
      return 'moving'
  }
}

function progressOf(
  { routeId, name, deployStatus }: NativeRoute,
  { httpApiId }: RouteTarget,
  state: ApiState
): BatchProgress {
  const count = (one: ApiState): number => (state === one ? 1 : 0)
  return {
    apis: [
      {
        apiId: routeId,
        name,
        group: httpApiId,
        state,
        status: deployStatus,
        message: ''
      }
    ],
    total: 1,
    updated: count('updated'),
    failed: count('failed'),
    moving: count('moving'),
    unlisted: [],
    done: state !== 'moving'
  }
}
