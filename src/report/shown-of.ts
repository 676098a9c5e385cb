import type { ActionError } from '../errors.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { resultOf } from '../rollout/results.ts'
import type { GitHubContext } from '../runtime/github.ts'
import { actionReference } from './paste.ts'
import type { Shown } from './summary.ts'

/** What summary and comment show of a run. */
export function shownOf(
  outcomes: readonly Outcome[],
  github: GitHubContext,
  { title, failure }: { readonly title?: string | undefined; readonly failure?: ActionError | undefined } = {}
): Shown {
  const { serverUrl, repository, runId } = github
  return {
    outcomes,
    result: resultOf(outcomes),
    context: {
      action: actionReference(github.actionRepository, github.actionRef),
      runUrl:
        repository === '' || runId === '' ? undefined : `${serverUrl}/${repository}/actions/runs/${runId}`,
      accountId: outcomes.find(({ accountId }) => accountId !== undefined)?.accountId
    },
    title,
    error: failure
  }
}
