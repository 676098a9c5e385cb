import { ActionError, messageOf } from '../errors/action-error.ts'
import { keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Plan } from '../rollout/plan.ts'
import { adviceAfter, failedRollback, rollBack } from '../rollout/roll-back.ts'
import type { RollbackResult } from '../rollout/roll-back.ts'
import { createSightings } from '../rollout/classify.ts'
import type { Sightings } from '../rollout/classify.ts'
import { recordOutcome, rollbackOptions } from './apply-one.ts'
import type { PlannedRun } from './apply-one.ts'
import type { Step } from './context.ts'
import type { StepOutputs } from './outputs.ts'
import { outcomeWith } from './plan-targets.ts'
import type { TargetRun } from './plan-targets.ts'

/**
 * With `on-failure: stop`, a set is switched as a whole or not at all: after a failure, the targets that this step has switched are
 * rolled back as well, the last one first. A signal is not a failure, and neither is an unknown result.
 */
export async function rollBackSet(
  step: Step,
  planned: readonly PlannedRun[],
  outcomes: Map<TargetRun, Outcome>,
  outputs: StepOutputs
): Promise<void> {
  const { inputs, dependencies } = step
  const failed = [...outcomes.values()].find(hasFailed)
  const shouldRollBack = inputs.rollbackOnFailure && inputs.onFailure === 'stop'
  if (!shouldRollBack || failed === undefined) return
  const left = planned.filter(targetRun => {
    const outcome = outcomes.get(targetRun)
    return outcome?.result === 'switched' && outcome.changed !== false
  })
  const isStopped = (): boolean => dependencies.stop.aborted
  while (!isStopped()) {
    const targetRun = left.pop()
    if (targetRun === undefined) return
    const before = outcomes.get(targetRun)
    const back = await rollBackOne(step, targetRun, before?.sightings, outputs)
    // stopped before anything was sent for it: it remains switched
    if (before === undefined || (isStopped() && !back.begun)) {
      left.push(targetRun)
      break
    }
    const { name } = targetRun.target
    step.logOf(targetRun.target).info(`${name}: ${back.result} because ${failed.target.name} failed`)
    const outcome = outcomeWith(step, targetRun, {
      ...before,
      result: back.result === 'stopped' ? 'cancelled' : back.result,
      changed: back.changed,
      rollback: back.accepted,
      error: setRollbackError(targetRun.planned.plan, failed.target, back)
    })
    outcomes.set(targetRun, recordOutcome(step, outcome))
  }
  if (left.length === 0) return
  const names = left.map(({ target }) => target.name).join(', ')
  dependencies.log.warning(
    `a signal stopped the rollback of the set; these targets remain switched: ${names}`
  )
}

/**
 * Rolls back one target of a set. `begun`: something may have been sent for it.
 * @param sightings the readings of the target since its switch
 */
async function rollBackOne(
  step: Step,
  { planned: { plan }, ...targetRun }: PlannedRun,
  sightings: Sightings | undefined,
  outputs: StepOutputs
): Promise<RollbackResult & { readonly begun: boolean }> {
  const state = { begun: false }
  const options = rollbackOptions(step, targetRun, plan.lane, outputs)
  try {
    const end = await targetRun.timeline.during('rollback', () =>
      rollBack(plan, sightings ?? createSightings(plan), {
        ...options,
        onRollbackSending: () => {
          state.begun = true
          step.journal.update(keyOf(plan.target), { failure: 'SetRolledBack' })
          options.onRollbackSending()
        }
      })
    )
    return { ...end, begun: state.begun }
  } catch (error) {
    // a bug in this action: the target is still switched if nothing was sent
    return {
      ...failedRollback(messageOf(error), { changed: state.begun ? undefined : true }),
      begun: state.begun
    }
  }
}

const FAILURES: ReadonlySet<Outcome['result']> = new Set([
  'failed',
  'partial',
  'rolled-back',
  'rollback-failed'
])

/** Also true if a signal interrupted the rollback after a failure. */
function hasFailed({ result, accepted, error }: Outcome): boolean {
  return (
    FAILURES.has(result) || (result === 'cancelled' && accepted !== undefined && error?.code !== 'Cancelled')
  )
}

function setRollbackError(plan: Plan, cause: Target, back: RollbackResult): ActionError {
  return new ActionError(
    back.code ?? 'SetRolledBack',
    `${plan.target.name}: switched, but ${cause.name} failed. ${back.sentence}`,
    {
      ...(back.result === 'rolled-back'
        ? { brief: `${plan.target.name}: switched, but ${cause.name} failed.` }
        : {}),
      ...adviceAfter(plan, back, ` for ${cause.name}`),
      requestId: back.accepted?.requestId
    }
  )
}
