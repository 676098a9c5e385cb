import { CallError, isDenied } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import { HEARTBEAT_MS, LAST_POLL_MS, longestPollDelay, sleepUntilNext } from '../../cloud/polling.ts'
import { requestedDelay } from '../../cloud/retry.ts'
import type { ApiState, BatchProgress } from '../../model/batch.ts'
import type { NativeRoute } from '../../model/native.ts'
import type { RouteTarget } from '../../model/target.ts'
import { formatDuration } from '../../runtime/clock.ts'
import type { FollowResult, FollowOptions } from '../kind.ts'
import { APART_MS, createStreak, stateOf } from './reading.ts'

/** How far apart two readings must be to confirm a failure: after a failed deployment, the next one starts in that state. */
const FAILED_APART_MS = 4_000

/** Follows a route until two readings show that it is deployed, or that its deployment failed. The last reading is at the deadline. */
export async function followRoute(
  options: FollowOptions & { readonly target: RouteTarget }
): Promise<FollowResult> {
  const { reader, clock, log, deadline, target } = options
  const startedAt = clock.now()
  const elapsed = (): string => formatDuration(clock.now() - startedAt)
  const streak = createStreak()
  let progress: BatchProgress | undefined
  let lastError: CallError | undefined
  let logged = ''
  let loggedAt = startedAt
  for (;;) {
    if (deadline.isStopped()) return { kind: 'stopped', progress }
    const atDeadline = deadline.leftMs() === 0
    const askedAt = clock.now()
    let requestedMs = 0
    let end: ApiState = 'moving'
    try {
      const route = await reader.read(NATIVE_OPERATIONS.getHttpApiRoute, target, {
        once: true,
        deadline: deadline.later(LAST_POLL_MS)
      })
      lastError = undefined
      end = progressStateOf(route)
      const isSure =
        end !== 'moving' && streak.since(end, askedAt) >= (end === 'failed' ? FAILED_APART_MS : APART_MS)
      progress = progressOf(route, target, isSure ? end : 'moving')
      if (route.deployStatus !== logged || clock.now() - loggedAt >= HEARTBEAT_MS) {
        logged = route.deployStatus
        loggedAt = clock.now()
        log.info(`${target.name}: the route is ${logged || 'in an unnamed state'} (${elapsed()})`)
      }
      if (isSure) return { kind: 'ended', progress, isCertain: true }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (deadline.isStopped()) return { kind: 'stopped', progress }
      if (options.giveUpWhenDenied && isDenied(error)) return { kind: 'denied', error }
      log.info(`${error.message}; retrying until the wait ends (${elapsed()})`)
      lastError = error
      requestedMs = requestedDelay(error)
    }
    if (end === 'moving' && lastError === undefined) streak.reset()
    if (atDeadline) return { kind: 'timed-out', progress, lastError }
    const slowMs = end === 'moving' ? longestPollDelay(clock.now() - startedAt) : 0
    await sleepUntilNext(Math.max(APART_MS, slowMs, requestedMs), deadline, () => {
      log.info(`waiting as long as the service requested (${elapsed()})`)
    })
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
