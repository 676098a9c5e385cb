import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey, JSONWebKeySet, JWTPayload } from 'jose'
import type { Clock } from '../cloud/state.ts'
import { deliver } from '../deliver.ts'
import type { DelayedResponse } from '../deliver.ts'
import type { TransportFault } from '../faults.ts'
import { FaultScript } from '../faults.ts'
import { History } from '../history.ts'
import { createRequestServer, LOOPBACK, readBody } from '../loopback.ts'
import { RequestLog } from '../request-log.ts'
import type { ServerCertificate } from '../tls/certificate.ts'
import { listenOn } from '../tls/secure-server.ts'
import {
  interruptedDelivery,
  alterResponse,
  errorPage,
  isTransportFault,
  latencyOf
} from '../transport-fault.ts'
import { subjectOf } from './subject.ts'

export interface IssuerOptions {
  /** The `sub` of its tokens. Defaults to `octo-org/octo-shop` in `production`. See `subjectOf`. */
  readonly subject?: string
  /** The bearer token that a job must send. Defaults to `emulator-request-token`. */
  readonly requestToken?: string
  /** The lifetime of an ID token. Defaults to 300, like GitHub's. */
  readonly tokenSeconds?: number
  /** The `iss` of its tokens. Defaults to its own URL. With any other value, verifiers need its `jwks`. */
  readonly iss?: string
  /** Serve TLS with this certificate. */
  readonly certificate?: ServerCertificate
  readonly faults?: readonly TransportFault[]
  /** Defaults to the system clock. */
  readonly clock?: Clock
  /** Defaults to 0, any free port. */
  readonly port?: number
}

export type IssuerOperation = 'openid-configuration' | 'jwks' | 'id-token' | ''

/** One request that the issuer received. */
export interface LoggedIssuerRequest {
  /** Empty if no operation matches. */
  readonly operation: IssuerOperation
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** Time of arrival by the issuer's clock, in ms. */
  readonly at: number
  /** The response's status; undefined until it is sent, and if none is. */
  status: number | undefined
}

/** GitHub's OIDC provider on the loopback address, which attests a job's identity to the cloud. */
export interface Issuer {
  /** `http://127.0.0.1:<port>`; the default `iss` of its tokens. */
  readonly url: string
  readonly iss: string
  /** The environment variables of a job with `id-token: write`. */
  readonly env: {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string
  }
  /** The public keys, for verifiers that do not fetch them. */
  readonly jwks: JSONWebKeySet
  /** The `sub` of tokens issued from now on. */
  subject: string
  /** The issued tokens, in order. */
  readonly tokens: readonly string[]
  /** `action` is an operation; `where` matches query parameters. */
  readonly faults: FaultScript<TransportFault>
  readonly requests: readonly LoggedIssuerRequest[]
  nextRequest(operation: IssuerOperation): Promise<LoggedIssuerRequest>
  /** Issues a token as for a job, with claims overridden. */
  issue(audience: string, claims?: JWTPayload): Promise<string>
  /** Closes every socket, including responses in progress. Idempotent. */
  close(): Promise<void>
}

const ALGORITHM = 'RS256'
const TOKEN_PATH = '/actions/id-token'

let keyPair: ReturnType<typeof generateKeyPair> | undefined

