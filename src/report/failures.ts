import type { ActionError } from '../errors/action-error.ts'
import { RESULTS } from '../rollout/outcome.ts'
import type { Outcome } from '../rollout/outcome.ts'

export type FailedOutcome = Outcome & { readonly error: ActionError }

/** The targets that failed, the worst first. Of equal results, the cause before the targets that were rolled back because of it. */
export function failuresOf(outcomes: readonly Outcome[]): FailedOutcome[] {
  const rank = ({ result, error }: FailedOutcome): number =>
    RESULTS.indexOf(result) * 2 + (error.code === 'SetRolledBack' ? 1 : 0)
  return outcomes
    .filter((outcome): outcome is FailedOutcome => outcome.error !== undefined)
    .toSorted((one, other) => rank(one) - rank(other))
}
