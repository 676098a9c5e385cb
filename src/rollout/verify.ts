import type { Accepted, CloudReader } from '../cloud/operation.ts'
import { ActionError } from '../errors/action-error.ts'
import { addedByService } from '../model/diff.ts'
import type { Change } from '../model/diff.ts'
import type { Target } from '../model/target.ts'
import { siblingsOf } from '../model/target.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { oneLine } from '../runtime/text.ts'
import type { FollowResult, Live } from '../targets/kind.ts'
import { changedOthers } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { assess, assessChecks, assessOthers, cancelled, surelyChanged } from './assess.ts'
import type { Assessment } from './assess.ts'
import { runChecks } from './checks/check.ts'
import type { Check } from './checks/check.ts'
import { hasChanged, isOurs, isReadable } from './classify.ts'
import type { Sightings } from './classify.ts'
import { nextSteps } from './next-steps.ts'
import type { Plan } from './plan.ts'
import { NOT_READ, isAsDesired, readSoon, readTarget, readUntilDesired } from './read-back.ts'
import type { ReadBack, Reading } from './read-back.ts'
import type { Timeline } from './timeline.ts'
import { NO_OPERATION, describeDifference, withLikelyCause } from './words.ts'

export interface VerifyOptions {
  readonly reader: CloudReader
  readonly clock: Clock
  readonly log: Log
  readonly wait: 'auto' | 'always' | 'never'
  /** From the accepted write to its read-back. */
  readonly waitTimeoutMs: number
  /** What limits the wait, for the error; `wait-timeout` by default. */
  readonly waitLimit?: string | undefined
  /** The checks after the switch. */
  readonly checks: readonly Check[]
  readonly timeline: Timeline
  /** Starts at the accepted write; by default, at the call. */
  readonly deadline?: Deadline | undefined
  /** The names of the target's neighbors that this step writes itself. */
  readonly ownNeighbors: ReadonlySet<string>
  readonly signal?: AbortSignal | undefined
}

/** The assessment of an accepted modification, with its last reading. */
export interface Verified extends Assessment {
  readonly readBack: ReadBack
}

/** How much longer than `wait-timeout` a request sent at its end may take. */
const GRACE_MS = 5_000
/** How long a reading that is only informative is attempted. */
const SOON_MS = 2_500

/**
 * Follows an accepted modification to completion: the batch, the read-back, and the checks. Never rejects because of a response.
 */
export async function followAndVerify(
  plan: Plan,
  accepted: Accepted,
  sightings: Sightings,
  options: VerifyOptions
): Promise<Verified> {
  const { clock, log, reader, signal, timeline } = options
  const { target } = plan
  const kind = kindOf(target)
  const deadline = options.deadline ?? createDeadline(clock, options.waitTimeoutMs, signal)
  const mayRead = isReadable(plan)
  const isStopped = (): boolean => deadline.isStopped()
  const soon = (): Promise<ReadBack> =>
    mayRead && !isStopped()
      ? readSoon(reader, plan, sightings, { log, deadline: deadline.later(GRACE_MS).within(SOON_MS) })
      : Promise.resolve(NOT_READ)

  if (options.wait === 'never') {
    const readBack = await soon()
    if (!isStopped()) {
      const reset = assessOthers(plan, readBack)
      if (reset !== undefined) {
        return { ...reset, error: reset.error && withIds(reset.error, accepted, target), readBack }
      }
      log.info(`${target.name}: not followed (wait: false)`)
      return { ...submitted(plan, readBack), readBack }
    }
    const stopped = { kind: 'stopped', progress: undefined } as const
    return { ...assess(plan, stopped, readBack, { ...options, stopped: true }), readBack }
  }

  const follow = (): Promise<FollowResult> =>
    kind.follow({
      ...{ reader, clock, log, target, accepted, deadline },
      affected: plan.affected,
      giveUpWhenDenied: options.wait === 'auto'
    })
  // a completion that is not reported is not a phase
  const batch = await (kind.reportsCompletion ? timeline.during('batch', follow) : follow())
  const completed = batch.kind === 'ended' && batch.progress.failed === 0
  const readBack = !mayRead
    ? NOT_READ
    : await timeline.during('read-back', () =>
        completed ? readCompleted(plan, sightings, { reader, log, deadline }) : soon()
      )
  if (readBack.reading !== undefined) {
    const remarks = remarksOn(plan, readBack.reading, options.ownNeighbors)
    for (const warning of remarks.warnings) log.warning(warning)
    for (const notice of remarks.notices) log.notice(notice)
  }

  const end = assess(plan, batch, readBack, { ...options, stopped: isStopped() })
  const checked =
    options.checks.length > 0 && (end.result === 'switched' || end.result === 'submitted')
      ? await afterChecks(plan, end, sightings, options)
      : end
  const { likelyCause, ...known } = checked
  const error = known.error && withIds(known.error, accepted, target, likelyCause)
  // if the product reports no progress, all listed APIs count as updated once the switch was verified
  const hasProgress = kind.reportsCompletion || (known.result === 'switched' && plan.affected !== undefined)
  return { ...known, progress: hasProgress ? known.progress : undefined, error, readBack }
}

