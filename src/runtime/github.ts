/** The process's environment, as it is passed in. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the runner tells about the job; empty strings where it does not. */
export interface GitHubContext {
  readonly repository: string
  readonly sha: string
  readonly runId: string
  readonly runAttempt: number
  readonly actor: string
  readonly workspace: string
  /** A folder of this job, emptied at its end. */
  readonly tempDir: string
}

export function readGitHubContext(env: Environment): GitHubContext {
  return {
    repository: env['GITHUB_REPOSITORY'] ?? '',
    sha: env['GITHUB_SHA'] ?? '',
    runId: env['GITHUB_RUN_ID'] ?? '',
    runAttempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? '') || 1,
    actor: env['GITHUB_ACTOR'] ?? '',
    workspace: env['GITHUB_WORKSPACE'] ?? '',
    tempDir: env['RUNNER_TEMP'] ?? ''
  }
}

const LONGEST_DESCRIPTION = 180

/**
 * The description that marks a definition as this run's: who changed it, from what, in which run.
 * `undefined` outside of a workflow.
 */
export function stampOf(github: GitHubContext): string | undefined {
  const parts = [
    github.repository && `${github.repository}${github.sha && `@${github.sha.slice(0, 12)}`}`,
    github.runId && `run ${github.runId}${github.runAttempt > 1 ? `.${github.runAttempt}` : ''}`,
    github.actor && `by ${github.actor}`
  ].filter(part => part !== '')
  return parts.length === 0 ? undefined : parts.join(' ').slice(0, LONGEST_DESCRIPTION)
}
