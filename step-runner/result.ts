import type { Annotation, LogLine } from './step-log.ts'

export type Conclusion = 'success' | 'failure' | 'cancelled'

/** The result of one process, main or post. */
export interface PhaseResult {
  /** Before `continue-on-error`. */
  readonly outcome: Conclusion
  readonly conclusion: Conclusion
  /** `null` if a signal ended the process, or if it was not started. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
  /** As seen by the steps of the same job. */
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** What it wrote to `GITHUB_ENV`. */
  readonly env: Readonly<Record<string, string>>
  /** What it wrote to `GITHUB_PATH`, in the order of PATH. */
  readonly path: readonly string[]
  /** Markdown, masked. */
  readonly summary: string
  readonly annotations: readonly Annotation[]
  /** All values that are masked by then. */
  readonly masks: readonly string[]
  readonly lines: readonly LogLine[]
  /** The lines as GitHub shows them, without the renderer's colors. */
  readonly log: string
  /** As written: commands and secrets included. */
  readonly rawStdout: string
  readonly rawStderr: string
}

export interface StepResult extends PhaseResult {
  /** The outputs that other jobs get: without empty ones and those that contain a masked value. */
  readonly jobOutputs: Readonly<Record<string, string>>
  /** The names of the outputs that other jobs do not get because they contain a masked value. */
  readonly droppedOutputs: readonly string[]
  /** The post step, if there is one and its condition is met. */
  readonly post?: PhaseResult
}
