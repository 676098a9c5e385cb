import type { CallError } from '../cloud/call-error.ts'
import type { RetryBudget } from '../cloud/retry.ts'
import type { Accepted, CloudReader, CloudWriter, ModifyOptions } from '../cloud/types.ts'
import type { Definition } from '../model/definition.ts'
import type { Target } from '../model/target.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Live, Settled } from './kind.ts'

/** What is sent: the definition, with the description that says whose it is. */
export interface Write extends Settled {
  readonly data: Definition
  readonly description: string | undefined
  /** What it replaces, as far as that was read. */
  readonly over: Live | undefined
  /** What it leaves, or puts back, as it was: where it restores the previous definition, the reading of that. */
  readonly base: Live | undefined
}

/** Sends a definition once. It is absolute: sent twice it makes the same state. Rejects with a CallError. */
export type SendWrite = (writer: CloudWriter, write: Write, options: ModifyOptions) => Promise<Accepted>

/** What every write takes. */
export interface WriteTools {
  readonly reader: CloudReader
  readonly writer: CloudWriter
  readonly clock: Clock
  readonly log: Log
  readonly maxAttempts: number
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  /** Bounds all attempts. Once its signal is aborted no further write starts; one that is under way may still be answered. */
  readonly deadline: Deadline
  /** As many attempts as the deadline allows. */
  readonly untilDeadline: boolean
}

export interface PublishOptions extends WriteTools {
  readonly target: Target
  /** What was sent and accepted; `null` for what must be gone. */
  readonly desired: Definition
  /** What was sent along with it is that of this reading. */
  readonly base: Live | undefined
  /** Told right before each time that the write leaves. */
  readonly onSending: () => void
  /** Told of each reading. */
  readonly onRead: (live: Live) => void
}

/** How far what was accepted is in force. */
export type Published =
  /** It was in force without a write of its own. */
  | { readonly kind: 'in-force' }
  /** On its way: the write was accepted. Without ids where something else shows that it arrived. */
  | { readonly kind: 'accepted'; readonly accepted: Accepted | undefined }
  /** Surely not: nothing of the write arrived. */
  | { readonly kind: 'refused'; readonly error: CallError }
  /** Somebody else has changed what was accepted, or takes it down: it stays as this reading shows it. */
  | { readonly kind: 'foreign'; readonly live: Live; readonly why: string }
  /** What the cloud shows is in the way of it, such as a state that lasts. */
  | { readonly kind: 'unknown'; readonly error: CallError | undefined; readonly why: string }
  | { readonly kind: 'stopped'; readonly perhapsSent: boolean }

/** How a kind is written. */
export interface Writing {
  readonly send: SendWrite
  /** Brings what was accepted into force, where that takes a write of its own. Never rejects for what the cloud answers. */
  readonly publish?: (options: PublishOptions) => Promise<Published>
}
