import type { Accepted, CloudWriter } from '../cloud/operation.ts'
import type { RetryBudget } from '../cloud/retry.ts'
import type { ActionError } from '../errors/action-error.ts'
import type { Code } from '../errors/catalog.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Deadline } from '../runtime/clock.ts'
import type { Live } from '../targets/kind.ts'
import { changedOtherFields, changedSentFields } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { createObservations, hasChanged, isOurs } from './classify.ts'
import type { Classification, Observations, Verdict } from './classify.ts'
import type { Plan } from './plan.ts'
import { readTarget } from './read-back.ts'
import type { ReadBack } from './read-back.ts'
import type { RollbackRecorder } from './recorder.ts'
import { publishPlan, sendModification, writeOf } from './send.ts'
import { createTimeline } from './timeline.ts'
import { followAndVerify } from './verify.ts'
import type { VerifyOptions } from './verify.ts'
import { describeDifference, withoutName } from './words.ts'

export interface RollBackOptions extends Omit<VerifyOptions, 'checks'> {
  readonly writer: CloudWriter
  readonly maxAttempts: number
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  readonly recorder: RollbackRecorder
  /** The previous definition may already have been sent: that it is live says nothing about its batch. */
  readonly rollbackPerhapsSent?: boolean | undefined
  /** A deployment was accepted: a status that says otherwise may predate it. */
  readonly wasDeployed?: boolean | undefined
}

/** The outcome of a rollback. `stopped`: a signal interrupted it, and the post step completes it. */
export interface RollbackResult {
  readonly result: 'rolled-back' | 'rollback-failed' | 'stopped'
  /** A sentence to append to the first error's message. */
  readonly sentence: string
  /** The part of the sentence that shows the definitions. */
  readonly definitions?: string
  /** Replaces the first error's code if the rollback's own code says more. */
  readonly code: Code | undefined
  /** Why the rollback itself failed, if it was not someone else's change. */
  readonly error?: ActionError | undefined
  readonly accepted: Accepted | undefined
  readonly changed: boolean | undefined
}

/**
 * Restores the previous definition with the same precautions: only over a definition that this step sent, or over the previous one while
 * this step's own was never seen live, because it could still take effect. What someone else wrote is left unchanged. Reads and writes
 * are retried until the rollback's own deadline.
 */
export async function rollBack(
  plan: Plan,
  observations: Observations,
  options: RollBackOptions
): Promise<RollbackResult> {
  const { clock, log, signal } = options
  if (plan.live === undefined) return failedRollback('the previous definition is not known')
  log.info(`${plan.target.name}: rolling back to the previous definition`)
  const deadline = createDeadline(clock, options.waitTimeoutMs, signal)
  return rollBackTo(plan.live, plan, observations, { ...options, deadline })
}

async function rollBackTo(
  previous: Live,
  plan: Plan,
  observations: Observations,
  options: RollBackOptions & { readonly deadline: Deadline }
): Promise<RollbackResult> {
  const { clock, deadline, log, rollbackPerhapsSent = false } = options
  const { target } = plan
  const fresh = await readSettled(plan, observations, options)
  const { reading } = fresh
  // a definition that was never seen may still become visible, and the batch of an earlier rollback may have failed
  const whenCertain = (changed: boolean | undefined): boolean | undefined =>
    changed === false && (!observations.soFar().ours || rollbackPerhapsSent) ? undefined : changed
  if (reading === undefined) {
    if (deadline.isStopped()) return stoppedRollback({ changed: undefined })
    return failedRollback(`the live definition could not be read first: ${fresh.lastError?.message ?? ''}`, {
      error: fresh.lastError
    })
  }
  if (reading.live?.isChanging === true) {
    if (deadline.isStopped()) return stoppedRollback({ changed: undefined })
    return failedRollback(
      `nothing was sent, because ${reading.live.notInEffect ?? 'a deployment is in progress'}`
    )
  }
  // fields that the write was seen to keep, and that differ now, were changed by someone else: they stay
  const { kept = false } = observations.soFar()
  const base = kept ? reading.live : previous
  // someone restored it: this step's own was live, and can no longer take effect
  const isRestored = ({ verdict }: Pick<Classification, 'verdict'>, now: Live | undefined): boolean =>
    verdict === 'previous' &&
    now?.notInEffect === undefined &&
    changedOtherFields(base, now).length === 0 &&
    observations.soFar().ours &&
    !rollbackPerhapsSent
  if (isRestored(reading, reading.live)) return alreadyRestored(plan, reading.live)
  if (!mayReplace(reading.verdict) || reading.live === undefined) {
    return conflict(plan, reading.live, 'someone else changed the live definition, and it was left unchanged')
  }
  const drafted = draftOf(previous, reading.live)
  if (drafted.length > 0) return conflict(plan, reading.live, draftMessage(drafted))

  const { back, taken } = reversed(plan, reading.live, base, clock.now())
  if (taken.length > 0) {
    log.warning(
      `${target.name}: the rollback keeps keys of this step's definition that the service never returns: ${taken.join(', ')}`
    )
  }
  let wasRestored = false
  let latest: Live | undefined = reading.live
  const written = await sendModification(writeOf(back, reading.live, base), {
    ...options,
    untilDeadline: true,
    resolveWithinMs: options.waitTimeoutMs,
    precondition: {
      readAt: back.readAt,
      accepts: (seen, perhapsSent) => {
        latest = seen
        const classification = observations.classify(seen)
        // this step's own definition may become visible late: it is not someone else's
        if (draftOf(previous, seen).length > 0) return false
        // an attempt without a response restored the other fields: what differs since then is someone else's
        const isAsBefore = changedOtherFields(base, seen).length === 0
        if ((kept || (perhapsSent && wasRestored)) && !isAsBefore) return false
        wasRestored ||= perhapsSent && isAsBefore && classification.verdict === 'previous'
        return mayReplace(classification.verdict) && (perhapsSent || !isRestored(classification, seen))
      }
    },
    onSending: options.recorder.rollbackSending
  })
  switch (written.kind) {
    case 'accepted':
      options.recorder.rollbackAccepted(written.accepted)
      return confirmed(plan, back, written.accepted, options)
    case 'drifted': {
      const classification = observations.classify(written.live)
      if (isRestored(classification, written.live)) return alreadyRestored(plan, written.live)
      // only fields that the rollback keeps
      const isFieldsOnly = mayReplace(classification.verdict) && draftOf(previous, written.live).length === 0
      if (kept && isFieldsOnly) return rollBackTo(previous, plan, observations, options)
      return conflict(plan, written.live, 'someone else changed the live definition meanwhile')
    }
    case 'conflict':
      return conflict(plan, written.live, 'someone else changed the live definition meanwhile')
    case 'not-sent':
      return failedRollback(written.error.message, {
        error: written.error,
        changed: whenCertain(hasChanged(latest, plan))
      })
    case 'unknown':
      return failedRollback(written.error.message, { error: written.error })
    case 'stopped':
      return stoppedRollback({
        changed: written.perhapsSent ? undefined : whenCertain(hasChanged(latest, plan))
      })
  }
}

