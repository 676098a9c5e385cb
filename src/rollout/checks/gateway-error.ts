import { REDACTED, redactText, secretsOf } from '../../model/redact.ts'
import type { HttpAnswer } from '../../runtime/http.ts'
import { oneLine } from '../../runtime/text.ts'

/**
 * What the gateway says when it answers in place of the backend. Without a code, the backend itself has answered.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/api-gateway-error-code-table
 */
export interface GatewayError {
  /** Six characters, such as `D504CO`; empty where there is none. */
  readonly code: string
  /** As it came, back-ticks included, but for secrets of the request and what is no text; empty where there is none. */
  readonly message: string
}

const CODE = 'x-ca-error-code'
const MESSAGE = 'x-ca-error-message'
const LONGEST_CODE = 16
const LONGEST_MESSAGE = 300
/** The shortest part of a secret that is not shown: a message may repeat a request cut off. */
const SHORTEST_PART = 6
const AUTHORIZATION = /\b(basic|bearer|digest)\s+[^\s`'"]+/gi
/** A JSON Web Token, or digits and letters without a break as other tokens have, which no host or path of people has. */
const OPAQUE = /\beyJ[\w.-]{8,}|(?<![\w+=~])(?=[\w+=~]*\d)(?=[\w+=~]*[A-Za-z])[\w+=~]{20,}/g
/** What the service's own ids look like. An AppCode looks the same, and is a part of the request if it is one. */
const ID = /^[\da-f]{32}$/

/**
 * @param sent what the request held that is secret; no part of it is shown
 * @param scrub takes out what is masked in this job
 */
export function readGatewayError(
  headers: HttpAnswer['headers'],
  sent: readonly string[],
  scrub: (text: string) => string
): GatewayError | undefined {
  const code = textOf(headers[CODE])
  const message = textOf(headers[MESSAGE])
  if (code === '' && message === '') return undefined
  // cut last: a secret of which half is left is no longer recognized
  const safe = (text: string, longest: number): string =>
    oneLine(withoutSecrets(scrub(text), sent), longest).replaceAll(/\s+/g, ' ')
  return { code: safe(code, LONGEST_CODE), message: safe(message, LONGEST_MESSAGE) }
}

/** What of a request is secret: the given headers, and what its URL says that it hides. */
export function secretsOfRequest(url: URL, headers: Readonly<Record<string, string>>): readonly string[] {
  const ofHeaders = Object.entries(headers).flatMap(([name, value]) => {
    // the stage is no secret, and stands in names and fingerprints
    if (/^x-ca-stage$/i.test(name)) return []
    const words = value.split(/\s+/)
    // `Bearer` is none
    return words.length > 1 && /^[\w-]+$/.test(words[0] ?? '') ? words.slice(1) : words
  })
  const ofUrl = secretsOf(url.href)
  const pair = `${decoded(url.username)}:${decoded(url.password)}`
  const basic = pair === ':' ? [] : [Buffer.from(pair).toString('base64')]
  return [...ofHeaders, ...ofUrl, ...ofUrl.map(decoded), ...basic]
}

export function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Node reads headers as Latin-1, and the service writes UTF-8. */
function textOf(header: string | readonly string[] | undefined): string {
  const text = typeof header === 'string' ? header.trim() : ''
  const utf8 = Buffer.from(text, 'latin1').toString('utf8')
  return utf8.includes('\ufffd') ? text : utf8
}

function withoutSecrets(text: string, sent: readonly string[]): string {
  return redactText(withoutPartsOf(sent, text))
    .replaceAll(AUTHORIZATION, `$1 ${REDACTED}`)
    .replaceAll(OPAQUE, word => (ID.test(word) ? word : REDACTED))
}

/** The text with everything in it replaced that also stands in a secret, whole or in part. */
function withoutPartsOf(secrets: readonly string[], text: string): string {
  const parts = new Set<string>()
  for (const secret of secrets) {
    for (let at = 0; at + SHORTEST_PART <= secret.length; at++)
      parts.add(secret.slice(at, at + SHORTEST_PART))
  }
  if (parts.size === 0) return text
  const isHidden = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    if (parts.has(text.slice(at, at + SHORTEST_PART))) isHidden.fill(1, at, at + SHORTEST_PART)
  }
  let shown = ''
  for (let at = 0; at < text.length; at++) {
    if (isHidden[at] === 0) shown += text[at] ?? ''
    else if (at === 0 || isHidden[at - 1] === 0) shown += REDACTED
  }
  return shown
}
