import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { isDenied } from './cloudapi/call-error.ts'
import { createReader, createWriter } from './cloudapi/client.ts'
import type { Accepted } from './cloudapi/types.ts'
import { connect, USER_AGENT } from './cloudapi/connect.ts'
import { ramStatement } from './cloudapi/cures.ts'
import { ActionError, asActionError, messageOf } from './errors.ts'
import { readInputs } from './inputs.ts'
import type { Inputs } from './inputs.ts'
import { secretsOf } from './model/redact.ts'
import { planLines, showDifference } from './report/plan-lines.ts'
import { announce, publish } from './report/publish.ts'
import type { Sinks } from './report/publish.ts'
import { applyPlan } from './rollout/apply.ts'
import { decide } from './rollout/decide.ts'
import type { Decision } from './rollout/decide.ts'
import { previousDefinition, wayOn } from './rollout/going-on.ts'
import { objections } from './rollout/guard.ts'
import { createJournalKeeper } from './rollout/journal.ts'
import type { JournalKeeper } from './rollout/journal.ts'
import { probeError } from './rollout/judge.ts'
import { outcomeOf } from './rollout/outcome.ts'
import type { Outcome } from './rollout/outcome.ts'
import { planTarget } from './rollout/plan.ts'
import type { Plan } from './rollout/plan.ts'
import { probeAll } from './rollout/probe.ts'
import type { ProbeResult } from './rollout/probe.ts'
import { isGreen } from './rollout/results.ts'
import { createTimeline } from './rollout/timeline.ts'
import type { Timeline } from './rollout/timeline.ts'
import { formatDuration } from './runtime/clock.ts'
import type { Clock } from './runtime/clock.ts'
import { readGitHubContext } from './runtime/github.ts'
import type { Environment, GitHubContext } from './runtime/github.ts'
import { createExchange } from './runtime/http.ts'
import { writePrivateFile } from './runtime/private-file.ts'

export interface Dependencies extends Sinks {
  readonly env: Environment
  readonly clock: Clock
  /** Aborted by a signal, or when nobody reads the log any more. */
  readonly stop: AbortSignal
  readonly pid: number
  /** Leaves a value for the post step. */
  readonly saveState: (name: string, value: string) => void
}

/** The name under which the post step finds the journal's path. */
export const JOURNAL_STATE = 'journal'

/** The whole step. Never rejects. @returns whether the job goes on */
export async function run(dependencies: Dependencies): Promise<boolean> {
  const { env, secrets } = dependencies
  const github = readGitHubContext(env)
  let inputs: Inputs | undefined
  try {
    inputs = await readInputs(env, github, secrets)
    const step = createStep(inputs, github, dependencies)
    const outcome = await rollOut(step)
    await publish([outcome], github, inputs, dependencies)
    // of a step that was stopped after its write, the post step finds out the end
    if (outcome.result !== 'cancelled' || outcome.changed === false) {
      step.journal.update(outcome.target.name, { phase: 'ended' })
    }
    return isGreen(outcome.result)
  } catch (error) {
    // only input errors and faults of this action come here: everything else has an outcome
    announce(
      asActionError(error),
      inputs === undefined ? 'Nothing was sent' : 'The step failed',
      dependencies
    )
    await publish([], github, inputs, dependencies)
    return false
  }
}

/** What the phases of one step share. */
interface Step {
  readonly inputs: Inputs
  readonly github: GitHubContext
  readonly dependencies: Dependencies
  readonly client: ReturnType<typeof connect>
  readonly timeline: Timeline
  readonly startedAt: number
  readonly journal: JournalKeeper
}

function createStep(inputs: Inputs, github: GitHubContext, dependencies: Dependencies): Step {
  const { clock, log } = dependencies
  return {
    inputs,
    github,
    dependencies,
    client: connect(inputs, dependencies),
    timeline: createTimeline(clock),
    startedAt: clock.now(),
    journal: createJournalKeeper(
      {
        pid: dependencies.pid,
        identity: inputs.credentials.identity,
        regionId: inputs.regionId ?? null,
        endpoint: inputs.endpoint.href,
        requestTimeoutMs: inputs.requestTimeoutMs,
        maxAttempts: inputs.maxAttempts,
        waitTimeoutMs: inputs.waitTimeoutMs,
        rollbackOnFailure: inputs.rollbackOnFailure,
        summary: inputs.summary,
        comment: inputs.commentToken !== undefined
      },
      journalSaver(github, dependencies, text => log.warning(text))
    )
  }
}

/** Saves the journal to a file of its own and leaves its path for the post step. Without one the step goes on, and says so once. */
function journalSaver(
  { tempDir }: GitHubContext,
  { saveState }: Dependencies,
  warn: (text: string) => void
): (journal: unknown) => void {
  const path = join(tempDir, `switch-backend-${randomUUID()}.journal`)
  let state: 'new' | 'kept' | 'broken' = tempDir === '' ? 'broken' : 'new'
  return journal => {
    if (state === 'broken') return
    try {
      writePrivateFile(path, JSON.stringify(journal))
      if (state === 'new') saveState(JOURNAL_STATE, path)
      state = 'kept'
    } catch (error) {
      state = 'broken'
      warn(
        `the journal could not be written, so the post step could not say what became of a killed step: ${messageOf(error)}`
      )
    }
  }
}

