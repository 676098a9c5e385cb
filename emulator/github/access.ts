import type { Account } from './account.ts'
import { GitHubError, notFound } from './github-error.ts'
import type { Issue, Repository } from './state.ts'

/** `installation`: an app's, as a job's GITHUB_TOKEN is. `user`: a personal access token. */
export type TokenKind = 'installation' | 'user'

/** As a workflow's `permissions`. What is left out is `none`. */
export interface Permissions {
  readonly issues?: 'write' | 'read' | 'none'
  readonly 'pull-requests'?: 'write' | 'read' | 'none'
}

export interface Token {
  readonly value: string
  readonly kind: TokenKind
  readonly viewer: Account
  readonly permissions: Permissions
}

/**
 * Who calls.
 * @returns undefined for a call without a token
 * @throws GitHubError 401 for any other than the token
 */
export function authenticate(authorization: string | undefined, token: Token): Token | undefined {
  if (authorization === undefined) return undefined
  const [, value] = /^(?:token|bearer) +(\S+) *$/i.exec(authorization) ?? []
  if (value !== token.value) throw new GitHubError(401, 'Bad credentials', '/rest')
  return token
}

/** @throws GitHubError 404 as well where the caller must not even know that the repository is there */
export function demandSight(
  caller: Token | undefined,
  repository: Repository | undefined,
  docs: string
): Repository {
  if (repository === undefined || (caller === undefined && !repository.isPublic)) throw notFound(docs)
  return repository
}

/** @throws GitHubError 403 */
export function demandRead(caller: Token | undefined, issue: Issue, docs: string): void {
  if (issue.repository.isPublic) return
  const levels = levelsOf(caller, issue)
  if (!levels.includes('read') && !levels.includes('write')) throw notAccessible(caller, docs)
}

/** @throws GitHubError 401, 403 */
export function demandWrite(caller: Token | undefined, issue: Issue, docs: string): Token {
  if (caller === undefined) throw new GitHubError(401, 'Requires authentication', docs)
  if (!levelsOf(caller, issue).includes('write')) throw notAccessible(caller, docs)
  return caller
}

/** For a pull request either permission will do. */
function levelsOf(caller: Token | undefined, issue: Issue): (string | undefined)[] {
  const { issues, 'pull-requests': pullRequests } = caller?.permissions ?? {}
  return issue.isPullRequest ? [issues, pullRequests] : [issues]
}

/** The token is good and the place is known, but the token may not go there. */
export function notAccessible(caller: Token | undefined, docs: string): GitHubError {
  const by = caller?.kind === 'user' ? 'personal access token' : 'integration'
  return new GitHubError(403, `Resource not accessible by ${by}`, docs)
}
