import type { Accepted } from '../cloud/operation.ts'
import { ActionError } from '../errors/action-error.ts'
import { entryOfOwn } from '../errors/catalog.ts'
import type { Code } from '../errors/catalog.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Live, Rung } from '../targets/kind.ts'
import { changedOthers, changedSent } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Check } from './checks/check.ts'
import { classify, hasChanged, isOurs } from './classify.ts'
import type { Seen, Sightings } from './classify.ts'
import { supersededError } from './guard.ts'
import type { ThisRun } from './guard.ts'
import { nextSteps } from './next-steps.ts'
import { stoppedBeforeSending } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { differenceFrom, writeOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { adviceAfter, briefAfter, rollBack, withRollbackSentence } from './roll-back.ts'
import type { RollBackOptions } from './roll-back.ts'
import { publishPlan, sendModification } from './send.ts'
import type { Precondition, Sent } from './send.ts'
import { followAndVerify } from './verify.ts'
import type { Verified, VerifyOptions } from './verify.ts'
import { describeDifference, idsText, meaningOf, withSentence } from './words.ts'

export interface ApplyOptions extends RollBackOptions, VerifyOptions {
  readonly rollbackOnFailure: boolean
  /** Called right before the write, and as soon as it is accepted. */
  readonly onSending: () => void
  readonly onAccepted: (accepted: Accepted) => void
  /** Called right before the deployment is sent, and as soon as it is accepted. */
  readonly onPublishing: () => void
  readonly onPublished: (accepted: Accepted) => void
  /** Called when a reading first shows what this step sent. */
  readonly onSeen: (seen: Seen) => void
  /** Called with the reason before a rollback starts. */
  readonly onFailure: (code: Code) => void
}

/** The options of a first write, in addition to those of its completion. */
export interface ApplyPlanOptions extends ApplyOptions {
  readonly run: ThisRun
  /** The checks before and after each write of a ladder. */
  readonly checksOf: (rung: Rung) => readonly Check[]
  /** Called with the index of the ladder's write that was sent last. */
  readonly onRung: (index: number) => void
}

/** The outcome of one target's write. */
export type Applied = Pick<
  Outcome,
  'result' | 'changed' | 'accepted' | 'progress' | 'checks' | 'rollback' | 'sightings' | 'error' | 'rungs'
>

/** Sends one write, and follows it to completion. */
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

/** Deploys an accepted modification if required, follows it to completion, and rolls back if requested. */
async function completeWrite(
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
    // the readings before the deployment show that other fields were kept: later changes to them are someone else's
    onRead: live => sightings.classify(live)
  })
  const { target } = plan
  const nothing = { accepted: saved, progress: undefined, checks: [], rollback: undefined, sightings }
  switch (force.kind) {
    case 'on-its-way':
      return followThrough(plan, force.accepted, sightings, { ...options, deadline })
    case 'saved':
      // a ladder is rolled back as a whole
      if ((plan.climbed ?? []).length > 0) {
        return { ...nothing, result: 'partial', changed: true, error: force.error }
      }
      return undoSave(plan, saved, force.error, sightings, options)
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
            ? `${target.name}: stopped by a signal while the deployment was being sent; it may have arrived`
            : `${target.name}: stopped by a signal after the definition was saved and before it was deployed; the post step restores the previous one`,
          { nextSteps: nextSteps(plan), requestId: saved.requestId }
        )
      }
  }
}

/** Restores the previous definition after a save that could not be deployed, and so never took effect. */
export async function undoSave(
  plan: Plan,
  saved: Accepted,
  error: ActionError,
  sightings: Sightings,
  options: ApplyOptions
): Promise<Applied> {
  const nothing = { accepted: saved, progress: undefined, checks: [], rollback: undefined, sightings }
  if (plan.live?.notInEffect !== undefined) {
    // the same definition was already saved before the step
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
          message: withSentence(error.message, 'The previous definition was saved again; nothing changed.'),
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
        error: new ActionError('SavedNotDeployed', withRollbackSentence(error.message, back), {
          brief: briefAfter(error.brief ?? error.message, back),
          ...adviceAfter(plan, back, '', entryOfOwn('SavedNotDeployed')?.cure),
          requestId: saved.requestId,
          cause: error
        })
      }
  }
}

