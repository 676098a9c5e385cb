import type { CallError } from '../cloud/call-error.ts'
import type { Accepted, CloudReader, CloudWriter, ModifyOptions } from '../cloud/operation.ts'
import type { RetryBudget } from '../cloud/retry.ts'
import type { Definition } from '../model/definition.ts'
import type { Target } from '../model/target.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Live, ResolvedTarget } from './kind.ts'

/** What is sent: the definition, with the description that identifies the write. */
export interface Write extends ResolvedTarget {
  readonly data: Definition
  readonly description: string | undefined
  /** What it replaces, as far as it was read. */
  readonly over: Live | undefined
  /** The reading whose other fields it keeps; for a rollback, the previous reading, whose fields it restores. */
  readonly base: Live | undefined
}

/** An older reading is not reliable about what a write would replace. */
export const MAX_READING_AGE_MS = 10_000

/** Sends a definition once. It is absolute: sending it twice results in the same state. Rejects with a CallError. */
export type SendWrite = (writer: CloudWriter, write: Write, options: ModifyOptions) => Promise<Accepted>

/** The tools of every write. */
export interface WriteTools {
  readonly reader: CloudReader
  readonly writer: CloudWriter
  readonly clock: Clock
  readonly log: Log
  readonly maxAttempts: number
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  /** Limits all attempts. Once its signal is aborted, no further write starts; a pending one may still get its response. */
  readonly deadline: Deadline
  /** Whether to retry until the deadline, regardless of maxAttempts. */
  readonly untilDeadline: boolean
}

export interface PublishOptions extends WriteTools {
  readonly target: Target
  /** What was sent and accepted; `null` for removed keys. */
  readonly desired: Definition
  /** The reading whose other fields were sent with it. */
  readonly base: Live | undefined
  /** Called right before each attempt. */
  readonly onSending: () => void
  /** Called with each reading. */
  readonly onRead: (live: Live) => void
}

/** Whether an accepted write took effect. */
export type Published =
  /** It took effect without a second write. */
  | { readonly kind: 'in-effect' }
  /** The second write was accepted. Without ids if only a reading shows that it arrived. */
  | { readonly kind: 'accepted'; readonly accepted: Accepted | undefined }
  /** The second write certainly did not arrive. */
  | { readonly kind: 'refused'; readonly error: CallError }
  /** Someone else changed the accepted definition, or is taking it offline: it stays as this reading shows it. */
  | { readonly kind: 'foreign'; readonly live: Live; readonly why: string }
  /** Not known, for example because of a status that does not change. */
  | { readonly kind: 'unknown'; readonly error: CallError | undefined; readonly why: string }
  | { readonly kind: 'stopped'; readonly perhapsSent: boolean }

/** How a kind is written. */
export interface Writing {
  readonly send: SendWrite
  /** Deploys an accepted definition, if the kind requires a second write. Never rejects because of a response. */
  readonly publish?: (options: PublishOptions) => Promise<Published>
}
