import { readFileSync } from 'node:fs'
import { isObject } from '../model/json.ts'
import { cut, oneLine } from './text.ts'

/** The process's environment, as it is passed in. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the runner tells about the job; empty strings where it does not. */
export interface GitHubContext {
  readonly repository: string
  readonly sha: string
  readonly runId: string
  readonly runAttempt: number
  readonly actor: string
  readonly workflow: string
  readonly job: string
  /** As `https://github.com`. */
  readonly serverUrl: string
  readonly apiUrl: string
  /** `owner/name` and the ref of the action itself; empty for one of the same repository. */
  readonly actionRepository: string
  readonly actionRef: string
  /** The file of the event that started the run. */
  readonly eventPath: string
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
    workflow: env['GITHUB_WORKFLOW'] ?? '',
    job: env['GITHUB_JOB'] ?? '',
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    actionRepository: env['GITHUB_ACTION_REPOSITORY'] ?? '',
    actionRef: env['GITHUB_ACTION_REF'] ?? '',
    eventPath: env['GITHUB_EVENT_PATH'] ?? '',
    workspace: env['GITHUB_WORKSPACE'] ?? '',
    tempDir: env['RUNNER_TEMP'] ?? ''
  }
}

/** The pull request that an event is about, if it is about one: its own, or the one that was commented on. */
export function readPullRequest(eventPath: string): number | undefined {
  try {
    const event: unknown = JSON.parse(readFileSync(eventPath, 'utf8'))
    if (!isObject(event)) return undefined
    const { pull_request: pullRequest, issue } = event
    const found = isObject(pullRequest)
      ? pullRequest
      : isObject(issue) && isObject(issue['pull_request'])
        ? issue
        : {}
    const number = found['number']
    return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
  } catch {
    return undefined
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
  return parts.length === 0 ? undefined : cut(oneLine(parts.join(' ')), LONGEST_DESCRIPTION)
}
