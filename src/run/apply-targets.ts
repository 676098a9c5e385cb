import { ActionError, messageOf } from '../errors/action-error.ts'
import type { Inputs } from '../inputs/table.ts'
import { isLadder, keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { showDifference } from '../report/plan-lines.ts'
import { checkError } from '../rollout/assess.ts'
import { runChecks } from '../rollout/checks/check.ts'
import type { CheckResult } from '../rollout/checks/check.ts'
import { successesAt, withSuccesses } from '../rollout/checks/probe.ts'
import { createSightings } from '../rollout/classify.ts'
import type { Sightings } from '../rollout/classify.ts'
import { blockers, lacksApproval } from '../rollout/guard.ts'
import { isGreen, stoppedBeforeSending } from '../rollout/outcome.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Plan } from '../rollout/plan.ts'
import {
  adviceAfter,
  briefAfter,
  failedRollback,
  rollBack,
  withRollbackSentence
} from '../rollout/roll-back.ts'
import type { RollbackResult } from '../rollout/roll-back.ts'
import { mapInParallel, runInOrder } from '../rollout/schedule.ts'
import type { Progress } from '../rollout/schedule.ts'
import { stepsOf } from '../rollout/words.ts'
import { formatDuration } from '../runtime/clock.ts'
import { applyOne, recordOutcome, rollbackOptions } from './apply-one.ts'
import type { PlannedRun } from './apply-one.ts'
import { thisRun } from './context.ts'
import type { Step } from './context.ts'
import type { StepOutputs } from './outputs.ts'
import { outcomeWith } from './plan-targets.ts'
import type { TargetRun } from './plan-targets.ts'

/**
 * Applies the plans unless something blocks them: the first target alone, the others in parallel. Returns an outcome for every target,
 * in the order of `targetRuns`.
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
  const conclude = (targetRun: TargetRun, own: Outcome): void => {
    const { results = [] } = preflights.get(targetRun) ?? {}
    const outcome = results.length === 0 ? own : { ...own, checks: [...results, ...own.checks] }
    outcomes.set(targetRun, outcome)
    isRed ||= !isGreen(outcome.result)
    progress.ended(outcome)
    // that a target was never started needs no record
    const isStarted = outcome.result !== 'not-started' && outcome.result !== 'cancelled'
    if (isStarted) step.journal.concluded(keyOf(targetRun.target), outcome.result)
  }
  step.journal.selected(targetRuns.map(({ target }) => target))
  const planned = targetRuns.filter((targetRun): targetRun is PlannedRun => targetRun.planned !== undefined)
  for (const targetRun of targetRuns)
    if (targetRun.failure !== undefined) conclude(targetRun, targetRun.failure)

  const refused = refusals(step, planned)
  for (const [targetRun, error] of refused) conclude(targetRun, failedOutcome(step, targetRun, error))
  // an approval covers the whole run: a target without a plan needs its line, too
  const isUnapproved = targetRuns.some(({ target }) => lacksApproval(target, inputs.approvals))
  const stopsAll = refused.size > 0 || isUnapproved || (inputs.onFailure === 'stop' && outcomes.size > 0)
  const toRun = stopsAll ? [] : planned
  const isStopped = (): boolean => dependencies.stop.aborted || (inputs.onFailure === 'stop' && isRed)
  warnOfExpiry(step, toRun)
  const found = await preflightTargets(step, toRun)
  preflights = found
  for (const [targetRun, { error }] of found) {
    if (error !== undefined) conclude(targetRun, failedOutcome(step, targetRun, error))
  }
  const quiet = toRun.filter(
    ({ planned: { hasChanges }, target }) => !hasChanges && target.probeUrls.length === 0
  )
  for (const targetRun of quiet) conclude(targetRun, unchangedOutcome(step, targetRun))
  await runInOrder(
    toRun.filter(targetRun => !outcomes.has(targetRun)),
    async targetRun => conclude(targetRun, await applyOne(step, targetRun, outputs)),
    {
      // one write at a time, up to its completion, per backend or gateway
      laneOf: ({ planned: { plan } }) => plan.lane,
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

/** Warns before any write: credentials that expire during the step make a rollback impossible. */
function warnOfExpiry({ inputs, dependencies }: Step, toRun: readonly PlannedRun[]): void {
  if (inputs.credentials.isUnrenewed !== true) return
  const sending = toRun
    .filter(({ planned: { hasChanges } }) => hasChanges)
    .map(({ target, planned: { plan } }) => ({
      lane: plan.lane,
      isPreflighted: target.preflightUrls.length > 0,
      isProbed: target.probeUrls.length > 0,
      ...(isLadder(target) ? { weights: plan.rungs.map(({ weight }) => weight) } : {})
    }))
  const warning = expiryWarning(sending, inputs)
  if (warning !== undefined) dependencies.log.warning(warning)
}

/** The reasons not to send anything, by target. */
function refusals(step: Step, planned: readonly PlannedRun[]): Map<PlannedRun, ActionError> {
  const found = blockers(
    planned.map(targetRun => targetRun.planned),
    {
      ...step.inputs,
      run: thisRun(step),
      show: plan =>
        [
          showDifference(plan, step.dependencies.secrets.scrub),
          ...(isLadder(plan.target) ? [stepsOf(plan).toLowerCase()] : [])
        ].join(', in ')
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

/** The outcome of a target for which nothing was sent because of an error. */
function failedOutcome(step: Step, targetRun: PlannedRun, error: ActionError): Outcome {
  return outcomeWith(step, targetRun, { ...targetRun.planned, result: 'failed', changed: false, error })
}

function unchangedOutcome(step: Step, targetRun: PlannedRun): Outcome {
  return outcomeWith(step, targetRun, { ...targetRun.planned, result: 'unchanged', changed: false })
}

/** The outcome of a target that was never started, because of a signal or another target's failure. */
function notStarted(step: Step, targetRun: TargetRun): Outcome {
  if (!step.dependencies.stop.aborted) {
    return outcomeWith(step, targetRun, { ...targetRun.planned, result: 'not-started', changed: false })
  }
  return outcomeWith(step, targetRun, {
    ...targetRun.planned,
    result: 'cancelled',
    changed: false,
    error: stoppedBeforeSending(targetRun.target)
  })
}

/** The results of the checks before the write of a target. */
export interface Preflight {
  readonly results: readonly CheckResult[]
  /** Why nothing must be sent for the target. */
  readonly error: ActionError | undefined
}

/**
 * Runs the checks before the write of all targets with changes, before the first write of any: a backend that is not ready must not
 * leave a set half switched. Results after a signal are discarded.
 */
async function preflightTargets(
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

/** Temporary credentials often last an hour, and at least 15 minutes, of which some have passed. */
const CREDENTIALS_LAST_MS = 15 * 60_000

type Limits = Pick<
  Inputs,
  'bakeTimeMs' | 'maxParallel' | 'onFailure' | 'probe' | 'rollbackOnFailure' | 'wait' | 'waitTimeoutMs'
>

/** A target with changes. */
interface Sending {
  /** Targets of one lane are written one after the other. */
  readonly lane: string
  readonly isPreflighted: boolean
  readonly isProbed: boolean
  /** The weights of a ladder's writes. */
  readonly weights?: readonly number[]
}

/**
 * How long a step may take from its first preflight request to its last rollback: the first target alone, then `max-parallel` lanes at
 * a time, each for as long as its limits allow.
 */
export function longestWaitMs(sending: readonly Sending[], limits: Limits): number {
  const { bakeTimeMs, maxParallel, onFailure, probe, rollbackOnFailure, wait, waitTimeoutMs } = limits
  const preflights = sending.filter(({ isPreflighted }) => isPreflighted).length
  const beforeMs = Math.ceil(preflights / maxParallel) * probe.timeoutMs
  if (wait === 'never' || sending.length === 0) return beforeMs
  const [, ...others] = sending
  const lanes = [...Map.groupBy(others, ({ lane }) => lane).values()].map(({ length }) => length)
  const rounds = 1 + Math.max(0, ...lanes, Math.ceil(others.length / maxParallel))
  const checksMs = sending.some(({ isProbed }) => isProbed) ? probe.timeoutMs + bakeTimeMs : 0
  // with `stop`, a set is rolled back one target after the other
  const ladders = sending.filter(({ weights }) => weights !== undefined)
  const rollbacks = !rollbackOnFailure ? ladders.length : onFailure === 'stop' ? sending.length : rounds
  const laddersMs = ladders.reduce((sum, ladder) => sum + ladderMs(ladder, limits), 0)
  return beforeMs + rounds * (waitTimeoutMs + checksMs) + laddersMs + rollbacks * waitTimeoutMs
}

/** How much longer a ladder may take than a single write. */
function ladderMs(
  { weights = [], isPreflighted, isProbed }: Sending,
  { bakeTimeMs, probe, waitTimeoutMs }: Limits
): number {
  const eachMs = waitTimeoutMs + bakeTimeMs + (isPreflighted ? probe.timeoutMs : 0)
  const probesMs = weights.map(weight =>
    isPreflighted ? probe.timeoutMs : withSuccesses(successesAt(weight), probe).timeoutMs
  )
  const probedMs = isProbed ? probesMs.reduce((sum, ms) => sum + ms, 0) - probe.timeoutMs : 0
  return (weights.length - 1) * eachMs + probedMs
}

/** The warning about temporary credentials that are not renewed; `undefined` if they probably last. */
export function expiryWarning(sending: readonly Sending[], limits: Limits): string | undefined {
  const ms = longestWaitMs(sending, limits)
  if (ms <= CREDENTIALS_LAST_MS) return undefined
  const rollbackOnFailure = limits.rollbackOnFailure || sending.some(({ weights }) => weights !== undefined)
  const too = rollbackOnFailure ? 'a rollback can be sent' : 'the switch has been verified'
  const parts = `wait-timeout${rollbackOnFailure ? ', again for each rollback' : ''}, probe-timeout and bake-time`
  return `security-token: these temporary credentials are not renewed and may expire before ${too}: the step may wait up to ${formatDuration(ms)} (${parts}). Shorten these, or use role-to-assume, whose credentials are renewed.`
}

/**
 * With `on-failure: stop`, a set is switched as a whole or not at all: after a failure, the targets that this step has switched are
 * rolled back as well, the last one first. A signal is not a failure, and neither is an unknown result.
 */
async function rollBackSet(
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
  const message = `${plan.target.name}: switched, but ${cause.name} failed`
  return new ActionError(back.code ?? 'SetRolledBack', withRollbackSentence(message, back), {
    brief: briefAfter(`${message}.`, back),
    ...adviceAfter(plan, back, ` for ${cause.name}`),
    requestId: back.accepted?.requestId
  })
}