const READ_EVERY_MS = 2_000
/** How long a status may lag behind a deployment. */
const LAGS_MS = 4_000

/** Reads the target until no deployment is in progress: its completion would override what is sent meanwhile. */
async function readSettled(
  plan: Plan,
  observations: Observations,
  { clock, log, reader, wasDeployed = false, deadline }: RollBackOptions & { readonly deadline: Deadline }
): Promise<ReadBack> {
  const startedAt = clock.now()
  for (let isLogged = false; ; isLogged = true) {
    const latest = await readTarget(reader, plan, observations, { deadline, untilDeadline: true })
    const { live } = latest.reading ?? {}
    const mayLag = wasDeployed && live?.notInEffect !== undefined && clock.now() - startedAt < LAGS_MS
    if ((live?.isChanging !== true && !mayLag) || deadline.isOver()) return latest
    if (!isLogged)
      log.info(`${plan.target.name}: waiting, because ${live.notInEffect ?? 'a deployment is in progress'}`)
    await deadline.sleep(READ_EVERY_MS)
    if (deadline.isStopped()) return latest
  }
}

/** Follows an accepted write of the previous definition, and reads it back. */
export async function confirmRollback(
  plan: Plan,
  observations: Observations,
  accepted: Accepted,
  options: RollBackOptions
): Promise<RollbackResult> {
  const deadline = createDeadline(options.clock, options.waitTimeoutMs, options.signal)
  const fresh = await readTarget(options.reader, plan, observations, { deadline, untilDeadline: true })
  const now = fresh.reading?.live
  if (now === undefined) {
    return failedRollback(
      `the live definition could not be read: ${fresh.lastError?.message ?? 'the stage has none'}`,
      { accepted, error: fresh.lastError }
    )
  }
  // a deployment would publish it
  const drafted = draftOf(plan.live, now)
  if (drafted.length > 0) return { ...conflict(plan, now, draftMessage(drafted)), accepted }
  const base = observations.soFar().kept === true ? now : plan.live
  const { back } = reversed(plan, now, base, options.clock.now())
  return confirmed(plan, back, accepted, { ...options, deadline })
}

