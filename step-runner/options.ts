import type { PhaseResult } from './result.ts'
import type { LogLine } from './step-log.ts'

/** What a workflow's context says; each has a plausible default. */
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

/** How long a cancelled process is given. */
export interface CancelTimes {
  /** From SIGINT to SIGTERM; 7,500 by default. */
  readonly interruptMs?: number
  /** From SIGTERM to the kill; 2,500 by default. */
  readonly terminateMs?: number
}

export interface StepOptions {
  /** The folder that holds `action.yml`. */
  readonly action: string
  readonly with?: Readonly<Record<string, string>>
  /** The step's `env`. As on GitHub, it cannot replace the runner's own `GITHUB_*` and `RUNNER_*`. */
  readonly env?: Readonly<Record<string, string>>
  /** Laid over everything, for the tests of a broken runner; `undefined` removes a variable. */
  readonly override?: Readonly<Record<string, string | undefined>>
  /** `GITHUB_WORKSPACE`, and the working directory. */
  readonly workspace: string
  /** `RUNNER_TEMP`. Without it, a folder of the step's own, removed after the post step. */
  readonly temp?: string
  readonly github?: GitHubOptions
  /** `github.token`; masked. */
  readonly token?: string
  /** Values masked from the start, as those of the repository's secrets are. */
  readonly secrets?: readonly string[]
  /** Step debug logging: `RUNNER_DEBUG`, and `::debug::` is shown. */
  readonly debug?: boolean
  /** Begins the log with the runner's own group, which shows the inputs. `false` by default. */
  readonly showInputs?: boolean
  readonly continueOnError?: boolean
  /** The Node binary; this process's own by default. */
  readonly node?: string
  readonly cancelTimes?: CancelTimes
  /** Whether the post step runs after this end of main. As on GitHub it always does by default; a caller saves a process where it has nothing to do. */
  readonly needsPost?: (main: PhaseResult) => boolean
  /** The steps of the job between main and post, with the end of main; the post step runs when it has resolved. */
  readonly restOfJob?: (main: PhaseResult) => Promise<void>
  /** Called for each line of the log, of the post step too, as soon as it is there. */
  readonly onLine?: (line: LogLine) => void
}
