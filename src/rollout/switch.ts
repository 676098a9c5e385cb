import type { Accepted } from '../cloud/types.ts'
import { ActionError } from '../errors/action-error.ts'
import { entryOfOwn } from '../errors/catalogue.ts'
import type { Code } from '../errors/catalogue.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Live } from '../targets/kind.ts'
import type { Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { changedOthers, changedSent } from '../targets/others.ts'
import type { Check } from './checks/check.ts'
import { classify, hasChanged, isOurs } from './classify.ts'
import type { Seen, Sightings } from './classify.ts'
import { supersededError } from './newer-run.ts'
import type { ThisRun } from './newer-run.ts'
import { nextSteps } from './next-steps.ts'
import { stoppedBeforeSending } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { differenceFrom, writeOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { publishPlan } from './publish.ts'
import { adviceAfter, rollBack } from './roll-back.ts'
import type { RollBackOptions } from './roll-back.ts'
import { sendModification } from './send.ts'
import type { Precondition, Sent } from './send.ts'
import { followAndVerify } from './verify.ts'
import type { Verified, VerifyOptions } from './verify.ts'
import { describeDifference, idsText, meaningOf, thenSay } from './words.ts'

export interface ApplyOptions extends RollBackOptions, VerifyOptions {
  readonly rollbackOnFailure: boolean
  /** Told right before the write, and as soon as it is accepted. */
  readonly onSending: () => void
  readonly onAccepted: (accepted: Accepted) => void
  /** Told right before what brings a definition into force leaves, and as soon as it is accepted. */
  readonly onPublishing: () => void
  readonly onPublished: (accepted: Accepted) => void
  /** Told when a reading shows what this step sent for the first time. */
  readonly onSeen: (seen: Seen) => void
  /** Told why a rollback begins. */
  readonly onFailure: (code: Code) => void
}

/** What a first write takes in addition to what follows it. */
export interface ApplyPlanOptions extends ApplyOptions {
  readonly run: ThisRun
  /** What must hold before and after each write of a ladder. */
  readonly checksOf: (rung: Rung) => readonly Check[]
  /** Told which write of a ladder was sent last. */
  readonly onRung: (index: number) => void
}

/** What came of one target's write. */
export type Applied = Pick<
  Outcome,
  'result' | 'changed' | 'accepted' | 'progress' | 'checks' | 'rollback' | 'sightings' | 'error' | 'rungs'
>

/** One write, from its sending to its end. */
export async function switchTo(
  plan: Plan,
  sightings: Sightings,
  precondition: Precondition | undefined,
  options: ApplyPlanOptions
): Promise<Applied> {
  const { target } = plan
  const sent = await options.timeline.during('write', () =>
    sendModification(writeOf(plan), {
      ...options,
      deadline: createDeadline(options.clock, Infinity, options.signal),
      resolveWithinMs: options.waitTimeoutMs,
      untilDeadline: false,
      precondition
    })
  )
  if (sent.kind !== 'accepted') return notAccepted(plan, sent, options)
  const { accepted } = sent
  options.onAccepted(accepted)
  options.log.info(`${target.name}: ${kindOf(target).words.taken} (${idsText(accepted, target)})`)
  return completeWrite(plan, accepted, sightings, options)
}

/** Brings an accepted modification into force, follows it to completion, and rolls back where that is asked for. */
export async function completeWrite(
  plan: Plan,
  saved: Accepted,
  sightings: Sightings,
  options: ApplyOptions
): Promise<Applied> {
  const deadline = createDeadline(options.clock, options.waitTimeoutMs, options.signal)
  const force = await publishPlan(plan, saved, {
    ...options,
    deadline,
    untilDeadline: false,
    // that other fields were kept is known before the deployment: what is otherwise later is somebody else's
    onRead: live => sightings.judge(live)
  })
  const { target } = plan
  const nothing = { accepted: saved, progress: undefined, checks: [], rollback: undefined, sightings }
  switch (force.kind) {
    case 'on-its-way':
      return followThrough(plan, force.accepted, sightings, { ...options, deadline })
    case 'saved':
      // of a ladder, what goes back is the whole of it
      if ((plan.climbed ?? []).length > 0) {
        return { ...nothing, result: 'partial', changed: true, error: force.error }
      }
      return putBack(plan, saved, force.error, sightings, options)
    case 'unknown':
      return {
        ...nothing,
        result: 'unknown',
        changed: undefined,
        error: force.error.with({ nextSteps: nextSteps(plan), requestId: saved.requestId })
      }
    case 'stopped':
      return {
        ...nothing,
        result: 'cancelled',
        changed: undefined,
        error: new ActionError(
          'Cancelled',
          force.perhapsSent
            ? `${target.name}: stopped by a signal while the deployment was under way; it may have arrived`
            : `${target.name}: stopped by a signal after the definition was saved, and before it was deployed; the post step puts the previous one back`,
          { nextSteps: nextSteps(plan), requestId: saved.requestId }
        )
      }
  }
}

/** What is saved and could not be deployed is taken back: nothing of it ever served. */
export async function putBack(
  plan: Plan,
  saved: Accepted,
  error: ActionError,
  sightings: Sightings,
  options: ApplyOptions
): Promise<Applied> {
  const nothing = { accepted: saved, progress: undefined, checks: [], rollback: undefined, sightings }
  if (plan.live?.notInForce !== undefined) {
    // what was saved before the step is saved again
    return { ...nothing, result: 'failed', changed: false, error }
  }
  options.log.info(error.message)
  options.onFailure(error.code)
  const back = await options.timeline.during('rollback', () => rollBack(plan, sightings, options))
  const end = { ...nothing, rollback: back.accepted }
  switch (back.result) {
    case 'rolled-back':
      return {
        ...end,
        result: 'failed',
        changed: back.changed,
        error: error.with({
          message: thenSay(error.message, 'The previous definition is saved again: nothing was changed.'),
          cause: error
        })
      }
    case 'stopped':
      return { ...end, result: 'cancelled', changed: undefined, error }
    case 'rollback-failed':
      return {
        ...end,
        result: 'partial',
        changed: back.changed,
        error: new ActionError('SavedNotDeployed', thenSay(error.message, back.say), {
          ...adviceAfter(plan, back, '', entryOfOwn('SavedNotDeployed')?.cure),
          requestId: saved.requestId,
          cause: error
        })
      }
  }
}

/** Follows an accepted modification to completion, and rolls back where that is asked for. */
export async function followThrough(
  plan: Plan,
  accepted: Accepted,
  sightings: Sightings,
  options: ApplyOptions
): Promise<Applied> {
  const end = await followAndVerify(plan, accepted, sightings, {
    ...options,
    // who asked for a rollback waits for the completion, even when following is denied for a while
    wait: options.rollbackOnFailure ? 'always' : options.wait
  })
  const { unreported } = kindOf(plan.target).words
  if (end.result === 'switched' && unreported !== undefined) {
    options.log.info(`${plan.target.name}: ${unreported}: switched means ${meaningOf(end.checks)}`)
  }
  const { readBack: _, ...rest } = end
  const applied = { ...rest, sightings, accepted, rollback: undefined }
  const isDesired = options.rollbackOnFailure || end.mustRestore === true
  if (!isDesired || end.result !== 'partial') return applied
  return withRollback(plan, end, applied, options)
}

const MORE_CHANGED =
  'The update itself changed these fields, or someone else did meanwhile. Look at the target in the console before it is switched again, by this action or by hand.'

async function withRollback(
  plan: Plan,
  end: Verified,
  applied: Applied & { readonly sightings: Sightings },
  options: ApplyOptions
): Promise<Applied> {
  const { live, target, difference } = plan
  const { error } = end
  if (error === undefined || live === undefined || difference === undefined) return applied
  if (difference.changes.length + difference.omitted.length === 0 && end.mustRestore !== true) {
    options.log.notice(`${target.name}: not rolled back: this step sent the previous definition`)
    return applied
  }
  options.log.info(error.message)
  options.onFailure(error.code)
  const back = await options.timeline.during('rollback', () => rollBack(plan, applied.sightings, options))
  const isStillReset = end.mustRestore === true && back.result === 'rollback-failed'
  const code = back.code ?? (isStillReset ? 'FieldsReset' : error.code)
  const cure = code === 'FieldsReset' ? entryOfOwn(code)?.cure : undefined
  return {
    ...applied,
    result: back.result === 'stopped' ? 'cancelled' : back.result,
    changed: back.changed,
    rollback: back.accepted,
    error: new ActionError(code, thenSay(error.message, back.say), {
      ...(end.mustRestore === true && back.result === 'rolled-back'
        ? { cure: MORE_CHANGED }
        : adviceAfter(plan, back, '', cure)),
      // with the code of the failure itself, the id of its request
      requestId: back.code === undefined ? error.requestId : (back.accepted?.requestId ?? error.requestId),
      cause: error
    })
  }
}

/**
 * What live may be for this write to be sent: previous; and once it was perhaps sent, also its own definition. Neither where a newer
 * run wrote it meanwhile: it may have written the same.
 */
export function preconditionOf(plan: Plan, sightings: Sightings, run: ThisRun): Precondition | undefined {
  if (plan.live === undefined) return undefined
  return {
    // while a preflight ran, somebody else had time to write: however young the plan's reading is, live is read again
    readAt: isReread(plan) ? -Infinity : plan.readAt,
    accepts: (live, perhapsSent) => {
      const isSuperseded = supersededError(plan.target, live, run) !== undefined
      if (!perhapsSent) {
        const isPrevious = classify(live, plan).verdict === 'previous'
        const isAsPlanned = live?.notInForce === plan.live?.notInForce
        return !isSuperseded && isPrevious && isAsPlanned && changedOthers(plan.live, live).length === 0
      }
      const { verdict } = sightings.judge(live)
      if (isSuperseded || changedSent(plan.live, live).length > 0) return false
      return verdict === 'previous' || isOurs(verdict)
    }
  }
}

/** Whether live is read right before the write, although the plan has just read it. */
function isReread({ target }: Plan): boolean {
  return target.preflightUrls.length > 0 || kindOf(target).rereads
}

/** Whether an apply that plans now would find nothing to change. */
function isDesired({ target, desired }: Plan, live: Live | undefined): boolean {
  return live !== undefined && differenceFrom(live, desired, target).changes.length === 0
}

function notAccepted(
  plan: Plan,
  sent: Exclude<Sent, { kind: 'accepted' }>,
  { run, log }: Pick<ApplyPlanOptions, 'run' | 'log'>
): Applied {
  const { target } = plan
  const nothing = { accepted: undefined, progress: undefined, checks: [], rollback: undefined }
  const failed = (error: ActionError): Applied => ({ ...nothing, result: 'failed', changed: false, error })
  const unknown = (error: ActionError): Applied => ({
    ...nothing,
    result: 'unknown',
    changed: undefined,
    error
  })
  switch (sent.kind) {
    case 'not-sent':
      return failed(sent.error)
    case 'drifted': {
      const superseded = supersededError(target, sent.live, run)
      if (superseded !== undefined && isDesired(plan, sent.live)) {
        log.notice(`${superseded.message}: it is the desired one by now, so nothing was sent`)
        return { ...nothing, result: 'unchanged', changed: false, error: undefined }
      }
      return failed(
        superseded ??
          new ActionError(
            'Drift',
            `${target.name}: someone else changed the live definition since the plan was made: ${describeDifference(plan, sent.live, false)}`,
            {
              cure: 'This target was not changed. Look at what changed, then re-run the job: it plans again.'
            }
          )
      )
    }
    case 'conflict':
      return {
        ...unknown(
          new ActionError(
            'Conflict',
            `${target.name}: the modification was perhaps sent, and someone else changed the live definition: ${describeDifference(plan, sent.live)}`,
            { nextSteps: nextSteps(plan) }
          )
        ),
        // whoever wrote it
        changed: hasChanged(sent.live, plan)
      }
    case 'unknown':
      return unknown(
        sent.error.with({ message: `${target.name}: ${sent.error.message}`, nextSteps: nextSteps(plan) })
      )
    case 'stopped':
      return {
        ...nothing,
        result: 'cancelled',
        changed: sent.perhapsSent ? undefined : false,
        error: sent.perhapsSent
          ? new ActionError(
              'Cancelled',
              `${target.name}: stopped by a signal while the modification was under way; it may have arrived`,
              { nextSteps: nextSteps(plan) }
            )
          : stoppedBeforeSending(target)
      }
  }
}
