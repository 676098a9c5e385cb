import { ActionError, messageOf } from '../errors/action-error.ts'
import { GITHUB_CODES } from '../errors/github-codes.ts'
import { isObject } from '../model/json.ts'
import { isMarkedBy } from '../report/sinks/comment.ts'
import type { CommentRequest, CommentService } from '../report/sinks/comment.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Environment } from '../runtime/github.ts'
import { createExchange } from '../runtime/http.ts'
import { readProxySettings } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { oneLine } from '../runtime/text.ts'
import { fetchOver } from './fetch.ts'

/** Who a workflow's own token is, where the server does not say. */
const ACTIONS_BOT = 'github-actions[bot]'
const PAGE_SIZE = 100

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
          fetchOver(exchange, clock, request)
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
  fetch: ReturnType<typeof fetchOver>
): Promise<string> {
  const { getOctokit } = await import('@actions/github')
  const octokit = getOctokit(request.token, { baseUrl, request: { fetch } })
  const [owner = '', repo = ''] = request.repository.split('/')
  const marked = await octokit.paginate(
    octokit.rest.issues.listComments,
    { owner, repo, issue_number: request.pullRequest, per_page: PAGE_SIZE },
    ({ data }) => markedOf(data, request.marker)
  )
  const own = marked.length === 0 ? undefined : await firstOwn(marked, () => identityOf(octokit))
  const { data } =
    own === undefined
      ? await octokit.rest.issues.createComment({
          owner,
          repo,
          issue_number: request.pullRequest,
          body: request.body
        })
      : await octokit.rest.issues.updateComment({ owner, repo, comment_id: own.id, body: request.body })
  // an answer that was cut off may still be one of success
  return typeof data.html_url === 'string' ? data.html_url : 'its address was not answered'
}

function markedOf(data: unknown, marker: string): Comment[] {
  if (!Array.isArray(data)) throw new Error('GitHub answered no list of comments')
  return (data as Comment[]).filter(({ body }) => isMarkedBy(marker, body ?? ''))
}

/** Anybody can write our marker into a comment: only one of this token's own identity is ours. */
async function firstOwn(
  comments: readonly Comment[],
  identity: () => Promise<string>
): Promise<Comment | undefined> {
  const login = await identity()
  return comments.find(({ user }) => user?.login.toLowerCase() === login.toLowerCase())
}

/**
 * Who the token is. The token of a workflow may not ask `GET /user`; GraphQL's `viewer` answers every token. Where
 * both are refused, it is taken for the workflow's own. A server that fails says nothing about it.
 */
async function identityOf(octokit: ReturnType<typeof import('@actions/github').getOctokit>): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('{ viewer { login } }')
    return viewer.login
  } catch (viewerError) {
    try {
      return (await octokit.rest.users.getAuthenticated()).data.login
    } catch (userError) {
      if (!isRefusal(viewerError)) throw viewerError
      if (!isRefusal(userError)) throw userError
      return ACTIONS_BOT
    }
  }
}

/** Whether GitHub says that this token may not ask, or that there is nothing to be asked. */
function isRefusal(error: unknown): boolean {
  if (!isObject(error)) return false
  if (error['name'] === 'GraphqlResponseError') return true
  return (error['status'] === 403 && !isRateLimit(error)) || error['status'] === 404
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
