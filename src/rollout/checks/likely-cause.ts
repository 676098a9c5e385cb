import { isLoopback } from '../../model/host.ts'
import { REDACTED, redactText, secretsOf } from '../../model/redact.ts'
import { withoutSecrets } from '../../model/spellings.ts'
import type { HttpResponse } from '../../runtime/http.ts'
import { oneLine } from '../../runtime/text.ts'
import type { TransportFault } from '../../runtime/transport-error.ts'

/**
 * What the gateway reports when it responds in place of the backend. Without a code, the backend itself responded.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/api-gateway-error-code-table
 */
export interface GatewayError {
  /** Six characters, such as `D504CO`; empty if there is none. */
  readonly code: string
  /** As received, backticks included, without secrets of the request and non-text; empty if there is none. */
  readonly message: string
}

const CODE = 'x-ca-error-code'
const MESSAGE = 'x-ca-error-message'
const LONGEST_CODE = 16
const LONGEST_MESSAGE = 300
const AUTHORIZATION = /\b(basic|bearer|digest)\s+[^\s`'"]+/gi
/**
 * A JSON Web Token, or an unbroken run of digits and letters as in other tokens, which human-readable hosts and paths do not have;
 * with the prefix that names its type.
 */
const OPAQUE = /\beyJ[\w.-]{8,}|(?<![\w+=~])(?:[a-z]{1,16}-)?(?=[\w+=~]*\d)(?=[\w+=~]*[A-Za-z])[\w+=~]{20,}/g
/** Ids of the service. An AppCode looks like the first pattern, but then it is part of the request and removed as such. */
const IDS = [
  /^(?:[\da-f]{32}|[\dA-F]{32})$/,
  // i-bp1g6zv0ce8oghu7k7dh, vpc-bp1opxu1zkhn00gzv26cn, hr-crf5l7tlhtgp91tabcd0; keys of other services have the same form
  /^(?!(?:[srpa]k|api-?key|key|tok|token|pat|secret|pass|npm|glpat)-)[a-z]{1,16}-[\da-z]{20,24}$/
]

/**
 * @param sent the secrets of the request; no part of them is shown in any spelling, except for single words
 * @param scrub removes values that are masked in this job
 */
export function readGatewayError(
  headers: HttpResponse['headers'],
  sent: readonly string[],
  scrub: (text: string) => string
): GatewayError | undefined {
  const code = textOf(headers[CODE])
  const message = textOf(headers[MESSAGE])
  if (code === '' && message === '') return undefined
  // truncate last: half a secret is no longer recognized; for the same reason, scrub after decoding
  const safe = (text: string, longest: number): string => {
    const shown = withoutUnknownSecrets(scrub(withoutSecrets(text, sent)))
    return oneLine(shown, longest).replaceAll(/\s+/g, ' ')
  }
  return { code: safe(code, LONGEST_CODE), message: safe(message, LONGEST_MESSAGE) }
}

/** The secrets of a request: the values of its headers, and the secret parts of its URL. */
export function secretsOfRequest(url: URL, headers: Readonly<Record<string, string>>): readonly string[] {
  const ofHeaders = Object.entries(headers).flatMap(([name, value]) => {
    // not secrets: the stage is part of names and fingerprints, and the domain is what a refusal is about
    if (/^(?:x-ca-stage|host)$/i.test(name)) return []
    // the scheme is not a secret, but the credentials without it are
    const [, scheme, credentials = ''] = /^\s*([\w-]+)\s+(.*)$/s.exec(value) ?? []
    if (scheme?.toLowerCase() !== 'basic') return [value, credentials]
    const pair = Buffer.from(credentials, 'base64').toString()
    return [value, credentials, pair, pair.slice(pair.indexOf(':') + 1)]
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

function withoutUnknownSecrets(text: string): string {
  return redactText(text)
    .replaceAll(AUTHORIZATION, `$1 ${REDACTED}`)
    .replaceAll(OPAQUE, word => (isId(word) ? word : REDACTED))
}

function isId(word: string): boolean {
  return IDS.some(pattern => pattern.test(word))
}

/** What is known about a failed request. */
export interface Failure {
  readonly url: URL
  /** Sent as X-Ca-Stage; `undefined` if the request bypasses the gateway. */
  readonly stageName: string | undefined
  /** Whether the author set a Host header. */
  readonly sendsHost: boolean
  /** Whether the author set any headers. */
  readonly sendsHeaders: boolean
  /** Whether the URL has passed before in this step, so that it does lead to the backend. */
  readonly hasPassed?: boolean | undefined
  readonly end:
    | { readonly fault: TransportFault }
    | { readonly status: number; readonly gateway: GatewayError | undefined; readonly isOfGateway: boolean }
}

/** The likely cause of a failed request, in a few words; `undefined` if nothing points to one. */
export function likelyCause(failure: Failure): string | undefined {
  const { url, end, hasPassed = false } = failure
  const isHere = isLoopback(url.hostname) && !hasPassed
  if ('fault' in end) return isHere && end.fault !== 'tls' ? loopbackCause(url) : faultCause(end.fault, url)
  if (end.gateway !== undefined) {
    const known = gatewayCause(end.gateway, failure)
    if (known !== undefined) return known
  }
  if (isHere && !end.isOfGateway) return loopbackCause(url)
  return statusCause(end.status, failure, end.gateway !== undefined)
}

function loopbackCause({ hostname }: URL): string {
  return `${hostname} is the runner itself, not the backend`
}

function faultCause(fault: TransportFault, { hostname, port, protocol }: URL): string | undefined {
  switch (fault) {
    case 'dns':
      return `${hostname} does not resolve, or only in a private DNS zone that the runner cannot query`
    case 'refused':
      return `nothing is listening on port ${port || (protocol === 'https:' ? '443' : '80')} of ${hostname}`
    case 'unreachable':
    case 'timeout':
      return `the runner cannot reach ${hostname} (a private address or a firewall), or the service hangs`
    case 'tls':
      return `the certificate of ${hostname} is invalid, or the runner does not trust its authority (NODE_EXTRA_CA_CERTS adds one)`
    case 'proxy':
    case 'proxy-auth':
    case 'proxy-denied':
      return 'HTTPS_PROXY, HTTP_PROXY or NO_PROXY is wrong for this host'
    case 'reset':
    case 'truncated':
    case 'not-http':
      return `the server does not speak ${protocol.slice(0, -1)}, or the service crashed`
    case 'too-large':
    case 'refused-address':
    case 'invalid':
    case 'aborted':
      return undefined
  }
}

/** By code; by message if the gateway returns no code, as instances in the classic network do. */
function gatewayCause({ code, message }: GatewayError, failure: Failure): string | undefined {
  const { url, sendsHost, stageName = 'RELEASE' } = failure
  const says = (pattern: RegExp): boolean => code === '' && pattern.test(message)
  if (code === 'I404DO' || code === 'X403DG' || says(/^invalid (?:domain|url)/i)) {
    return `the domain ${sendsHost ? 'in the Host header' : url.hostname} is not bound to the API group`
  }
  if (code === 'I400SG' || code === 'I404ST' || says(/\bstage\b|not published/i)) {
    return `the stage ${stageName} (X-Ca-Stage) is unknown, or the API is not published in it`
  }
  if (code === 'I404NF' || says(/^api not found/i)) {
    return `no API with this path and method is published in ${stageName}`
  }
  if (code === 'I410GG') return 'the API group belongs to another gateway instance'
  if (code === 'D504CO' || says(/backend service connect failed/i)) {
    return 'the gateway cannot connect to the backend itself (address, port, security group or allowlist)'
  }
  if (code === 'D504CS') return "TLS between the gateway and the backend itself (the backend's certificate)"
  if (code === 'D504TO') return 'the backend itself did not respond within its ServiceTimeout'
  if (code.startsWith('D5')) return 'the backend itself, not the gateway'
  if (code.startsWith('T4')) return 'a throttling policy on the gateway'
  if (/^A4|^I403AA$/.test(code) || says(/^(?:unauthorized|need authorization|invalid (?:app|signature))/i)) {
    return authorizationCause(failure)
  }
  return undefined
}

function authorizationCause({ sendsHeaders, stageName }: Failure): string {
  if (stageName === undefined)
    return 'the path requires authorization, and preflight-url sends no probe-headers'
  return sendsHeaders
    ? 'the signature or token in probe-headers is not valid for this API, or has expired'
    : 'the API requires a signature or a token, which probe-headers can send'
}

function statusCause(status: number, failure: Failure, hasGatewayError: boolean): string | undefined {
  if (status === 401 || status === 403) return authorizationCause(failure)
  if (status >= 300 && status < 400) return 'the URL redirects, and redirects are not followed'
  // https://www.alibabacloud.com/help/en/api-gateway: without a code, the gateway passes on what the backend said
  if (status >= 500 && !hasGatewayError) return 'the backend itself, which sent this response'
  return undefined
}
