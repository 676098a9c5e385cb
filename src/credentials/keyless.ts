import { randomUUID } from 'node:crypto'
import { asCallError, readResponse, retryAfterOf } from '../cloud/response.ts'
import { CallError, malformedResponse, transportCode } from '../cloud/call-error.ts'
import { USER_AGENT } from '../cloud/connect.ts'
import { saidOf, textOf } from '../cloud/decode.ts'
import type { decodeCredentials } from '../cloud/decode.ts'
import type { Called } from '../cloud/operation.ts'
import { OPERATIONS } from '../cloud/operations.ts'
import { createRetryBudget, withRetry } from '../cloud/retry.ts'
import type { Advice } from '../errors/action-error.ts'
import { isObject, parseObject } from '../model/json.ts'
import { createDeadline, formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import { createExchange } from '../runtime/http.ts'
import type { Exchange, HttpResponse, HttpRequest } from '../runtime/http.ts'
import type { Log } from '../runtime/log.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { oneLine } from '../runtime/text.ts'
import { isCredential } from './keys.ts'
import type { CredentialsProvider } from './keys.ts'
import { createRenewing } from './renewal.ts'
import type { FetchOptions, Lease } from './renewal.ts'

const ASSUME_ROLE = OPERATIONS.assumeRole
const ACTION = ASSUME_ROLE.action
const ID_TOKEN: Called = { action: 'the request for an id token' }
/** Both answers are a few kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024
/** STS takes none that is longer. */
const LONGEST_TOKEN = 20_000
const LONGEST_REFUSAL = 200

/** A role for a job that has no keys: who it is says GitHub, what it may says the role's trust policy. */
export interface KeylessSettings {
  /** `acs:ram::<account>:role/<name>` */
  readonly roleArn: string
  /** `acs:ram::<account>:oidc-provider/<name>` */
  readonly providerArn: string
  readonly audience: string
  readonly sessionName: string
  readonly sessionSeconds: number
  /** Of STS. */
  readonly endpoint: URL
  /** Where GitHub gives the id token, and what shows it the job. */
  readonly idToken: { readonly url: URL; readonly bearer: string }
}

export interface KeylessTools {
  readonly clock: Clock
  readonly log: Log
  readonly secrets: Secrets
  readonly proxyFor: ProxyFor
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
}

/** Keys of a role, fetched when they are first asked for. */
export function keylessCredentials(settings: KeylessSettings, tools: KeylessTools): CredentialsProvider {
  const { roleArn } = settings
  const [, accountId] = /^acs:ram::(\d+):/.exec(roleArn) ?? []
  return {
    // not the keys: they are others after each renewal, and in the post step
    identity: roleArn,
    description: `the role ${roleArn}, by GitHub's id token`,
    ...(accountId === undefined ? {} : { accountId }),
    keys: oidcKeys(settings, tools)
  }
}

interface Call extends KeylessTools {
  readonly settings: KeylessSettings
  readonly exchange: Exchange
  readonly signal: AbortSignal
}

/** Keys of a role by way of GitHub's id token. Each time they are fetched with a new one; nothing of it is written anywhere. */
function oidcKeys(settings: KeylessSettings, tools: KeylessTools): CredentialsProvider['keys'] {
  const exchange = createExchange({ proxyFor: tools.proxyFor, maxBodyBytes: MAX_BODY_BYTES })
  return createRenewing(
    async options => {
      try {
        return await fetchLease({ ...tools, settings, exchange, signal: options.signal }, options)
      } catch (error) {
        throw withoutKeys(error, settings)
      }
    },
    { ...tools, late: withinMs => tooLate(withinMs, settings) }
  )
}

function tooLate(withinMs: number, { roleArn, endpoint, idToken }: KeylessSettings): CallError {
  return new CallError({
    operation: ASSUME_ROLE,
    fault: 'credentials',
    code: transportCode('timeout'),
    message: `could not assume role ${roleArn} within ${formatDuration(withinMs)}`,
    ambiguous: false,
    cure: `Check that the runner reaches ${idToken.url.host} and ${endpoint.host}; behind a proxy HTTPS_PROXY.`
  })
}

async function fetchLease(call: Call, { once }: FetchOptions): Promise<Lease> {
  const { clock, log, signal, settings } = call
  const retrying = {
    ...call,
    // few calls, each of which the whole step waits for: they take nothing from the others
    budget: createRetryBudget(),
    once,
    deadline: createDeadline(clock, Infinity, signal)
  }
  const token = await withRetry(() => requestIdToken(call), retrying)
  const lease = await withRetry(() => assumeRole(call, token), retrying)
  const until = new Date(clock.wall() + lease.lifetimeMs).toISOString()
  log.info(`assumed ${settings.roleArn} as ${settings.sessionName}, with keys until ${until}`)
  return lease
}

/** https://docs.github.com/actions/reference/security/oidc */
async function requestIdToken(call: Call): Promise<string> {
  const { settings, secrets } = call
  const url = new URL(settings.idToken.url)
  url.searchParams.set('audience', settings.audience)
  const headers = { authorization: `Bearer ${settings.idToken.bearer}` }
  const answer = await ask(call, ID_TOKEN, { method: 'GET', url, headers })
  const token = tokenIn(answer)
  if (token === undefined) throw noToken(answer, secrets)
  secrets.add(token)
  return token
}

async function ask(
  { exchange, requestTimeoutMs: timeoutMs, signal }: Call,
  operation: Called,
  request: Omit<HttpRequest, 'timeoutMs' | 'signal'>
): Promise<HttpResponse> {
  const headers = { accept: 'application/json', 'user-agent': USER_AGENT, ...request.headers }
  try {
    return await exchange({ ...request, headers, timeoutMs, signal })
  } catch (error) {
    throw asCallError(operation, error)
  }
}

function tokenIn({ status, body }: HttpResponse): string | undefined {
  const token = status === 200 ? textOf(parseObject(body)?.['value']) : ''
  return token.length <= LONGEST_TOKEN && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : undefined
}

/** Says nothing of an answer that may hold a token; of a refusal what GitHub says, which is what people search for. */
function noToken(answer: HttpResponse, secrets: Secrets): CallError {
  const { status } = answer
  const got = status === 200 ? 'an answer without one' : `the answer HTTP ${status}`
  const said = status < 400 ? '' : refusalIn(answer, secrets)
  // nothing, or a page of something in between, is no refusal
  return new CallError({
    operation: ID_TOKEN,
    fault: status < 400 ? 'malformed' : status === 429 ? 'busy' : status >= 500 ? 'server' : 'client',
    code: status < 400 ? 'MalformedResponse' : `IdToken.Http${status}`,
    status,
    message: `${ID_TOKEN.action} got ${got}${said === '' ? '' : `: ${said}`}`,
    ambiguous: false,
    retryAfterMs: retryAfterOf(answer)
  })
}

/** The words of a refusal, JSON or plain text; of a page nothing. */
function refusalIn({ body }: HttpResponse, { scrub }: Secrets): string {
  let text = /^\s*</.test(body) ? '' : body
  try {
    const answer: unknown = JSON.parse(body)
    text = isObject(answer) ? textOf(answer['message']) : textOf(answer)
  } catch {
    // plain text
  }
  const withoutTokens = text.slice(0, LONGEST_TOKEN).replace(/[\w-]{16,}\.[\w-]{16,}(\.[\w-]*)?/g, '***')
  return oneLine(saidOf(withoutTokens, scrub), LONGEST_REFUSAL)
}

async function assumeRole(call: Call, token: string): Promise<Lease> {
  const { settings, clock, secrets } = call
  const form = new URLSearchParams({
    Action: ACTION,
    Version: ASSUME_ROLE.api.version,
    Format: 'JSON',
    Timestamp: `${new Date(clock.wall()).toISOString().slice(0, 19)}Z`,
    SignatureNonce: randomUUID(),
    ...ASSUME_ROLE.encode({ ...settings, token }).form
  })
  try {
    const answer = await ask(call, ASSUME_ROLE, {
      method: 'POST',
      url: settings.endpoint,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        // the gateway takes the name of a call from here or from the form
        'x-acs-action': ACTION,
        'x-acs-version': ASSUME_ROLE.api.version
      },
      body: form.toString()
    })
    const credentials = ASSUME_ROLE.decode(readResponse(ASSUME_ROLE, answer, {}, secrets.scrub))
    secrets.add(credentials.accessKeySecret, credentials.securityToken)
    return leaseOf(credentials, answer, settings.sessionSeconds * 1000, clock.wall())
  } catch (error) {
    throw withClaims(error, token, settings)
  }
}