/** Follows an accepted modification to completion, and rolls back if requested. */
export async function followThrough(
  plan: Plan,
  accepted: Accepted,
  sightings: Sightings,
  options: ApplyOptions
): Promise<Applied> {
  const end = await followAndVerify(plan, accepted, sightings, {
    ...options,
    // a rollback requires the completion, even if following is denied for a while
    wait: options.rollbackOnFailure ? 'always' : options.wait
  })
  const { unreported } = kindOf(plan.target).words
  if (end.result === 'switched' && unreported !== undefined) {
    options.log.info(`${plan.target.name}: ${unreported}: switched means ${meaningOf(end.checks)}`)
  }
  const { readBack: _, ...rest } = end
  const applied = { ...rest, sightings, accepted, rollback: undefined }
  const shouldRollBack = options.rollbackOnFailure || end.mustRestore === true
  if (!shouldRollBack || end.result !== 'partial') return applied
  return withRollback(plan, end, applied, options)
}

const MORE_CHANGED =
  'The update itself changed these fields, or someone else did meanwhile. Check the target in the console before you switch it again.'

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
    options.log.notice(`${target.name}: not rolled back: the desired definition is the previous one`)
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
    error: new ActionError(code, withRollbackSentence(error.message, back), {
      brief: briefAfter(error.brief ?? error.message, back),
      ...(end.mustRestore === true && back.result === 'rolled-back'
        ? { cure: MORE_CHANGED }
        : adviceAfter(plan, back, '', cure)),
      // sending the definition again does not restore the fields
      ...(code === 'FieldsReset' ? { nextSteps: undefined } : {}),
      // with the code of the failure itself, the ID of its request
      requestId: back.code === undefined ? error.requestId : (back.accepted?.requestId ?? error.requestId),
      cause: error
    })
  }
}

/**
 * This write is sent over the previous definition and, once it may have been sent, also over its own; but not if a newer run wrote the
 * live definition meanwhile, even if it is the same.
 */
export function preconditionOf(plan: Plan, sightings: Sightings, run: ThisRun): Precondition | undefined {
  if (plan.live === undefined) return undefined
  return {
    // during a preflight, someone else had time to write: reread the live definition, however recent the plan's reading is
    readAt: isReread(plan) ? -Infinity : plan.readAt,
    accepts: (live, perhapsSent) => {
      const isSuperseded = supersededError(plan.target, live, run) !== undefined
      if (!perhapsSent) {
        const isPrevious = classify(live, plan).verdict === 'previous'
        const isAsPlanned = live?.notInEffect === plan.live?.notInEffect
        return !isSuperseded && isPrevious && isAsPlanned && changedOthers(plan.live, live).length === 0
      }
      const { verdict } = sightings.classify(live)
      if (isSuperseded || changedSent(plan.live, live).length > 0) return false
      return verdict === 'previous' || isOurs(verdict)
    }
  }
}

/** Whether the live definition is reread right before the write, although the plan has just read it. */
function isReread({ target }: Plan): boolean {
  return target.preflightUrls.length > 0 || kindOf(target).rereads
}

/** Whether an apply that plans now would find no changes. */
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
        log.notice(`${superseded.message}: it already is the desired one, so nothing was sent`)
        return { ...nothing, result: 'unchanged', changed: false, error: undefined }
      }
      return failed(
        superseded ??
          new ActionError(
            'Drift',
            `${target.name}: someone else changed the live definition since the plan was made: ${describeDifference(plan, sent.live, false)}`,
            {
              cure: 'This target was not changed. Check what changed, then re-run the job to plan again.'
            }
          )
      )
    }
    case 'conflict':
      return {
        ...unknown(
          new ActionError(
            'Conflict',
            `${target.name}: the modification may have been sent, and someone else changed the live definition: ${describeDifference(plan, sent.live)}`,
            { nextSteps: nextSteps(plan) }
          )
        ),
        // no matter who wrote it
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
              `${target.name}: stopped by a signal while the modification was being sent; it may have arrived`,
              { nextSteps: nextSteps(plan) }
            )
          : stoppedBeforeSending(target)
      }
  }
}
