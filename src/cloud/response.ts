import { entryOfCall } from '../errors/catalog.ts'
import { TRANSPORT_CODES } from '../errors/transport-codes.ts'
import { DEEPEST, isObject, isShallow, parseObject } from '../model/json.ts'
import type { HttpResponse } from '../runtime/http.ts'
import { oneLine } from '../runtime/text.ts'
import { TransportError } from '../runtime/transport-error.ts'
import { CallError, malformedResponse, transportCode } from './call-error.ts'
import type { CallFault } from './call-error.ts'
import { allow, denialDetailOf } from './cures.ts'
import { labelOf, requestIdOf, serviceText, textOf } from './decode.ts'
import type { Body, Scrub } from './decode.ts'
import type { OperationRef, CallScope } from './operation.ts'

/** The values of `Code` in the response of a successful call, if it has one. */
const FINE = /^(?:ok|success|200)?$/i

/**
 * Reads the body of a response.
 * @param scope for the RAM statement in the error of a denied call
 * @param scrub removes the step's secrets from texts of the cloud
 * @throws CallError if the call failed
 */
export function readResponse(
  operation: OperationRef,
  response: HttpResponse,
  scope: CallScope = {},
  scrub?: Scrub
): Body {
  const body = bodyOf(response)
  if (response.status >= 200 && response.status < 300) {
    // every response of this API has a RequestId; `{}` from a proxy does not
    if (body === undefined || textOf(body['RequestId'] ?? body['requestId']) === '') {
      throw malformed(operation, response, body === undefined ? 'that is not JSON' : 'without a RequestId')
    }
    if (FINE.test(codeOf(body))) return body
    throw failed(operation, response, body, scope, scrub)
  }
  // a response without a code of this API is from something else, such as a proxy or a portal
  if (codeOf(body ?? {}) === '' && response.status < 500 && response.status !== 429) {
    throw malformed(operation, response, 'that is not from this API')
  }
  throw failed(operation, response, body ?? {}, scope, scrub)
}

/** Converts a transport fault of a call to a CallError; returns anything else unchanged. */
export function asCallError(operation: OperationRef, error: unknown): unknown {
  if (!(error instanceof TransportError)) return error
  return new CallError({
    operation,
    fault: 'transport',
    code: transportCode(error.fault),
    transport: error.fault,
    message: `${operation.action} received no response: ${error.message}`,
    ambiguous: error.maySent
  })
}

function failed(
  operation: OperationRef,
  response: HttpResponse,
  body: Body,
  scope: CallScope,
  scrub?: Scrub
): CallError {
  const code = codeOf(body) || `Http${response.status}`
  const requestId = requestIdOf(body) || requestIdInHeader(response)
  const message = textOf(body['Message'] ?? body['message'])
  const fault = faultOf(response.status, code, body)
  const text = serviceText(message, scrub) || describePage(response)
  return new CallError({
    operation,
    fault,
    code,
    status: response.status,
    message: `${operation.action} failed with ${code} (HTTP ${response.status}): ${text}`,
    // the first of two equal requests may have taken effect, and so may a request for which a proxy returned a 5xx
    ambiguous:
      fault === 'server' ||
      fault === 'malformed' ||
      (fault !== 'busy' && (response.status >= 500 || code === 'SignatureNonceUsed')),
    requestId: requestId || undefined,
    ...(fault === 'denied' ? allow(operation, scope, body) : { cure: cureOf(code, fault) }),
    retryAfterMs: retryAfterOf(response)
  })
}

function malformed(operation: OperationRef, response: HttpResponse, what: string): CallError {
  return malformedResponse(operation, `${what} (HTTP ${response.status}, ${describePage(response)})`, {
    status: response.status,
    ambiguous: true,
    requestId: requestIdInHeader(response) || undefined
  })
}

/** The code takes precedence over the status. */
function faultOf(status: number, code: string, body: Body): CallFault {
  const known = Object.hasOwn(TRANSPORT_CODES, code) ? undefined : entryOfCall(code)
  if (known?.retry === 'busy') return 'busy'
  if (known?.denied === true || (status === 403 && hasDenialDetail(body))) return 'denied'
  if (known?.serverFault === true) return 'server'
  if (known !== undefined) return 'client'
  // neither a success nor a known rejection
  if (status < 300) return /not_?(?:found|exist)/i.test(code) ? 'client' : 'malformed'
  return status === 429 ? 'busy' : status >= 500 ? 'server' : 'client'
}

/** RAM's denials have details; any other 403 is about something else, such as the access key or the account. */
function hasDenialDetail(body: Body): boolean {
  const detail = denialDetailOf(body)
  return isObject(detail) && Object.keys(detail).length > 0
}

function cureOf(code: string, fault: CallFault): string {
  const known = entryOfCall(code) ?? (fault === 'server' ? entryOfCall('Http500') : undefined)
  return (
    known?.cure ??
    'Search for the code in the documentation of the API, or contact Alibaba Cloud support with the request ID.'
  )
}

/** Describes a body without its text, which may contain what was sent. */
function describePage(response: HttpResponse): string {
  if (response.body === '') return 'an empty body'
  const type = headerOf(response, 'content-type').split(';')[0] ?? ''
  const kind =
    /html/i.test(type) || /^\s*<(!doctype|html)/i.test(response.body) ? 'an HTML page' : type || 'a body'
  const encoding = headerOf(response, 'content-encoding')
  // it was not requested, so something between the runner and the service applied it
  const encoded = encoding === '' || encoding === 'identity' ? '' : `, encoded as ${oneLine(encoding, 20)}`
  return `${oneLine(kind, 100)} of ${Buffer.byteLength(response.body)} bytes${encoded}`
}

function requestIdInHeader(response: HttpResponse): string {
  return labelOf(headerOf(response, 'x-acs-request-id'))
}

/** The step cannot wait for this long, so longer values make no difference. */
const LONGEST_RETRY_AFTER_MS = 86_400_000

/** How long the response asks to wait, in milliseconds: the longest time in its headers. */
export function retryAfterOf(response: HttpResponse): number | undefined {
  const requested = [
    Number(headerOf(response, 'x-acs-retry-after') || NaN),
    Number(headerOf(response, 'retry-after') || NaN) * 1000,
    // by the service's clock, which set the date: the runner's may be minutes off
    Math.max(0, Date.parse(dateOf(response, 'retry-after')) - Date.parse(dateOf(response, 'date')))
  ].filter(ms => ms >= 0)
  return requested.length === 0 ? undefined : Math.min(Math.max(...requested), LONGEST_RETRY_AFTER_MS)
}

/** An HTTP date in a header. `Date.parse` would accept other texts as well. */
function dateOf(response: HttpResponse, name: string): string {
  return /^[A-Z][a-z]{2,8},? .* GMT$/.exec(headerOf(response, name))?.[0] ?? ''
}

function headerOf(response: HttpResponse, name: string): string {
  const value = response.headers[name]
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}

/** A code is a single word: other characters are removed. */
function codeOf(body: Body): string {
  return textOf(body['Code'] ?? body['code'])
    .slice(0, 200)
    .replace(/[^\w.-]+/g, '')
}

function bodyOf({ body }: HttpResponse): Body | undefined {
  const value = parseObject(body)
  return isShallow(value, DEEPEST) ? value : undefined
}
