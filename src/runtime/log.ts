import type { FilePlace } from '../errors/action-error.ts'
import type { About } from './annotations.ts'

/** What the step says. Every method takes text of one or more lines and makes hostile parts harmless. */
export interface Log {
  info(text: string): void
  debug(text: string): void
  /** @param about what copies of the text differ in, which are said once, by `flush` */
  notice(text: string, about?: About): void
  /** @param about as of a notice */
  warning(text: string, about?: About): void
  /** @param place where in the repository the annotation is shown; at none without it */
  error(text: string, title: string, place?: FilePlace): void
  /** Says what was held back. */
  flush(): void
  /** Runs a phase inside a foldable group. */
  group<T>(title: string, phase: () => Promise<T>): Promise<T>
}
