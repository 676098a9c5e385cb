import { GITHUB_CODES } from '../errors/action-codes.ts'
import { ActionError, messageOf } from '../errors/action-error.ts'
import { isObject } from '../model/json.ts'
import { isMarkedBy } from '../report/sinks/comment.ts'
import type { CommentRequest, CommentService, WrittenComment } from '../report/sinks/comment.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Environment } from '../runtime/github.ts'
import { createExchange } from '../runtime/http.ts'
import type { Exchange, HttpResponse, HttpRequest } from '../runtime/http.ts'
import { readProxySettings } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { oneLine } from '../runtime/text.ts'
import { TransportError } from '../runtime/transport-error.ts'

const PAGE_SIZE = 100

type Octokit = ReturnType<typeof import('@actions/github').getOctokit>

/** A comment as GitHub returns it. A truncated response may have a success status as well. */
interface Comment {
  readonly id: number
  readonly body?: string | undefined
  readonly html_url: string
  readonly user: { readonly login: string } | null
}

/** Comments on pull requests of the GitHub server of the job. The client is loaded when the first comment is written. */
export function createCommentService(
  env: Environment,
  clock: Clock,
  { scrub }: Pick<Secrets, 'scrub'>
): CommentService {
  return {
    async upsert(request) {
      const exchange = createExchange({
        proxyFor: readProxySettings(env).proxyFor,
        maxBodyBytes: MAX_BODY_BYTES
      })
      try {
        return await upsert(
          request,
          env['GITHUB_API_URL'] || 'https://api.github.com',
          fetchOver(exchange, clock, request),
          scrub
        )
      } catch (error) {
        throw explain(error, scrub)
      }
    }
  }
}

const MAX_BODY_BYTES = 32 * 1024 * 1024

async function upsert(
  request: CommentRequest,
  baseUrl: string,
  fetch: ReturnType<typeof fetchOver>,
  scrub: Secrets['scrub']
): Promise<WrittenComment> {
  const { getOctokit } = await import('@actions/github')
  const octokit = getOctokit(request.token, { baseUrl, request: { fetch } })
  const conversation = openConversation(octokit, request)
  const marked = await conversation.marked()
  if (marked.length === 0) return written(await conversation.create())
  const login = await loginOf(octokit)
  // if GitHub does not return the token's login, a new comment shows it; that comment stays if it is the only one
  const proof = login === undefined ? await conversation.create() : undefined
  const own = marked.filter(({ user }) => isSame(user?.login, login ?? proof?.user?.login))
  const updated = await updateOldest(conversation, own)
  if (updated === undefined) return written(proof ?? (await conversation.create()))
  const extra = [...updated.others, ...(proof === undefined ? [] : [proof])]
  return written(updated.comment, await removeAll(conversation, extra, scrub))
}

/** Compares logins case-insensitively. An unknown author never matches, because anyone can write this action's marker into a comment. */
function isSame(login: string | undefined, other: string | undefined): boolean {
  return login !== undefined && login.toLowerCase() === other?.toLowerCase()
}

function written(comment: Comment, leftOver?: string): WrittenComment {
  const { html_url: address } = comment
  return { address: typeof address === 'string' ? address : 'GitHub did not return its URL', leftOver }
}

/** The comments of the pull request, and the operations on them. */
interface Conversation {
  /** The comments that contain the marker, oldest first, by any author. */
  marked(): Promise<Comment[]>
  create(): Promise<Comment>
  update(comment: Comment): Promise<Comment>
  remove(comment: Comment): Promise<void>
}

function openConversation(octokit: Octokit, request: CommentRequest): Conversation {
  const { issues } = octokit.rest
  const { pullRequest: issue_number, body, marker } = request
  const [owner = '', repo = ''] = request.repository.split('/')
  return {
    async marked() {
      const place = { owner, repo, issue_number, per_page: PAGE_SIZE }
      const found = await octokit.paginate(issues.listComments, place, ({ data }) => markedOf(data, marker))
      return found.sort((one, other) => one.id - other.id)
    },
    create: async () => (await issues.createComment({ owner, repo, issue_number, body })).data,
    update: async ({ id }) => (await issues.updateComment({ owner, repo, comment_id: id, body })).data,
    async remove({ id }) {
      await issues.deleteComment({ owner, repo, comment_id: id })
    }
  }
}

function markedOf(data: unknown, marker: string): Comment[] {
  if (!Array.isArray(data)) throw new Error('GitHub returned no list of comments')
  return (data as Comment[]).filter(({ body }) => isMarkedBy(marker, body ?? ''))
}

/** Updates the oldest comment that still exists; `undefined` if all were deleted since they were listed. */
async function updateOldest(
  conversation: Conversation,
  own: readonly Comment[]
): Promise<{ comment: Comment; others: readonly Comment[] } | undefined> {
  for (const [index, comment] of own.entries()) {
    try {
      return { comment: await conversation.update(comment), others: own.slice(index + 1) }
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
  return undefined
}

/** @returns why a comment could not be deleted; `undefined` if all were */
async function removeAll(
  conversation: Conversation,
  comments: readonly Comment[],
  scrub: Secrets['scrub']
): Promise<string | undefined> {
  for (const comment of comments) {
    try {
      await conversation.remove(comment)
    } catch (error) {
      // the others would fail the same way
      if (!isGone(error)) return explain(error, scrub).message
    }
  }
  return undefined
}

function isGone(error: unknown): boolean {
  return isObject(error) && (error['status'] === 404 || error['status'] === 410)
}

/**
 * The login of the token; `undefined` if GitHub refuses to return it. The token of an app, such as a workflow's own, is not allowed
 * to call `GET /user`; GraphQL's `viewer` works with every token, if the server has GraphQL. Other failures are thrown.
 */
async function loginOf(octokit: Octokit): Promise<string | undefined> {
  let viewerError: Error | undefined
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } | null }>('{ viewer { login } }')
    if (viewer !== null) return viewer.login
  } catch (error) {
    viewerError = error instanceof Error ? error : new Error(messageOf(error))
  }
  try {
    return (await octokit.rest.users.getAuthenticated()).data.login
  } catch (userError) {
    if (viewerError !== undefined && !isRefusal(viewerError)) throw viewerError
    if (!isRefusal(userError)) throw userError
    return undefined
  }
}

