import type { ActionError } from '../errors/action-error.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { resultOf } from '../rollout/outcome.ts'
import type { GitHubContext } from '../runtime/github.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { actionReference } from './paste.ts'
import { createScrubber } from './scrubbed.ts'
import type { Scrubber } from './scrubbed.ts'
import type { Shown } from './summary.ts'

export interface ShownOptions {
  readonly title?: string | undefined
  /** Of the step as a whole. */
  readonly failure?: ActionError | undefined
  /** Of the step; the worst of the targets where it is not given. */
  readonly result?: Result
  /** What takes the secrets out, where it has seen the outcomes before. */
  readonly scrub?: Scrubber
}

/** What summary and comment show of a run, without its secrets. */
export function shownOf(
  outcomes: readonly Outcome[],
  github: GitHubContext,
  secrets: Secrets,
  { title, failure, result = resultOf(outcomes), scrub = createScrubber(secrets) }: ShownOptions = {}
): Shown {
  const { serverUrl, repository, runId } = github
  const shown: Shown = {
    outcomes,
    result,
    context: {
      action: actionReference(github.actionRepository, github.actionRef),
      runUrl:
        repository === '' || runId === '' ? undefined : `${serverUrl}/${repository}/actions/runs/${runId}`,
      accountId: outcomes.find(({ accountId }) => accountId !== undefined)?.accountId
    },
    title,
    error: failure
  }
  return scrub(shown)
}
