import type { ActionError } from '../../errors/action-error.ts'
import { helpPage } from '../../errors/help.ts'
import type { Outcome, Result } from '../../rollout/outcome.ts'
import { runUrl } from '../../runtime/github.ts'
import type { GitHubContext } from '../../runtime/github.ts'
import type { Exported, Shown } from '../page.ts'
import type { Scrubber } from '../scrubber.ts'
import { actionReference } from '../yaml-text.ts'

/** A place where the end of a step is published. A failure to do so never changes how the step ended. */
export interface Sink {
  /** What is published, as `job summary`; for the warning where that fails. */
  readonly name: string
  publish(view: View): Promise<void>
}

/** How a step ended, and what its author wants to be told of it. */
export interface View {
  readonly outcomes: readonly Outcome[]
  /** Of the step as a whole. */
  readonly result: Result
  readonly failure?: StepFailure | undefined
  /** What `mode: export` has written. */
  readonly exported?: Exported | undefined
  /** What this is about, where it is not simply the end of the step. */
  readonly title?: string | undefined
  readonly github: GitHubContext
  /** Whether the job summary is wanted. */
  readonly summary: boolean
  /** The comment that is wanted on the pull request. */
  readonly comment: RequestedComment | undefined
  /** Takes the secrets out of what is shown. One for all sinks, which show much of the same. */
  readonly scrub: Scrubber
}

/** Why a step failed before there was a target to speak of. */
export interface StepFailure {
  readonly error: ActionError
  readonly title: string
  /** Whether a write had left by then. */
  readonly sent: boolean
}

export interface RequestedComment {
  readonly token: string
  /** What tells this comment from others of the same job: of `commentSubject`. */
  readonly subject: string
  /** Of each request. */
  readonly timeoutMs: number
  /** Aborted when nobody waits for it any more; within a minute where none is set. */
  readonly signal?: AbortSignal | undefined
}

/** What summary and comment show of a step, without its secrets. */
export function shownOf({ outcomes, result, failure, exported, title, github, scrub }: View): Shown {
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
