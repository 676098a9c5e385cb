import type { Code } from '../../errors/catalogue.ts'
import type { Plan } from '../plan.ts'
import type { Timeline } from '../timeline.ts'

/** Also the phase of the timeline, and what the journal and the report call it. */
export type CheckName = 'preflight' | 'probe' | 'bake'

/** The result of a check for one of its subjects. */
export interface CheckResult {
  readonly name: CheckName
  /** What was checked, such as a URL; without user, password and secret parameters. */
  readonly subject: string
  readonly passed: boolean
  readonly attempts: number
  /** The last response: `HTTP 503`, or why there was none. */
  readonly detail: string
  /** What a failed one did not meet, such as `3 consecutive successes required`. */
  readonly requirement?: string | undefined
  /** What most likely made it fail, in a few words; `undefined` where nothing points to a cause. */
  readonly likelyCause?: string | undefined
}

/** Something that must hold of a target. To add one, write its file and add it to the list in run/context.ts. */
export interface Check {
  readonly name: CheckName
  /** Of the error if it fails. */
  readonly code: Code
  /** Before the write, so that nothing is sent if it fails; or of the switched target. */
  readonly when: 'before-write' | 'after-switch'
  /** Whether a target that already is as desired is checked, too. */
  readonly includesUnchanged: boolean
  /** How many things it checks. */
  readonly count: number
  /** Never rejects for what answers. */
  run(plan: Plan): Promise<readonly CheckResult[]>
}

/** The name of a check, for each thing that it checks. */
export function namesOf({ name, count }: Check): readonly string[] {
  return Array.from({ length: count }, () => name)
}

/** Runs the checks in their order, up to the first that fails. */
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
