import { messageOf } from '../errors/action-error.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { readPullRequest } from '../runtime/github.ts'
import type { GitHubContext } from '../runtime/github.ts'
import type { Log } from '../runtime/log.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { renderComment } from './comment.ts'
import { shownOf } from './shown-of.ts'

/** A comment as it shall be on a pull request. */
export interface CommentRequest {
  readonly token: string
  /** `owner/name`. */
  readonly repository: string
  readonly pullRequest: number
  /** The hidden text by which the comment is found again. */
  readonly marker: string
  /** Holds the marker. */
  readonly body: string
  /** Of each request. */
  readonly timeoutMs: number
  /** Aborted when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined
}

export interface CommentService {
  /**
   * Updates this identity's own comment that holds the marker, or makes one.
   * @returns its address
   */
  upsert(request: CommentRequest): Promise<string>
}

/**
 * Tells the pull request how the outcomes ended. A comment that cannot be written is a warning.
 * @param about what tells this comment from others of the same job: the backend and stage, or manifest and shard
 */
export async function commentOn(
  outcomes: readonly Outcome[],
  github: GitHubContext,
  token: string,
  about: string,
  { log, secrets, comments }: { log: Log; secrets: Secrets; comments: CommentService },
  {
    title,
    timeoutMs,
    signal
  }: { readonly title?: string; readonly timeoutMs: number; readonly signal?: AbortSignal }
): Promise<void> {
  const { repository } = github
  const pullRequest = readPullRequest(github.eventPath)
  if (pullRequest === undefined) {
    log.notice(
      'comment-on-pr: there is no pull request in the event that started this run, so none was commented on'
    )
    return
  }
  const key = {
    workflow: github.workflow,
    job: github.job,
    key: about
  }
  try {
    const { marker, body: text } = renderComment(shownOf(outcomes, github, secrets, { title }), key)
    const body = secrets.scrub(text)
    const address = await comments.upsert({ token, repository, pullRequest, marker, body, timeoutMs, signal })
    log.info(`commented on the pull request: ${address}`)
  } catch (error) {
    log.warning(`the pull request could not be commented on: ${messageOf(error)}`)
  }
}
