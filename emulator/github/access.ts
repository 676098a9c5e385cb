import type { Account } from './account.ts'
import { GitHubError, notFound } from './github-error.ts'
import type { Issue, Repository } from './state.ts'

/** `installation`: an app's token, such as a job's GITHUB_TOKEN. `user`: a personal access token. */
export type TokenKind = 'installation' | 'user'

/** Like a workflow's `permissions`. Omitted permissions are `none`. */
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
 * Authenticates a call.
 * @returns undefined for a call without a token
 * @throws GitHubError 401 if the token is not valid
 */
export function authenticate(authorization: string | undefined, token: Token): Token | undefined {
  if (authorization === undefined) return undefined
  const [, value] = /^(?:token|bearer) +(\S+) *$/i.exec(authorization) ?? []
  if (value !== token.value) throw new GitHubError(401, 'Bad credentials', '/rest')
  return token
}

/** @throws GitHubError 404, also if the caller must not learn that the repository exists */
export function requireVisible(
  caller: Token | undefined,
  repository: Repository | undefined,
  docs: string
): Repository {
  if (repository === undefined || (caller === undefined && !repository.isPublic)) throw notFound(docs)
  return repository
}

/** @throws GitHubError 403 */
export function requireReadAccess(caller: Token | undefined, issue: Issue, docs: string): void {
  if (issue.repository.isPublic) return
  const levels = levelsOf(caller, issue)
  if (!levels.includes('read') && !levels.includes('write')) throw forbidden(caller, docs)
}

/** @throws GitHubError 401, 403 */
export function requireWriteAccess(caller: Token | undefined, issue: Issue, docs: string): Token {
  if (caller === undefined) throw new GitHubError(401, 'Requires authentication', docs)
  if (!levelsOf(caller, issue).includes('write')) throw forbidden(caller, docs)
  return caller
}

/** For a pull request, either permission is sufficient. */
function levelsOf(caller: Token | undefined, issue: Issue): (string | undefined)[] {
  const { issues, 'pull-requests': pullRequests } = caller?.permissions ?? {}
  return issue.isPullRequest ? [issues, pullRequests] : [issues]
}

/** The error for a valid token without the required permission. */
export function forbidden(caller: Token | undefined, docs: string): GitHubError {
  const by = caller?.kind === 'user' ? 'personal access token' : 'integration'
  return new GitHubError(403, `Resource not accessible by ${by}`, docs)
}