function leaseOf(
  { expiration, ...keys }: ReturnType<typeof decodeCredentials>,
  { headers }: HttpResponse,
  askedMs: number,
  now: number
): Lease {
  // by the clock of the service, where it tells the time: the runner's may be minutes off
  const respondedAt = Date.parse(headers.date ?? '') || now
  const lifetimeMs = Math.min(askedMs, expiration - respondedAt)
  if (Object.values(keys).some(key => key === '' || !isCredential(key)) || !(lifetimeMs > 0)) {
    throw malformedResponse(ASSUME_ROLE, 'without keys that can be used')
  }
  return { keys, lifetimeMs }
}

/**
 * A refusal of the token, with what it says of the job; never the token. A trust policy is printed only if the subject is
 * what was refused: whatever else is wrong, another policy changes nothing.
 */
function withClaims(error: unknown, token: string, settings: KeylessSettings): unknown {
  if (!(error instanceof CallError) || !isRefusal(error)) return error
  const claims = claimsOf(token)
  return error.as({
    fault: 'client',
    ambiguous: false,
    message: `${error.message.replace(/\.$/, '')}; the id token that was sent has the sub "${claims.subject}" and the aud "${claims.audience}", issued by "${claims.issuer}"`,
    ...adviceOn(error, claims, settings)
  })
}

