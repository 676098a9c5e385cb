import type { Accepted } from '../cloudapi/types.ts'
import type { ActionError } from '../errors.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Target } from '../model/target.ts'
import type { Plan } from './plan.ts'
import type { ProbeResult } from './probe.ts'
import type { Result } from './results.ts'
import type { Sightings } from './sightings.ts'
import type { Phase } from './timeline.ts'

/** How the step ended for one target. What is not known is `undefined`. */
export interface Outcome {
  readonly target: Target
  readonly result: Result
  /** Whether anything in the cloud differs from before the step. */
  readonly changed: boolean | undefined
  readonly plan: Plan | undefined
  /** Whether an apply sends something; `undefined` before the plan is made. */
  readonly hasChanges: boolean | undefined
  readonly accepted: Accepted | undefined
  readonly progress: BatchProgress | undefined
  readonly probes: readonly ProbeResult[]
  /** The accepted modification that restored the previous definition. */
  readonly rollback: Accepted | undefined
  readonly phases: readonly Phase[]
  /** What was seen of the target since its write; `undefined` where nothing was sent. */
  readonly sightings?: Sightings | undefined
  readonly error: ActionError | undefined
  readonly durationMs: number
  /** Where it happened, where that is known. */
  readonly accountId?: string | undefined
}

/** An outcome of which only a part is known. */
export function outcomeOf(
  target: Target,
  known: Partial<Outcome> & Pick<Outcome, 'result' | 'changed'>
): Outcome {
  return {
    target,
    plan: undefined,
    hasChanges: undefined,
    accepted: undefined,
    progress: undefined,
    probes: [],
    rollback: undefined,
    phases: [],
    error: undefined,
    durationMs: 0,
    ...known
  }
}
