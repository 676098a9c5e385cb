import type { Accepted } from '../cloudapi/types.ts'
import { createWriter } from '../cloudapi/writer.ts'
import { ActionError, asActionError, messageOf } from '../errors.ts'
import type { Target } from '../model/target.ts'
import { showDifference } from '../report/plan-lines.ts'
import { applyPlan } from '../rollout/apply.ts'
import type { ApplyOptions } from '../rollout/apply.ts'
import { wayOn } from '../rollout/going-on.ts'
import { objections } from '../rollout/guard.ts'
import { probeError } from '../rollout/judge.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Plan } from '../rollout/plan.ts'
import { isGreen } from '../rollout/results.ts'
import { failedRollback, rollBack } from '../rollout/rollback.ts'
import type { RollbackEnd } from '../rollout/rollback.ts'
import { runInOrder } from '../rollout/schedule.ts'
import type { Step } from './context.ts'
import type { StepOutputs } from './outputs.ts'
import { endOf } from './plan-targets.ts'
import type { Draft } from './plan-targets.ts'
import type { Progress } from './progress.ts'

type PlannedDraft = Draft & { readonly planned: NonNullable<Draft['planned']> }

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
  const conclude = (draft: Draft, outcome: Outcome): void => {
    outcomes.set(draft, outcome)
    progress.ended(outcome)
  }
  const planned = drafts.filter((draft): draft is PlannedDraft => draft.planned !== undefined)
  for (const draft of drafts) if (draft.failure !== undefined) conclude(draft, draft.failure)

  const refused = refusals(step, planned)
  for (const [draft, error] of refused) {
    conclude(draft, endOf(step, draft, { ...draft.planned, result: 'failed', changed: false, error }))
  }
  const stopsAll = refused.size > 0 || (inputs.onFailure === 'stop' && outcomes.size > 0)
  const toRun = stopsAll ? [] : planned
  const isStopped = (): boolean =>
    dependencies.stop.aborted ||
    (inputs.onFailure === 'stop' && [...outcomes.values()].some(({ result }) => !isGreen(result)))
  const quiet = toRun.filter(
    ({ planned: { hasChanges }, target }) => !hasChanges && target.probeUrls.length === 0
  )
  for (const draft of quiet) conclude(draft, unchangedEnd(step, draft))
  await runInOrder(
    toRun.filter(draft => !outcomes.has(draft)),
    async draft => conclude(draft, await applyOne(step, draft, outputs)),
    { laneOf: ({ target }) => laneOf(target), parallel: inputs.maxParallel, isStopped }
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
    { ...step.inputs, show: showDifference }
  )
  return new Map(
    found.flatMap(({ plan, error }) => {
      const draft = planned.find(candidate => candidate.planned.plan === plan)
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

async function applyOne(step: Step, draft: PlannedDraft, outputs: StepOutputs): Promise<Outcome> {
  const { dependencies, journal } = step
  const { plan, hasChanges } = draft.planned
  const state: { sending: boolean; accepted?: Accepted } = { sending: false }
  try {
    if (!hasChanges) return await probeUnchanged(step, draft)
    const applied = await applyPlan(plan, {
      ...rollbackOptions(step, draft, outputs),
      rollbackOnFailure: step.inputs.rollbackOnFailure,
      onSending: () => {
        // the truth overwrites it, and a killed step never looks fine
        outputs.sending()
        state.sending = true
        step.written.add(draft.target)
        journal.sending(plan, dependencies.clock.now())
      },
      onAccepted: accepted => {
        outputs.accepted(accepted)
        state.accepted = accepted
        journal.update(draft.target.name, { phase: 'accepted', accepted })
      }
    })
    return ended(step, endOf(step, draft, { ...draft.planned, ...applied }))
  } catch (error) {
    // a fault of this action: after the send it says nothing about the cloud
    const fault = asActionError(error)
    return endOf(step, draft, {
      ...draft.planned,
      result: state.sending ? 'unknown' : 'failed',
      changed: state.sending ? undefined : false,
      accepted: state.accepted,
      error: state.sending ? withHint(fault, wayOn(plan)) : fault
    })
  }
}

/** An outcome, once the journal has it; what is left open there is the post step's. */
function ended({ dependencies, journal }: Step, outcome: Outcome): Outcome {
  const { target, result, changed = null } = outcome
  if (!dependencies.stop.aborted || !isLeftOpen(outcome)) {
    journal.update(target.name, { phase: 'ended', result, changed })
  }
  return outcome
}

/** Of a step that was stopped after its write, the post step finds out the end. */
function isLeftOpen({ result, changed, accepted, error }: Outcome): boolean {
  if (result === 'cancelled') return accepted !== undefined || changed !== false
  return result === 'rollback-failed' && error?.code !== 'Conflict'
}

function rollbackOptions(
  step: Step,
  { target, timeline }: Pick<Draft, 'target' | 'timeline'>,
  outputs: StepOutputs
): Omit<ApplyOptions, 'rollbackOnFailure' | 'onSending' | 'onAccepted'> {
  const { inputs, dependencies, journal } = step
  const client = step.client(target)
  const log = step.logOf(target)
  return {
    reader: step.reader(target),
    writer: createWriter(client),
    budget: client.budget,
    clock: dependencies.clock,
    log,
    wait: inputs.wait,
    waitTimeoutMs: inputs.waitTimeoutMs,
    maxAttempts: inputs.maxAttempts,
    timeline,
    probe: plan => step.probe(plan, log),
    ownStages: step.written.stagesOf(target),
    signal: dependencies.stop,
    onRollbackSending: () => journal.update(target.name, { phase: 'rolling-back' }),
    onRollbackAccepted: rollback => {
      outputs.rollbackAccepted(rollback)
      journal.update(target.name, { phase: 'rollback-accepted', rollback })
    }
  }
}

async function probeUnchanged(step: Step, draft: PlannedDraft): Promise<Outcome> {
  const { target, timeline, planned } = draft
  const probes = await timeline.during('probe', () => step.probe(planned.plan, step.logOf(target)))
  const bad = probes.filter(({ good }) => !good)
  const end = { ...planned, probes, changed: false }
  if (bad.length === 0) return endOf(step, draft, { ...end, result: 'unchanged' })
  return endOf(step, draft, {
    ...end,
    result: step.dependencies.stop.aborted ? 'cancelled' : 'failed',
    error: probeError(
      planned.plan,
      bad,
      'Nothing was sent: the live definition is already the wanted one. Look at the service behind it.'
    )
  })
}

/**
 * With `on-failure: stop` a set is switched as a whole or not at all: after a failure the targets that this step
 * has switched go back too, the last first. A signal is no failure, and an end that could not be learnt is none.
 */
async function rollBackSet(
  step: Step,
  planned: readonly PlannedDraft[],
  outcomes: Map<Draft, Outcome>,
  outputs: StepOutputs
): Promise<void> {
  const { inputs, dependencies } = step
  const failed = [...outcomes.values()].find(({ result }) => FAILURES.has(result))
  const asked = inputs.rollbackOnFailure && inputs.onFailure === 'stop' && !dependencies.stop.aborted
  if (!asked || failed === undefined) return
  const left = planned.filter(draft => {
    const outcome = outcomes.get(draft)
    return outcome?.result === 'switched' && outcome.changed !== false
  })
  const isStopped = (): boolean => dependencies.stop.aborted
  while (!isStopped()) {
    const draft = left.pop()
    if (draft === undefined) return
    const before = outcomes.get(draft)
    const back = await rollBackOne(step, draft, outputs)
    // stopped before anything was sent for it: it is as switched as it was
    if (before === undefined || (isStopped() && !back.begun)) {
      left.push(draft)
      break
    }
    const { name } = draft.target
    step.logOf(draft.target).info(`${name}: ${back.result}, because ${failed.target.name} failed`)
    const outcome = endOf(step, draft, {
      ...before,
      result: back.result,
      changed: back.changed,
      rollback: back.accepted,
      error: setRollbackError(draft.planned.plan, failed.target, back)
    })
    outcomes.set(draft, ended(step, outcome))
  }
  if (left.length === 0) return
  const names = left.map(({ target }) => target.name).join(', ')
  dependencies.log.warning(`stopped by a signal before these were put back, which stay switched: ${names}`)
}

/** Puts one target of a set back. `begun`: something was perhaps sent for it. */
async function rollBackOne(
  step: Step,
  { planned: { plan }, ...draft }: PlannedDraft,
  outputs: StepOutputs
): Promise<RollbackEnd & { readonly begun: boolean }> {
  const state = { begun: false }
  const options = rollbackOptions(step, draft, outputs)
  try {
    const end = await draft.timeline.during('rollback', () =>
      rollBack(plan, undefined, {
        ...options,
        onRollbackSending: () => {
          state.begun = true
          options.onRollbackSending()
        }
      })
    )
    return { ...end, begun: state.begun }
  } catch (error) {
    // a fault of this action: before the send nothing changed for the target
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

function setRollbackError(plan: Plan, cause: Target, back: RollbackEnd): ActionError {
  return new ActionError(
    back.code ?? 'SetRolledBack',
    `${plan.target.name}: switched, and put back because ${cause.name} failed. ${back.say}`,
    {
      hint:
        back.result === 'rolled-back'
          ? `Mend what failed for ${cause.name}, then run the step again.`
          : `${wayOn(plan)} Look at what is live first.`,
      requestId: back.accepted?.requestId
    }
  )
}

function withHint(error: ActionError, hint: string): ActionError {
  return new ActionError(error.code, error.message, {
    hint: [error.hint, hint].filter(Boolean).join('\n'),
    requestId: error.requestId,
    cause: error.cause
  })
}
