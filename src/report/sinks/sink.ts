import type { ActionError } from '../../errors/action-error.ts'
import { helpPage } from '../../errors/help.ts'
import type { Outcome, Result } from '../../rollout/outcome.ts'
import { runUrl } from '../../runtime/github.ts'
import type { GitHubContext } from '../../runtime/github.ts'
import type { Exported, PageContent } from '../page.ts'
import type { Scrubber } from '../scrubber.ts'
import { actionReference } from '../yaml-text.ts'

/** Publishes the result of a step. If that fails, the result is still the same. */
export interface Sink {
  /** What is published, such as `job summary`; for the warning if that fails. */
  readonly name: string
  publish(view: View): Promise<void>
}

/** The result of a step, and where its author wants it published. */
export interface View {
  readonly outcomes: readonly Outcome[]
  /** Of the step as a whole. */
  readonly result: Result
  readonly failure?: StepFailure | undefined
  /** What `mode: export` wrote. */
  readonly exported?: Exported | undefined
  /** What this is about, if it is not the result of the main step. */
  readonly title?: string | undefined
  readonly github: GitHubContext
  /** Whether to write the job summary. */
  readonly summary: boolean
  /** The comment to write on the pull request. */
  readonly comment: RequestedComment | undefined
  /** Masks secrets in what is shown. Shared by all sinks, which show much of the same. */
  readonly scrub: Scrubber
}

/** Why a step failed as a whole. */
export interface StepFailure {
  readonly error: ActionError
  readonly title: string
  /** Whether a write had been sent by then. */
  readonly sent: boolean
}

export interface RequestedComment {
  readonly token: string
  /** What distinguishes this comment from others of the same job; see `commentSubject`. */
  readonly subject: string
  /** Of each request. */
  readonly timeoutMs: number
  /** Aborted when the step no longer waits for it; after a minute if not set. */
  readonly signal?: AbortSignal | undefined
}

/** What summary and comment show, without secrets. */
export function pageContentOf({
  outcomes,
  result,
  failure,
  exported,
  title,
  github,
  scrub
}: View): PageContent {
  return scrub({
    outcomes,
    result,
    context: {
      action: actionReference(github.actionRepository, github.actionRef),
      helpPage: helpPage(github),
      runUrl: runUrl(github, github.runId),
      accountId: exported?.accountId ?? outcomes.find(({ accountId }) => accountId !== undefined)?.accountId
    },
    title,
    error: failure?.error,
    exported
  })
}
