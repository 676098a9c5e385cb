import { fitted, WHOLE } from './budget.ts'
import type { Budget } from './budget.ts'
import { link, markup } from './markdown.ts'
import type { Markdown } from './markdown.ts'
import { markerOf } from './marker.ts'
import type { CommentKey } from './marker.ts'
import { renderBlocks } from './summary.ts'
import type { Shown } from './summary.ts'

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
