import type { Accepted } from '../cloud/types.ts'
import { ActionError } from '../errors/action-error.ts'
import type { Code } from '../errors/catalogue.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Live } from '../targets/kind.ts'
import { classify, createSightings, hasChanged, isOurs } from './classify.ts'
import type { Seen, Sightings } from './classify.ts'
import { supersededError } from './newer-run.ts'
import type { ThisRun } from './newer-run.ts'
import { nextSteps } from './next-steps.ts'
import { idsText, stoppedBeforeSending } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { describeDifference, differenceFrom, writeOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { adviceAfter, rollBack } from './roll-back.ts'
import type { RollBackOptions } from './roll-back.ts'
import { sendModification } from './send.ts'
import type { Precondition, Sent } from './send.ts'
import { followAndVerify } from './verify.ts'
import type { Verified, VerifyOptions } from './verify.ts'

export interface ApplyOptions extends RollBackOptions, VerifyOptions {
  readonly rollbackOnFailure: boolean
  /** Told right before the write, and as soon as it is accepted. */
  readonly onSending: () => void
  readonly onAccepted: (accepted: Accepted) => void
  /** Told when a reading shows what this step sent for the first time. */
  readonly onSeen: (seen: Seen) => void
  /** Told why a rollback begins. */
  readonly onFailure: (code: Code) => void
}

/** What a first write takes in addition to what follows it. */
export interface ApplyPlanOptions extends ApplyOptions {
  readonly run: ThisRun
}

/** What came of one target's write. */
export type Applied = Pick<
  Outcome,
  'result' | 'changed' | 'accepted' | 'progress' | 'checks' | 'rollback' | 'sightings' | 'error'
>

/** Sends the planned modification, follows it to completion, and rolls back where that is asked for. Never rejects for what the cloud answers. */
export async function applyPlan(plan: Plan, options: ApplyPlanOptions): Promise<Applied> {
  const { target } = plan
  const sightings = createSightings(plan, options.onSeen)
  const sent = await options.timeline.during('write', () =>
    sendModification(writeOf(plan), {
      ...options,
      deadline: createDeadline(options.clock, Infinity, options.signal),
      resolveWithinMs: options.waitTimeoutMs,
      untilDeadline: false,
      precondition: preconditionOf(plan, sightings, options.run)
    })
  )
  if (sent.kind !== 'accepted') return notAccepted(plan, sent, options)
  const { accepted } = sent
  options.onAccepted(accepted)
  options.log.info(`${target.name}: accepted (${idsText(accepted)})`)
  return followThrough(plan, accepted, sightings, options)
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
  const { readBack: _, ...rest } = end
  const applied = { ...rest, sightings, accepted, rollback: undefined }
  if (!options.rollbackOnFailure || end.result !== 'partial') return applied
  return withRollback(plan, end, applied, options)
}

async function withRollback(
  plan: Plan,
  end: Verified,
  applied: Applied & { readonly sightings: Sightings },
  options: ApplyOptions
): Promise<Applied> {
  const { live, target, difference } = plan
  const { error } = end
  if (error === undefined || live === undefined || difference === undefined) return applied
  if (difference.changes.length === 0 && difference.omitted.length === 0) {
    options.log.notice(`${target.name}: not rolled back: this step sent the previous definition`)
    return applied
  }
  options.log.info(error.message)
  options.onFailure(error.code)
  const back = await options.timeline.during('rollback', () => rollBack(plan, applied.sightings, options))
  return {
    ...applied,
    result: back.result === 'stopped' ? 'cancelled' : back.result,
    changed: back.changed,
    rollback: back.accepted,
    error: new ActionError(back.code ?? error.code, `${error.message}. ${back.say}`, {
      ...adviceAfter(plan, back, ''),
      requestId: back.accepted?.requestId ?? error.requestId,
      cause: error
    })
  }
}

/**
 * What live may be for this write to be sent: previous; and once it was perhaps sent, also its own definition. Neither where a newer
 * run wrote it meanwhile: it may have written the same.
 */
function preconditionOf(plan: Plan, sightings: Sightings, run: ThisRun): Precondition | undefined {
  if (plan.live === undefined) return undefined
  return {
    // while a preflight ran, somebody else had time to write: however young the plan's reading is, live is read again
    readAt: plan.target.preflightUrls.length > 0 ? -Infinity : plan.readAt,
    accepts: (live, perhapsSent) => {
      const isSuperseded = supersededError(plan.target, live, run) !== undefined
      if (!perhapsSent) return !isSuperseded && classify(live, plan).verdict === 'previous'
      const { verdict } = sightings.judge(live)
      if (isSuperseded) return false
      return verdict === 'previous' || isOurs(verdict)
    }
  }
}

/** Whether an apply that plans now would find nothing to change. */
function isDesired({ target, wanted }: Plan, live: Live | undefined): boolean {
  return live !== undefined && differenceFrom(live, wanted, target).changes.length === 0
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
            `${target.name}: someone else changed the live definition since the plan was made: ${describeDifference(plan, sent.live)}`,
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