async function confirmed(
  plan: Plan,
  back: Plan,
  saved: Accepted,
  options: RollBackOptions & { readonly deadline: Deadline }
): Promise<RollbackResult> {
  const timeline = createTimeline(options.clock)
  const published = await publishPlan(back, saved, {
    ...options,
    timeline,
    untilDeadline: true,
    onPublishing: options.recorder.rollbackPublishing,
    onPublished: options.recorder.rollbackAccepted
  })
  if (published.kind === 'stopped') return stoppedRollback({ accepted: saved, changed: undefined })
  if (published.kind !== 'on-its-way') {
    return failedRollback(withoutName(published.error.message, plan.target), {
      code: published.error.code === 'Conflict' ? published.error.code : undefined,
      error: published.error,
      accepted: saved
    })
  }
  const { accepted } = published
  const end = await followAndVerify(back, accepted, createObservations(back), {
    ...options,
    wait: 'always',
    checks: [],
    timeline
  })
  const now = end.readBack.reading?.live
  // nothing is known about the previous definition beyond its readings
  const unseen = now === undefined ? [] : kindOf(plan.target).unreturned.unseen(now.raw, plan.targetType)
  const visibly = now && hasChanged(now, plan)
  // a reading that later attempts could not confirm may predate the rollback
  const isOutdated = end.readBack.lastError !== undefined
  // until its completion is verified, what the target affects may still have this step's definition
  const isCertain = end.result === 'switched' && unseen.length === 0
  const changed = isOutdated || (visibly === false && !isCertain) ? undefined : visibly
  if (end.result === 'cancelled') return stoppedRollback({ accepted, changed })
  if (end.result !== 'switched' || now === undefined) {
    const why = end.error?.message ?? 'the previous definition was not read back'
    return failedRollback(withoutName(why, plan.target), {
      error: end.error,
      accepted,
      changed
    })
  }
  if (changed === true && keptItsDescription(plan, now)) {
    options.log.warning(
      `${plan.target.name}: the previous definition is restored, but the service kept the description of this step`
    )
  }
  if (unseen.length > 0) {
    options.log.warning(
      `${plan.target.name}: the previous definition is restored as far as the service returns it: ${unseen.join(', ')} may differ from before the step`
    )
  }
  return {
    result: 'rolled-back',
    sentence: `Rolled back: the previous definition is restored and verified${unseen.length === 0 ? '' : `, apart from keys that the service does not return (${unseen.join(', ')})`}.`,
    code: undefined,
    accepted,
    // true for keys that the service added meanwhile, or a description that it kept
    changed
  }
}

/** The fields that someone else saved and did not deploy. A rollback would deploy or lose them. */
function draftOf(previous: Live | undefined, now: Live | undefined): readonly string[] {
  return now?.notInEffect === undefined ? [] : changedSentFields(previous, now)
}

function draftMessage(names: readonly string[]): string {
  return `someone else saved a change that is not deployed (${names.join(', ')}), and it was left unchanged`
}

/** Whether this step is allowed to replace a live definition. */
function mayReplace(verdict: Verdict): boolean {
  return verdict === 'previous' || isOurs(verdict)
}

function keptItsDescription({ live: previous }: Plan, now: Live): boolean {
  return previous?.canonical === now.canonical && previous.description !== now.description
}

function alreadyRestored(plan: Plan, live: Live | undefined): RollbackResult {
  return {
    result: 'rolled-back',
    sentence: 'The previous definition is already live again; nothing was sent.',
    code: undefined,
    accepted: undefined,
    // whoever restored it may have set another description
    changed: hasChanged(live, plan)
  }
}

/** A failed rollback; whether the live definition changed is not known unless set. */
export function failedRollback(reason: string, rest: Partial<RollbackResult> = {}): RollbackResult {
  const requestId = rest.error?.requestId
  return {
    result: 'rollback-failed',
    // the failed call, which support asks for: the ID at the end of the message is that of the switch
    sentence: `The rollback failed: ${reason}${requestId === undefined ? '' : ` (rollback request ${requestId})`}`,
    code: undefined,
    accepted: undefined,
    changed: undefined,
    ...rest
  }
}

function conflict(plan: Plan, now: Live | undefined, reason: string): RollbackResult {
  const definitions = describeDifference(plan, now)
  return failedRollback(`${reason}: ${definitions}`, {
    definitions,
    code: 'Conflict',
    changed: hasChanged(now, plan)
  })
}

function stoppedRollback(rest: Pick<RollbackResult, 'changed'> & Partial<RollbackResult>): RollbackResult {
  return {
    result: 'stopped',
    sentence: 'A signal interrupted the rollback; the post step finishes it.',
    code: undefined,
    accepted: undefined,
    ...rest
  }
}

/**
 * The plan of the rollback: from the live definition to the previous one.
 * @param base the reading whose other fields must be live afterwards
 */
function reversed(
  plan: Plan,
  now: Live,
  base: Live | undefined,
  readAt: number
): { readonly back: Plan; readonly taken: readonly string[] } {
  const { digests: _, live: previous, target, ...rest } = plan
  const kind = kindOf(target)
  const { definition, taken } = kind.unreturned.fill(
    previous?.definition ?? {},
    plan.data,
    plan.targetType,
    now.raw
  )
  const back: Plan = {
    ...rest,
    target: {
      ...target,
      definition,
      description: { text: previous?.description ?? '', setByAuthor: false },
      preflightUrls: [],
      probeUrls: []
    },
    writeId: undefined,
    live: base?.otherFields === undefined ? now : { ...now, otherFields: base.otherFields },
    readAt,
    climbed: [],
    desired: kind.without(plan.data, definition),
    data: definition,
    warnings: []
  }
  return { back, taken }
}
