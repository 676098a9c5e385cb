import type { PhaseResult } from './result.ts'
import type { LogLine } from './step-log.ts'

/** The workflow's `github` context; every value has a plausible default. */
export interface GitHubOptions {
  /** `owner/name`. */
  readonly repository?: string
  readonly sha?: string
  readonly ref?: string
  readonly headRef?: string
  readonly baseRef?: string
  readonly runId?: string
  readonly runNumber?: string
  readonly runAttempt?: string
  readonly actor?: string
  readonly workflow?: string
  readonly job?: string
  readonly eventName?: string
  /** The payload, written to `GITHUB_EVENT_PATH`. */
  readonly event?: unknown
  readonly serverUrl?: string
  readonly apiUrl?: string
  readonly graphqlUrl?: string
}

/** How long a cancelled process has to exit. */
export interface CancelTimes {
  /** From SIGINT to SIGTERM. Defaults to 7,500. */
  readonly interruptMs?: number
  /** From SIGTERM to SIGKILL. Defaults to 2,500. */
  readonly terminateMs?: number
}

export interface StepOptions {
  /** The folder with `action.yml`. */
  readonly action: string
  readonly with?: Readonly<Record<string, string>>
  /** The step's `env`. As on GitHub, it cannot replace the runner's own `GITHUB_*` and `RUNNER_*`. */
  readonly env?: Readonly<Record<string, string>>
  /** Overrides everything else, to test a broken runner; `undefined` removes a variable. */
  readonly override?: Readonly<Record<string, string | undefined>>
  /** `GITHUB_WORKSPACE`, and the working directory. */
  readonly workspace: string
  /** `RUNNER_TEMP`. Defaults to a new folder that is removed after the post step. */
  readonly temp?: string
  readonly github?: GitHubOptions
  /** `github.token`; masked. */
  readonly token?: string
  /** Values that are masked from the start, such as the repository's secrets. */
  readonly secrets?: readonly string[]
  /** Step debug logging: `RUNNER_DEBUG`, and `::debug::` is shown. */
  readonly debug?: boolean
  /** Starts the log with the runner's own group, which shows the inputs. Defaults to `false`. */
  readonly showInputs?: boolean
  readonly continueOnError?: boolean
  /** The Node binary. Defaults to this process's. */
  readonly node?: string
  readonly cancelTimes?: CancelTimes
  /** Whether the post step runs after this result of main. By default it always does, as on GitHub; a caller can skip the process if it has nothing to do. */
  readonly needsPost?: (main: PhaseResult) => boolean
  /** The job's steps between main and post, called with the result of main; the post step runs once it has resolved. */
  readonly restOfJob?: (main: PhaseResult) => Promise<void>
  /** Called immediately for each line of the log, including the post step's. */
  readonly onLine?: (line: LogLine) => void
}
