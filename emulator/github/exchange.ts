import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject } from '../cloud/json.ts'
import { isJsonObject } from '../cloud/json.ts'
import type { Clock } from '../cloud/state.ts'
import type { DelayedResponse } from '../deliver.ts'
import type { ServerError } from '../faults.ts'
import {
  interruptedDelivery,
  alterResponse,
  errorPage,
  isTransportFault,
  latencyOf
} from '../transport-fault.ts'
import type { Token } from './access.ts'
import { authenticate } from './access.ts'
import type { GitHubFault, GitHubFaults } from './faults.ts'
import { errorBody, GitHubError, notFound } from './github-error.ts'
import type { Reply } from './operation.ts'
import type { Edition, Match } from './operations.ts'
import { matchOperation, restRoot } from './operations.ts'
import type { GitHubState } from './state.ts'

const HOURLY_LIMIT = 5000
const GHES_VERSION = '3.17.0'

export interface GitHubParts {
  readonly edition: Edition
  readonly github: GitHubState
  readonly faults: GitHubFaults
  readonly token: Token
  readonly clock: Clock
}

export interface ReceivedCall {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Runs one call and applies the matching faults. Synchronous: nothing waits, nothing is sent. */
export function exchange(parts: GitHubParts, call: ReceivedCall): DelayedResponse {
  const match = matchOperation(parts.edition, call.method, call.path)
  const where = { ...Object.fromEntries(call.query), ...match?.params, method: call.method, path: call.path }
  const matched = parts.faults.match(match?.operation.id ?? '', where)
  const respond = (reply: Reply): DelayedResponse => toResponse(parts, match, reply)
  for (const fault of matched) {
    const early = beforeCommit(parts, respond, fault)
    if (early !== undefined) return { ...early, delayMs: latencyOf(matched) }
  }
  let done = respond(perform(parts, match, call))
  for (const fault of matched) {
    if (fault.kind === 'error-after-commit') done = serverError(parts, respond, fault)
    else if (isTransportFault(fault)) done = alterResponse(fault, done)
  }
  return { ...done, delayMs: latencyOf(matched) }
}

function perform(parts: GitHubParts, match: Match | undefined, call: ReceivedCall): Reply {
  const { github, edition, token } = parts
  const { headers, query } = call
  try {
    // https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent
    if (!headers['user-agent']) {
      const message =
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent'
      throw new GitHubError(403, `${message} header`, '/rest')
    }
    const caller = authenticate(headers.authorization, token)
    if (match === undefined) throw notFound('/rest')
    const { operation, params } = match
    const body = operation.method === 'GET' ? {} : parseBody(call.body)
    const web = `http://${headers.host ?? 'localhost'}`
    const api = `${web}${restRoot(edition)}`
    return operation.run({ github, caller, params, query, body, api, web, docs: operation.docs })
  } catch (thrown) {
    if (thrown instanceof GitHubError) return refusal(parts, thrown)
    throw thrown
  }
}

function parseBody(text: string): JsonObject {
  if (text === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON', '/rest')
  }
  if (!isJsonObject(value)) throw new GitHubError(400, 'Body should be a JSON object', '/rest')
  return value
}

function beforeCommit(
  parts: GitHubParts,
  respond: (reply: Reply) => DelayedResponse,
  fault: GitHubFault
): DelayedResponse | undefined {
  if (fault.kind === 'error-before-commit') return serverError(parts, respond, fault)
  if (isTransportFault(fault)) {
    const delivery = interruptedDelivery(fault)
    return delivery && { ...respond({ status: 0 }), delivery }
  }
  const docs = '/rest/using-the-rest-api/rate-limits-for-the-rest-api'
  if (fault.kind === 'secondary-rate-limit') {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
    const headers = { 'retry-after': String(fault.retryAfterSeconds ?? 60) }
    const about = `${docs}#about-secondary-rate-limits`
    return respond(refusal(parts, new GitHubError(fault.status ?? 403, message, about, { headers })))
  }
  const { kind, viewer } = parts.token
  const message = `API rate limit exceeded for ${kind} ID ${viewer.id}.`
  const reset = Math.ceil(parts.clock.now() / 1000) + (fault.resetSeconds ?? 3600)
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
  return respond(refusal(parts, new GitHubError(fault.status ?? 403, message, docs, { headers })))
}

function serverError(
  parts: GitHubParts,
  respond: (reply: Reply) => DelayedResponse,
  fault: ServerError
): DelayedResponse {
  const page = errorPage(fault)
  if (page === undefined) {
    return respond(
      refusal(parts, new GitHubError(fault.status ?? 503, fault.message ?? 'Server Error', '/rest'))
    )
  }
  const { headers, ...plain } = respond({ status: page.status })
  const type = page.contentType === undefined ? {} : { 'content-type': page.contentType }
  const { body, retryAfterSeconds } = page
  return { ...plain, headers: { ...headers, ...type }, body, retryAfterSeconds }
}

function refusal({ edition }: GitHubParts, error: GitHubError): Reply {
  const [version] = /^\d+\.\d+/.exec(GHES_VERSION) ?? []
  const docsUrl = `https://docs.github.com${edition === 'ghes' ? `/enterprise-server@${version}` : ''}`
  return { status: error.status, body: errorBody(error, docsUrl), headers: error.headers }
}

function toResponse(
  { edition, token, clock }: GitHubParts,
  match: Match | undefined,
  reply: Reply
): DelayedResponse {
  const accepted = token.kind === 'installation' ? match?.operation.accepted : undefined
  return {
    delayMs: 0,
    delivery: { kind: 'whole' },
    status: reply.status,
    headers: {
      ...(reply.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      'x-github-request-id': requestId(),
      'x-github-media-type': 'github.v3; format=json',
      // the hourly limit is never reached, except by a fault
      'x-ratelimit-limit': String(HOURLY_LIMIT),
      'x-ratelimit-remaining': String(HOURLY_LIMIT - 1),
      'x-ratelimit-reset': String(Math.ceil(clock.now() / 1000) + 3600),
      ...(accepted === undefined ? {} : { 'x-accepted-github-permissions': accepted }),
      ...(edition === 'ghes' ? { 'x-github-enterprise-version': GHES_VERSION } : {}),
      ...reply.headers
    },
    body: reply.body === undefined ? '' : JSON.stringify(reply.body)
  }
}

/** `8C4A:3F0B1:1A2B3C:2D4E5F:66A1B2C3` */
function requestId(): string {
  const hex = randomBytes(15).toString('hex').toUpperCase()
  return [hex.slice(0, 4), hex.slice(4, 9), hex.slice(9, 15), hex.slice(15, 21), hex.slice(21, 29)].join(':')
}
