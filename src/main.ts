import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDenied } from './cloudapi/call-error.ts'
import { createReader, createWriter } from './cloudapi/client.ts'
import type { ClientOptions } from './cloudapi/client.ts'
import { ramStatement } from './cloudapi/cures.ts'
import { createSender } from './cloudapi/sdk.ts'
import { ActionError, messageOf } from './errors.ts'
import { readInputs } from './inputs.ts'
import type { Inputs } from './inputs.ts'
import { secretsOf } from './model/redact.ts'
import type { Outputs } from './outputs.ts'
import { planLines } from './report/plan-lines.ts'
import { buildReport, fitReport } from './report/report.ts'
import { applyPlan } from './rollout/apply.ts'
import { previousDefinition } from './rollout/going-on.ts'
import type { Outcome } from './rollout/outcome.ts'
import { planTarget } from './rollout/plan.ts'
import type { Plan } from './rollout/plan.ts'
import { isGreen } from './rollout/results.ts'
import type { Result } from './rollout/results.ts'
import { formatDuration } from './runtime/clock.ts'
import type { Clock } from './runtime/clock.ts'
import { readGitHubContext } from './runtime/github.ts'
import type { Environment, GitHubContext } from './runtime/github.ts'
import { createExchange } from './runtime/http.ts'
import type { Log } from './runtime/log.ts'
import type { Secrets } from './runtime/secrets.ts'
import { oneLine } from './runtime/text.ts'

export interface Dependencies {
  readonly env: Environment
  readonly clock: Clock
  readonly log: Log
  readonly outputs: Outputs
  readonly secrets: Secrets
  readonly signal?: AbortSignal | undefined
}

const API_VERSION = '2016-07-14'
const USER_AGENT = 'apigateway-switch-backend'

/** The whole step. Never rejects. @returns whether the job goes on */
export async function run(dependencies: Dependencies): Promise<boolean> {
  const { env, outputs, secrets } = dependencies
  const github = readGitHubContext(env)
  let inputs: Inputs | undefined
  try {
    inputs = await readInputs(env, github, secrets)
    const outcome = await switchTarget(inputs, github, dependencies)
    await report(outcome.result, outcome.changed, [outcome], github, dependencies)
    return isGreen(outcome.result)
  } catch (error) {
    // only input errors and faults of this action come here: everything later has an outcome
    outputs.set('result', 'failed')
    outputs.set('changed', 'false')
    announce(
      asActionError(error),
      inputs === undefined ? 'Nothing was sent' : 'The step failed',
      dependencies
    )
    await report('failed', false, [], github, dependencies)
    return false
  }
}

/** Plans and applies one target; every end of it is an outcome. */
async function switchTarget(
  inputs: Inputs,
  github: GitHubContext,
  dependencies: Dependencies
): Promise<Outcome> {
  const { clock, log, outputs, secrets, signal } = dependencies
  const { target } = inputs
  const startedAt = clock.now()
  const client = createClientOptions(inputs, dependencies)
  const reader = createReader(client)
  let plan: Plan | undefined
  log.info(`API Gateway at ${inputs.endpoint.host}, credentials from ${inputs.credentials.description}`)
  if (!/(^|\.)aliyuncs\.com$/.test(inputs.endpoint.hostname)) {
    log.notice(`the endpoint ${inputs.endpoint.host} is outside of aliyuncs.com`)
  }
  const state = { sending: false }

  const conclude = (outcome: Omit<Outcome, 'durationMs'>): Outcome => {
    const whole = { ...outcome, durationMs: clock.now() - startedAt }
    if (whole.error !== undefined) announce(whole.error, `${target.name}: ${whole.result}`, dependencies)
    log.info(`${target.name}: ${whole.result} (${formatDuration(whole.durationMs)})`)
    return whole
  }

  try {
    const planned = await planTarget(reader, target, {
      clock,
      mustFollow: inputs.wait === 'always',
      signal
    })
    plan = planned
    for (const model of planned.live?.backend.models ?? []) secrets.add(...secretsOf(model.config))
    await log.group(`Plan for ${target.name}`, () => {
      for (const line of planLines(planned)) log.info(line)
      return Promise.resolve()
    })
    for (const warning of planned.warnings) log.warning(warning)
    const send = needsSending(planned, inputs, github, log)
    publishPlan(planned, send, outputs, log)
    if (!send) {
      return conclude({
        target,
        plan,
        result: 'unchanged',
        changed: false,
        accepted: undefined,
        progress: undefined,
        error: undefined
      })
    }
    const outcome = await applyPlan(planned, {
      reader,
      writer: createWriter(client),
      clock,
      log,
      wait: inputs.wait,
      waitTimeoutMs: inputs.waitTimeoutMs,
      maxAttempts: inputs.maxAttempts,
      signal,
      onSending: () => {
        state.sending = true
        outputs.set('result', 'unknown')
      },
      onAccepted: accepted => {
        outputs.set('request-id', accepted.requestId)
        outputs.set('operation-id', accepted.operationId)
      }
    })
    return conclude(outcome)
  } catch (error) {
    // the cloud refused, or was never reached; a fault of this action after the send is another matter
    const surelyUnsent = !state.sending || error instanceof ActionError
    return conclude({
      target,
      plan,
      result: surelyUnsent ? 'failed' : 'unknown',
      changed: surelyUnsent ? false : undefined,
      accepted: undefined,
      progress: undefined,
      error: withCure(asActionError(error), inputs)
    })
  }
}

