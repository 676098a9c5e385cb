import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { identityOf } from '../../model/target.ts'
import type { Target } from '../../model/target.ts'
import { readPullRequest } from '../../runtime/github.ts'
import type { Log } from '../../runtime/log.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import { WHOLE, fitted } from '../budget.ts'
import type { Budget } from '../budget.ts'
import { link, markup } from '../markdown.ts'
import type { Markdown } from '../markdown.ts'
import { limitedTo, renderBlocks } from '../page.ts'
import type { PageContent } from '../page.ts'
import { pageContentOf } from './sink.ts'
import type { Sink } from './sink.ts'

/** A comment to write on a pull request. */
export interface CommentRequest {
  readonly token: string
  /** `owner/name`. */
  readonly repository: string
  readonly pullRequest: number
  /** The hidden text that identifies the comment. */
  readonly marker: string
  /** Holds the marker. */
  readonly body: string
  /** Of each request. */
  readonly timeoutMs: number
  /** Aborted when the step no longer waits for it. */
  readonly signal?: AbortSignal | undefined
}

export interface CommentService {
  /** Updates this identity's own comment that holds the marker, or creates one. Of several, keeps the oldest. */
  upsert(request: CommentRequest): Promise<WrittenComment>
}

export interface WrittenComment {
  readonly address: string
  /** Why a duplicate of the comment could not be deleted. */
  readonly leftOver?: string | undefined
}

/** For all pages of comments together, since the job waits. */
const LONGEST_COMMENT_MS = 60_000

export function createCommentSink(tools: {
  readonly log: Log
  readonly secrets: Secrets
  readonly comments: CommentService
}): Sink {
  const { log, secrets, comments } = tools
  return {
    name: 'comment on the pull request',
    async publish(view) {
      const { github, comment } = view
      if (comment === undefined) return
      const pullRequest = readPullRequest(github.eventPath)
      if (pullRequest === undefined) {
        log.notice('comment-on-pr: the event of this run has no pull request, so no comment was written')
        return
      }
      const { token, subject, timeoutMs, signal = AbortSignal.timeout(LONGEST_COMMENT_MS) } = comment
      const { repository, workflow, job } = github
      const { marker, body } = renderComment(pageContentOf(view), { workflow, job, subject })
      const { address, leftOver } = await comments.upsert({
        token,
        repository,
        pullRequest,
        marker,
        body: secrets.scrub(body),
        timeoutMs,
        signal
      })
      log.info(`commented on the pull request: ${address}`)
      if (leftOver !== undefined) {
        log.warning(`a duplicate of the comment on the pull request could not be deleted: ${leftOver}`)
      }
    }
  }
}

/** A comment that is created once, then updated in place. */
export interface PullRequestComment {
  /** Its first line; it and the author identify a comment. */
  readonly marker: string
  /** The whole text, with the marker. */
  readonly body: string
}

/** GitHub's limit is 65,536. */
const MAX_COMMENT_CHARACTERS = 64_000

/** Shorter than the summary, which has the rest. */
const BRIEF: Budget = {
  ...WHOLE,
  apis: 0,
  failedApis: 20,
  timeline: false,
  changes: 20,
  extras: 10,
  rows: 200,
  text: 1000
}

/** The comment on a pull request: the summary's content, shorter. */
export function renderComment(
  report: PageContent,
  key: CommentKey,
  maxCharacters = MAX_COMMENT_CHARACTERS
): PullRequestComment {
  const marker = markerOf(key)
  const run = link('The run', report.context.runUrl)
  const cutNote = (cuts: string): Markdown => markup`*Not shown here: ${cuts}.*`
  const foot = markup`${run} has the log and the full summary.`.source
  const limit = maxCharacters - marker.length - foot.length - 3
  const text = fitted(
    budget => renderBlocks(report, budget, cutNote),
    limit,
    body => body.length,
    limitedTo(report, BRIEF)
  )
  return { marker, body: `${marker}\n${text}\n\n${foot}` }
}

/** What a comment is about. */
export interface CommentSubject {
  /** Of the step; a target may have its own. */
  readonly regionId: string | undefined
  readonly targets: readonly Target[]
  readonly manifest:
    | {
        readonly path: string
        readonly selection: { readonly stageName: string; readonly targets: 'all' | readonly string[] }
        readonly shard: { readonly index: number | '*'; readonly count: number }
      }
    | undefined
}

/**
 * What distinguishes a comment from others of the same workflow and job: the target or, for a manifest, the selection as
 * the author wrote it, so that a target added to the file does not start another comment. `./m.yml` and `m.yml` are one
 * file.
 */
export function commentSubject({ regionId = '', manifest, targets }: CommentSubject): string {
  if (manifest === undefined) {
    return JSON.stringify(targets.map(target => [regionId, ...identityOf(target)]))
  }
  const { path, selection, shard } = manifest
  const names = selection.targets === 'all' ? 'all' : [...new Set(selection.targets)].sort()
  return JSON.stringify([
    posix.normalize(path),
    selection.stageName,
    names,
    regionId,
    shard.index,
    shard.count
  ])
}

/** What distinguishes a comment from others on the same pull request. */
export interface CommentKey {
  readonly workflow: string
  readonly job: string
  /** See `commentSubject`. */
  readonly subject: string
}

/** An invisible HTML comment. A hash, so that no name can end it or be read in it. */
export function markerOf({ workflow, job, subject }: CommentKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([workflow, job, subject]))
    .digest('hex')
  return `<!-- switch-backend ${hash.slice(0, 32)} -->`
}

/**
 * Whether a comment's body begins with the marker. Anyone can copy a marker, so a comment is ours only if its author is
 * also this token's identity.
 */
export function isMarkedBy(marker: string, body: string): boolean {
  return body.startsWith(marker) && /^\s*(?:[\r\n]|$)/.test(body.slice(marker.length))
}
