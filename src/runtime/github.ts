import { isObject, parseObject } from '../model/json.ts'
import { readFileIfThere } from './files.ts'

/** The environment of the process, passed in. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the runner reports about the job; empty strings for missing values. */
export interface GitHubContext {
  readonly repository: string
  readonly sha: string
  readonly runId: string
  readonly runAttempt: number
  readonly actor: string
  readonly workflow: string
  readonly job: string
  /** Such as `https://github.com`. */
  readonly serverUrl: string
  readonly apiUrl: string
  /** `owner/name` and the ref of the action itself; empty for an action of the same repository. */
  readonly actionRepository: string
  readonly actionRef: string
  /** The file with the event that triggered the run. */
  readonly eventPath: string
  readonly workspace: string
  /** The job's temporary directory, emptied at the end of the job. */
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

/** The number of the event's pull request, if there is one: its own, or the one that was commented on. */
export function readPullRequest(eventPath: string): number | undefined {
  const { pull_request: pullRequest, issue } = readEvent(eventPath)
  const found = isObject(pullRequest)
    ? pullRequest
    : isObject(issue) && isObject(issue['pull_request'])
      ? issue
      : {}
  const number = found['number']
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

/** The payload of the event that triggered the run; empty if it cannot be read. */
function readEvent(eventPath: string): Readonly<Record<string, unknown>> {
  return parseObject(readFileIfThere(eventPath) ?? '') ?? {}
}

/** The kinds of runs to which GitHub passes no Actions secrets. */
export type Unprivileged =
  | { readonly kind: 'fork'; readonly repository: string }
  | { readonly kind: 'dependabot' }

/**
 * Which of these kinds the run is, if any. `pull_request_target` and `workflow_run` run for the repository itself, regardless of
 * who opened the pull request.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function readUnprivileged(env: Environment): Unprivileged | undefined {
  const name = env['GITHUB_EVENT_NAME'] ?? ''
  // also for a re-run, regardless of who started it
  if (env['GITHUB_ACTOR'] === 'dependabot[bot]' && name !== 'workflow_run') return { kind: 'dependabot' }
  if (!/^pull_request(_review(_comment)?)?$/.test(name)) return undefined
  const { pull_request: pullRequest } = readEvent(env['GITHUB_EVENT_PATH'] ?? '')
  const head = isObject(pullRequest) ? pullRequest['head'] : undefined
  if (!isObject(head) || !('repo' in head)) return undefined
  const { repo } = head
  // the fork has been deleted since
  if (!isObject(repo)) return { kind: 'fork', repository: '' }
  const { full_name: fullName, fork } = repo
  if (typeof fullName !== 'string' || !/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(fullName)) {
    return fork === true ? { kind: 'fork', repository: '' } : undefined
  }
  // the repository may be a fork itself
  const isOwn = fullName.toLowerCase() === (env['GITHUB_REPOSITORY'] ?? '').toLowerCase()
  return isOwn ? undefined : { kind: 'fork', repository: fullName }
}

/** The URL of a run of this repository; `undefined` if the runner does not report the repository. */
export function runUrl(
  { serverUrl, repository }: Pick<GitHubContext, 'serverUrl' | 'repository'>,
  runId: string
): string | undefined {
  return repository === '' || runId === '' ? undefined : `${serverUrl}/${repository}/actions/runs/${runId}`
}