function createClientOptions(inputs: Inputs, { clock, log }: Dependencies): ClientOptions {
  const exchange = createExchange(inputs.proxyFor)
  const send = createSender(
    { endpoint: inputs.endpoint, version: API_VERSION },
    inputs.credentials,
    exchange,
    USER_AGENT
  )
  return { send, clock, log, requestTimeoutMs: inputs.requestTimeoutMs, maxAttempts: inputs.maxAttempts }
}

/** Whether anything is to be sent; says why where that may surprise. */
function needsSending(plan: Plan, inputs: Inputs, github: GitHubContext, log: Log): boolean {
  const { difference, target } = plan
  if (difference === undefined || difference.changes.length > 0) return true
  if (!inputs.skipUnchanged) return true
  if (github.runAttempt > 1) {
    log.notice(
      `${target.name}: the live definition is already the wanted one; sent all the same, because this is a re-run: an equal definition does not prove that its batch came through`
    )
    return true
  }
  if (difference.omitted.length > 0) {
    const paths = difference.omitted.map(change => change.path).join(', ')
    log.notice(
      `${target.name}: live holds keys that the definition leaves out (${paths}); that alone is no change. To send it all the same, set skip-unchanged: false.`
    )
  }
  return false
}

function publishPlan(plan: Plan, send: boolean, outputs: Outputs, log: Log): void {
  outputs.set('has-changes', String(send))
  outputs.set('backend-type', plan.backendType)
  outputs.set('backend-model-id', plan.backendModelId)
  const previous = previousDefinition(plan)
  outputs.set('previous-backend-model-data', 'json' in previous ? previous.json : '')
  if ('reason' in previous) {
    log.notice(`${plan.target.name}: previous-backend-model-data is empty, because ${previous.reason}`)
  }
}

/** One annotation a failure; the cure stands below it. */
function announce(error: ActionError, title: string, { log }: Dependencies): void {
  const ids = error.requestId === undefined ? '' : ` (request ${error.requestId})`
  const cure = error.hint === undefined ? '' : `\n${error.hint}`
  log.error(`${error.message}${ids} [${error.code}]${cure}`, title)
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

function asActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error
  return new ActionError('InternalError', `a fault of this action: ${oneLine(messageOf(error), 500)}`, {
    hint: 'Please report it with the log of the step. With debug logging (re-run with it enabled) the stack is shown.',
    cause: error
  })
}

/** The last words: the truth overwrites what was written before. */
async function report(
  result: Result,
  changed: boolean | undefined,
  outcomes: readonly Outcome[],
  github: GitHubContext,
  { outputs, log, secrets }: Dependencies
): Promise<void> {
  outputs.set('result', result)
  outputs.set('changed', changed === undefined ? '' : String(changed))
  for (const { progress, error } of outcomes) {
    if (progress !== undefined) {
      outputs.set('apis-total', String(progress.total))
      outputs.set('apis-updated', String(progress.updated))
      outputs.set('apis-failed', String(progress.failed))
    }
    if (error?.cause instanceof Error && error.code === 'InternalError') log.debug(error.cause.stack ?? '')
  }
  const whole = buildReport(result, changed, outcomes)
  outputs.set('report', fitReport(whole))
  if (github.tempDir === '') return
  const path = join(github.tempDir, `switch-backend-report-${randomUUID()}.json`)
  try {
    await writeFile(path, `${secrets.scrub(JSON.stringify(whole, null, 2))}\n`, { mode: 0o600 })
    outputs.set('report-file', path)
  } catch (error) {
    log.warning(`the report file could not be written: ${messageOf(error)}`)
  }
}
