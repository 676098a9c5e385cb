import { CallError, isDenied, orCallError } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import type { Accepted, CloudWriter, ModifyOptions } from '../../cloud/operation.ts'
import { createRetryPolicy, isRetryableWrite } from '../../cloud/retry.ts'
import { withStopGrace } from '../../cloud/writer.ts'
import type { NativeRoute } from '../../model/native.ts'
import type { RouteTarget } from '../../model/target.ts'
import { formatDuration } from '../../runtime/clock.ts'
import { withoutPeriod } from '../../runtime/text.ts'
import { changedSentFields } from '../kind.ts'
import { MAX_READING_AGE_MS } from '../write.ts'
import type { Published, PublishOptions, Write, Writing } from '../write.ts'
import { APART_MS, createStreak, bodyOf, liveOf, stateOf } from './reading.ts'
import type { RouteState } from './reading.ts'
import { backendConfigOf, compareBackends, definitionOf } from './scene.ts'

/** A route is saved, and then deployed. */
export const ROUTE_WRITING: Writing = { send: saveRoute, publish: deployRoute }

/** Saves a route once: the backend, with every other field as it was read. */
async function saveRoute(
  writer: CloudWriter,
  { target, data, over, base }: Write,
  options: ModifyOptions
): Promise<Accepted> {
  if (target.kind !== 'route') throw new Error(`not a route: ${target.kind}`)
  const { httpApiId, routeId } = target
  const kept = bodyOf(base) ?? bodyOf(over)
  // the service might reset fields that a body leaves out
  if (kept === undefined) throw new Error(`${target.name}: a route is never saved without a reading`)
  const body = { ...kept, backendConfig: backendConfigOf(data) }
  return writer.write(NATIVE_OPERATIONS.updateHttpApiRoute, { httpApiId, routeId, body }, options)
}

/** How long an accepted save may take to become visible. */
const SHOWS_WITHIN_MS = 10_000
const READ_EVERY_MS = 1_000
/** How long readings must show that a save alone took effect: the status may lag behind, and the deployment would be missing. */
const IN_EFFECT_MS = 4_000
/** How long after the deadline a pending deployment and the last reading may take. */
const LAST_DEPLOY_MS = 1_500
const LAST_READING_MS = 3_000

/** What a reading after the save shows. */
type SaveState =
  /** The saved backend is in effect, according to this reading. */
  | 'serves'
  /** The saved backend has to be deployed. */
  | 'to-deploy'
  | 'deploying'
  /** Someone is taking the route offline. */
  | 'down'
  /** Not the saved backend: it is not visible yet, or someone else has saved. */
  | 'other'
  | 'moving'

/**
 * Deploys the saved backend, unless the save alone took effect. Each call is sent right after a reading that shows the saved backend:
 * someone else's draft is never deployed, and neither is a backend that is already deployed or being deployed.
 */
