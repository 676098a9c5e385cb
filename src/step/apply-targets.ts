import { ActionError } from '../errors.ts'
import type { Target } from '../model/target.ts'
import { showDifference } from '../report/plan-lines.ts'
import { lacksApproval, objections } from '../rollout/guard.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { isGreen } from '../rollout/results.ts'
import { runInOrder } from '../rollout/schedule.ts'
import { applyOne } from './apply-one.ts'
import type { PlannedDraft } from './apply-one.ts'
import type { Step } from './context.ts'
import type { StepOutputs } from './outputs.ts'
import { endOf } from './plan-targets.ts'
import type { Draft } from './plan-targets.ts'
import type { Progress } from './progress.ts'
import { rollBackSet } from './roll-back-set.ts'

/**
 * Sends what was planned, unless something speaks against it: the first target alone, the others beside each
 * other. Every end is an outcome, in the order of the drafts.
 */
export async function applyTargets(
  step: Step,
  drafts: readonly Draft[],
  outputs: StepOutputs,
  progress: Progress
): Promise<Outcome[]> {
  const { inputs, dependencies } = step
  const outcomes = new Map<Draft, Outcome>()
  let isRed = false
  const conclude = (draft: Draft, outcome: Outcome): void => {
    outcomes.set(draft, outcome)
    isRed ||= !isGreen(outcome.result)
    progress.ended(outcome)
  }
  const planned = drafts.filter((draft): draft is PlannedDraft => draft.planned !== undefined)
  for (const draft of drafts) if (draft.failure !== undefined) conclude(draft, draft.failure)

  const refused = refusals(step, planned)
  for (const [draft, error] of refused) {
    conclude(draft, endOf(step, draft, { ...draft.planned, result: 'failed', changed: false, error }))
  }
  // an approval of the whole run: a target without a plan needs its line, too
  const isUnapproved = drafts.some(({ target }) => lacksApproval(target, inputs.approvals))
  const stopsAll = refused.size > 0 || isUnapproved || (inputs.onFailure === 'stop' && outcomes.size > 0)
  const toRun = stopsAll ? [] : planned
  const isStopped = (): boolean => dependencies.stop.aborted || (inputs.onFailure === 'stop' && isRed)
  const quiet = toRun.filter(
    ({ planned: { hasChanges }, target }) => !hasChanges && target.probeUrls.length === 0
  )
  for (const draft of quiet) conclude(draft, unchangedEnd(step, draft))
  await runInOrder(
    toRun.filter(draft => !outcomes.has(draft)),
    async draft => conclude(draft, await applyOne(step, draft, outputs)),
    {
      laneOf: ({ target }) => laneOf(target),
      isCanary: ({ planned: { hasChanges } }) => hasChanges,
      parallel: inputs.maxParallel,
      isStopped
    }
  )
  await rollBackSet(step, planned, outcomes, outputs)
  for (const draft of drafts) {
    if (!outcomes.has(draft)) conclude(draft, notStarted(step, draft))
  }
  return drafts.flatMap(draft => outcomes.get(draft) ?? [])
}

/** One write and its batch at a time for one backend. */
function laneOf({ endpoint, backendId }: Target): string {
  return `${endpoint.host} ${backendId}`
}

/** What speaks against sending anything, by the draft that it is about. */
function refusals(step: Step, planned: readonly PlannedDraft[]): Map<PlannedDraft, ActionError> {
  const found = objections(
    planned.map(({ planned: { plan, hasChanges } }) => ({ plan, send: hasChanges })),
    { ...step.inputs, show: plan => showDifference(plan, step.dependencies.secrets.scrub) }
  )
  const drafts = new Map(planned.map(draft => [draft.planned.plan, draft]))
  return new Map(
    found.flatMap(({ plan, error }) => {
      const draft = drafts.get(plan)
      return draft === undefined ? [] : [[draft, error] as const]
    })
  )
}

function unchangedEnd(step: Step, draft: PlannedDraft): Outcome {
  return endOf(step, draft, { ...draft.planned, result: 'unchanged', changed: false })
}

/** A target that was never begun, because of a signal or of another. */
function notStarted(step: Step, draft: Draft): Outcome {
  if (!step.dependencies.stop.aborted) {
    return endOf(step, draft, { ...draft.planned, result: 'not-started', changed: false })
  }
  return endOf(step, draft, {
    ...draft.planned,
    result: 'cancelled',
    changed: false,
    error: new ActionError('Cancelled', `${draft.target.name}: stopped by a signal before anything was sent`)
  })
}
