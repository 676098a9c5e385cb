import { entryOfCall } from '../errors/catalogue.ts'
import { isObject } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import type { HttpAnswer } from '../runtime/http.ts'
import { TransportError } from '../runtime/http.ts'
import { CallError, transportCode } from './call-error.ts'
import type { CallFault } from './call-error.ts'
import { allow, cureOf } from './cures.ts'
import type { Denial, Where } from './cures.ts'
import { oneLine } from '../runtime/text.ts'

/** A JSON object that the cloud answered with HTTP 2xx. */
export type Body = Readonly<Record<string, unknown>>

/**
 * The answer's body, or what the answer says went wrong.
 * @param where for the statement that a refusal of right is answered with
 */
export function readAnswer(action: string, answer: HttpAnswer, where: Where = {}): Body {
  const body = parseObject(answer.body)
  if (answer.status >= 200 && answer.status < 300) {
    // every answer of this API holds a RequestId; `{}` from some proxy is not one of them
    if (body !== undefined && textOf(body['RequestId'] ?? body['requestId']) !== '') return body
    throw malformed(action, answer, body === undefined ? 'not JSON' : 'without a RequestId')
  }
  // what holds no code of this API is the answer of something else on the way: a proxy, a portal
  if (codeOf(body ?? {}) === '' && answer.status < 500 && answer.status !== 429) {
    throw malformed(action, answer, 'no answer of this API')
  }
  throw failed(action, answer, body ?? {}, where)
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
    hint: cureOf(code, action)
  })
}

function failed(action: string, answer: HttpAnswer, body: Body, where: Where): CallError {
  const code = codeOf(body) || `Http${answer.status}`
  const requestId = labelOf(body['RequestId'] ?? body['requestId']) || requestIdOf(answer)
  const message = textOf(body['Message'] ?? body['message'])
  const fault = faultOf(answer.status, code)
  const said = oneLine(redactText(message), 1000) || describePage(answer)
  return new CallError({
    action,
    fault,
    code,
    status: answer.status,
    message: `${action} failed with ${code} (HTTP ${answer.status}): ${said}`,
    // the first of two equal requests may have been carried out
    ambiguous: fault === 'server' || code === 'SignatureNonceUsed',
    requestId: requestId || undefined,
    hint: hintOf(code, fault, { action, where, denial: denialOf(body) }),
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
    hint: cureOf(code, action)
  })
}

function faultOf(status: number, code: string): CallFault {
  const known = entryOfCall(code)
  if (known?.retry === 'busy' || status === 429) return 'busy'
  if (status >= 500) return 'server'
  if (status === 403 || known?.denied === true) return 'denied'
  return 'client'
}

function hintOf(
  code: string,
  fault: CallFault,
  { action, where, denial }: { action: string; where: Where; denial: Denial }
): string | undefined {
  // the account of who asked is the backend's, or the call would not have come as far as RAM
  const known = { ...where, accountId: where.accountId ?? denial.accountId }
  const cure = cureOf(code, action, known, denial)
  if (cure !== undefined) return cure
  switch (fault) {
    case 'denied':
      return allow(action, known, denial)
    case 'server':
      return cureOf('Http500', action)
    default:
      return 'This action does not know the code. Alibaba Cloud support can say more, with the request id.'
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
const LONGEST_RETRY_AFTER_S = 86_400

/** How long the answer asks to wait, in milliseconds. */
export function retryAfterOf(answer: HttpAnswer): number | undefined {
  const seconds = Number(headerOf(answer, 'retry-after') || NaN)
  if (!Number.isFinite(seconds) || seconds < 0) return undefined
  return Math.min(seconds, LONGEST_RETRY_AFTER_S) * 1000
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
