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

/** As GitHub answers it. An answer that was cut off may be of success, too. */
interface Comment {
  readonly id: number
  readonly body?: string | undefined
  readonly html_url: string
  readonly user: { readonly login: string } | null
}

/** Comments on pull requests of the server that the job runs on. The client is loaded when the first one is written. */
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
  // where nobody says who the token is, a comment of its own does: it stays if it is the only one
  const proof = login === undefined ? await conversation.create() : undefined
  const own = marked.filter(({ user }) => isSame(user?.login, login ?? proof?.user?.login))
  const updated = await updateOldest(conversation, own)
  if (updated === undefined) return written(proof ?? (await conversation.create()))
  const extra = [...updated.others, ...(proof === undefined ? [] : [proof])]
  return written(updated.comment, await removeAll(conversation, extra, scrub))
}

/** Logins are compared without regard to case. Anybody can write our marker into a comment: nobody is not this token. */
function isSame(login: string | undefined, other: string | undefined): boolean {
  return login !== undefined && login.toLowerCase() === other?.toLowerCase()
}

function written(comment: Comment, leftOver?: string): WrittenComment {
  const { html_url: address } = comment
  return { address: typeof address === 'string' ? address : 'its address was not answered', leftOver }
}

/** The comments of the pull request, and what is done to them. */
interface Conversation {
  /** Those that hold the marker, the oldest first, whoever wrote them. */
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
  if (!Array.isArray(data)) throw new Error('GitHub answered no list of comments')
  return (data as Comment[]).filter(({ body }) => isMarkedBy(marker, body ?? ''))
}

/** Updates the oldest that is still there; `undefined` where each was deleted since they were listed. */
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

/** @returns why a comment is still there; `undefined` where none is */
async function removeAll(
  conversation: Conversation,
  comments: readonly Comment[],
  scrub: Secrets['scrub']
): Promise<string | undefined> {
  for (const comment of comments) {
    try {
      await conversation.remove(comment)
    } catch (error) {
      // what fails for one fails for the others
      if (!isGone(error)) return explain(error, scrub).message
    }
  }
  return undefined
}

function isGone(error: unknown): boolean {
  return isObject(error) && (error['status'] === 404 || error['status'] === 410)
}

/**
 * Who the token is; `undefined` where nobody says so to it. The token of an app, as a workflow's own is, may not ask
 * `GET /user`; GraphQL's `viewer` answers every token, where there is GraphQL. A server that fails says nothing about it.
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

/** Whether GitHub says that this token may not ask, or that there is nothing to be asked. */
function isRefusal(error: unknown): boolean {
  if (!isObject(error)) return false
  if (error['name'] === 'GraphqlResponseError') return true
  const status = Number(error['status'])
  return status >= 400 && status < 500 && status !== 429 && !isRateLimit(error)
}

/** What GitHub refused, and what would allow it. */
function explain(error: unknown, scrub: Secrets['scrub']): ActionError {
  const code = codeOf(error)
  const { meaning, cure } = GITHUB_CODES[code]
  const message = `${meaning} ${cure} It says: ${oneLine(scrub(messageOf(error)), 500)}`
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

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: a limit is a 403 as well. */
function isRateLimit({ response, message }: Record<string, unknown>): boolean {
  const headers = isObject(response) && isObject(response['headers']) ? response['headers'] : {}
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    (typeof message === 'string' && /rate limit/i.test(message))
  )
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const
/** A read is tried as often; a write once, since a comment that was made twice stays twice. */
const TRIES_OF_A_READ = 3
const FIRST_DELAY_MS = 500

/** The part of `fetch` that the GitHub client uses, over an Exchange: proxies, limits and time-outs are the step's own. */
function fetchOver(
  exchange: Exchange,
  clock: Clock,
  { timeoutMs, signal }: Pick<CommentRequest, 'timeoutMs' | 'signal'>
): (url: string | URL, init?: { method?: string; headers?: unknown; body?: unknown }) => Promise<Response> {
  return async (url, { method: wanted = 'GET', headers = {}, body } = {}) => {
    const method = METHODS.find(known => known === wanted)
    if (method === undefined) throw new Error(`the method ${wanted} is not used here`)
    const request = {
      method,
      url: new URL(url),
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      ...(typeof body === 'string' ? { body } : {}),
      timeoutMs,
      signal
    }
    const answer = isRead(request) ? await readAgain(request, exchange, clock) : await exchange(request)
    const answered = Object.entries(answer.headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value ?? '']).map((one): [string, string] => [name, one])
    )
    const empty = answer.status === 204 || answer.status === 205 || answer.status === 304
    return new Response(empty ? null : answer.body, { status: answer.status, headers: answered })
  }
}

/** A query of GraphQL is a POST, and changes nothing. */
function isRead({ method, url, body }: Pick<HttpRequest, 'method' | 'url' | 'body'>): boolean {
  if (method !== 'POST') return method === 'GET'
  return url.pathname.endsWith('/graphql') && typeof body === 'string' && isQuery(JSON.parse(body))
}

/** Whether an operation begins as a query does, and no other operation follows in the document. */
function isQuery(operation: unknown): boolean {
  const query = isObject(operation) ? operation['query'] : undefined
  return (
    typeof query === 'string' &&
    /^\s*(?:query\b|\{)/.test(query) &&
    !/\}\s*(?:mutation|subscription)\b/.test(query)
  )
}

async function readAgain(request: HttpRequest, exchange: Exchange, clock: Clock): Promise<HttpResponse> {
  for (let left = TRIES_OF_A_READ - 1, delayMs = FIRST_DELAY_MS; ; left--, delayMs *= 2) {
    try {
      const answer = await exchange(request)
      if (left === 0 || isResponse(answer)) return answer
    } catch (error) {
      if (left === 0 || !(error instanceof TransportError) || request.signal?.aborted === true) throw error
    }
    await clock.sleep(delayMs * (0.5 + clock.random() / 2), request.signal)
  }
}

/** Whether asking again would bring nothing better: a good answer is JSON, and a refusal stays one. */
function isResponse({ status, body }: HttpResponse): boolean {
  if (status >= 400 && status < 500) return true
  try {
    return status < 300 && typeof JSON.parse(body) === 'object'
  } catch {
    return false
  }
}
