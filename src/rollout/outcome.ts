import type { Accepted } from '../cloud/types.ts'
import { ActionError } from '../errors/action-error.ts'
import type { BatchProgress } from '../model/batch.ts'
import { idOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import type { CheckResult } from './checks/check.ts'
import type { Sightings } from './classify.ts'
import type { Plan, PlanWarning } from './plan.ts'
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
  readonly checks: readonly CheckResult[]
  /** The accepted modification that restored the previous definition. */
  readonly rollback: Accepted | undefined
  readonly phases: readonly Phase[]
  /** What was seen of the target since its write; `undefined` where nothing was sent. */
  readonly sightings?: Sightings | undefined
  readonly error: ActionError | undefined
  /** How far each write of a ladder came, in their order; `undefined` without a ladder. */
  readonly rungs?: readonly RungEnd[] | undefined
  /** What could not be checked after the write; what could not be before it is in the plan. */
  readonly warnings?: readonly PlanWarning[] | undefined
  readonly durationMs: number
  /** Where it happened, where that is known. */
  readonly accountId?: string | undefined
}

/** One write of a ladder. */
export interface RungEnd {
  /** The percent of the traffic that the desired service was to get. */
  readonly weight: number
  readonly result: Result
  /** Those of this step that ran; not those that ran before the first write of all targets. */
  readonly checks: readonly CheckResult[]
  readonly durationMs: number
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
    checks: [],
    rollback: undefined,
    phases: [],
    error: undefined,
    durationMs: 0,
    ...known
  }
}

/** A target by its name and its id. */
export function labelOf(target: Target): string {
  const { noun, id } = idOf(target)
  return `${target.name} (${noun} ${id})`
}

/** An error of a target that says which: by its name, and once by its id. */
export function errorOf(target: Target, error: ActionError): ActionError {
  const { name } = target
  const { id } = idOf(target)
  const { message, hint = '', cause } = error
  const label = [name, message, hint].some(text => text.includes(id)) ? name : labelOf(target)
  const told = message.includes(name) ? message.replace(name, () => label) : `${label}: ${message}`
  return told === message ? error : error.with({ message: told, cause: cause ?? error })
}

/** Every `result` of the contract, the worst first; `not-started` and `valid` say nothing bad. */
export const RESULTS = [
  'rollback-failed',
  'unknown',
  'partial',
  'cancelled',
  'failed',
  'drifted',
  'rolled-back',
  'submitted',
  'switched',
  'unchanged',
  'planned',
  'exported',
  'valid',
  'not-started'
] as const
export type Result = (typeof RESULTS)[number]

interface WithResult {
  readonly result: Result
}

/** For sorting: the worst result first. */
export function byBadness(one: WithResult, other: WithResult): number {
  return RESULTS.indexOf(one.result) - RESULTS.indexOf(other.result)
}

/** How many of them ended in which way, the worst first. */
export function countResults(
  outcomes: readonly WithResult[]
): readonly { readonly result: Result; readonly count: number }[] {
  return RESULTS.map(result => ({
    result,
    count: outcomes.filter(outcome => outcome.result === result).length
  })).filter(({ count }) => count > 0)
}

const GREEN: ReadonlySet<Result> = new Set([
  'submitted',
  'switched',
  'unchanged',
  'planned',
  'exported',
  'valid'
])

/** The error of a target for which nothing left, because a signal stopped the step. */
export function stoppedBeforeSending({ name }: Pick<Target, 'name'>): ActionError {
  return new ActionError('Cancelled', `${name}: stopped by a signal before anything was sent`)
}

/** Whether the job goes on. */
export function isGreen(result: Result): boolean {
  return GREEN.has(result)
}

/** What of an outcome the result of a run depends on. */
interface Ended {
  readonly result: Result
  readonly changed: boolean | undefined
}

/**
 * The result of a run: the worst of its targets'; but where one was changed and not rolled back, or was changed
 * before others were not started, a failure has left the set half done. Without a target nothing was sent.
 */
export function resultOf(outcomes: readonly Ended[]): Result {
  const worst = RESULTS.find(result => outcomes.some(outcome => outcome.result === result)) ?? 'failed'
  if (worst !== 'failed') return worst
  const isHalfDone = outcomes.some(
    ({ changed, result }) =>
      changed !== false &&
      result !== 'not-started' &&
      // rolled back as far as anybody can see
      !(result === 'rolled-back' && changed === undefined)
  )
  return isHalfDone ? 'partial' : 'failed'
}

/** Whether any target was changed; `undefined` where that is not known of one and true of none. */
export function changedOf(
  outcomes: readonly { readonly changed: boolean | undefined }[]
): boolean | undefined {
  if (outcomes.some(({ changed }) => changed === true)) return true
  return outcomes.every(({ changed }) => changed === false) ? false : undefined
}
