import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Json } from '../cloud/json.ts'
import type { Clock } from '../cloud/state.ts'
import { deliver } from '../deliver.ts'
import { createRequestServer, listen, LOOPBACK, readBody, stop } from '../loopback.ts'
import { RequestLog } from '../request-log.ts'
import type { Permissions, TokenKind } from './access.ts'
import type { Account } from './account.ts'
import { ACTIONS_BOT, OCTOCAT } from './account.ts'
import type { GitHubParts } from './exchange.ts'
import { exchange } from './exchange.ts'
import type { GitHubFault } from './faults.ts'
import { GitHubFaults } from './faults.ts'
import type { Edition } from './operations.ts'
import { graphqlRoot, matchOperation, restRoot } from './operations.ts'
import type { Comment, GitHubSeed, SeedComment } from './state.ts'
import { GitHubState } from './state.ts'

export interface GitHubOptions extends GitHubSeed {
  /** Defaults to `github.com`. `ghes` serves the API below `/api/v3` and GraphQL at `/api/graphql`. */
  readonly edition?: Edition
  /** The only valid token. Defaults to `ghs_emulator`. */
  readonly token?: string
  /** Defaults to `installation`, like a job's GITHUB_TOKEN. */
  readonly tokenKind?: TokenKind
  /** The token's account. Defaults to `github-actions[bot]`, or `octocat` for a user's token. */
  readonly viewer?: Account
  /** Defaults to `write` for both. If set, omitted permissions are `none`. */
  readonly permissions?: Permissions
  readonly faults?: readonly GitHubFault[]
  /** Defaults to the system clock. */
  readonly clock?: Clock
  /** Defaults to 0, any free port. */
  readonly port?: number
}

/** One request that GitHub received. */
export interface LoggedGitHubRequest {
  /** GitHub's operation ID, such as `issues/create-comment`; empty if no operation matches. */
  readonly operation: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** The parsed JSON body, or the text if it is not JSON; undefined without a body. */
  readonly body: Json | undefined
  /** Time of arrival by the emulator's clock, in ms. */
  readonly at: number
  /** The response's status; undefined until it is sent, and if none is. */
  status: number | undefined
}

/** A running GitHub emulator on the loopback address. */
export interface GitHub {
  /** GITHUB_API_URL, `http://127.0.0.1:<port>` */
  readonly apiUrl: string
  /** GITHUB_GRAPHQL_URL */
  readonly graphqlUrl: string
  /** GITHUB_SERVER_URL */
  readonly serverUrl: string
  readonly token: string
  readonly faults: GitHubFaults
  /** In order of arrival. */
  readonly requests: readonly LoggedGitHubRequest[]
  /** Resolves with the next request for an operation. */
  nextRequest(operation: string): Promise<LoggedGitHubRequest>
  /** The stored comments, in order of their IDs. */
  comments(repository?: string, number?: number): Comment[]
  /** Adds a comment by another user. @throws Error if there is no such pull request or issue */
  addComment(comment: SeedComment): Comment
  /** Deletes a comment as another user. */
  removeComment(id: number): void
  /** Closes every socket, including responses in progress. Idempotent. */
  close(): Promise<void>
}

/**
 * Starts a GitHub emulator with comments on pull requests and issues.
 * @throws Error if a seeded comment has no pull request or issue; the system's error if the port is in use
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const { edition = 'github.com', tokenKind: kind = 'installation', clock = Date, port = 0 } = options
  const github = new GitHubState(options, clock)
  const faults = new GitHubFaults(options.faults)
  const token = {
    value: options.token ?? 'ghs_emulator',
    kind,
    viewer: options.viewer ?? (kind === 'installation' ? ACTIONS_BOT : OCTOCAT),
    permissions: options.permissions ?? ({ issues: 'write', 'pull-requests': 'write' } as const)
  }
  const parts = { edition, github, faults, token, clock }
  const log = new RequestLog<LoggedGitHubRequest>()
  const closing = new AbortController()
  const server = createRequestServer(closing.signal, (request, response, signal) =>
    handle(parts, log, request, response, signal)
  )
  const serverUrl = `http://${LOOPBACK}:${await listen(server, port)}`
  return {
    apiUrl: `${serverUrl}${restRoot(edition)}`,
    graphqlUrl: `${serverUrl}${graphqlRoot(edition)}/graphql`,
    serverUrl,
    token: token.value,
    faults,
    requests: log.requests,
    nextRequest: operation => log.next(request => request.operation === operation),
    comments: (repository, number) => github.comments(repository, number),
    addComment: comment => github.addComment(comment),
    removeComment: id => github.remove(id),
    close: async () => {
      closing.abort()
      await stop(server)
    }
  }
}

async function handle(
  parts: GitHubParts,
  log: RequestLog<LoggedGitHubRequest>,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal
): Promise<void> {
  const { method = 'GET', headers } = request
  const [path = '/', ...rest] = (request.url ?? '/').split('?')
  const query = new URLSearchParams(rest.join('?'))
  const body = (await readBody(request)).body.toString('utf8')
  const entry: LoggedGitHubRequest = {
    operation: matchOperation(parts.edition, method, path)?.operation.id ?? '',
    method,
    path,
    query: Object.fromEntries(query),
    headers,
    body: valueOf(body),
    at: parts.clock.now(),
    status: undefined
  }
  log.add(entry, path.length + 2 * body.length)
  const result = exchange(parts, { method, path, query, headers, body })
  if (result.delivery.kind !== 'hang' && result.delivery.kind !== 'reset') entry.status = result.status
  await deliver(response, result, signal)
}

function valueOf(body: string): Json | undefined {
  if (body === '') return undefined
  try {
    return JSON.parse(body) as Json
  } catch {
    return body
  }
}