function isRefusal({ fault, status, code }: CallError): boolean {
  return fault === 'denied' || isOfToken(code) || (fault === 'client' && status === 401)
}

const isOfToken = (code: string): boolean => /^AuthenticationFail/i.test(code)

function adviceOn(error: CallError, claims: Claims, { roleArn, providerArn }: KeylessSettings): Advice {
  const { code, message, advice } = error
  if (isOfToken(code) && /no such OIDC provider/i.test(message)) {
    return {
      cure: `There is no identity provider ${providerArn}. Check oidc-provider-arn, or create the provider in the RAM console (Integrations, SSO) with the issuer ${claims.issuer} and the client id ${claims.audience}.`
    }
  }
  if (/^AuthenticationFail\.(NoPermission|.*(Subject|Condition))/i.test(code)) {
    return {
      cure: advice.cure,
      policy: {
        intro:
          'If this job is meant to have the role, this is a trust policy that lets it, and nothing else:',
        document: trustPolicy(providerArn, claims),
        note: claims.subject.includes(':environment:')
          ? undefined
          : 'The sub names no environment: a role that writes is better bound to a job with `environment:`.'
      }
    }
  }
  // whoever asks has no identity to which RAM could allow anything
  if (error.fault === 'denied') {
    return {
      cure: `Check in the RAM console that the role ${roleArn} may be assumed by ${providerArn}, and in the resource directory that no control policy forbids sts:AssumeRole.`
    }
  }
  return advice
}

/** Why there are no keys, as the call sees it that needed them: trying that again is of no use. */
function withoutKeys(error: unknown, settings: KeylessSettings): unknown {
  if (!(error instanceof CallError) || error.transport === 'aborted') return error
  return error.as({
    fault: 'credentials',
    // of the call that needed them nothing was sent, whatever happened to this one
    ambiguous: false,
    message: `could not assume role ${settings.roleArn}: ${error.message}`,
    ...(error.fault === 'transport' ? { cure: reachable(error, settings) } : adviceOfSts(error, settings))
  })
}

/** The catalogue's cures of a wrong endpoint speak of the API's, too. */
function adviceOfSts(error: CallError, { endpoint }: KeylessSettings): Advice {
  const isElsewhere = /^(InvalidAction|InvalidApi\.NotFound|InvalidVersion|NoSuchVersion)(\.|$)/i.test(
    error.code
  )
  return error.action === ACTION && isElsewhere
    ? {
        cure: `Check sts-endpoint: ${endpoint.host} is not that of STS, or does not know ${ACTION} (sts.<region>.aliyuncs.com).`
      }
    : error.advice
}

/** The catalogue's cures of the transport speak of the API's endpoint. */
function reachable(error: CallError, { endpoint, idToken }: KeylessSettings): string | undefined {
  if (error.transport === 'tls' || error.transport === 'proxy' || error.transport === 'proxy-auth')
    return error.advice.cure
  return error.action === ACTION
    ? `Check that the runner reaches ${endpoint.host}: region-id, network, sts-endpoint; behind a proxy HTTPS_PROXY.`
    : `Check that the runner reaches ${idToken.url.host}; behind a proxy HTTPS_PROXY.`
}

/** What an id token says of the job, each made safe to be shown; empty where it says nothing. */
export interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
}

const LONGEST_CLAIM = 300

/** Reads a token without looking whether it is good: that is the cloud's part. Never throws, and never shows more than these three. */
export function claimsOf(token: string): Claims {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
  const { iss, sub, aud } = parseObject(payload) ?? {}
  return { issuer: shownClaim(iss), subject: shownClaim(sub), audience: shownClaim(aud) }
}

function shownClaim(value: unknown): string {
  if (typeof value === 'string') return oneLine(value, LONGEST_CLAIM)
  const list: unknown[] = Array.isArray(value) ? value : []
  return oneLine(list.filter(item => typeof item === 'string').join(', '), LONGEST_CLAIM)
}

/** A complete trust policy of a role: for one provider, and exactly this issuer, audience and subject. */
export function trustPolicy(providerArn: string, { issuer, audience, subject }: Claims): string {
  return JSON.stringify({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Federated: [providerArn] },
        Condition: { StringEquals: { 'oidc:iss': issuer, 'oidc:aud': audience, 'oidc:sub': subject } }
      }
    ]
  })
}
