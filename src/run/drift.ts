import { ActionError } from '../errors/action-error.ts'
import { showDifference } from '../report/plan-lines.ts'
import { findDrift } from '../rollout/drift.ts'
import type { Plan } from '../rollout/plan.ts'
import type { Step } from './context.ts'

/** Why a plan is not the empty one that `expect-no-changes` asks for; `undefined` where it is, or is not asked for. */
export function driftError(step: Step, plan: Plan): ActionError | undefined {
  const { inputs, github, dependencies } = step
  const { target } = plan
  if (!inputs.expectNoChanges) return undefined
  const { drift, unverified } = findDrift(plan, github.repository)
  if (unverified.length > 0) {
    step
      .logOf(target)
      .notice(
        `${target.name}: could not be compared, because the service accepts and never returns them: ${unverified.join(', ')}`
      )
  }
  if (drift === undefined) return undefined
  const shown = showDifference({ ...plan, difference: drift.difference }, dependencies.secrets.scrub)
  return new ActionError('Drifted', `${target.name}: live is not as desired: ${shown}`)
}
