import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandFiles } from './file-commands.ts'
import type { StepOptions } from './options.ts'

export type Variables = Record<string, string>

/** The longest `NAME=value` that Linux passes to a process, in bytes. */
const MAX_VARIABLE_BYTES = 131_071

/** Without these a process on Windows cannot open a socket or find its temporary folder. */
const FROM_WINDOWS = [
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERPROFILE'
]
const FROM_HOST = ['PATH', 'HOME', ...(process.platform === 'win32' ? FROM_WINDOWS : [])]

/** The environment at the start of a job: only the paths of the host. */
export function hostVariables(): Variables {
  return pick(FROM_HOST.map(name => [name, process.env[name]]))
}

/** `INPUT_MY_NAME` for `my name`; hyphens are kept. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
}

/** The first variable that is too long to start a process with. */
export function tooLong(variables: Variables): string | undefined {
  const over = Object.entries(variables).find(
    ([name, value]) => Buffer.byteLength(`${name}=${value}`) > MAX_VARIABLE_BYTES
  )
  return over?.[0]
}

/** `GITHUB_*` and `RUNNER_*`, the same for the whole job. Writes the event's file. */
export function jobVariables(options: StepOptions, temp: string): Variables {
  const { github = {}, workspace } = options
  const { ref = 'refs/heads/main', repository = 'octo-org/octo-shop' } = github
  const [owner = ''] = repository.split('/')
  const workflow = github.workflow ?? 'deploy'
  const sha = github.sha ?? '5f0c3a1d9be24c7f8a6b1e02d4c79358ab61ef70'
  const workflowRef = `${repository}/.github/workflows/${workflow.toLowerCase().replaceAll(/\W+/g, '-')}.yml@${ref}`
  return {
    CI: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_REF: '',
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_ACTOR: github.actor ?? 'octocat',
    GITHUB_ACTOR_ID: '583231',
    GITHUB_API_URL: github.apiUrl ?? 'https://api.github.com',
    GITHUB_BASE_REF: github.baseRef ?? '',
    GITHUB_EVENT_NAME: github.eventName ?? 'push',
    GITHUB_EVENT_PATH: writeEvent(github.event ?? {}, temp),
    GITHUB_GRAPHQL_URL: github.graphqlUrl ?? 'https://api.github.com/graphql',
    GITHUB_HEAD_REF: github.headRef ?? '',
    GITHUB_JOB: github.job ?? 'deploy',
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_PROTECTED: 'false',
    GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: '1296269',
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: '9919',
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: github.runAttempt ?? '1',
    GITHUB_RUN_ID: github.runId ?? '1658821493',
    GITHUB_RUN_NUMBER: github.runNumber ?? '42',
    GITHUB_SERVER_URL: github.serverUrl ?? 'https://github.com',
    GITHUB_SHA: sha,
    GITHUB_TRIGGERING_ACTOR: github.actor ?? 'octocat',
    GITHUB_WORKFLOW: workflow,
    GITHUB_WORKFLOW_REF: workflowRef,
    GITHUB_WORKFLOW_SHA: sha,
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'local',
    RUNNER_OS: { win32: 'Windows', darwin: 'macOS' }[process.platform as string] ?? 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(temp, '_tool'),
    RUNNER_WORKSPACE: join(workspace, '..'),
    ...(options.debug === true ? { RUNNER_DEBUG: '1' } : {})
  }
}

/** The variables with the paths of the command files. */
export function fileVariables(files: CommandFiles): Variables {
  return {
    GITHUB_ENV: files.env,
    GITHUB_OUTPUT: files.output,
    GITHUB_PATH: files.path,
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.summary
  }
}

/** Merges `over` into the variables; `undefined` removes one. */
export function override(
  variables: Variables,
  over: Readonly<Record<string, string | undefined>> = {}
): Variables {
  return pick(Object.entries({ ...variables, ...over }))
}

function pick(entries: [string, string | undefined][]): Variables {
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function writeEvent(event: unknown, temp: string): string {
  const folder = join(temp, '_github_workflow')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'event.json')
  writeFileSync(path, JSON.stringify(event, undefined, 2))
  return path
}