/** Plans, and applies where the plan and its guards say so. Every end is an outcome. */
async function rollOut(step: Step): Promise<Outcome> {
  const { inputs, dependencies } = step
  const { log } = dependencies
  const { endpoint, credentials, target, mode } = inputs
  log.info(`API Gateway at ${endpoint.host}, credentials from ${credentials.description}`)
  if (!/(^|\.)aliyuncs\.com$/.test(endpoint.hostname)) {
    log.notice(`the endpoint ${endpoint.host} is outside of aliyuncs.com`)
  }
  const made = await makePlan(step)
  const outcome =
    'outcome' in made
      ? made.outcome
      : mode === 'plan'
        ? conclude(step, { ...made, result: 'planned', changed: false })
        : await apply(step, made)
  if (outcome.error !== undefined) announce(outcome.error, `${target.name}: ${outcome.result}`, dependencies)
  log.info(`${target.name}: ${outcome.result} (${formatDuration(outcome.durationMs)})`)
  return outcome
}

interface Planned {
  readonly plan: Plan
  readonly hasChanges: boolean
}

async function makePlan(step: Step): Promise<Planned | { readonly outcome: Outcome }> {
  const { inputs, github, dependencies, client, timeline } = step
  const { clock, log, secrets, stop } = dependencies
  const { target } = inputs
  let plan: Plan
  try {
    plan = await timeline.during('plan', () =>
      planTarget(createReader(client), target, { clock, needs: needsOf(inputs), signal: stop })
    )
  } catch (error) {
    const cancelled = stop.aborted
    const known = asActionError(error)
    return {
      outcome: conclude(step, {
        result: cancelled ? 'cancelled' : 'failed',
        changed: false,
        error: cancelled
          ? new ActionError('Cancelled', `${target.name}: stopped by a signal before anything was sent`)
          : known
      })
    }
  }
  for (const model of plan.live?.backend.models ?? []) secrets.add(...secretsOf(model.config))
  await log.group(`Plan for ${target.name}`, () => {
    for (const line of planLines(plan)) log.info(line)
    return Promise.resolve()
  })
  for (const warning of plan.warnings) log.warning(warning)
  const decision = decide(plan, { skipUnchanged: inputs.skipUnchanged, runAttempt: github.runAttempt })
  if (decision.notice !== undefined) log.notice(decision.notice)
  publishPlan(plan, decision, inputs, dependencies)
  return { plan, hasChanges: decision.send }
}

/** The rights that the author's wishes need. */
function needsOf({ mode, wait, rollbackOnFailure, maxApis, approvals }: Inputs): {
  live?: string
  apis?: string
  follow?: string
} {
  const live =
    mode === 'plan'
      ? 'mode: plan'
      : approvals !== undefined
        ? 'approved-plan'
        : rollbackOnFailure
          ? 'rollback-on-failure: true'
          : undefined
  const apis =
    mode === 'plan'
      ? 'mode: plan'
      : maxApis !== undefined
        ? 'max-apis'
        : rollbackOnFailure
          ? 'rollback-on-failure: true'
          : undefined
  const follow =
    mode === 'plan'
      ? undefined
      : wait === 'always'
        ? 'wait: true'
        : rollbackOnFailure
          ? 'rollback-on-failure: true'
          : undefined
  return {
    ...(live === undefined ? {} : { live }),
    ...(apis === undefined ? {} : { apis }),
    ...(follow === undefined ? {} : { follow })
  }
}

function publishPlan(
  plan: Plan,
  { send }: Decision,
  { mode, maxApis }: Inputs,
  { outputs, log, secrets }: Sinks
): void {
  const { published, target, fingerprint } = plan
  outputs.set('has-changes', String(send))
  outputs.set('backend-type', plan.backendType)
  outputs.set('backend-model-id', plan.backendModelId)
  outputs.set('plan-fingerprint', fingerprint ?? '')
  const previous = previousDefinition(plan)
  const json = 'json' in previous ? previous.json : ''
  // what would be fed back with a mask in it would break the backend
  const usable = secrets.scrub(json) === json
  outputs.set('previous-backend-model-data', usable ? json : '')
  if ('reason' in previous || !usable) {
    const reason = 'reason' in previous ? previous.reason : 'it holds a text that is masked in this job'
    log.notice(`${target.name}: previous-backend-model-data is empty, because ${reason}`)
  }
  if (send || mode === 'plan') outputs.set('apis-total', String(published?.length ?? ''))
  if (mode !== 'plan') return
  if (send && maxApis !== undefined && (published?.length ?? 0) > maxApis) {
    log.warning(
      `${target.name}: an apply with this max-apis (${maxApis}) would refuse: ${published?.length ?? 0} published APIs would move`
    )
  }
}

