import { ActionError, messageOf } from '../errors/action-error.ts'
import type { Target } from '../model/target.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Plan } from '../rollout/plan.ts'
import { adviceAfter, failedRollback, rollBack } from '../rollout/roll-back.ts'
import type { RollbackEnd } from '../rollout/roll-back.ts'
import { createSightings } from '../rollout/classify.ts'
import type { Sightings } from '../rollout/classify.ts'
import { ended, rollbackOptions } from './apply-one.ts'
import type { PlannedRun } from './apply-one.ts'
import type { Step } from './context.ts'
import type { StepOutputs } from './outputs.ts'
import { endOf } from './plan-targets.ts'
import type { TargetRun } from './plan-targets.ts'

/**
 * With `on-failure: stop` a set is switched as a whole or not at all: after a failure the targets that this step
 * has switched are rolled back too, the last first. A signal is no failure, and neither is an end that is not known.
 */
export async function rollBackSet(
  step: Step,
  planned: readonly PlannedRun[],
  outcomes: Map<TargetRun, Outcome>,
  outputs: StepOutputs
): Promise<void> {
  const { inputs, dependencies } = step
  const failed = [...outcomes.values()].find(hasFailed)
  const asked = inputs.rollbackOnFailure && inputs.onFailure === 'stop'
  if (!asked || failed === undefined) return
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
    // stopped before anything was sent for it: it is as switched as it was
    if (before === undefined || (isStopped() && !back.begun)) {
      left.push(targetRun)
      break
    }
    const { name } = targetRun.target
    step.logOf(targetRun.target).info(`${name}: ${back.result}, because ${failed.target.name} failed`)
    const outcome = endOf(step, targetRun, {
      ...before,
      result: back.result === 'stopped' ? 'cancelled' : back.result,
      changed: back.changed,
      rollback: back.accepted,
      error: setRollbackError(targetRun.planned.plan, failed.target, back)
    })
    outcomes.set(targetRun, ended(step, outcome))
  }
  if (left.length === 0) return
  const names = left.map(({ target }) => target.name).join(', ')
  dependencies.log.warning(`a signal stopped the rollback of the set; these targets stay switched: ${names}`)
}

/**
 * Rolls one target of a set back. `begun`: something was perhaps sent for it.
 * @param sightings what was seen of the target since its switch
 */
async function rollBackOne(
  step: Step,
  { planned: { plan }, ...targetRun }: PlannedRun,
  sightings: Sightings | undefined,
  outputs: StepOutputs
): Promise<RollbackEnd & { readonly begun: boolean }> {
  const state = { begun: false }
  const options = rollbackOptions(step, targetRun, plan.lane, outputs)
  try {
    const end = await targetRun.timeline.during('rollback', () =>
      rollBack(plan, sightings ?? createSightings(plan), {
        ...options,
        onRollbackSending: () => {
          state.begun = true
          step.journal.update(plan.target.name, { failure: 'SetRolledBack' })
          options.onRollbackSending()
        }
      })
    )
    return { ...end, begun: state.begun }
  } catch (error) {
    // a bug in this action: before the send nothing changed for the target
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

/** Also where a signal interrupted the rollback because of the failure. */
function hasFailed({ result, accepted, error }: Outcome): boolean {
  return (
    FAILURES.has(result) || (result === 'cancelled' && accepted !== undefined && error?.code !== 'Cancelled')
  )
}

function setRollbackError(plan: Plan, cause: Target, back: RollbackEnd): ActionError {
  return new ActionError(
    back.code ?? 'SetRolledBack',
    `${plan.target.name}: switched, and rolled back because ${cause.name} failed. ${back.say}`,
    {
      ...adviceAfter(plan, back, ` for ${cause.name}`),
      requestId: back.accepted?.requestId
    }
  )
}
