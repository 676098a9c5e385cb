/** Every `result` of the contract that this step can end with, the worst first. */
export const RESULTS = ['unknown', 'partial', 'failed', 'submitted', 'switched', 'unchanged'] as const
export type Result = (typeof RESULTS)[number]

const GREEN: ReadonlySet<Result> = new Set(['submitted', 'switched', 'unchanged'])

/** Whether the job goes on. */
export function isGreen(result: Result): boolean {
  return GREEN.has(result)
}
