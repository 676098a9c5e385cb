import type { Accepted } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import { isResultOf, sameDefinition } from '../model/diff.ts'
import { wayOn } from './going-on.ts'
import { describeDifference, modificationOf } from './modification.ts'
import { observe } from './observe.ts'
import type { Observed } from './observe.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import { rollBack } from './rollback.ts'
import type { RollbackOptions } from './rollback.ts'
import { sendModification } from './send.ts'
import type { Expectation, Sent } from './send.ts'

export interface ApplyOptions extends RollbackOptions {
  readonly rollbackOnFailure: boolean
  /** Told right before the write, and as soon as it is accepted. */
  readonly onSending: () => void
  readonly onAccepted: (accepted: Accepted) => void
}

/** What came of one target's write. */
export type Applied = Pick<
  Outcome,
  'result' | 'changed' | 'accepted' | 'progress' | 'probes' | 'rollback' | 'readBack' | 'error'
>

/** Sends the planned modification, follows it to its end, and goes back where that is asked for. Never rejects for what the cloud answers. */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<Applied> {
  const { target } = plan
  const sent = await options.timeline.during('write', () =>
    sendModification(modificationOf(plan), {
      ...options,
      expectation: expectationOf(plan),
      stop: options.signal ?? new AbortController().signal
    })
  )
  if (sent.kind !== 'accepted') return notAccepted(plan, sent)
  const { accepted } = sent
  options.onAccepted(accepted)
  options.log.info(
    `${target.name}: accepted (request ${accepted.requestId}, operation ${accepted.operationId || 'not given'})`
  )
  return settle(plan, accepted, options)
}

/** Follows an accepted modification to its end, and goes back where that is asked for. */
export async function settle(plan: Plan, accepted: Accepted, options: ApplyOptions): Promise<Applied> {
  const end = await observe(plan, accepted, {
    ...options,
    // who asked for a way back waits for the end, even when following is denied for a while
    wait: options.rollbackOnFailure ? 'always' : options.wait
  })
  const { reading } = end.readBack
  const applied = {
    ...end,
    readBack: reading && { model: reading.model },
    accepted,
    rollback: undefined
  }
  if (!options.rollbackOnFailure || end.result !== 'partial') return applied
  return withRollback(plan, end, applied, options)
}

async function withRollback(
  plan: Plan,
  end: Observed,
  applied: Applied,
  options: ApplyOptions
): Promise<Applied> {
  const { live, target, difference } = plan
  const { error } = end
  if (error === undefined || live === undefined || difference === undefined) return applied
  if (difference.changes.length === 0 && difference.omitted.length === 0) {
    options.log.notice(
      `${target.name}: not rolled back: what this step sent is what was there before, so there is nothing to go back to`
    )
    return applied
  }
  options.log.info(error.message)
  const sent = end.readBack.reading?.differences.length === 0 ? end.readBack.reading : undefined
  const back = await options.timeline.during('rollback', () => rollBack(plan, sent, options))
  return {
    ...applied,
    result: back.result,
    changed: back.changed,
    rollback: back.accepted,
    error: new ActionError(back.code ?? error.code, `${error.message}. ${back.say}`, {
      hint:
        back.result === 'rolled-back'
          ? 'Mend what failed, then run the step again.'
          : `${wayOn(plan)} Look at what is live first.`,
      requestId: back.accepted?.requestId ?? error.requestId,
      cause: error
    })
  }
}

/** What live may be for this write to be sent, or sent again. */
function expectationOf({ live, wanted, backendType, readAt }: Plan): Expectation | undefined {
  if (live === undefined) return undefined
  const before = { config: live.model.config, backendType }
  return {
    readAt,
    isBefore: config => sameDefinition(before, { config, backendType }),
    isAfter: config => isResultOf(wanted, before, { config, backendType })
  }
}

function notAccepted(plan: Plan, sent: Exclude<Sent, { kind: 'accepted' }>): Applied {
  const { target } = plan
  const nothing = { accepted: undefined, progress: undefined, probes: [], rollback: undefined }
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
    case 'drifted':
      return failed(
        new ActionError(
          'Drift',
          `${target.name} was changed by another writer since the plan was made: ${describeDifference(plan, sent.config)}`,
          { hint: 'Nothing was sent. Look at what changed, then run the job again: it plans anew.' }
        )
      )
    case 'conflict':
      return {
        ...unknown(
          new ActionError(
            'Conflict',
            `${target.name}: the modification was sent without an answer, and live is now neither what it was nor what was sent, so another writer is at work: ${describeDifference(plan, sent.config)}`,
            { hint: wayOn(plan) }
          )
        ),
        // what is there now is not what was there before, whoever wrote it
        changed: true
      }
    case 'unknown':
      return unknown(
        new ActionError(sent.error.code, `${target.name}: ${sent.error.message}`, {
          hint: [sent.error.hint, wayOn(plan)].filter(Boolean).join('\n'),
          requestId: sent.error.requestId,
          cause: sent.error
        })
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
              { hint: wayOn(plan) }
            )
          : new ActionError('Cancelled', `${target.name}: stopped by a signal before anything was sent`)
      }
  }
}
