import type { Effects } from './cloud/batch.ts'
import type { Cloud } from './cloud/cloud.ts'
import { APIG } from './apig/paths.ts'
import { CloudError, errorBody } from './cloud/cloud-error.ts'
import type { ErrorForm } from './cloud/cloud-error.ts'
import type { JsonObject } from './cloud/json.ts'
import type { Params } from './cloud/operation.ts'
import type { Caller } from './cloud/permission.ts'
import { throttled } from './cloud/throttle.ts'
import type { AnotherWriter, Fault, Faults, ServerError } from './faults.ts'
import {
  interruptedDelivery,
  alterResponse,
  errorPage,
  isTransportFault,
  latencyOf
} from './transport-fault.ts'
import type { OutgoingResponse } from './transport-fault.ts'

/** The outcome of one call, ready to be sent. */
export interface Exchange extends OutgoingResponse {
  readonly delayMs: number
  readonly contentType: string
  /** Whether the call took effect, regardless of the response. */
  readonly committed: boolean
  readonly requestId: string
  /** The header `x-acs-retry-after`. */
  readonly retryAfterMs?: number | undefined
}

export interface ExchangeCall {
  readonly action: string
  /** From the query and, in the ROA style, the path. */
  readonly params: Params
  /** ROA style only. */
  readonly body?: JsonObject
  readonly caller?: Caller
  readonly version?: string
  /** The HostId of errors. */
  readonly host?: string
}

const LOCALHOST = 'localhost'
const JSON_TYPE = 'application/json;charset=utf-8'

/** Runs one authenticated call and applies the matching faults. Synchronous: nothing waits, nothing is sent. */
export function exchange(cloud: Cloud, faults: Faults, call: ExchangeCall): Exchange {
  const matched = faults.match(call.action, matchable(call))
  const delayMs = latencyOf(matched)
  for (const fault of matched) applyAnotherWriter(cloud, call, fault)

  const { host = LOCALHOST } = call
  for (const fault of matched) {
    const early = beforeCommit(cloud, call, fault)
    if (early !== undefined) return { ...early, delayMs }
  }
  let done: Exchange
  try {
    const options = {
      effects: effectsOf(matched),
      ...(call.version === undefined ? {} : { version: call.version }),
      ...(call.body === undefined ? {} : { body: call.body })
    }
    const body = cloud.call(call.action, call.params, call.caller ?? cloud.caller(), options)
    const requestId = body['RequestId'] ?? body['requestId']
    done = { ...json(200, body, typeof requestId === 'string' ? requestId : ''), committed: true }
  } catch (thrown) {
    if (!(thrown instanceof CloudError)) throw thrown
    done = errorExchange(thrown, cloud.requestId(), host)
  }
  for (const fault of matched) done = afterCommit(call, fault, done)
  return { ...done, delayMs }
}

/** The response to a call that failed with `error`. */
export function errorExchange(error: CloudError, requestId: string, host: string): Exchange {
  const { status, retryAfterMs } = error
  return { ...json(status, errorBody(error, requestId, host), requestId), retryAfterMs }
}

/** The values that a fault's `where` is compared with: parameters and, in the ROA style, scalars of the body. */
export function matchable<P extends Params>({
  params,
  body = {}
}: {
  readonly params: P
  readonly body?: JsonObject
}): P {
  const scalars = Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, String(value)] as const]
      : []
  )
  return { ...Object.fromEntries(scalars), ...params }
}

/** The spelling of the error fields that a product returns. */
function formOf({ version }: ExchangeCall): ErrorForm {
  return version === APIG ? 'lower' : 'upper'
}

function applyAnotherWriter(cloud: Cloud, call: ExchangeCall, fault: Fault): void {
  if (fault.kind !== 'another-writer') return
  if (call.version === APIG) return writeNative(cloud, call, fault)
  const { params } = call
  const backendId = fault.backend ?? params['BackendId'] ?? ''
  const stageName = fault.stage ?? params['StageName'] ?? ''
  // a read has no stage; a fault that cannot take effect must fail instead of being ignored
  if (cloud.model(backendId, stageName) === undefined) {
    throw new Error(`another-writer: no definition of backend "${backendId}" in stage "${stageName}"`)
  }
  cloud.write(backendId, stageName, fault.definition, fault.description)
}

/** Writes the service or route named by the fault, by default the call's own. */
function writeNative({ apig }: Cloud, call: ExchangeCall, fault: AnotherWriter): void {
  const { serviceId, routeId } = matchable(call)
  const named = (name: string | undefined) => (thing: { readonly id: string; readonly name: string }) =>
    thing.id === name || thing.name === name
  const route = apig.routes().find(named(fault.route ?? (fault.service === undefined ? routeId : '')))
  if (route !== undefined)
    return apig.writeRoute(route.id, fault.definition, { deploy: fault.deploy ?? false })
  const service = apig.services().find(named(fault.service ?? serviceId))
  if (service === undefined) throw new Error('another-writer: no such service or route')
  apig.writeService(service.id, fault.definition)
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

function beforeCommit(cloud: Cloud, call: ExchangeCall, fault: Fault): Exchange | undefined {
  const requestId = cloud.requestId()
  const { host = LOCALHOST } = call
  if (fault.kind === 'error-before-commit') return serverError(fault, requestId, call)
  if (isTransportFault(fault)) {
    const delivery = interruptedDelivery(fault)
    return delivery && { ...nothing(requestId), delivery }
  }
  if (fault.kind === 'throttling') {
    return errorExchange(throttled(fault.code ?? 'Throttling.User', fault.retryAfterMs), requestId, host)
  }
  if (fault.kind === 'custom') {
    const error = new CloudError(fault.status, fault.code, fault.message, { form: formOf(call) })
    return errorExchange(error, requestId, host)
  }
  return undefined
}

function afterCommit(call: ExchangeCall, fault: Fault, done: Exchange): Exchange {
  if (fault.kind === 'error-after-commit') {
    return { ...serverError(fault, done.requestId, call), committed: done.committed }
  }
  return isTransportFault(fault) ? alterResponse(fault, done) : done
}

function serverError(fault: ServerError, requestId: string, call: ExchangeCall): Exchange {
  const page = errorPage(fault)
  if (page !== undefined) return { ...nothing(requestId), ...page }
  const status = fault.status ?? 503
  const message = fault.message ?? 'The request has failed due to a temporary failure of the server.'
  const error = new CloudError(status, fault.code ?? 'ServiceUnavailable', message, { form: formOf(call) })
  return errorExchange(error, requestId, call.host ?? LOCALHOST)
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