/** Sends what was planned, unless something speaks against it or nothing is to be sent. */
async function apply(step: Step, { plan, hasChanges }: Planned): Promise<Outcome> {
  const { inputs, dependencies, client, timeline, journal } = step
  const { clock, log, outputs, stop } = dependencies
  const { target } = inputs
  const [objection] = objections([{ plan, send: hasChanges }], { ...inputs, show: showDifference })
  if (objection !== undefined) {
    return conclude(step, { plan, hasChanges, result: 'failed', changed: false, error: objection.error })
  }
  const probe = createProbe(step)
  if (!hasChanges) return unchanged(step, plan, probe)
  const state: { sending: boolean; accepted?: Accepted } = { sending: false }
  const sending = (): void => {
    // written once: the truth overwrites it, and a killed step never looks fine
    if (!state.sending) outputs.set('result', 'unknown')
    state.sending = true
    journal.sending(plan, clock.now())
  }
  try {
    const applied = await applyPlan(plan, {
      ...inputs,
      reader: createReader(client),
      writer: createWriter(client),
      clock,
      log,
      timeline,
      probe,
      signal: stop,
      onSending: sending,
      onAccepted: accepted => {
        outputs.set('request-id', accepted.requestId)
        outputs.set('operation-id', accepted.operationId)
        state.accepted = accepted
        journal.update(target.name, { phase: 'accepted', accepted })
      },
      onRollbackSending: () => journal.update(target.name, { phase: 'rolling-back' }),
      onRollbackAccepted: rollback => {
        outputs.set('rollback-request-id', rollback.requestId)
        outputs.set('rollback-operation-id', rollback.operationId)
        journal.update(target.name, { phase: 'rollback-accepted', rollback })
      }
    })
    return conclude(step, {
      plan,
      hasChanges,
      ...applied,
      error: applied.error && withCure(applied.error, inputs)
    })
  } catch (error) {
    // a fault of this action: after the send it says nothing about the cloud
    return conclude(step, {
      plan,
      hasChanges,
      result: state.sending ? 'unknown' : 'failed',
      changed: state.sending ? undefined : false,
      accepted: state.accepted,
      error: state.sending ? withWayOn(asActionError(error), plan) : asActionError(error)
    })
  }
}

async function unchanged(
  step: Step,
  plan: Plan,
  probe: (plan: Plan) => Promise<ProbeResult[]>
): Promise<Outcome> {
  const { stop } = step.dependencies
  const same = { plan, hasChanges: false, changed: false } as const
  if (plan.target.probeUrls.length === 0) return conclude(step, { ...same, result: 'unchanged' })
  const probes = await step.timeline.during('probe', () => probe(plan))
  const bad = probes.filter(({ good }) => !good)
  if (bad.length === 0) return conclude(step, { ...same, probes, result: 'unchanged' })
  return conclude(step, {
    ...same,
    probes,
    result: stop.aborted ? 'cancelled' : 'failed',
    error: probeError(
      plan,
      bad,
      'Nothing was sent: the live definition is already the wanted one. Look at the service behind it.'
    )
  })
}

function createProbe({ inputs, dependencies }: Step): (plan: Plan) => Promise<ProbeResult[]> {
  const { clock, log, stop } = dependencies
  return plan =>
    probeAll(plan.target.probeUrls, {
      ...inputs.probe,
      exchange: createExchange({
        proxyFor: inputs.proxyFor,
        keepAlive: false,
        refuseLinkLocal: true,
        maxBodyBytes: MAX_PROBE_BODY_BYTES
      }),
      clock,
      log,
      stageName: plan.target.stageName,
      requestTimeoutMs: inputs.requestTimeoutMs,
      userAgent: USER_AGENT,
      signal: stop
    })
}

const MAX_PROBE_BODY_BYTES = 1024 * 1024

function conclude(
  { inputs, dependencies, timeline, startedAt }: Step,
  end: Partial<Outcome> & Pick<Outcome, 'result' | 'changed'>
): Outcome {
  return {
    ...outcomeOf(inputs.target, end),
    phases: timeline.phases,
    durationMs: dependencies.clock.now() - startedAt
  }
}

function withWayOn(error: ActionError, plan: Plan): ActionError {
  return new ActionError(error.code, error.message, {
    hint: [error.hint, wayOn(plan)].filter(Boolean).join('\n'),
    requestId: error.requestId,
    cause: error.cause
  })
}

/** A refused right with the statement that grants it, for this backend in this region. */
function withCure(error: ActionError, { target, regionId }: Inputs): ActionError {
  if (!isDenied(error)) return error
  const where = { backendId: target.backendId, ...(regionId === undefined ? {} : { regionId }) }
  return new ActionError(error.code, error.message, {
    hint: `To allow it, add this to the RAM policy: ${ramStatement([error.action], where)}`,
    requestId: error.requestId,
    cause: error
  })
}
