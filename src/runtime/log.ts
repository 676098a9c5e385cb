import type { FilePlace } from '../errors/action-error.ts'

/** What the step says. Every method takes text of one or more lines and makes hostile parts harmless. */
export interface Log {
  info(text: string): void
  debug(text: string): void
  notice(text: string): void
  warning(text: string): void
  /** @param place where in the repository the annotation is shown; at none without it */
  error(text: string, title: string, place?: FilePlace): void
  /** Runs a phase inside a foldable group. */
  group<T>(title: string, phase: () => Promise<T>): Promise<T>
}
