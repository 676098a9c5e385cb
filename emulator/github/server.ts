import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Json } from '../cloud/json.ts'
import type { Clock } from '../cloud/state.ts'
import { deliver } from '../deliver.ts'
import { createAnsweringServer, listen, LOOPBACK, readBody, stop } from '../loopback.ts'
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
  /** `github.com` by default; `ghes` has its API below `/api/v3`, and GraphQL at `/api/graphql`. */
  readonly edition?: Edition
  /** The one token that is good; `ghs_emulator` by default. */
  readonly token?: string
  /** `installation`, as a job's GITHUB_TOKEN, by default. */
  readonly tokenKind?: TokenKind
  /** Whom the token stands for; `github-actions[bot]`, and `octocat` for a user's token, by default. */
  readonly viewer?: Account
  /** Both `write` by default. Given, what is left out is `none`. */
  readonly permissions?: Permissions
  readonly faults?: readonly GitHubFault[]
  /** The system's by default. */
  readonly clock?: Clock
  /** 0, the default, for any free port. */
  readonly port?: number
}

/** One request that GitHub received. */
export interface LoggedGitHubRequest {
  /** GitHub's operation id, `issues/create-comment`; empty where the path leads nowhere. */
  readonly operation: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** What the JSON holds; the text where it is none; undefined without a body. */
  readonly body: Json | undefined
  /** By the emulator's clock, ms. */
  readonly at: number
  /** Of the answer; undefined until it left, and for ever when none did. */
  status: number | undefined
}

/** A running GitHub on the loopback address. */
export interface GitHub {
  /** What a job sees as GITHUB_API_URL, `http://127.0.0.1:<port>`. */
  readonly apiUrl: string
  /** GITHUB_GRAPHQL_URL */
  readonly graphqlUrl: string
  /** GITHUB_SERVER_URL */
  readonly serverUrl: string
  readonly token: string
  readonly faults: GitHubFaults
  /** In the order of arrival. */
  readonly requests: readonly LoggedGitHubRequest[]
  /** The next request of an operation that arrives from now on. */
  nextRequest(operation: string): Promise<LoggedGitHubRequest>
  /** The comments as they are stored, in the order of their ids. */
  comments(repository?: string, number?: number): Comment[]
  /** Somebody comments. @throws Error when there is no such pull request or issue */
  addComment(comment: SeedComment): Comment
  /** Somebody deletes a comment. */
  removeComment(id: number): void
  /** Ends every socket, answers under way included. May be called again. */
  close(): Promise<void>
}

/**
 * Starts a GitHub with comments on pull requests and issues.
 * @throws Error when a seeded comment has no pull request or issue; the system's error when the port is taken
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
  const server = createAnsweringServer(closing.signal, (request, response, signal) =>
    answer(parts, log, request, response, signal)
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

async function answer(
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