/** Whether GitHub refused the call to this token, or does not have the API. */
function isRefusal(error: unknown): boolean {
  if (!isObject(error)) return false
  if (error['name'] === 'GraphqlResponseError') return true
  const status = Number(error['status'])
  return status >= 400 && status < 500 && status !== 429 && !isRateLimit(error)
}

/** The error with its meaning and cure. */
function explain(error: unknown, scrub: Secrets['scrub']): ActionError {
  const code = codeOf(error)
  const { meaning, cure } = GITHUB_CODES[code]
  const message = `${meaning} ${cure} GitHub says: ${oneLine(scrub(messageOf(error)), 500)}`
  return new ActionError(code, message, { cure, cause: error })
}

function codeOf(error: unknown): keyof typeof GITHUB_CODES {
  if (!isObject(error)) return 'GitHub'
  switch (Number(error['status'])) {
    case 401:
      return 'GitHub.401'
    case 403:
      return isRateLimit(error) ? 'GitHub.RateLimit' : 'GitHub.403'
    case 404:
      return 'GitHub.404'
    case 422:
      return 'GitHub.422'
    case 429:
      return 'GitHub.RateLimit'
    default:
      return 'GitHub'
  }
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: a rate limit can also be a 403. */
function isRateLimit({ response, message }: Record<string, unknown>): boolean {
  const headers = isObject(response) && isObject(response['headers']) ? response['headers'] : {}
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    (typeof message === 'string' && /rate limit/i.test(message))
  )
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const
/** The attempts for a read. A write gets one: a repeated write could create a second comment. */
const READ_ATTEMPTS = 3
const FIRST_DELAY_MS = 500

/** The part of `fetch` that the GitHub client uses, on top of an Exchange, with the step's proxies, limits and time-outs. */
function fetchOver(
  exchange: Exchange,
  clock: Clock,
  { timeoutMs, signal }: Pick<CommentRequest, 'timeoutMs' | 'signal'>
): (url: string | URL, init?: { method?: string; headers?: unknown; body?: unknown }) => Promise<Response> {
  return async (url, { method: name = 'GET', headers = {}, body } = {}) => {
    const method = METHODS.find(known => known === name)
    if (method === undefined) throw new Error(`unsupported method ${name}`)
    const request = {
      method,
      url: new URL(url),
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      ...(typeof body === 'string' ? { body } : {}),
      timeoutMs,
      signal
    }
    const response = isRead(request)
      ? await readWithRetries(request, exchange, clock)
      : await exchange(request)
    if (!isFromGitHub(request, response)) {
      throw new Error(`HTTP ${response.status} without JSON, which is not a response of its API`)
    }
    const responseHeaders = Object.entries(response.headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value ?? '']).map((one): [string, string] => [name, one])
    )
    const isEmpty = response.status === 204 || response.status === 205 || response.status === 304
    return new Response(isEmpty ? null : response.body, { status: response.status, headers: responseHeaders })
  }
}

/** The client takes a redirect and any page with a success status for a success, and an empty one for a list without comments. */
function isFromGitHub({ method }: Pick<HttpRequest, 'method'>, { status, headers }: HttpResponse): boolean {
  if (status >= 400) return true
  if (method === 'DELETE') return status < 300
  return status < 300 && status !== 204 && /json/i.test(headers['content-type'] ?? '')
}

/** A GraphQL query is a POST that changes nothing. */
function isRead({ method, url, body }: Pick<HttpRequest, 'method' | 'url' | 'body'>): boolean {
  if (method !== 'POST') return method === 'GET'
  return url.pathname.endsWith('/graphql') && typeof body === 'string' && isQuery(JSON.parse(body))
}

/** Whether a document starts with a query, and no mutation or subscription follows. */
function isQuery(operation: unknown): boolean {
  const query = isObject(operation) ? operation['query'] : undefined
  return (
    typeof query === 'string' &&
    /^\s*(?:query\b|\{)/.test(query) &&
    !/\}\s*(?:mutation|subscription)\b/.test(query)
  )
}

async function readWithRetries(
  request: HttpRequest,
  exchange: Exchange,
  clock: Clock
): Promise<HttpResponse> {
  for (let left = READ_ATTEMPTS - 1, delayMs = FIRST_DELAY_MS; ; left--, delayMs *= 2) {
    try {
      const response = await exchange(request)
      if (left === 0 || isFinal(response)) return response
    } catch (error) {
      if (left === 0 || !(error instanceof TransportError) || request.signal?.aborted === true) throw error
    }
    await clock.sleep(delayMs * (0.5 + clock.random() / 2), request.signal)
  }
}

/** Whether a retry would not help: a success is JSON, and a client error is permanent. */
function isFinal({ status, body }: HttpResponse): boolean {
  if (status >= 400 && status < 500) return true
  try {
    return status < 300 && typeof JSON.parse(body) === 'object'
  } catch {
    return false
  }
}
