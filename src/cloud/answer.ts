import type { Advice } from '../errors/action-error.ts'
import { entryOfCall } from '../errors/catalogue.ts'
import { TRANSPORT_CODES } from '../errors/transport-codes.ts'
import { isObject } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import type { HttpAnswer } from '../runtime/http.ts'
import { TransportError } from '../runtime/transport-error.ts'
import { CallError, transportCode } from './call-error.ts'
import type { CallFault } from './call-error.ts'
import { allow, cureOf } from './cures.ts'
import type { Denial, Where } from './cures.ts'
import { oneLine } from '../runtime/text.ts'

/** A JSON object that the cloud answered with HTTP 2xx. */
export type Body = Readonly<Record<string, unknown>>

/** Takes secrets out of a text that only the step knows to be secrets. */
export type Scrub = (text: string) => string

function asItIs(text: string): string {
  return text
}

const LONGEST_SAID = 1000

/** What the cloud says, on one line: cut once no secret is in it, since half of one is not recognized. */
export function saidOf(text: string, scrub: Scrub = asItIs): string {
  return oneLine(redactText(scrub(text)), LONGEST_SAID)
}

/** What `Code` holds in an answer to a call that succeeded, where it is there at all. */
const FINE = /^(?:ok|success|200)?$/i

/**
 * The answer's body, or what the answer says went wrong.
 * @param where for the statement that a refusal of right is answered with
 * @param scrub takes the secrets of the step out of what the cloud says
 */
export function readAnswer(
  action: string,
  answer: HttpAnswer,
  where: Where = {},
  scrub: Scrub = asItIs
): Body {
  const body = parseObject(answer.body)
  if (answer.status >= 200 && answer.status < 300) {
    // every answer of this API holds a RequestId; `{}` from some proxy is not one of them
    if (body === undefined || textOf(body['RequestId'] ?? body['requestId']) === '') {
      throw malformed(action, answer, body === undefined ? 'not JSON' : 'without a RequestId')
    }
    if (FINE.test(codeOf(body))) return body
    throw failed(action, answer, body, where, scrub)
  }
  // what holds no code of this API is the answer of something else on the way: a proxy, a portal
  if (codeOf(body ?? {}) === '' && answer.status < 500 && answer.status !== 429) {
    throw malformed(action, answer, 'no answer of this API')
  }
  throw failed(action, answer, body ?? {}, where, scrub)
}

/** What a call's rejection says: a transport fault as a CallError, anything else as it is. */
export function asCallError(action: string, error: unknown): unknown {
  if (!(error instanceof TransportError)) return error
  const code = transportCode(error.fault)
  return new CallError({
    action,
    fault: 'transport',
    code,
    transport: error.fault,
    message: `${action} got no answer: ${error.message}`,
    ambiguous: error.maySent,
    cure: cureOf(code)
  })
}

function failed(action: string, answer: HttpAnswer, body: Body, where: Where, scrub: Scrub): CallError {
  const code = codeOf(body) || `Http${answer.status}`
  const requestId = labelOf(body['RequestId'] ?? body['requestId']) || requestIdOf(answer)
  const message = textOf(body['Message'] ?? body['message'])
  const fault = faultOf(answer.status, code, body)
  const said = saidOf(message, scrub) || describePage(answer)
  return new CallError({
    action,
    fault,
    code,
    status: answer.status,
    message: `${action} failed with ${code} (HTTP ${answer.status}): ${said}`,
    // the first of two equal requests may have been carried out; and so may what something on the way put a 5xx over
    ambiguous:
      fault !== 'busy' && (mayBeDone(fault) || answer.status >= 500 || code === 'SignatureNonceUsed'),
    requestId: requestId || undefined,
    ...adviceOn(code, fault, { action, where, denial: denialOf(body) }),
    retryAfterMs: retryAfterOf(answer)
  })
}

