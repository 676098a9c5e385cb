import { ActionError } from '../errors/action-error.ts'
import type { JournalEntry, UnsentTarget } from './journal.ts'
import { nextSteps } from './next-steps.ts'
import { isGreen, outcomeOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { restorePlan, restoreTarget } from './stored-plan.ts'

// Outcomes from the journal alone, without a request to the cloud.

/** The outcome of a write that ended before the step was killed. */
export function endedOutcome(entry: JournalEntry): Outcome {
  const plan = restorePlan(entry.plan)
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
          `${plan.target.name}: this target failed before the step was killed; the log has the error`,
          {
            nextSteps: nextSteps(plan)
          }
        )
  })
}

/** The outcome of a target that had no write when the step was killed. */
export function unsentOutcome({ target: stored, result = 'not-started' }: UnsentTarget): Outcome {
  const target = restoreTarget(stored)
  return outcomeOf(target, {
    result,
    changed: false,
    error:
      result !== 'failed'
        ? undefined
        : new ActionError(
            'StepKilled',
            `${target.name}: this target failed before the step was killed, and nothing was sent for it; the log has the error`,
            { cure: 'Look for the error in the log of the step.' }
          )
  })
}

/** The outcome of a write that could not be resolved. */
export function unresolvedOutcome(entry: JournalEntry, error: ActionError): Outcome {
  const plan = restorePlan(entry.plan)
  return outcomeOf(plan.target, {
    plan,
    hasChanges: true,
    result: 'unknown',
    changed: undefined,
    accepted: entry.accepted ?? undefined,
    rollback: entry.rollback ?? undefined,
    error: error.with({ message: `${plan.target.name}: ${error.message}`, nextSteps: nextSteps(plan) })
  })
}
