import type { Code } from '../../errors/catalogue.ts'
import type { Plan } from '../plan.ts'
import type { PhaseName, Timeline } from '../timeline.ts'

/** How one thing that was checked answered. */
export interface CheckResult {
  /** Of the check, as `probe`. */
  readonly name: string
  /** What was checked, such as a URL; without user, password and secret parameters. */
  readonly subject: string
  readonly passed: boolean
  readonly attempts: number
  /** Of the last attempt: `HTTP 503`, or why there was no response. */
  readonly detail: string
}

/** Something that must hold of a target once it is switched. To add one, write its file and add it to the list in run/context.ts. */
export interface Check {
  /** Also its phase of the timeline, and its name in the journal. */
  readonly name: PhaseName
  /** Of the error if it fails. */
  readonly code: Code
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
