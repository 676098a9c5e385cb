import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey, JSONWebKeySet, JWTPayload } from 'jose'
import type { Clock } from '../cloud/state.ts'
import { deliver } from '../deliver.ts'
import type { Sending } from '../deliver.ts'
import type { TransportFault } from '../faults.ts'
import { FaultScript } from '../faults.ts'
import { History } from '../history.ts'
import { createAnsweringServer, LOOPBACK, readBody } from '../loopback.ts'
import { RequestLog } from '../request-log.ts'
import type { ServerCertificate } from '../tls/certificate.ts'
import { listenWith } from '../tls/secure-server.ts'
import { breakOff, distort, errorPage, isTransportFault, latencyOf } from '../transport-fault.ts'
import { subjectOf } from './subject.ts'

export interface IssuerOptions {
  /** The `sub` of its tokens; that of `octo-org/octo-shop` in `production` by default. See `subjectOf`. */
  readonly subject?: string
  /** What a job must show; `emulator-request-token` by default. */
  readonly requestToken?: string
  /** How long an id token is good; 300, as GitHub's, by default. */
  readonly tokenSeconds?: number
  /** The `iss` of its tokens; its own address by default. With another one its keys have to be handed in. */
  readonly iss?: string
  /** It listens with TLS. */
  readonly certificate?: ServerCertificate
  readonly faults?: readonly TransportFault[]
  /** The system's by default. */
  readonly clock?: Clock
  /** 0, the default, for any free port. */
  readonly port?: number
}

export type IssuerOperation = 'openid-configuration' | 'jwks' | 'id-token' | ''

/** One request that the issuer received. */
export interface LoggedIssuerRequest {
  /** Empty where the path leads nowhere. */
  readonly operation: IssuerOperation
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** By the issuer's clock, ms. */
  readonly at: number
  /** Of the answer; undefined until it left, and for ever when none did. */
  status: number | undefined
}

/** GitHub's OIDC provider on the loopback address: what tells the cloud who a job is. */
export interface Issuer {
  /** `http://127.0.0.1:<port>`, the `iss` of its tokens unless another one was asked for. */
  readonly url: string
  readonly iss: string
  /** What a job with `id-token: write` finds in its environment. */
  readonly env: {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string
  }
  /** The public keys, to be handed in where they are not to be fetched. */
  readonly jwks: JSONWebKeySet
  /** Of the tokens from now on. */
  subject: string
  /** Every token, in the order in which they were made. */
  readonly tokens: readonly string[]
  /** `action` is an operation; `where` is of the query. */
  readonly faults: FaultScript<TransportFault>
  readonly requests: readonly LoggedIssuerRequest[]
  nextRequest(operation: IssuerOperation): Promise<LoggedIssuerRequest>
  /** A token, as a job gets one; claims are laid over. */
  issue(audience: string, claims?: JWTPayload): Promise<string>
  /** Ends every socket, answers under way included. May be called again. */
  close(): Promise<void>
}

const ALGORITHM = 'RS256'
const TOKEN_PATH = '/actions/id-token'

let keyPair: ReturnType<typeof generateKeyPair> | undefined

/** Starts an issuer with a key id of its own; the key itself, which takes long to make, is one for the process. @throws the system's error when the port is taken */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
  const { requestToken = 'emulator-request-token', tokenSeconds = 300, clock = Date, port = 0 } = options
  const { privateKey, publicKey } = await (keyPair ??= generateKeyPair(ALGORITHM))
  const kid = randomUUID()
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' }] }
  const tokens = new History<string>()
  const log = new RequestLog<LoggedIssuerRequest>()
  const faults = new FaultScript<TransportFault>(options.faults)
  const closing = new AbortController()
  const server = createAnsweringServer(closing.signal, (request, response, signal) =>
    answer(request, response, signal)
  )
  const { certificate } = options
  const listener = await listenWith(server, port, certificate)
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

  async function answer(
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
    const sending = await withFaults(entry, () => reply(entry))
    if (sending.delivery.kind !== 'hang' && sending.delivery.kind !== 'reset') entry.status = sending.status
    await deliver(response, sending, signal)
  }

  async function withFaults(
    { operation, query }: LoggedIssuerRequest,
    done: () => Promise<Sending>
  ): Promise<Sending> {
    const struck = faults.strike(operation, query)
    const delayMs = latencyOf(struck)
    for (const fault of struck) {
      if (fault.kind === 'error-before-commit') return { ...serverError(fault), delayMs }
      const delivery = breakOff(fault)
      if (delivery !== undefined) return { ...json(0, {}), delivery, delayMs }
    }
    let sending = await done()
    for (const fault of struck) {
      if (fault.kind === 'error-after-commit') sending = serverError(fault)
      else if (isTransportFault(fault)) sending = distort(fault, sending)
    }
    return { ...sending, delayMs }
  }

  async function reply({ operation, query, headers }: LoggedIssuerRequest): Promise<Sending> {
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
): Sending {
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

function json(status: number, body: object): Sending {
  return {
    delayMs: 0,
    delivery: { kind: 'whole' },
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body)
  }
}
