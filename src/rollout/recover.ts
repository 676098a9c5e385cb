import type { Accepted } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import { settle } from './apply.ts'
import type { ApplyOptions } from './apply.ts'
import { wayOn } from './going-on.ts'
import { planOf } from './journal-plan.ts'
import type { JournalEntry } from './journal.ts'
import { lookAtLive } from './look-at-live.ts'
import { outcomeOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { isBatchOver } from './plan.ts'
import type { Plan } from './plan.ts'
import { isGreen } from './results.ts'
import { confirmBack, rollBack } from './rollback.ts'
import type { RollbackEnd } from './rollback.ts'
import { createTimeline } from './timeline.ts'

export type RecoverOptions = Omit<
  ApplyOptions,
  'timeline' | 'probe' | 'ownStages' | 'onSending' | 'onAccepted' | 'onRollbackSending' | 'onRollbackAccepted'
>

type Settled = Pick<Outcome, 'result' | 'changed'> & Partial<Outcome>

/** Finds out what became of a write whose process ended before it could say so. Never rejects for what the cloud answers. */
export async function findOut(entry: JournalEntry, given: RecoverOptions): Promise<Outcome> {
  const { clock } = given
  const startedAt = clock.now()
  const timeline = createTimeline(clock)
  const nothing = (): void => undefined
  const options: ApplyOptions = {
    ...given,
    // a way back needs the definitions, which are not kept where they hold a secret
    rollbackOnFailure: given.rollbackOnFailure && entry.definitions !== null,
    timeline,
    probe: () => Promise.resolve([]),
    // the journal knows nothing of other stages
    ownStages: new Set(),
    onSending: nothing,
    onAccepted: nothing,
    onRollbackSending: nothing,
    onRollbackAccepted: nothing
  }
  const plan = planOf(entry)
  const accepted = entry.accepted ?? undefined
  const whole = (known: Partial<Outcome> & Pick<Outcome, 'result' | 'changed'>): Outcome => ({
    ...outcomeOf(plan.target, {
      plan,
      hasChanges: true,
      accepted,
      rollback: entry.rollback ?? undefined,
      ...known
    }),
    phases: timeline.phases,
    durationMs: clock.now() - startedAt
  })

  switch (entry.phase) {
    case 'sending':
    case 'ended':
      return whole(await lookAtLive(entry, plan, options.reader, options.signal))
    case 'accepted':
      return accepted === undefined
        ? whole(await lookAtLive(entry, plan, options.reader, options.signal))
        : whole(unlessProbed(entry, plan, await settleKnown(entry, plan, accepted, options)))
    case 'rolling-back':
      return whole(
        afterRollback(
          plan,
          await timeline.during('rollback', () =>
            rollBack(plan, undefined, { ...options, rollbackPerhapsSent: true })
          )
        )
      )
    case 'rollback-accepted': {
      const back = entry.rollback
      return whole(
        afterRollback(
          plan,
          back === null
            ? await rollBack(plan, undefined, { ...options, rollbackPerhapsSent: true })
            : await timeline.during('rollback', () => confirmBack(plan, back, options))
        )
      )
    }
  }
}

/**
 * Follows an accepted write. Where its definitions were not kept because of a secret in them, live is told from
 * their digests: that only a part of it were wanted, as keys that the service adds, cannot be told then.
 */
async function settleKnown(
  entry: JournalEntry,
  plan: Plan,
  accepted: Accepted,
  options: ApplyOptions
): Promise<Settled> {
  const settled = await settle(plan, accepted, options)
  const isOver = isBatchOver(plan, settled.progress)
  if (entry.definitions !== null || entry.digests === null || settled.result !== 'submitted' || !isOver) {
    return settled
  }
  const live = await lookAtLive(entry, plan, options.reader, options.signal)
  if (live.changed === true && live.error?.code === 'Unfollowed') {
    return { ...settled, result: 'switched', changed: entry.digests.live !== entry.digests.wanted }
  }
  return {
    ...settled,
    result: 'unknown',
    changed: live.changed,
    error: new ActionError(
      'ReadBackFailed',
      `${entry.name}: the batch is over, but the wanted definition was not seen to be live`,
      { hint: wayOn(plan), requestId: accepted.requestId, cause: live.error }
    )
  }
}

/** That a switch is good is for its probes to say, too. They are not asked here: what they were is not kept. */
function unlessProbed({ name, probes }: JournalEntry, plan: Plan, settled: Settled): Settled {
  if (probes === 0 || !isGreen(settled.result)) return settled
  return {
    ...settled,
    result: 'unknown',
    error: new ActionError(
      'NotProbed',
      `${name}: the modification ${settled.result === 'switched' ? 'came to its end, and was read back as wanted' : 'was accepted'}, but the step was stopped before its ${probes === 1 ? 'probe was' : 'probes were'} good`,
      { hint: wayOn(plan), requestId: settled.accepted?.requestId }
    )
  }
}

/** The outcome of a write that had its end before the step was killed. */
export function endedBefore(entry: JournalEntry): Outcome {
  const plan = planOf(entry)
  const result = entry.result ?? 'unknown'
  return outcomeOf(plan.target, {
    plan,
    hasChanges: true,
    result,
    changed: entry.changed ?? undefined,
    accepted: entry.accepted ?? undefined,
    rollback: entry.rollback ?? undefined,
    error: isGreen(result)
      ? undefined
      : new ActionError(
          'StepKilled',
          `${entry.name}: it had ended before the step was killed; the log has its error`,
          {
            hint: wayOn(plan)
          }
        )
  })
}

/** The outcome where the cloud was not asked. */
export function unresolved(entry: JournalEntry, error: ActionError): Outcome {
  const plan = planOf(entry)
  return outcomeOf(plan.target, {
    plan,
    hasChanges: true,
    result: 'unknown',
    changed: undefined,
    accepted: entry.accepted ?? undefined,
    rollback: entry.rollback ?? undefined,
    error: new ActionError(error.code, `${entry.name}: ${error.message}`, { hint: wayOn(plan) })
  })
}

function afterRollback(
  plan: Plan,
  end: RollbackEnd
): Pick<Outcome, 'result' | 'changed' | 'rollback' | 'error'> {
  return {
    result: end.result,
    changed: end.changed,
    rollback: end.accepted,
    error: new ActionError(
      end.code ?? 'StepFailed',
      `${plan.target.name}: the step had failed and was stopped while it put the previous definition back. ${end.say}`,
      { hint: wayOn(plan), requestId: end.accepted?.requestId }
    )
  }
}
