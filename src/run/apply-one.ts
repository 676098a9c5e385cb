import type { Accepted } from '../cloud/operation.ts'
import { createWriter } from '../cloud/writer.ts'
import { asActionError } from '../errors/action-error.ts'
import { keyOf } from '../model/target.ts'
import { applyPlan } from '../rollout/apply.ts'
import { checkError } from '../rollout/assess.ts'
import { namesOf, runChecks } from '../rollout/checks/check.ts'
import type { Check } from '../rollout/checks/check.ts'
import { nextSteps } from '../rollout/next-steps.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { RollBackOptions } from '../rollout/roll-back.ts'
import type { CheckName } from '../rollout/timeline.ts'
import { idsText } from '../rollout/words.ts'
import { kindOf } from '../targets/kinds.ts'
import { thisRun } from './step.ts'
import type { Step } from './step.ts'
import type { StepOutputs } from './step-outputs.ts'
import { outcomeWith } from './plan-targets.ts'
import type { TargetRun } from './plan-targets.ts'

export type PlannedRun = TargetRun & { readonly planned: NonNullable<TargetRun['planned']> }

/** Applies one target's plan, or only checks a target without changes. Never rejects: a bug in this action is an outcome, too. */
export async function applyOne(step: Step, targetRun: PlannedRun, outputs: StepOutputs): Promise<Outcome> {
  const { dependencies, journal } = step
  const { plan, hasChanges } = targetRun.planned
  const key = keyOf(targetRun.target)
  const checks = step
    .checks(targetRun.target, step.logOf(targetRun.target))
    .filter(({ when, includesUnchanged }) => when === 'after-switch' && (hasChanges || includesUnchanged))
  const passed: CheckName[] = []
  const state: { sending: boolean; accepted?: Accepted } = { sending: false }
  try {
    if (!hasChanges) return await checkUnchanged(step, targetRun, checks)
    const options = rollbackOptions(step, targetRun, plan.lane, outputs)
    const applied = await applyPlan(plan, {
      ...options,
      checks: checks.map(check =>
        notifyWhenPassed(check, () => {
          passed.push(check.name)
          journal.update(key, { passed })
        })
      ),
      run: thisRun(step),
      checksOf: rung => step.checks(targetRun.target, step.logOf(targetRun.target), rung),
      rollbackOnFailure: step.inputs.rollbackOnFailure,
      recorder: {
        ...options.recorder,
        sending: () => {
          // overwritten by the actual result, so that a killed step never looks successful
          outputs.sending(key)
          state.sending = true
          step.ownWrites.add(targetRun.target)
          journal.sending(plan, checks.flatMap(namesOf), dependencies.clock.wall(), dependencies.clock.now())
        },
        accepted: accepted => {
          outputs.accepted(key, accepted)
          state.accepted = accepted
          journal.update(key, { phase: 'accepted', accepted })
        },
        publishing: () => journal.update(key, { phase: 'deploying', leftAt: dependencies.clock.now() }),
        published: accepted => {
          outputs.accepted(key, accepted)
          state.accepted = accepted
          journal.update(key, { phase: 'deployed', accepted })
        },
        observed: seen => journal.update(key, { seen }),
        failed: failure => journal.update(key, { failure }),
        rung: rung => journal.update(key, { rung })
      }
    })
    if (applied.accepted === undefined && applied.changed === false) outputs.refused(key)
    if (applied.result === 'unchanged') {
      return recordOutcome(
        step,
        await checkUnchanged(
          step,
          targetRun,
          checks.filter(check => check.includesUnchanged)
        )
      )
    }
    return recordOutcome(step, outcomeWith(step, targetRun, { ...targetRun.planned, ...applied }))
  } catch (error) {
    // a bug in this action says nothing about the cloud once something was sent
    const fault = asActionError(error)
    return outcomeWith(step, targetRun, {
      ...targetRun.planned,
      result: state.sending ? 'unknown' : 'failed',
      changed: state.sending ? undefined : false,
      accepted: state.accepted,
      error: state.sending ? fault.with({ nextSteps: nextSteps(plan), cause: fault.cause }) : fault
    })
  }
}

function notifyWhenPassed(check: Check, onPassed: () => void): Check {
  return {
    ...check,
    run: async plan => {
      const results = await check.run(plan)
      if (results.every(({ passed }) => passed)) onPassed()
      return results
    }
  }
}

/** Records an outcome in the journal and returns it. What stays open there is resolved by the post step. */
export function recordOutcome({ dependencies, journal }: Step, outcome: Outcome): Outcome {
  const { target, result, changed = null } = outcome
  if (!dependencies.stop.aborted || !isLeftOpen(outcome)) {
    journal.update(keyOf(target), { phase: 'ended', result, changed })
  }
  return outcome
}

/** Whether the post step resolves the outcome: the step was stopped after its write. */
function isLeftOpen({ result, changed, accepted, error }: Outcome): boolean {
  if (result === 'cancelled') return accepted !== undefined || changed !== false
  // a signal may have cut the retries short
  return result === 'rollback-failed' && error?.code !== 'Conflict'
}

export function rollbackOptions(
  step: Step,
  { target, timeline }: Pick<TargetRun, 'target' | 'timeline'>,
  lane: string,
  outputs: StepOutputs
): RollBackOptions {
  const { inputs, dependencies, journal } = step
  const client = step.client(target, lane)
  const log = step.logOf(target)
  const key = keyOf(target)
  let isLogged = false
  return {
    reader: step.reader(target, lane),
    writer: createWriter(client),
    budget: client.budget,
    clock: dependencies.clock,
    log,
    wait: inputs.wait,
    waitTimeoutMs: inputs.waitTimeoutMs,
    maxAttempts: inputs.maxAttempts,
    timeline,
    ownNeighbors: step.ownWrites.neighborsOf(target),
    signal: dependencies.stop,
    recorder: {
      rollbackSending: () => journal.update(key, { phase: 'rolling-back' }),
      rollbackPublishing: () => journal.update(key, { phase: 'rolling-back' }),
      rollbackAccepted: rollback => {
        // its deployment is logged where it is sent
        if (!isLogged) {
          log.info(
            `${target.name}: the rollback was ${kindOf(target).words.accepted} (${idsText(rollback, target)})`
          )
        }
        isLogged = true
        outputs.rollbackAccepted(key, rollback)
        journal.update(key, { phase: 'rollback-accepted', rollback })
      }
    }
  }
}

async function checkUnchanged(step: Step, targetRun: PlannedRun, checks: readonly Check[]): Promise<Outcome> {
  const { timeline, planned } = targetRun
  const { results, failed } = await runChecks(checks, planned.plan, timeline)
  const end = { ...planned, checks: results, changed: false }
  if (failed === undefined) return outcomeWith(step, targetRun, { ...end, result: 'unchanged' })
  return outcomeWith(step, targetRun, {
    ...end,
    result: step.dependencies.stop.aborted ? 'cancelled' : 'failed',
    error: checkError(planned.plan, failed, results, {
      cure: `This target was not changed: the live definition is already the desired one.${
        results.some(({ likelyCause }) => likelyCause !== undefined) ? '' : ' Check the service behind it.'
      }`
    })
  })
}
