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
import { renderBlocks } from '../page.ts'
import type { Shown } from '../page.ts'
import { shownOf } from './sink.ts'
import type { Sink } from './sink.ts'

/** A comment as it is to be on a pull request. */
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
  /** Updates this identity's own comment that holds the marker, or makes one. Of several, the oldest stays. */
  upsert(request: CommentRequest): Promise<WrittenComment>
}

export interface WrittenComment {
  readonly address: string
  /** Why another comment of this identity with the marker is still there. */
  readonly leftOver?: string | undefined
}

/** However many pages of comments there are: the job waits for it. */
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
        log.notice(
          'comment-on-pr: there is no pull request in the event that started this run, so none was commented on'
        )
        return
      }
      const { token, subject, timeoutMs, signal = AbortSignal.timeout(LONGEST_COMMENT_MS) } = comment
      const { repository, workflow, job } = github
      const { marker, body } = renderComment(shownOf(view), { workflow, job, subject })
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

/** A comment that is written once and updated in place after that. */
export interface PullRequestComment {
  /** Its first line; a comment is looked for by it, and by its author. */
  readonly marker: string
  /** The whole text, the marker in it. */
  readonly body: string
}

/** GitHub takes 65,536. */
const MAX_COMMENT_CHARACTERS = 64_000

/** Shorter than the summary from the start: what can be looked up there is not repeated. */
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
  end: Shown,
  key: CommentKey,
  maxCharacters = MAX_COMMENT_CHARACTERS
): PullRequestComment {
  const marker = markerOf(key)
  const run = link('The run', end.context.runUrl)
  const cutNote = (cuts: string): Markdown => markup`*Not shown here: ${cuts}.*`
  const foot = markup`${run} has the log, and a summary with everything.`.source
  const limit = maxCharacters - marker.length - foot.length - 3
  const text = fitted(
    budget => renderBlocks(end, budget, cutNote),
    limit,
    body => body.length,
    BRIEF
  )
  return { marker, body: `${marker}\n${text}\n\n${foot}` }
}

/** What a comment is about. */
export interface CommentSubject {
  /** Of the step; a target may live in another. */
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
 * What tells a comment from the others of the same workflow and job: the target; of a manifest, which part of it is selected,
 * as it was written, so that a target more in the file does not begin another comment; `./m.yml` and `m.yml` are one file.
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

/** What tells one comment from the others of a pull request. */
export interface CommentKey {
  readonly workflow: string
  readonly job: string
  /** Of `commentSubject`. */
  readonly subject: string
}

/** An HTML comment that no reader sees. A hash, so that no name can end it or be read in it. */
export function markerOf({ workflow, job, subject }: CommentKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([workflow, job, subject]))
    .digest('hex')
  return `<!-- switch-backend ${hash.slice(0, 32)} -->`
}

/**
 * Whether a comment's body begins with the marker. It does not say who wrote it: anybody can copy a
 * marker, so a comment is ours only if its author is the identity of this token, too.
 */
export function isMarkedBy(marker: string, body: string): boolean {
  return body.startsWith(marker) && /^\s*(?:[\r\n]|$)/.test(body.slice(marker.length))
}