async function deployRoute(options: PublishOptions): Promise<Published> {
  const { clock, log, reader, target, deadline } = options
  if (target.kind !== 'route') throw new Error(`not a route: ${target.kind}`)
  const policy = createRetryPolicy({
    ...options,
    retryable: error => isRetryableWrite(error) || error.ambiguous
  })
  const startedAt = clock.now()
  const streak = createStreak<SaveState>()
  let ambiguous: CallError | undefined
  /** Whether an ambiguous attempt is not retried, so that only readings can resolve it. */
  let isLastReading = false
  let lastError: CallError | undefined
  let status = ''
  let skipRateLimit = false
  let sentOver: RouteState | undefined
  const stopped = (): Published => ({ kind: 'stopped', perhapsSent: ambiguous !== undefined })
  const unknown = (why: string): Published => {
    const error = ambiguous ?? lastError
    return {
      kind: 'unknown',
      error,
      why: ambiguous === undefined ? why : `its deployment may have been sent, and ${why}`
    }
  }

  const foreign = (route: NativeRoute, why: string): Published => ({
    kind: 'foreign',
    live: liveOf(route),
    why
  })
  const notDeployed = (): string =>
    ambiguous === undefined
      ? 'it was not deployed'
      : `its deployment may have been sent: ${withoutPeriod(ambiguous.message)}`

  for (;;) {
    if (deadline.isStopped()) return stopped()
    const atDeadline = deadline.leftMs() === 0
    const askedAt = clock.now()
    const read = await orCallError(
      reader.read(NATIVE_OPERATIONS.getHttpApiRoute, target, {
        once: true,
        deadline: deadline.later(LAST_READING_MS)
      })
    )
    if (deadline.isStopped()) return stopped()
    let delayMs = READ_EVERY_MS
    if (read instanceof CallError) {
      lastError = read
      if (isDenied(read)) return unknown('its state could not be read')
      log.info(`${read.message}; retrying until the wait ends`)
      delayMs = Math.max(delayMs, read.retryAfterMs ?? 0)
    } else {
      lastError = undefined
      status = read.deployStatus
      options.onRead(liveOf(read))
      const seen = assessReading(read, options)
      const shownMs = streak.since(seen, askedAt)
      switch (seen) {
        case 'serves':
          // the status may lag behind: one reading is not enough, and following requires two
          if (ambiguous !== undefined) return { kind: 'accepted', accepted: undefined }
          if (shownMs >= IN_EFFECT_MS) return { kind: 'in-effect' }
          break
        case 'deploying':
          if (ambiguous !== undefined) return { kind: 'accepted', accepted: undefined }
          break
        case 'down':
          return foreign(read, `someone else is taking the route offline (${status}); ${notDeployed()}`)
        case 'other':
          if (shownMs >= SHOWS_WITHIN_MS) {
            return liveOf(read).canonical === options.base?.canonical
              ? unknown(`the saved backend is not visible (${status})`)
              : foreign(read, `${describeForeign(read, options)}; ${notDeployed()}`)
          }
          break
        case 'to-deploy': {
          const state = stateOf(read)
          // it has arrived and failed, which following reports
          if (ambiguous !== undefined && state === 'failed' && sentOver !== 'failed') {
            return { kind: 'accepted', accepted: undefined }
          }
          // a deployment that may have been sent may still become visible
          if (ambiguous !== undefined && shownMs < APART_MS) break
          if (isLastReading) return unknown(`it is not visible (${status})`)
          if (atDeadline) break
          sentOver = state
          const end = await deployOnce(options, target, askedAt, skipRateLimit)
          skipRateLimit = false
          if (!(end instanceof CallError)) {
            policy.succeeded()
            return { kind: 'accepted', accepted: end }
          }
          if (end.ambiguous) ambiguous = end
          if (deadline.isStopped()) return stopped()
          if (end.transport === 'aborted' && !end.ambiguous) {
            // it waited for the rate limit until the reading was too old
            skipRateLimit = true
            continue
          }
          const decision = policy.next(end)
          streak.reset()
          if (decision.retry) {
            log.info(
              `${end.message} (${decision.count}); reading the route again in ${formatDuration(decision.delayMs)}`
            )
            delayMs = decision.delayMs
            break
          }
          if (ambiguous === undefined) return { kind: 'refused', error: decision.error }
          // no later refusal proves that nothing arrived
          isLastReading = true
          break
        }
        case 'moving':
          break
      }
    }
    if (atDeadline) {
      return unknown(
        `it did not take effect within ${formatDuration(clock.now() - startedAt)}; the route is ${status === '' ? 'in an unknown state' : status}`
      )
    }
    await deadline.sleep(delayMs)
  }
}

/** Describes what someone else changed in the saved route. */
function describeForeign(route: NativeRoute, { desired, base }: PublishOptions): string {
  const fields = changedSentFields(base, liveOf(route))
  const isBackendSaved = compareBackends(desired, { definition: definitionOf(route) }).changes.length === 0
  const what = [...(isBackendSaved ? [] : ['backend']), ...fields].join(', ')
  return `someone else changed the saved route (${what})`
}

function assessReading(route: NativeRoute, { desired, base, untilDeadline }: PublishOptions): SaveState {
  const state = stateOf(route)
  // after a failed deployment nothing may be in effect: a rollback deploys the route again
  if (state === 'going-out' || (state === 'out' && !untilDeadline)) return 'down'
  const isSaved = compareBackends(desired, { definition: definitionOf(route) }).changes.length === 0
  // a deployment publishes a draft as a whole, whoever saved it
  if (!isSaved || changedSentFields(base, liveOf(route)).length > 0) return 'other'
  switch (state) {
    case 'deployed':
      return 'serves'
    case 'saved':
    case 'failed':
    case 'out':
      return 'to-deploy'
    case 'deploying':
      return 'deploying'
    case 'moving':
      return 'moving'
  }
}

function deployOnce(
  { writer, clock, deadline, onSending }: PublishOptions,
  { httpApiId, routeId }: RouteTarget,
  readAt: number,
  skipRateLimit: boolean
): Promise<Accepted | CallError> {
  onSending()
  const limit = deadline.later(LAST_DEPLOY_MS)
  return orCallError(
    withStopGrace({ clock, deadline, limit }, stop =>
      writer.write(
        NATIVE_OPERATIONS.deployHttpApi,
        { httpApiId, routeId },
        { ...stop, skipRateLimit, precondition: () => clock.now() - readAt <= MAX_READING_AGE_MS }
      )
    )
  )
}
