import type { ActionError } from '../errors/action-error.ts'
import { checkError } from '../rollout/assess.ts'
import { runChecks } from '../rollout/checks/check.ts'
import type { CheckResult } from '../rollout/checks/check.ts'
import { mapInParallel } from '../rollout/schedule.ts'
import type { PlannedRun } from './apply-one.ts'
import type { Step } from './context.ts'

/** What the checks before the write found of a target. */
export interface Preflight {
  readonly results: readonly CheckResult[]
  /** Why nothing may be sent for the target. */
  readonly error: ActionError | undefined
}

/**
 * Runs the checks before the write of every target that sends something, before the first write of any: a backend that is
 * not ready must not leave a set half switched. After a signal, what was found says nothing.
 */
export async function preflightTargets(
  step: Step,
  targetRuns: readonly PlannedRun[]
): Promise<ReadonlyMap<PlannedRun, Preflight>> {
  const { inputs, dependencies } = step
  const isStopped = (): boolean => dependencies.stop.aborted
  const found = new Map<PlannedRun, Preflight>()
  const sending = targetRuns.filter(
    ({ planned, target }) => planned.hasChanges && target.preflightUrls.length > 0
  )
  await mapInParallel(sending, inputs.maxParallel, async targetRun => {
    if (isStopped()) return
    const { plan } = targetRun.planned
    const checks = step.checks(targetRun.target, step.logOf(targetRun.target))
    const { results, failed } = await runChecks(
      checks.filter(({ when }) => when === 'before-write'),
      plan,
      targetRun.timeline
    )
    if (isStopped()) return
    const error = failed && checkError(plan, failed, results, {})
    found.set(targetRun, { results, error })
  })
  return found
}