/**
 * Reads back the result of a completed write. If the same definition was live before it, a reading does not show whether it predates
 * the write, nor what the write did to other fields: the target is read once more after it has settled.
 */
async function readCompleted(
  plan: Plan,
  sightings: Sightings,
  { reader, log, deadline }: Pick<VerifyOptions, 'reader' | 'log'> & { readonly deadline: Deadline }
): Promise<ReadBack> {
  const { settlesWithinMs, confirmsAfterMs } = kindOf(plan.target)
  const read = (): Promise<ReadBack> =>
    readUntilDesired(reader, plan, sightings, { log, deadline, graceMs: GRACE_MS, confirmsAfterMs })
  const first = await read()
  const mayPredateWrite =
    isAsDesired(first) &&
    first.reading?.verdict === 'previous' &&
    changedOthers(plan.live, first.reading.live).length === 0
  if (settlesWithinMs === 0 || !mayPredateWrite) return first
  await deadline.sleep(settlesWithinMs)
  return deadline.isStopped() ? first : read()
}

async function afterChecks(
  plan: Plan,
  end: Assessment,
  sightings: Sightings,
  options: VerifyOptions
): Promise<Assessment> {
  const { settlesWithinMs } = kindOf(plan.target)
  if (settlesWithinMs > 0) await options.clock.sleep(settlesWithinMs, options.signal)
  const { results, failed } = await runChecks(options.checks, plan, options.timeline)
  const checked = { ...end, checks: results }
  const period = options.checks.findLast(check => check.period !== undefined)?.period
  if (failed === undefined && period !== undefined) {
    return afterPeriod(plan, period, checked, sightings, options)
  }
  return assessChecks(plan, checked, failed, options.signal?.aborted === true)
}

/** A long check, such as a bake, leaves someone else time to write: the verified definition must still be live afterwards. */
async function afterPeriod(
  plan: Plan,
  period: string,
  end: Assessment,
  sightings: Sightings,
  { clock, log, reader, waitTimeoutMs, signal }: VerifyOptions
): Promise<Assessment> {
  if (!isReadable(plan)) return end
  const { name } = plan.target
  const deadline = createDeadline(clock, waitTimeoutMs, signal)
  const hasShown = sightings.seen().ours
  const { reading, lastError } = await readTarget(reader, plan, sightings, { deadline })
  if (reading === undefined) {
    if (deadline.isStopped()) return { ...cancelled(plan, end.changed, end.progress), checks: end.checks }
    log.warning(
      `${name}: could not verify that the definition stayed live during ${period}: ${lastError?.message ?? 'no response'}`
    )
    return end
  }
  // a definition never seen may still become visible; the previous one may contain every desired key
  const isRestored = reading.verdict === 'previous' && hasShown && reading.differences.length > 0
  // a lower rung of a ladder is also this step's own, but not what was verified
  const isLeft = reading.verdict === 'ours' && reading.differences.length > 0
  const notInEffect = reading.live?.notInEffect
  const isStill = (isOurs(reading.verdict) && !isLeft) || (reading.verdict === 'previous' && !isRestored)
  if (isStill && notInEffect === undefined)
    return { ...end, ...assessUnkept(plan, period, reading, sightings) }
  const why = notInEffect === undefined ? '' : ` (${notInEffect})`
  const error = new ActionError(
    'Conflict',
    `${name}: someone else changed the live definition during ${period}${why}: ${describeDifference(plan, reading.live)}`,
    { nextSteps: nextSteps(plan) }
  )
  return { ...end, result: 'partial', changed: hasChanged(reading.live, plan), error }
}

/**
 * The assessment of other fields that differ after a long check although the write was never seen to keep them, because the same definition
 * was live before it. They are not restored: they may be someone else's.
 */
