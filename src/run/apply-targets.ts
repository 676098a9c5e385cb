import { ActionError } from '../errors/action-error.ts'
import type { Target } from '../model/target.ts'
import { showDifference } from '../report/plan-lines.ts'
import { lacksApproval, blockers } from '../rollout/preflight.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { isGreen } from '../rollout/outcome.ts'
import { runInOrder } from '../rollout/schedule.ts'
import { applyOne } from './apply-one.ts'
import type { PlannedRun } from './apply-one.ts'
import { thisRun } from './context.ts'
import type { Step } from './context.ts'
import { preflightTargets } from './preflight-targets.ts'
import type { Preflight } from './preflight-targets.ts'
import type { StepOutputs } from './outputs.ts'
import { endOf } from './plan-targets.ts'
import type { TargetRun } from './plan-targets.ts'
import type { Progress } from './progress.ts'
import { rollBackSet } from './roll-back-set.ts'
import { keysWarning } from './waiting.ts'

/**
 * Sends what was planned, unless something speaks against it: the first target alone, the others beside each
 * other. Every end is an outcome, in the order of the targetRuns.
 */
export async function applyTargets(
  step: Step,
  targetRuns: readonly TargetRun[],
  outputs: StepOutputs,
  progress: Progress
): Promise<Outcome[]> {
  const { inputs, dependencies } = step
  const outcomes = new Map<TargetRun, Outcome>()
  let preflights: ReadonlyMap<TargetRun, Preflight> = new Map()
  let isRed = false
  const conclude = (targetRun: TargetRun, end: Outcome): void => {
    const { results = [] } = preflights.get(targetRun) ?? {}
    const outcome = results.length === 0 ? end : { ...end, checks: [...results, ...end.checks] }
    outcomes.set(targetRun, outcome)
    isRed ||= !isGreen(outcome.result)
    progress.ended(outcome)
  }
  const planned = targetRuns.filter((targetRun): targetRun is PlannedRun => targetRun.planned !== undefined)
  for (const targetRun of targetRuns)
    if (targetRun.failure !== undefined) conclude(targetRun, targetRun.failure)

  const refused = refusals(step, planned)
  for (const [targetRun, error] of refused) conclude(targetRun, failedEnd(step, targetRun, error))
  // an approval of the whole run: a target without a plan needs its line, too
  const isUnapproved = targetRuns.some(({ target }) => lacksApproval(target, inputs.approvals))
  const stopsAll = refused.size > 0 || isUnapproved || (inputs.onFailure === 'stop' && outcomes.size > 0)
  const toRun = stopsAll ? [] : planned
  const isStopped = (): boolean => dependencies.stop.aborted || (inputs.onFailure === 'stop' && isRed)
  warnOfKeys(step, toRun)
  const found = await preflightTargets(step, toRun)
  preflights = found
  for (const [targetRun, { error }] of found) {
    if (error !== undefined) conclude(targetRun, failedEnd(step, targetRun, error))
  }
  const quiet = toRun.filter(
    ({ planned: { hasChanges }, target }) => !hasChanges && target.probeUrls.length === 0
  )
  for (const targetRun of quiet) conclude(targetRun, unchangedEnd(step, targetRun))
  await runInOrder(
    toRun.filter(targetRun => !outcomes.has(targetRun)),
    async targetRun => conclude(targetRun, await applyOne(step, targetRun, outputs)),
    {
      laneOf: ({ target }) => laneOf(target),
      isCanary: ({ planned: { hasChanges } }) => hasChanges,
      parallel: inputs.maxParallel,
      isStopped
    }
  )
  await rollBackSet(step, planned, outcomes, outputs)
  for (const targetRun of targetRuns) {
    if (!outcomes.has(targetRun)) conclude(targetRun, notStarted(step, targetRun))
  }
  return targetRuns.flatMap(targetRun => outcomes.get(targetRun) ?? [])
}

/** Before any write: keys that expire in the middle of a step leave it without a way back. */
function warnOfKeys({ inputs, dependencies }: Step, toRun: readonly PlannedRun[]): void {
  if (inputs.credentials.isUnrenewed !== true) return
  const sending = toRun
    .filter(({ planned: { hasChanges } }) => hasChanges)
    .map(({ target }) => ({
      lane: laneOf(target),
      isPreflighted: target.preflightUrls.length > 0,
      isProbed: target.probeUrls.length > 0
    }))
  const warning = keysWarning(sending, inputs)
  if (warning !== undefined) dependencies.log.warning(warning)
}

/** One write and its batch at a time for one backend. */
function laneOf({ endpoint, backendId }: Target): string {
  return `${endpoint.host} ${backendId}`
}

/** What speaks against sending anything, by the targetRun that it is about. */
function refusals(step: Step, planned: readonly PlannedRun[]): Map<PlannedRun, ActionError> {
  const found = blockers(
    planned.map(({ planned: { plan, hasChanges } }) => ({ plan, send: hasChanges })),
    {
      ...step.inputs,
      run: thisRun(step),
      show: plan => showDifference(plan, step.dependencies.secrets.scrub)
    }
  )
  const targetRuns = new Map(planned.map(targetRun => [targetRun.planned.plan, targetRun]))
  return new Map(
    found.flatMap(({ plan, error }) => {
      const targetRun = targetRuns.get(plan)
      return targetRun === undefined ? [] : [[targetRun, error] as const]
    })
  )
}

/** A target for which nothing was sent, because something spoke against it. */
function failedEnd(step: Step, targetRun: PlannedRun, error: ActionError): Outcome {
  return endOf(step, targetRun, { ...targetRun.planned, result: 'failed', changed: false, error })
}

function unchangedEnd(step: Step, targetRun: PlannedRun): Outcome {
  return endOf(step, targetRun, { ...targetRun.planned, result: 'unchanged', changed: false })
}

/** A target that was never begun, because of a signal or of another. */
function notStarted(step: Step, targetRun: TargetRun): Outcome {
  if (!step.dependencies.stop.aborted) {
    return endOf(step, targetRun, { ...targetRun.planned, result: 'not-started', changed: false })
  }
  return endOf(step, targetRun, {
    ...targetRun.planned,
    result: 'cancelled',
    changed: false,
    error: new ActionError(
      'Cancelled',
      `${targetRun.target.name}: stopped by a signal before anything was sent`
    )
  })
}
