import type { Code } from '../../errors/catalog.ts'
import type { Plan } from '../plan.ts'
import type { CheckName, Timeline } from '../timeline.ts'

/** The result of a check for one of its subjects. */
export interface CheckResult {
  readonly name: CheckName
  /** What was checked, such as a URL without user, password and secret parameters. */
  readonly subject: string
  readonly passed: boolean
  readonly attempts: number
  /** The last response: `HTTP 503`, or why there was none. */
  readonly detail: string
  /** The requirement that a failed check did not meet, such as `3 consecutive successes required`. */
  readonly requirement?: string | undefined
  /** The likely cause of the failure, in a few words; `undefined` if nothing points to one. */
  readonly likelyCause?: string | undefined
}

/** A condition that a target must meet. To add one, write its file, name it in `CheckName` (timeline.ts), and list it in run/step.ts. */
export interface Check {
  readonly name: CheckName
  /** The error code if it fails. */
  readonly code: Code
  /** Before the write, so that nothing is sent if it fails, or after the target was switched. */
  readonly when: 'before-write' | 'after-switch'
  /** Whether a target that is already as desired is checked as well. */
  readonly includesUnchanged: boolean
  /** What the time that it takes is called, if someone else may write meanwhile: the live definition is then verified once more. */
  readonly period?: string | undefined
  /** The number of its subjects. */
  readonly count: number
  /** Never rejects because of a response. */
  run(plan: Plan): Promise<readonly CheckResult[]>
}

/** The name of a check, once for each of its subjects. */
export function namesOf({ name, count }: Check): readonly string[] {
  return Array.from({ length: count }, () => name)
}

/** Runs the checks in order, up to the first that fails. */
export async function runChecks(
  checks: readonly Check[],
  plan: Plan,
  timeline: Timeline
): Promise<{ readonly results: readonly CheckResult[]; readonly failed: Check | undefined }> {
  const results: CheckResult[] = []
  for (const check of checks) {
    const found = await timeline.during(check.name, () => check.run(plan))
    results.push(...found)
    if (found.some(({ passed }) => !passed)) return { results, failed: check }
  }
  return { results, failed: undefined }
}