function assessUnkept(
  plan: Plan,
  period: string,
  { live }: Reading,
  sightings: Sightings
): Pick<Assessment, 'result' | 'changed' | 'error'> | undefined {
  // a write does not reset the fields that it sends
  const changed = changedOthers(plan.live, live).filter(name => plan.live?.sent?.has(name) !== true)
  if (sightings.seen().kept === true || changed.length === 0) return undefined
  const error = new ActionError(
    'ReadBackMismatch',
    `${plan.target.name}: other fields changed before ${period} ended, by the update itself or by someone else: ${changed.join(', ')}`,
    { cure: 'Check the target in the console before you switch it again.', nextSteps: nextSteps(plan) }
  )
  return { result: 'partial', changed: true, error }
}

function submitted(plan: Plan, readBack: ReadBack): Assessment {
  return {
    result: 'submitted',
    changed: surelyChanged(plan, readBack),
    progress: undefined,
    checks: [],
    error: undefined
  }
}

/** The error with the IDs of the write, and with the likely cause of a failed check as the end of the message. */
function withIds(
  error: ActionError,
  { requestId, operationId }: Accepted,
  target: Target,
  likelyCause?: string
): ActionError {
  const { hasOperations } = kindOf(target).words
  const operation = hasOperations ? ` (operation ${operationId || NO_OPERATION})` : ''
  return error.with({
    message: withLikelyCause(`${error.message}${operation}`, likelyCause),
    ...(hasOperations ? { brief: withLikelyCause(error.brief ?? error.message, likelyCause) } : {}),
    requestId
  })
}

const LONGEST_DESCRIPTION = 200

/**
 * What to report about a reading, apart from whether it is as desired.
 * @param ownNeighbors the names of the target's neighbors that this step writes itself
 */
function remarksOn(
  plan: Plan,
  { live: now, verdict }: Reading,
  ownNeighbors: ReadonlySet<string>
): { warnings: string[]; notices: string[] } {
  const { live: before, target, targetType } = plan
  if (before === undefined || now === undefined) return { warnings: [], notices: [] }
  const warnings: string[] = []
  const notices: string[] = []

  const kind = kindOf(target)
  const { changes, omitted: stillThere } = kind.compare(plan.desired, now)
  const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path))
  const kept = stillThere.filter(change => wasThere.has(change.path))
  if (kept.length > 0) {
    warnings.push(
      `${target.name}: keys left out of the definition are still live after the switch: ${paths(kept)}`
    )
  }
  const { unverified } = kind.unreturned.split(changes, plan.desired, targetType, now.raw)
  if (unverified.length > 0) {
    warnings.push(
      `${target.name}: keys that could not be verified, because the service never returns them: ${unverified.join(', ')}`
    )
  }
  const { description } = target
  if (description?.setByAuthor === true && now.description !== description.text) {
    warnings.push(
      `${target.name}: the service did not store the description; the live one is ${JSON.stringify(oneLine(now.description, LONGEST_DESCRIPTION))}`
    )
  }
  // in someone else's definition, no key was added by the service
  const added = verdict === 'foreign' ? [] : addedByService(plan.desired, before.definition, now.definition)
  if (added.length > 0) notices.push(`${target.name}: the service added ${paths(added)}`)

  const others = changedNeighbors(before, now, ownNeighbors)
  if (others.length > 0) {
    warnings.push(
      `${target.name}: someone else changed other stages of the backend meanwhile: ${others.join(', ')}`
    )
  }
  return { warnings, notices }
}

/** The neighbors that changed since the plan and that this step does not write. */
function changedNeighbors(before: Live, now: Live, own: ReadonlySet<string>): string[] {
  const after = now.neighbors()
  return [...before.neighbors()].flatMap(([name, text]) =>
    own.has(name) || after.get(name) === text ? [] : [name]
  )
}

function paths(changes: readonly Change[]): string {
  return changes.map(change => change.path).join(', ')
}

/** What this step may have written next to a target, such as other stages of its backend: a change there is not someone else's. */
export interface OwnWrites {
  add(target: Target): void
  /** The names of the target and of the neighbors written so far. The set grows with each `add`. */
  neighborsOf(target: Target): ReadonlySet<string>
}

export function createOwnWrites(): OwnWrites {
  const written = new Map<string, Set<string>>()
  const neighborsOf = (target: Target): Set<string> => {
    const { key } = siblingsOf(target)
    const names = written.get(key) ?? new Set()
    written.set(key, names)
    return names
  }
  return { neighborsOf, add: target => void neighborsOf(target).add(siblingsOf(target).name) }
}
