import type { Deadline } from '../runtime/clock.ts'
import type { ListOperation, ReadOperation, WriteOperation } from './operation.ts'

/** The parameters of `ModifyBackendModel`. The definition is sent as a JSON string in the form body. */
export interface Modification {
  readonly backendId: string
  readonly stageName: string
  readonly backendType: string
  readonly backendModelId: string
  /** The definition as JSON. */
  readonly backendModelData: string
  readonly description: string | undefined
}

export interface Accepted {
  readonly requestId: string
  /** The ID of the batch; empty if the service returned none. */
  readonly operationId: string
}

export interface CallOptions {
  /** Limits the call with all of its attempts, including fetching credentials for it; none by default. */
  readonly deadline?: Deadline | undefined
  /** One attempt only: the caller retries by itself. */
  readonly once?: boolean | undefined
  /** Allows as many attempts as the deadline permits, regardless of `max-attempts` and the step's budget. */
  readonly untilDeadline?: boolean | undefined
}

/** The reading half of the APIs, for plans and checks. Rejects with a CallError. */
export interface CloudReader {
  read<P, T>(operation: ReadOperation<P, T>, parameters: P, options?: CallOptions): Promise<T>
  /**
   * Reads every page. If the reported count does not match the items, the list is read once more.
   * @throws IncompleteListError if they still do not match
   */
  list<P, T>(operation: ListOperation<P, T>, parameters: P, options?: CallOptions): Promise<T[]>
}

export interface ModifyOptions extends Pick<CallOptions, 'deadline'> {
  /** Once aborted, a modification that was not sent yet is not sent. */
  readonly stop?: AbortSignal | undefined
  /** Checked right before the modification is sent: if false, the call is rejected as aborted. */
  readonly precondition?: (() => boolean) | undefined
  /** Sends without waiting for the rate limit. */
  readonly skipRateLimit?: boolean | undefined
}

/** The writing half, which only an apply has. Rejects with a CallError. */
export interface CloudWriter {
  /** Sends the modification, once. */
  write<P, T>(operation: WriteOperation<P, T>, parameters: P, options?: ModifyOptions): Promise<T>
}