/** Starts an issuer with its own key id. The key pair, which is slow to generate, is shared within the process. @throws the system's error if the port is in use */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
  const { requestToken = 'emulator-request-token', tokenSeconds = 300, clock = Date, port = 0 } = options
  const { privateKey, publicKey } = await (keyPair ??= generateKeyPair(ALGORITHM))
  const kid = randomUUID()
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' }] }
  const tokens = new History<string>()
  const log = new RequestLog<LoggedIssuerRequest>()
  const faults = new FaultScript<TransportFault>(options.faults)
  const closing = new AbortController()
  const server = createRequestServer(closing.signal, (request, response, signal) =>
    handle(request, response, signal)
  )
  const { certificate } = options
  const listener = await listenOn(server, port, certificate)
  const url = `${certificate === undefined ? 'http' : 'https'}://${LOOPBACK}:${listener.port}`
  const { iss = url } = options
  const issuer: Issuer = {
    url,
    iss,
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${TOKEN_PATH}?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken
    },
    jwks,
    subject: options.subject ?? subjectOf(),
    tokens: tokens.items,
    faults,
    requests: log.requests,
    nextRequest: operation => log.next(request => request.operation === operation),
    async issue(audience, claims = {}) {
      const token = await sign(privateKey, kid, {
        ...claimsOf(issuer.subject, iss, audience, clock.now(), tokenSeconds),
        ...claims
      })
      tokens.add(token, token.length)
      return token
    },
    close: async () => {
      closing.abort()
      await listener.close()
    }
  }

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal
  ): Promise<void> {
    const { method = 'GET', headers } = request
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    await readBody(request)
    const query = Object.fromEntries(searchParams)
    const entry: LoggedIssuerRequest = {
      operation: operationOf(method, pathname),
      method,
      path: pathname,
      query,
      headers,
      at: clock.now(),
      status: undefined
    }
    log.add(entry, 2 * (request.url ?? '').length)
    const outgoing = await withFaults(entry, () => reply(entry))
    if (outgoing.delivery.kind !== 'hang' && outgoing.delivery.kind !== 'reset')
      entry.status = outgoing.status
    await deliver(response, outgoing, signal)
  }

  async function withFaults(
    { operation, query }: LoggedIssuerRequest,
    done: () => Promise<DelayedResponse>
  ): Promise<DelayedResponse> {
    const matched = faults.match(operation, query)
    const delayMs = latencyOf(matched)
    for (const fault of matched) {
      if (fault.kind === 'error-before-commit') return { ...serverError(fault), delayMs }
      const delivery = interruptedDelivery(fault)
      if (delivery !== undefined) return { ...json(0, {}), delivery, delayMs }
    }
    let outgoing = await done()
    for (const fault of matched) {
      if (fault.kind === 'error-after-commit') outgoing = serverError(fault)
      else if (isTransportFault(fault)) outgoing = alterResponse(fault, outgoing)
    }
    return { ...outgoing, delayMs }
  }

  async function reply({ operation, query, headers }: LoggedIssuerRequest): Promise<DelayedResponse> {
    switch (operation) {
      case 'openid-configuration':
        return json(200, {
          issuer: iss,
          jwks_uri: `${url}/.well-known/jwks`,
          response_types_supported: ['id_token'],
          subject_types_supported: ['public', 'pairwise'],
          id_token_signing_alg_values_supported: [ALGORITHM],
          scopes_supported: ['openid']
        })
      case 'jwks':
        return json(200, jwks)
      case 'id-token': {
        if (headers.authorization !== `Bearer ${requestToken}`) {
          return json(401, { message: 'The token is not valid.' })
        }
        const [, owner = ''] = /^repo:([^/@:]+)/.exec(issuer.subject) ?? []
        const value = await issuer.issue(query['audience'] ?? `https://github.com/${owner}`)
        return json(200, { count: value.length, value })
      }
      case '':
        return json(404, { message: 'Not Found' })
    }
  }

  return issuer
}

function operationOf(method: string, path: string): IssuerOperation {
  if (method !== 'GET') return ''
  if (path === '/.well-known/openid-configuration') return 'openid-configuration'
  if (path === '/.well-known/jwks') return 'jwks'
  return path === TOKEN_PATH ? 'id-token' : ''
}

/** https://docs.github.com/actions/reference/security/oidc */
function claimsOf(
  subject: string,
  issuer: string,
  audience: string,
  nowMs: number,
  seconds: number
): JWTPayload {
  const [, owner = '', name = '', environment] =
    /^repo:([^/@:]+)(?:@\d+)?\/([^@:]+)(?:@\d+)?(?::environment:(.+))?/.exec(subject) ?? []
  const now = Math.floor(nowMs / 1000)
  return {
    jti: randomUUID(),
    sub: subject,
    aud: audience,
    iss: issuer,
    repository: `${owner}/${name}`,
    repository_owner: owner,
    ...(environment === undefined ? {} : { environment }),
    ref: 'refs/heads/main',
    event_name: 'push',
    runner_environment: 'github-hosted',
    nbf: now - 300,
    iat: now,
    exp: now + seconds
  }
}

function sign(key: CryptoKey, kid: string, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' }).sign(key)
}

function serverError(
  fault: TransportFault & { kind: 'error-before-commit' | 'error-after-commit' }
): DelayedResponse {
  const page = errorPage(fault)
  if (page === undefined) return json(fault.status ?? 503, { message: fault.message ?? 'Server Error' })
  const { status, contentType, body, retryAfterSeconds } = page
  return {
    ...json(status, {}),
    headers: contentType === undefined ? {} : { 'content-type': contentType },
    body,
    retryAfterSeconds
  }
}

function json(status: number, body: object): DelayedResponse {
  return {
    delayMs: 0,
    delivery: { kind: 'whole' },
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body)
  }
}
