import { randomUUID } from 'node:crypto'
import { CallError, malformedResponse, transportCode } from '../cloud/call-error.ts'
import { USER_AGENT } from '../cloud/connect.ts'
import { serviceText, textOf } from '../cloud/decode.ts'
import type { decodeCredentials } from '../cloud/decode.ts'
import type { OperationRef } from '../cloud/operation.ts'
import { OPERATIONS } from '../cloud/operations.ts'
import { asCallError, readResponse, retryAfterOf } from '../cloud/response.ts'
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
import { oneLine, withoutPeriod } from '../runtime/text.ts'
import { isCredential, createRenewing } from './keys.ts'
import type { CredentialsProvider, FetchOptions, Lease } from './keys.ts'

const ASSUME_ROLE = OPERATIONS.assumeRole
const ACTION = ASSUME_ROLE.action
const ID_TOKEN: OperationRef = { action: 'the OIDC token request' }
/** Both responses are a few kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024
/** STS accepts no longer token. */
const LONGEST_TOKEN = 20_000
const LONGEST_REJECTION = 200

/** The role of a job without access keys: GitHub states the identity of the job, and the role's trust policy says what it is allowed to do. */
export interface KeylessSettings {
  /** `acs:ram::<account>:role/<name>` */
  readonly roleArn: string
  /** `acs:ram::<account>:oidc-provider/<name>` */
  readonly providerArn: string
  readonly audience: string
  readonly sessionName: string
  readonly sessionSeconds: number
  /** The STS endpoint. */
  readonly endpoint: URL
  /** Where GitHub issues the OIDC token, and the token that authenticates the job there. */
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

/** Temporary credentials of a role, fetched at their first use. */
export function keylessCredentials(settings: KeylessSettings, tools: KeylessTools): CredentialsProvider {
  const { roleArn } = settings
  const [, accountId] = /^acs:ram::(\d+):/.exec(roleArn) ?? []
  return {
    // not the keys: these change with each renewal, and in the post step
    identity: roleArn,
    description: `role ${roleArn}, assumed with GitHub's OIDC token`,
    ...(accountId === undefined ? {} : { accountId }),
    keys: oidcKeys(settings, tools)
  }
}

interface Call extends KeylessTools {
  readonly settings: KeylessSettings
  readonly exchange: Exchange
  readonly signal: AbortSignal
}

/** Fetches credentials of a role, each time with a new OIDC token of GitHub. Nothing of this is written to disk. */
function oidcKeys(settings: KeylessSettings, tools: KeylessTools): CredentialsProvider['keys'] {
  const exchange = createExchange({ proxyFor: tools.proxyFor, maxBodyBytes: MAX_BODY_BYTES })
  return createRenewing(
    async options => {
      try {
        return await fetchLease({ ...tools, settings, exchange, signal: options.signal }, options)
      } catch (error) {
        throw couldNotAssume(error, settings)
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
    cure: `Check that the runner can reach ${idToken.url.host} and ${endpoint.host}. Behind a proxy, set HTTPS_PROXY.`
  })
}

async function fetchLease(call: Call, { once }: FetchOptions): Promise<Lease> {
  const { clock, log, signal, settings } = call
  const retrying = {
    ...call,
    // few calls, but the whole step waits for them: they have a budget of their own
    budget: createRetryBudget(),
    once,
    deadline: createDeadline(clock, Infinity, signal)
  }
  const token = await withRetry(() => requestIdToken(call), retrying)
  const lease = await withRetry(() => assumeRole(call, token), retrying)
  const until = new Date(clock.wall() + lease.lifetimeMs).toISOString()
  log.info(`assumed role ${settings.roleArn} as ${settings.sessionName}; the credentials expire at ${until}`)
  return lease
}

/** https://docs.github.com/actions/reference/security/oidc */
async function requestIdToken(call: Call): Promise<string> {
  const { settings, secrets } = call
  const url = new URL(settings.idToken.url)
  url.searchParams.set('audience', settings.audience)
  const headers = { authorization: `Bearer ${settings.idToken.bearer}` }
  const response = await send(call, ID_TOKEN, { method: 'GET', url, headers })
  const token = tokenIn(response)
  if (token === undefined) throw noToken(response, secrets)
  secrets.add(token)
  return token
}

async function send(
  { exchange, requestTimeoutMs: timeoutMs, signal }: Call,
  operation: OperationRef,
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

/** Shows nothing of a response that may contain a token; of a rejection it shows GitHub's own words, which people search for. */
function noToken(response: HttpResponse, secrets: Secrets): CallError {
  const { status } = response
  const failure = status === 200 ? 'returned no token' : `failed with HTTP ${status}`
  const text = status < 400 ? '' : rejectionIn(response, secrets)
  // below 400, the response may be a page from something in between
  return new CallError({
    operation: ID_TOKEN,
    fault: status < 400 ? 'malformed' : status === 429 ? 'busy' : status >= 500 ? 'server' : 'client',
    code: status < 400 ? 'MalformedResponse' : `IdToken.Http${status}`,
    status,
    message: `${ID_TOKEN.action} ${failure}${text === '' ? '' : `: ${text}`}`,
    ambiguous: false,
    retryAfterMs: retryAfterOf(response)
  })
}

/** The text of a rejection, from JSON or plain text; nothing from an HTML page. */
function rejectionIn({ body }: HttpResponse, { scrub }: Secrets): string {
  let text = /^\s*</.test(body) ? '' : body
  try {
    const value: unknown = JSON.parse(body)
    text = isObject(value) ? textOf(value['message']) : textOf(value)
  } catch {
    // plain text
  }
  const withoutTokens = text.slice(0, LONGEST_TOKEN).replace(/[\w-]{16,}\.[\w-]{16,}(\.[\w-]*)?/g, '***')
  return oneLine(serviceText(withoutTokens, scrub), LONGEST_REJECTION)
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
    const response = await send(call, ASSUME_ROLE, {
      method: 'POST',
      url: settings.endpoint,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        // the gateway reads the name of a call from here or from the form
        'x-acs-action': ACTION,
        'x-acs-version': ASSUME_ROLE.api.version
      },
      body: form.toString()
    })
    const credentials = ASSUME_ROLE.decode(readResponse(ASSUME_ROLE, response, {}, secrets.scrub))
    secrets.add(credentials.accessKeySecret, credentials.securityToken)
    return leaseOf(credentials, response, settings.sessionSeconds * 1000, clock.wall())
  } catch (error) {
    throw withClaims(error, token, settings)
  }
}

function leaseOf(
  { expiration, ...keys }: ReturnType<typeof decodeCredentials>,
  { headers }: HttpResponse,
  requestedMs: number,
  now: number
): Lease {
  // by the service's clock if it reports the time: the runner's may be minutes off
  const respondedAt = Date.parse(headers.date ?? '') || now
  const lifetimeMs = Math.min(requestedMs, expiration - respondedAt)
  if (Object.values(keys).some(key => key === '' || !isCredential(key)) || !(lifetimeMs > 0)) {
    throw malformedResponse(ASSUME_ROLE, 'without usable credentials')
  }
  return { keys, lifetimeMs }
}

/**
 * Adds the claims of a rejected token to the error, never the token itself. A trust policy is shown only if the subject was
 * rejected: it does not help in any other case.
 */
function withClaims(error: unknown, token: string, settings: KeylessSettings): unknown {
  if (!(error instanceof CallError) || !isRejection(error)) return error
  const claims = claimsOf(token)
  return error.as({
    fault: 'client',
    ambiguous: false,
    message: `${withoutPeriod(error.message)}; the OIDC token has the sub "${claims.subject}", the aud "${claims.audience}" and the issuer "${claims.issuer}"`,
    ...adviceOn(error, claims, settings)
  })
}

function isRejection({ fault, status, code }: CallError): boolean {
  return fault === 'denied' || isAboutToken(code) || (fault === 'client' && status === 401)
}

const isAboutToken = (code: string): boolean => /^AuthenticationFail/i.test(code)

function adviceOn(error: CallError, claims: Claims, { roleArn, providerArn }: KeylessSettings): Advice {
  const { code, message, advice } = error
  if (isAboutToken(code) && /no such OIDC provider/i.test(message)) {
    return {
      cure: `Check oidc-provider-arn: the identity provider ${providerArn} does not exist. To create it, open the RAM console (Integrations > SSO) and set the issuer ${claims.issuer} and the client ID ${claims.audience}.`
    }
  }
  if (/^AuthenticationFail\.(NoPermission|.*(Subject|Condition))/i.test(code)) {
    return {
      cure: advice.cure,
      policy: {
        intro:
          'If this job should be able to assume the role, set this trust policy, which allows this job only:',
        document: trustPolicy(providerArn, claims),
        note: claims.subject.includes(':environment:')
          ? undefined
          : 'The sub names no environment. Bind a role that can write to a job with `environment:`.'
      }
    }
  }
  // the caller has no identity to which RAM could grant anything
  if (error.fault === 'denied') {
    return {
      cure: `Check in the RAM console that the role ${roleArn} can be assumed by ${providerArn}, and in the resource directory that no control policy denies sts:AssumeRole.`
    }
  }
  return advice
}

/** The failure as the call sees it that needed the credentials: retrying that call does not help. */
function couldNotAssume(error: unknown, settings: KeylessSettings): unknown {
  if (!(error instanceof CallError) || error.transport === 'aborted') return error
  return error.as({
    fault: 'credentials',
    // the call that needed the credentials was not sent, whatever happened to this request
    ambiguous: false,
    message: `could not assume role ${settings.roleArn}: ${error.message}`,
    ...(error.fault === 'transport' ? { cure: transportCure(error, settings) } : adviceOfSts(error, settings))
  })
}

/** The catalog's cures for a wrong endpoint are about the API's endpoint as well. */
function adviceOfSts(error: CallError, { endpoint }: KeylessSettings): Advice {
  const isWrongEndpoint = /^(InvalidAction|InvalidApi\.NotFound|InvalidVersion|NoSuchVersion)(\.|$)/i.test(
    error.code
  )
  return error.action === ACTION && isWrongEndpoint
    ? {
        cure: `Check sts-endpoint (sts.<region>.aliyuncs.com): ${endpoint.host} is not an STS endpoint, or does not support ${ACTION}.`
      }
    : error.advice
}

/** The catalog's transport cures are about the API's endpoint. */
function transportCure(error: CallError, { endpoint, idToken }: KeylessSettings): string | undefined {
  if (error.transport === 'tls' || error.transport === 'proxy' || error.transport === 'proxy-auth')
    return error.advice.cure
  return error.action === ACTION
    ? `Check that the runner can reach ${endpoint.host} (region-id, network, sts-endpoint). Behind a proxy, set HTTPS_PROXY.`
    : `Check that the runner can reach ${idToken.url.host}. Behind a proxy, set HTTPS_PROXY.`
}

/** The claims of an OIDC token about the job, safe to print; empty if missing. */
export interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
}

const LONGEST_CLAIM = 300

/** Reads the claims of a token without verifying it, which is up to the cloud. Never throws, and never returns more than these three. */
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

/** A complete trust policy for a role: one provider, with exactly this issuer, audience and subject. */
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
