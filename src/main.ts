import { InputError, asActionError, messageOf } from './errors/action-error.ts'
import type { ExportPlace } from './inputs/export.ts'
import { extraAuthoritiesProblem } from './inputs/network.ts'
import { readInputs } from './inputs/table.ts'
import type { Edition, Inputs } from './inputs/table.ts'
import type { Exported } from './report/page.ts'
import { createSinks, publish } from './report/publish.ts'
import { createScrubber } from './report/scrubber.ts'
import { commentSubject } from './report/sinks/comment.ts'
import type { StepFailure, RequestedComment } from './report/sinks/sink.ts'
import { isGreen, outcomeOf, resultOf } from './rollout/outcome.ts'
import type { Outcome, Result } from './rollout/outcome.ts'
import { createProgressLog } from './rollout/schedule.ts'
import { applyTargets } from './run/apply-targets.ts'
import { createStep, logEndpoints } from './run/step.ts'
import type { Dependencies, Step } from './run/step.ts'
import { exportManifest } from './run/export.ts'
import { createStepOutputs, publishPlans } from './run/step-outputs.ts'
import type { StepOutputs } from './run/step-outputs.ts'
import { driftOf, outcomeWith, planTargets } from './run/plan-targets.ts'
import type { TargetRun } from './run/plan-targets.ts'
import { readGitHubContext } from './runtime/github.ts'
import { plural } from './runtime/text.ts'
import { loadKinds } from './targets/kinds.ts'

/**
 * Runs the step. Never rejects.
 * @param edition the action file that defines the inputs
 * @returns whether the job continues
 */
export async function run(dependencies: Dependencies, edition: Edition = 'root'): Promise<boolean> {
  const { env, log, outputs, secrets, stop } = dependencies
  const github = readGitHubContext(env)
  const stepOutputs = createStepOutputs(outputs)
  if (github.tempDir === '') {
    log.warning(
      'RUNNER_TEMP is not set: the outputs plan-file and report-file are empty, and the post step cannot resolve the writes of a step that is killed'
    )
  }
  let inputs: Inputs | undefined
  let step: Step | undefined
  let outcomes: readonly Outcome[] = []
  let exported: Exported | undefined
  let failure: StepFailure | undefined
  try {
    const authorities = extraAuthoritiesProblem(env)
    if (authorities !== undefined) log.warning(authorities)
    inputs = await readInputs(env, github, secrets, dependencies, edition)
    await loadKinds(inputs.targets)
    step = createStep(inputs, github, dependencies)
    if (inputs.exportPlace === undefined) outcomes = await rollOut(step, stepOutputs)
    else exported = await runExport(step, inputs.exportPlace)
  } catch (error) {
    // only input errors and bugs of this action are thrown: everything else has an outcome
    const title =
      error instanceof InputError
        ? 'Invalid inputs'
        : inputs === undefined
          ? 'Nothing was sent'
          : 'The step failed'
    failure = { error: asActionError(error), title, sent: stepOutputs.sent }
  }
  const result = resultOfStep(outcomes, failure, inputs)
  try {
    const view = {
      outcomes,
      result,
      failure,
      exported,
      github,
      summary: inputs?.summary ?? true,
      comment: requestedComment(outcomes, inputs),
      scrub: createScrubber(secrets)
    }
    await publish(view, createSinks('main', dependencies), log)
    if (failure === undefined) step?.journal.reported()
  } catch (error) {
    // reporting never changes the result
    log.warning(`the report of this step is incomplete: ${messageOf(error)}`)
  }
  // lines logged since the annotations were written
  log.flush()
  // a job that was stopped does not continue
  return isGreen(result) && !stop.aborted
}

/** The result without targets: of an export, and of an empty shard. */
const NOTHING_TO_DO = { apply: 'unchanged', plan: 'planned', validate: 'valid', export: 'exported' } as const

function resultOfStep(
  outcomes: readonly Outcome[],
  failure: StepFailure | undefined,
  inputs: Inputs | undefined
): Result {
  if (failure?.sent === true) return 'unknown'
  if (failure?.error.code === 'Cancelled') return 'cancelled'
  if (failure !== undefined || inputs === undefined || outcomes.length > 0) return resultOf(outcomes)
  return NOTHING_TO_DO[inputs.mode]
}

function requestedComment(
  outcomes: readonly Outcome[],
  inputs: Inputs | undefined
): RequestedComment | undefined {
  // validate requires no network, so it does not comment
  if (inputs?.commentToken === undefined || inputs.mode === 'validate' || outcomes.length === 0)
    return undefined
  return {
    token: inputs.commentToken,
    subject: commentSubject(inputs),
    timeoutMs: inputs.requestTimeoutMs
  }
}

/** Writes a manifest of the live definitions. Plans and sends nothing. */
function runExport(step: Step, place: ExportPlace): Promise<Exported> {
  logNotices(step)
  logEndpoints(step, [place.endpoint])
  return exportManifest(step, place)
}

function logNotices({ inputs, dependencies: { log } }: Step): void {
  for (const notice of inputs.notices) log.notice(notice)
}

/** Plans every target and, in mode apply, carries out the plans. */
async function rollOut(step: Step, outputs: StepOutputs): Promise<Outcome[]> {
  const { inputs, targets, dependencies } = step
  const { clock, log } = dependencies
  logNotices(step)
  if (inputs.mode === 'validate') {
    log.info(`valid: ${plural(targets.length, 'target')}: ${targets.map(({ name }) => name).join(', ')}`)
    return targets.map(target => outcomeOf(target, { result: 'valid', changed: false }))
  }
  logEndpoints(
    step,
    targets.map(({ endpoint }) => endpoint)
  )
  const targetRuns = await planTargets(step)
  publishPlans(step, targetRuns, outputs)
  const progress = createProgressLog(targets.length, clock, log)
  if (inputs.mode === 'apply') return applyTargets(step, targetRuns, outputs, progress)
  const outcomes = targetRuns.map(targetRun => plannedEnd(step, targetRun))
  for (const outcome of outcomes) progress.ended(outcome)
  return outcomes
}

function plannedEnd(step: Step, targetRun: TargetRun): Outcome {
  const { failure, planned } = targetRun
  if (failure !== undefined) return failure
  const drifted = planned && driftOf(step, planned.plan)
  const result = drifted === undefined ? 'planned' : 'drifted'
  return outcomeWith(step, targetRun, { ...planned, ...drifted, result, changed: false })
}
