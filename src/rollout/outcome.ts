import type { Accepted } from '../cloud/operation.ts'
import { ActionError } from '../errors/action-error.ts'
import type { BatchProgress } from '../model/batch.ts'
import { idOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import type { CheckResult } from './checks/check.ts'
import type { Sightings } from './classify.ts'
import type { Plan, PlanWarning } from './plan.ts'
import type { Phase } from './timeline.ts'
import { withoutName } from './words.ts'

/** The outcome of the step for one target. `undefined` means not known. */
export interface Outcome {
  readonly target: Target
  readonly result: Result
  /** Whether anything in the cloud differs from the state before the step. */
  readonly changed: boolean | undefined
  readonly plan: Plan | undefined
  /** Whether an apply sends anything; `undefined` before the plan is made. */
  readonly hasChanges: boolean | undefined
  readonly accepted: Accepted | undefined
  readonly progress: BatchProgress | undefined
  readonly checks: readonly CheckResult[]
  /** The accepted modification that restored the previous definition. */
  readonly rollback: Accepted | undefined
  readonly phases: readonly Phase[]
  /** The readings of the target since its write; `undefined` if nothing was sent. */
  readonly sightings?: Sightings | undefined
  readonly error: ActionError | undefined
  /** The result of each write of a ladder, in order; `undefined` without a ladder. */
  readonly rungs?: readonly RungResult[] | undefined
  /** What could not be checked after the write. The plan has what could not be checked before it. */
  readonly warnings?: readonly PlanWarning[] | undefined
  readonly durationMs: number
  /** The account, if known. */
  readonly accountId?: string | undefined
}

/** One write of a ladder. */
export interface RungResult {
  /** The percentage of the traffic meant for the desired service. */
  readonly weight: number
  readonly result: Result
  /** The checks that ran on this rung, without those before the first write of any target. */
  readonly checks: readonly CheckResult[]
  readonly durationMs: number
}

/** An outcome of which only some fields are known. */
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

/** A target's name and ID. */
export function labelOf(target: Target): string {
  const { noun, id } = idOf(target)
  return `${target.name} (${noun} ${id})`
}

/** Names the target in an error: its name, and its ID once. */
export function errorOf(target: Target, error: ActionError): ActionError {
  const { name } = target
  const { id } = idOf(target)
  const { brief, message, hint = '', cause } = error
  const labeled = labelOf(target)
  if (message.startsWith(`${labeled}: `)) return error
  const text = withoutName(message, target)
  const label = [name, text, hint].some(each => each.includes(id)) ? name : labeled
  const named = `${label}: ${text}`
  return named === message ? error : error.with({ message: named, brief, cause: cause ?? error })
}

/** Every `result`, the worst first; `not-started` and `valid` are not failures. */
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

/** Sorts the worst result first. */
export function byBadness(one: WithResult, other: WithResult): number {
  return RESULTS.indexOf(one.result) - RESULTS.indexOf(other.result)
}

/** The number of outcomes per result, the worst first. */
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

/** The error of a target for which nothing was sent, because a signal stopped the step. */
export function stoppedBeforeSending({ name }: Pick<Target, 'name'>): ActionError {
  return new ActionError('Cancelled', `${name}: stopped by a signal before anything was sent`)
}

/** Whether the step succeeds with this result. */
export function isGreen(result: Result): boolean {
  return GREEN.has(result)
}

/** The fields of an outcome that determine the result of a run. */
interface Ended {
  readonly result: Result
  readonly changed: boolean | undefined
}

/**
 * The result of a run: the worst result of its targets. If a target was changed and not rolled back, or was changed before others were
 * not started, a failure left the set half done: `partial`. Without a target, nothing was sent: `failed`.
 */
export function resultOf(outcomes: readonly Ended[]): Result {
  const worst = RESULTS.find(result => outcomes.some(outcome => outcome.result === result)) ?? 'failed'
  if (worst !== 'failed') return worst
  const isHalfDone = outcomes.some(
    ({ changed, result }) =>
      changed !== false &&
      result !== 'not-started' &&
      // rolled back as far as can be verified
      !(result === 'rolled-back' && changed === undefined)
  )
  return isHalfDone ? 'partial' : 'failed'
}

/** Whether any target was changed; `undefined` if that is true of none and not known of some. */
export function changedOf(
  outcomes: readonly { readonly changed: boolean | undefined }[]
): boolean | undefined {
  if (outcomes.some(({ changed }) => changed === true)) return true
  return outcomes.every(({ changed }) => changed === false) ? false : undefined
}

export type FailedOutcome = Outcome & { readonly error: ActionError }

/** The targets that failed, the worst first. Of equal results, the cause before the targets that were rolled back because of it. */
export function failuresOf(outcomes: readonly Outcome[]): FailedOutcome[] {
  const isConsequence = ({ error }: FailedOutcome): number => (error.code === 'SetRolledBack' ? 1 : 0)
  return outcomes
    .filter((outcome): outcome is FailedOutcome => outcome.error !== undefined)
    .toSorted((one, other) => byBadness(one, other) || isConsequence(one) - isConsequence(other))
}
