/** Every `result` of the contract, the worst first; `not-started` and `valid` say nothing bad. */
export const RESULTS = [
  'rollback-failed',
  'unknown',
  'partial',
  'cancelled',
  'failed',
  'rolled-back',
  'submitted',
  'switched',
  'unchanged',
  'planned',
  'valid',
  'not-started'
] as const
export type Result = (typeof RESULTS)[number]

const GREEN: ReadonlySet<Result> = new Set(['submitted', 'switched', 'unchanged', 'planned', 'valid'])

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
  const isHalfDone = outcomes.some(({ changed, result }) => changed !== false && result !== 'not-started')
  return isHalfDone ? 'partial' : 'failed'
}

/** Whether any target was changed; `undefined` where that is not known of one and true of none. */
export function changedOf(
  outcomes: readonly { readonly changed: boolean | undefined }[]
): boolean | undefined {
  if (outcomes.some(({ changed }) => changed === true)) return true
  return outcomes.every(({ changed }) => changed === false) ? false : undefined
}
