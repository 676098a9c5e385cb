import type { Effects } from './cloud/batch.ts'
import type { Cloud } from './cloud/cloud.ts'
import { CloudError, errorBody } from './cloud/cloud-error.ts'
import type { JsonObject } from './cloud/json.ts'
import type { Params } from './cloud/operation.ts'
import type { Caller } from './cloud/permission.ts'
import { throttled } from './cloud/throttle.ts'
import type { Fault, Faults, ServerError } from './faults.ts'
import { breakOff, distort, errorPage, isTransportFault, latencyOf } from './transport-fault.ts'
import type { Answer } from './transport-fault.ts'

/** What one call comes to: all that a server has left to do is to send it. */
export interface Exchange extends Answer {
  readonly delayMs: number
  readonly contentType: string
  /** The cloud did what was asked, whatever the answer says. */
  readonly committed: boolean
  readonly requestId: string
  /** The header `x-acs-retry-after`. */
  readonly retryAfterMs?: number | undefined
}

export interface ExchangeCall {
  readonly action: string
  readonly params: Params
  readonly caller?: Caller
  readonly version?: string
  /** What errors name as HostId. */
  readonly host?: string
}

const JSON_TYPE = 'application/json;charset=utf-8'

/** One authenticated call with the faults that strike it. Synchronous: nothing waits, nothing is sent. */
export function exchange(cloud: Cloud, faults: Faults, call: ExchangeCall): Exchange {
  const struck = faults.strike(call.action, call.params)
  const delayMs = latencyOf(struck)
  for (const fault of struck) applyAnotherWriter(cloud, call, fault)

  const host = call.host ?? 'localhost'
  for (const fault of struck) {
    const early = beforeCommit(cloud, host, fault)
    if (early !== undefined) return { ...early, delayMs }
  }
  let done: Exchange
  try {
    const options = {
      effects: effectsOf(struck),
      ...(call.version === undefined ? {} : { version: call.version })
    }
    const answer = cloud.call(call.action, call.params, call.caller ?? cloud.caller(), options)
    done = {
      ...json(200, answer, typeof answer['RequestId'] === 'string' ? answer['RequestId'] : ''),
      committed: true
    }
  } catch (thrown) {
    if (!(thrown instanceof CloudError)) throw thrown
    done = errorExchange(thrown, cloud.requestId(), host)
  }
  for (const fault of struck) done = afterCommit(host, fault, done)
  return { ...done, delayMs }
}

/** The answer to a call that failed with `error`. */
export function errorExchange(error: CloudError, requestId: string, host: string): Exchange {
  const { status, retryAfterMs } = error
  return { ...json(status, errorBody(error, requestId, host), requestId), retryAfterMs }
}

function applyAnotherWriter(cloud: Cloud, { params }: ExchangeCall, fault: Fault): void {
  if (fault.kind !== 'another-writer') return
  const backendId = fault.backend ?? params['BackendId'] ?? ''
  const stageName = fault.stage ?? params['StageName'] ?? ''
  // a read names no stage: a fault that cannot do its work must not pass for one that did
  if (cloud.model(backendId, stageName) === undefined) {
    throw new Error(`another-writer: no definition of backend "${backendId}" in stage "${stageName}"`)
  }
  cloud.write(backendId, stageName, fault.definition, fault.description)
}

function effectsOf(faults: readonly Fault[]): Effects {
  let effects: Effects = {}
  for (const fault of faults) {
    if (fault.kind === 'stuck-batch') effects = { ...effects, stuckAfter: fault.after ?? 0 }
    if (fault.kind === 'keeps-old-value') effects = { ...effects, keepOldValue: true }
    if (fault.kind === 'adds-defaults') effects = { ...effects, defaults: fault.defaults }
    if (fault.kind === 'failing-batch') {
      const failing = { apis: fault.apis ?? ('all' as const), message: fault.message ?? 'Failed' }
      effects = { ...effects, failing }
    }
  }
  return effects
}

function beforeCommit(cloud: Cloud, host: string, fault: Fault): Exchange | undefined {
  const requestId = cloud.requestId()
  if (fault.kind === 'error-before-commit') return serverError(fault, requestId, host)
  if (isTransportFault(fault)) {
    const delivery = breakOff(fault)
    return delivery && { ...nothing(requestId), delivery }
  }
  if (fault.kind === 'throttling') {
    return errorExchange(throttled(fault.code ?? 'Throttling.User', fault.retryAfterMs), requestId, host)
  }
  if (fault.kind === 'custom') {
    return errorExchange(new CloudError(fault.status, fault.code, fault.message), requestId, host)
  }
  return undefined
}

function afterCommit(host: string, fault: Fault, done: Exchange): Exchange {
  if (fault.kind === 'error-after-commit') {
    return { ...serverError(fault, done.requestId, host), committed: done.committed }
  }
  return isTransportFault(fault) ? distort(fault, done) : done
}

function serverError(fault: ServerError, requestId: string, host: string): Exchange {
  const page = errorPage(fault)
  if (page !== undefined) return { ...nothing(requestId), ...page }
  const status = fault.status ?? 503
  const message = fault.message ?? 'The request has failed due to a temporary failure of the server.'
  return errorExchange(new CloudError(status, fault.code ?? 'ServiceUnavailable', message), requestId, host)
}

function nothing(requestId: string): Exchange {
  return {
    delayMs: 0,
    delivery: { kind: 'whole' },
    status: 0,
    contentType: JSON_TYPE,
    body: '',
    committed: false,
    requestId
  }
}

function json(status: number, body: JsonObject, requestId: string): Exchange {
  return { ...nothing(requestId), status, body: JSON.stringify(body) }
}
