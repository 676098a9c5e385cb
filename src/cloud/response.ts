import { entryOfCall } from '../errors/catalogue.ts'
import { TRANSPORT_CODES } from '../errors/transport-codes.ts'
import { isObject, isShallow, parseObject } from '../model/json.ts'
import type { HttpResponse } from '../runtime/http.ts'
import { oneLine } from '../runtime/text.ts'
import { TransportError } from '../runtime/transport-error.ts'
import { CallError, malformedResponse, transportCode } from './call-error.ts'
import type { CallFault } from './call-error.ts'
import { allow, denialDetailOf } from './cures.ts'
import { labelOf, requestIdOf, saidOf, textOf } from './decode.ts'
import type { Body, Scrub } from './decode.ts'
import type { Called, Where } from './operation.ts'

/** What `Code` holds in an answer to a call that succeeded, where it is there at all. */
const FINE = /^(?:ok|success|200)?$/i

/**
 * The answer's body, or what the answer says went wrong.
 * @param where for the statement that a refusal of right is answered with
 * @param scrub takes the secrets of the step out of what the cloud says
 */
export function readResponse(
  operation: Called,
  answer: HttpResponse,
  where: Where = {},
  scrub?: Scrub
): Body {
  const body = bodyOf(answer)
  if (answer.status >= 200 && answer.status < 300) {
    // every answer of this API holds a RequestId; `{}` from some proxy is not one of them
    if (body === undefined || textOf(body['RequestId'] ?? body['requestId']) === '') {
      throw malformed(operation, answer, body === undefined ? 'not JSON' : 'without a RequestId')
    }
    if (FINE.test(codeOf(body))) return body
    throw failed(operation, answer, body, where, scrub)
  }
  // what holds no code of this API is the answer of something else on the way: a proxy, a portal
  if (codeOf(body ?? {}) === '' && answer.status < 500 && answer.status !== 429) {
    throw malformed(operation, answer, 'no answer of this API')
  }
  throw failed(operation, answer, body ?? {}, where, scrub)
}

/** What a call's rejection says: a transport fault as a CallError, anything else as it is. */
export function asCallError(operation: Called, error: unknown): unknown {
  if (!(error instanceof TransportError)) return error
  return new CallError({
    operation,
    fault: 'transport',
    code: transportCode(error.fault),
    transport: error.fault,
    message: `${operation.action} got no answer: ${error.message}`,
    ambiguous: error.maySent
  })
}

function failed(operation: Called, answer: HttpResponse, body: Body, where: Where, scrub?: Scrub): CallError {
  const code = codeOf(body) || `Http${answer.status}`
  const requestId = requestIdOf(body) || requestIdInHeader(answer)
  const message = textOf(body['Message'] ?? body['message'])
  const fault = faultOf(answer.status, code, body)
  const said = saidOf(message, scrub) || describePage(answer)
  return new CallError({
    operation,
    fault,
    code,
    status: answer.status,
    message: `${operation.action} failed with ${code} (HTTP ${answer.status}): ${said}`,
    // the first of two equal requests may have been carried out; and so may what something on the way put a 5xx over
    ambiguous:
      fault === 'server' ||
      fault === 'malformed' ||
      (fault !== 'busy' && (answer.status >= 500 || code === 'SignatureNonceUsed')),
    requestId: requestId || undefined,
    ...(fault === 'denied' ? allow(operation, where, body) : { cure: cureOf(code, fault) }),
    retryAfterMs: retryAfterOf(answer)
  })
}

function malformed(operation: Called, answer: HttpResponse, what: string): CallError {
  return malformedResponse(operation, `that is ${what} (HTTP ${answer.status}, ${describePage(answer)})`, {
    status: answer.status,
    ambiguous: true,
    requestId: requestIdInHeader(answer) || undefined
  })
}

/** The code is judged before the status. */
function faultOf(status: number, code: string, body: Body): CallFault {
  const known = Object.hasOwn(TRANSPORT_CODES, code) ? undefined : entryOfCall(code)
  if (known?.retry === 'busy') return 'busy'
  if (known?.denied === true || (status === 403 && hasDenialDetail(body))) return 'denied'
  if (known?.serverFault === true) return 'server'
  if (known !== undefined) return 'client'
  // neither a success nor a refusal
  if (status < 300) return /not_?(?:found|exist)/i.test(code) ? 'client' : 'malformed'
  return status === 429 ? 'busy' : status >= 500 ? 'server' : 'client'
}

/** RAM says in detail what it denies; any other 403 is about something else, as keys or the account. */
function hasDenialDetail(body: Body): boolean {
  const detail = denialDetailOf(body)
  return isObject(detail) && Object.keys(detail).length > 0
}

function cureOf(code: string, fault: CallFault): string {
  const known = entryOfCall(code) ?? (fault === 'server' ? entryOfCall('Http500') : undefined)
  return (
    known?.cure ??
    'This action does not know the code. Alibaba Cloud support can say more, with the request id.'
  )
}

/** Says what kind of page came, never its text: that may hold what was sent. */
function describePage(answer: HttpResponse): string {
  if (answer.body === '') return 'an empty body'
  const type = headerOf(answer, 'content-type').split(';')[0] ?? ''
  const kind =
    /html/i.test(type) || /^\s*<(!doctype|html)/i.test(answer.body) ? 'an HTML page' : type || 'a body'
  const encoding = headerOf(answer, 'content-encoding')
  // it was not asked for, so that something on the way must have done it
  const encoded = encoding === '' || encoding === 'identity' ? '' : `, encoded as ${oneLine(encoding, 20)}`
  return `${oneLine(kind, 100)} of ${Buffer.byteLength(answer.body)} bytes${encoded}`
}

function requestIdInHeader(answer: HttpResponse): string {
  return labelOf(headerOf(answer, 'x-acs-request-id'))
}

/** A longer one says no more than that the step cannot wait for it. */
const LONGEST_RETRY_AFTER_MS = 86_400_000

/** How long the answer asks to wait, in milliseconds: the longest of what its headers say. */
export function retryAfterOf(answer: HttpResponse): number | undefined {
  const asked = [
    Number(headerOf(answer, 'x-acs-retry-after') || NaN),
    Number(headerOf(answer, 'retry-after') || NaN) * 1000,
    // by the clock of the service, which set the time: the runner's may be minutes off
    Math.max(0, Date.parse(dateOf(answer, 'retry-after')) - Date.parse(dateOf(answer, 'date')))
  ].filter(ms => ms >= 0)
  return asked.length === 0 ? undefined : Math.min(Math.max(...asked), LONGEST_RETRY_AFTER_MS)
}

/** A header with a date of HTTP; of another text `Date.parse` might make one. */
function dateOf(answer: HttpResponse, name: string): string {
  return /^[A-Z][a-z]{2,8},? .* GMT$/.exec(headerOf(answer, name))?.[0] ?? ''
}

function headerOf(answer: HttpResponse, name: string): string {
  const value = answer.headers[name]
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}

/** A code is a word: what else is in one is not the cloud's. */
function codeOf(body: Body): string {
  return textOf(body['Code'] ?? body['code'])
    .slice(0, 200)
    .replace(/[^\w.-]+/g, '')
}

/** Deeper than any answer. */
const DEEPEST = 100

function bodyOf({ body }: HttpResponse): Body | undefined {
  const value = parseObject(body)
  return isShallow(value, DEEPEST) ? value : undefined
}
