import type { JsonObject } from '../cloud/json.ts'
import { requireReadAccess, requireVisible, requireWriteAccess } from './access.ts'
import { simpleUser } from './account.ts'
import { GitHubError, notFound } from './github-error.ts'
import type { Call, Operation, Reply } from './operation.ts'
import { pageOf } from './paging.ts'
import type { Comment, Issue } from './state.ts'

/** In characters, not bytes. */
const MAX_BODY_LENGTH = 65_536

const OF_ISSUE = [
  '/repos/{owner}/{repo}/issues/{issue_number}/comments',
  // used by the Link header
  '/repositories/{repository_id}/issues/{issue_number}/comments'
]
const ONE = ['/repos/{owner}/{repo}/issues/comments/{comment_id}']
const DOCS = '/rest/issues/comments'
const READ_PERMISSIONS = 'issues=read; pull_requests=read'
const WRITE_PERMISSIONS = 'issues=write; pull_requests=write'

/** https://docs.github.com/rest/issues/comments */
export const COMMENT_OPERATIONS: readonly Operation[] = [
  {
    id: 'issues/list-comments',
    method: 'GET',
    paths: OF_ISSUE,
    docs: `${DOCS}#list-issue-comments`,
    accepted: READ_PERMISSIONS,
    run: listComments
  },
  {
    id: 'issues/create-comment',
    method: 'POST',
    paths: OF_ISSUE,
    docs: `${DOCS}#create-an-issue-comment`,
    accepted: WRITE_PERMISSIONS,
    run: createComment
  },
  {
    id: 'issues/get-comment',
    method: 'GET',
    paths: ONE,
    docs: `${DOCS}#get-an-issue-comment`,
    accepted: READ_PERMISSIONS,
    run: getComment
  },
  {
    id: 'issues/update-comment',
    method: 'PATCH',
    paths: ONE,
    docs: `${DOCS}#update-an-issue-comment`,
    accepted: WRITE_PERMISSIONS,
    run: updateComment
  },
  {
    id: 'issues/delete-comment',
    method: 'DELETE',
    paths: ONE,
    docs: `${DOCS}#delete-an-issue-comment`,
    accepted: WRITE_PERMISSIONS,
    run: deleteComment
  }
]

function listComments(call: Call): Reply {
  const issue = issueOf(call)
  requireReadAccess(call.caller, issue, call.docs)
  const since = Date.parse(call.query.get('since') ?? '')
  const all = call.github
    .comments(issue.repository.name, issue.number)
    .filter(({ updatedAt }) => Number.isNaN(since) || updatedAt >= since)
  const url = `${call.api}/repositories/${issue.repository.id}/issues/${issue.number}/comments`
  const { items, link } = pageOf(all, call.query, url)
  return {
    status: 200,
    body: items.map(comment => describe(call, comment)),
    headers: link === undefined ? {} : { link }
  }
}

function createComment(call: Call): Reply {
  const issue = issueOf(call)
  const caller = requireWriteAccess(call.caller, issue, call.docs)
  if (issue.locked && caller.kind === 'installation') {
    const message = 'Unable to create comment because issue is locked.'
    throw new GitHubError(403, message, '/articles/locking-conversations/')
  }
  const body = bodyOf(call)
  const comment = call.github.write(issue.repository.name, issue.number, body, caller.viewer)
  const headers = { location: urlOf(call.api, comment) }
  return { status: 201, body: describe(call, comment), headers }
}

function getComment(call: Call): Reply {
  const { comment, issue } = commentOf(call)
  requireReadAccess(call.caller, issue, call.docs)
  return { status: 200, body: describe(call, comment) }
}

function updateComment(call: Call): Reply {
  const { comment, issue } = commentOf(call)
  requireWriteAccess(call.caller, issue, call.docs)
  call.github.edit(comment.id, bodyOf(call))
  return { status: 200, body: describe(call, commentOf(call).comment) }
}

function deleteComment(call: Call): Reply {
  const { comment, issue } = commentOf(call)
  requireWriteAccess(call.caller, issue, call.docs)
  call.github.remove(comment.id)
  return { status: 204 }
}

/** The issue in the path. @throws GitHubError 404 if it does not exist or is not visible */
function issueOf({ github, caller, params, docs }: Call): Issue {
  const { owner, repo, repository_id: id, issue_number: number } = params
  const repository = github.repository(id === undefined ? `${owner}/${repo}` : Number(id))
  const issue = github.issue(requireVisible(caller, repository, docs).name, Number(number))
  if (issue === undefined) throw notFound(docs)
  return issue
}

function commentOf({ github, caller, params, docs }: Call): { comment: Comment; issue: Issue } {
  const { owner, repo, comment_id: id } = params
  const { name } = requireVisible(caller, github.repository(`${owner}/${repo}`), docs)
  const comment = github.comment(Number(id))
  if (comment?.repository !== name) throw notFound(docs)
  const issue = github.issue(name, comment.number)
  if (issue === undefined) throw notFound(docs)
  return { comment, issue }
}

function bodyOf({ body: { body }, docs }: Call): string {
  const invalid = (why: string) => new GitHubError(422, `Invalid request.\n\n${why}`, docs)
  if (body === undefined) throw invalid('"body" wasn\'t supplied.')
  if (typeof body !== 'string') {
    throw invalid(`For 'properties/body', ${body === null ? 'nil' : JSON.stringify(body)} is not a string.`)
  }
  const failed = (message: string) =>
    new GitHubError(422, 'Validation Failed', docs, {
      errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }]
    })
  if (body.trim() === '') throw failed('Body cannot be blank')
  if (Array.from(body).length > MAX_BODY_LENGTH) {
    throw failed(`Body is too long (maximum is ${MAX_BODY_LENGTH} characters)`)
  }
  return body
}

function describe({ github, api, web }: Call, comment: Comment): JsonObject {
  const { id, repository, number, user, body, createdAt, updatedAt } = comment
  const kind = github.issue(repository, number)?.isPullRequest === false ? 'issues' : 'pull'
  return {
    url: urlOf(api, comment),
    html_url: `${web}/${repository}/${kind}/${number}#issuecomment-${id}`,
    issue_url: `${api}/repos/${repository}/issues/${number}`,
    id,
    node_id: `IC_${Buffer.from(String(id)).toString('base64url')}`,
    user: simpleUser(user, api, web),
    created_at: secondOf(createdAt),
    updated_at: secondOf(updatedAt),
    author_association: user.type === 'Bot' ? 'NONE' : 'MEMBER',
    body
  }
}

function urlOf(api: string, { repository, id }: Comment): string {
  return `${api}/repos/${repository}/issues/comments/${id}`
}

/** `2026-01-02T03:04:05Z` */
function secondOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