function malformed(action: string, answer: HttpAnswer, what: string): CallError {
  const code = 'MalformedAnswer'
  return new CallError({
    action,
    fault: 'malformed',
    code,
    status: answer.status,
    message: `${action} got an answer that is ${what} (HTTP ${answer.status}, ${describePage(answer)})`,
    ambiguous: true,
    requestId: requestIdOf(answer) || undefined,
    cure: cureOf(code)
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

function mayBeDone(fault: CallFault): boolean {
  return fault === 'server' || fault === 'malformed'
}

/** RAM says in detail what it denies; any other 403 is about something else, as keys or the account. */
function hasDenialDetail(body: Body): boolean {
  const detail = body['AccessDeniedDetail']
  return isObject(detail) && Object.keys(detail).length > 0
}

function adviceOn(
  code: string,
  fault: CallFault,
  { action, where, denial }: { action: string; where: Where; denial: Denial }
): Advice {
  // the account of who asked is the backend's, or the call would not have come as far as RAM
  const known = { ...where, accountId: where.accountId ?? denial.accountId }
  if (fault === 'denied') return allow(action, known, denial)
  return {
    cure:
      cureOf(code) ??
      (fault === 'server'
        ? cureOf('Http500')
        : 'This action does not know the code. Alibaba Cloud support can say more, with the request id.')
  }
}

/** What RAM says of a refusal; nothing of it must be there. */
function denialOf(body: Body): Denial {
  const value = body['AccessDeniedDetail']
  const detail = isObject(value) ? value : {}
  const accountId = textOf(detail['AuthPrincipalOwnerId'])
  const who = ['AuthPrincipalType', 'AuthPrincipalDisplayName'].map(key => textOf(detail[key]))
  return {
    accountId: /^\d{6,20}$/.test(accountId) ? accountId : undefined,
    who: oneLine(who.join(' '), 100),
    explicit: textOf(detail['NoPermissionType']) === 'ExplicitDeny'
  }
}

/** Says what kind of page came, never its text: that may hold what was sent. */
function describePage(answer: HttpAnswer): string {
  if (answer.body === '') return 'an empty body'
  const type = headerOf(answer, 'content-type').split(';')[0] ?? ''
  const kind =
    /html/i.test(type) || /^\s*<(!doctype|html)/i.test(answer.body) ? 'an HTML page' : type || 'a body'
  const encoding = headerOf(answer, 'content-encoding')
  // it was not asked for, so that something on the way must have done it
  const encoded = encoding === '' || encoding === 'identity' ? '' : `, encoded as ${oneLine(encoding, 20)}`
  return `${oneLine(kind, 100)} of ${Buffer.byteLength(answer.body)} bytes${encoded}`
}

function requestIdOf(answer: HttpAnswer): string {
  return labelOf(headerOf(answer, 'x-acs-request-id'))
}

/** A longer one says no more than that the step cannot wait for it. */
const LONGEST_RETRY_AFTER_MS = 86_400_000

/** How long the answer asks to wait, in milliseconds: the longest of what its headers say. */
export function retryAfterOf(answer: HttpAnswer): number | undefined {
  const asked = [
    Number(headerOf(answer, 'x-acs-retry-after') || NaN),
    Number(headerOf(answer, 'retry-after') || NaN) * 1000,
    // by the clock of the service, which set the time: the runner's may be minutes off
    Math.max(0, Date.parse(dateOf(answer, 'retry-after')) - Date.parse(dateOf(answer, 'date')))
  ].filter(ms => ms >= 0)
  return asked.length === 0 ? undefined : Math.min(Math.max(...asked), LONGEST_RETRY_AFTER_MS)
}

/** A header with a date of HTTP; of another text `Date.parse` might make one. */
function dateOf(answer: HttpAnswer, name: string): string {
  return /^[A-Z][a-z]{2,8},? .* GMT$/.exec(headerOf(answer, name))?.[0] ?? ''
}

function headerOf(answer: HttpAnswer, name: string): string {
  const value = answer.headers[name]
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}

/** A code is a word: what else is in one is not the cloud's. */
function codeOf(body: Body): string {
  return textOf(body['Code'] ?? body['code'])
    .slice(0, 200)
    .replace(/[^\w.-]+/g, '')
}

/** Deeper than any answer; deeper than this and walking it could exhaust the stack. */
const DEEPEST = 100

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  for (const child of Object.values(value)) {
    if (!isShallow(child, levels - 1)) return false
  }
  return true
}

function parseObject(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && isShallow(value, DEEPEST) ? value : undefined
  } catch {
    return undefined
  }
}

const LONGEST_LABEL = 500

/** A name or an id: one line, that ends somewhere. */
export function labelOf(value: unknown): string {
  return oneLine(textOf(value), LONGEST_LABEL)
}

/** A string, or a number as one; anything else is "". */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
