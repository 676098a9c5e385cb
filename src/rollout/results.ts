/** Every `result` of the contract that this step can end with, the worst first. */
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
  'planned'
] as const
export type Result = (typeof RESULTS)[number]

const GREEN: ReadonlySet<Result> = new Set(['submitted', 'switched', 'unchanged', 'planned'])

/** Whether the job goes on. */
export function isGreen(result: Result): boolean {
  return GREEN.has(result)
}

/** The result of a run: the worst of its targets'. Without a target nothing was sent. */
export function resultOf(outcomes: readonly { readonly result: Result }[]): Result {
  return RESULTS.find(result => outcomes.some(outcome => outcome.result === result)) ?? 'failed'
}

/** Whether any target was changed; `undefined` where that is not known of one and true of none. */
export function changedOf(
  outcomes: readonly { readonly changed: boolean | undefined }[]
): boolean | undefined {
  if (outcomes.some(({ changed }) => changed === true)) return true
  return outcomes.every(({ changed }) => changed === false) ? false : undefined
}
