import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { refusal } from './apig/refusal.ts'
import type { Cloud } from './cloud/cloud.ts'
import { CloudError } from './cloud/cloud-error.ts'
import { idOf } from './cloud/ids.ts'
import { STS } from './cloud/operations.ts'
import { deliver } from './deliver.ts'
import { errorExchange, exchange, matchable } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import type { Faults } from './faults.ts'
import type { Holds } from './holds.ts'
import { createRequestServer, readBody } from './loopback.ts'
import type { IdTokenVerifier } from './oidc/verifier.ts'
import { checkRegion } from './region-check.ts'
import { callOf, checkCall } from './received-call.ts'
import type { ReceivedCall } from './received-call.ts'
import type { LoggedRequest, RequestLog } from './request-log.ts'
import type { ReceivedRequest, SignatureVerifier } from './signature.ts'

export interface ControlPlaneParts {
  readonly cloud: Cloud
  readonly faults: Faults
  readonly holds: Holds
  readonly verifier: SignatureVerifier
  readonly idTokens: IdTokenVerifier
  readonly log: RequestLog
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal
  /** Reject requests for another region. */
  readonly checkRegion: boolean
  /** Called for each request once its response was sent, or once it is certain that none will be. */
  readonly onResponded?: (request: LoggedRequest) => void
}

/** The HTTP server in front of the cloud: reads, authenticates, calls and responds. */
export function createControlPlane(parts: ControlPlaneParts): Server {
  return createRequestServer(parts.closing, (request, response, signal) =>
    handle(parts, request, response, signal)
  )
}

async function handle(
  parts: ControlPlaneParts,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal
): Promise<void> {
  const { received, tooLarge } = await receive(request)
  const call = callOf(received)
  const entry = logEntry(parts, request, call)
  parts.log.add(entry, entry.url.length + 2 * received.body.length)
  const result = tooLarge
    ? errorExchange(
        new CloudError(413, 'RequestEntityTooLarge', 'The request is too large.'),
        parts.cloud.requestId(),
        request.headers.host ?? ''
      )
    : await perform(parts, received, call, entry)
  if (result.delivery.kind !== 'hang' && result.delivery.kind !== 'reset') entry.status = result.status
  const headers = {
    'content-type': result.contentType,
    'x-acs-request-id': result.requestId,
    'x-acs-trace-id': idOf(result.requestId),
    ...(result.retryAfterMs === undefined ? {} : { 'x-acs-retry-after': String(result.retryAfterMs) })
  }
  try {
    await parts.holds.pass(entry, 'before-response', signal)
    if (await deliver(response, { ...result, headers }, signal)) entry.respondedAt = parts.cloud.now()
  } finally {
    parts.onResponded?.(entry)
  }
}

async function perform(
  parts: ControlPlaneParts,
  received: ReceivedRequest,
  call: ReceivedCall,
  entry: LoggedRequest
): Promise<Exchange> {
  const { cloud, faults, verifier, idTokens } = parts
  const host = received.headers.host ?? 'localhost'
  try {
    checkCall(received, call)
    const { version, action, params, body } = call
    if (parts.checkRegion) checkRegion(cloud.seed.region, entry, version)
    // a caller that requests credentials has no key to sign with
    const isAnonymous = version === STS && action === 'AssumeRoleWithOIDC'
    const caller = isAnonymous ? await idTokens.verify(params) : verifier.verify(received)
    await parts.holds.pass(entry, 'before-commit', parts.closing)
    if (body === undefined) throw refusal(cloud.seed.doubts, 'InvalidParameter', 'body')
    return exchange(cloud, faults, { action, params, body, caller, version, host })
  } catch (thrown) {
    const error =
      thrown instanceof CloudError
        ? thrown
        : new CloudError(500, 'InternalError', `The emulator failed: ${String(thrown)}`)
    return errorExchange(error, cloud.requestId(), host)
  }
}

async function receive(request: IncomingMessage): Promise<{ received: ReceivedRequest; tooLarge: boolean }> {
  const { body, tooLarge } = await readBody(request)
  const url = request.url ?? '/'
  const hasTooMany = fieldsIn(body) > MAX_FIELDS
  const mark = url.indexOf('?')
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const received = {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? [] : [...new URLSearchParams(url.slice(mark + 1))],
    form: isForm && !hasTooMany ? [...new URLSearchParams(body.toString('utf8'))] : [],
    headers: request.headers,
    body
  }
  return { received, tooLarge: tooLarge || (isForm && hasTooMany) }
}

/** Parsing a field costs more than its size suggests. */
const MAX_FIELDS = 1_000

function fieldsIn(body: Buffer): number {
  let count = 1
  for (let at = body.indexOf('&'); at >= 0 && count <= MAX_FIELDS; at = body.indexOf('&', at + 1)) count++
  return count
}

function logEntry(
  parts: ControlPlaneParts,
  request: IncomingMessage,
  { action, params, body }: ReceivedCall
): LoggedRequest {
  return {
    action,
    params: matchable({ params, ...(body === undefined ? {} : { body }) }),
    body: body ?? {},
    headers: request.headers,
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    at: parts.cloud.now(),
    status: undefined,
    respondedAt: undefined
  }
}
