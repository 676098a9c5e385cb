import type { Accepted } from '../cloudapi/types.ts'
import type { ActionError } from '../errors.ts'
import type { Target } from '../inputs.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Plan } from './plan.ts'
import type { Result } from './results.ts'

/** How the step ended for one target. What is not known is `undefined`. */
export interface Outcome {
  readonly target: Target
  readonly result: Result
  /** Whether the definition in the cloud is another than before the step. */
  readonly changed: boolean | undefined
  readonly plan: Plan | undefined
  readonly accepted: Accepted | undefined
  readonly progress: BatchProgress | undefined
  readonly error: ActionError | undefined
  readonly durationMs: number
}
