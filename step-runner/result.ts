import type { Annotation, LogLine } from './step-log.ts'

export type Conclusion = 'success' | 'failure' | 'cancelled'

/** The result of one process, main or post. */
export interface PhaseResult {
  /** Before `continue-on-error`. */
  readonly outcome: Conclusion
  readonly conclusion: Conclusion
  /** `null` when a signal ended the process, or when it never started. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
  /** As the steps of the same job see them. */
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** What it wrote to `GITHUB_ENV`. */
  readonly env: Readonly<Record<string, string>>
  /** What it wrote to `GITHUB_PATH`, in the order of PATH. */
  readonly path: readonly string[]
  /** Markdown, masked. */
  readonly summary: string
  readonly annotations: readonly Annotation[]
  /** What is masked by then. */
  readonly masks: readonly string[]
  readonly lines: readonly LogLine[]
  /** The lines as GitHub shows them, without colours of ours. */
  readonly log: string
  /** As written: commands and secrets included. */
  readonly rawStdout: string
  readonly rawStderr: string
}

export interface StepResult extends PhaseResult {
  /** What other jobs get: neither empty outputs nor those that contain a masked value. */
  readonly jobOutputs: Readonly<Record<string, string>>
  /** The names of the outputs that other jobs do not get because of a masked value. */
  readonly droppedOutputs: readonly string[]
  /** The post step, when there is one and its condition held. */
  readonly post?: PhaseResult
}
