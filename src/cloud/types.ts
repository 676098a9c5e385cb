import type { Deadline } from '../runtime/clock.ts'
import type { ListOperation, ReadOperation, WriteOperation } from './operation.ts'

/** What `ModifyBackendModel` takes. The definition travels as a JSON string in the form body. */
export interface Modification {
  readonly backendId: string
  readonly stageName: string
  readonly backendType: string
  readonly backendModelId: string
  /** JSON of the definition. */
  readonly backendModelData: string
  readonly description: string | undefined
}

export interface Accepted {
  readonly requestId: string
  /** Of the batch; empty when the service gave none. */
  readonly operationId: string
}

export interface CallOptions {
  /** Bounds the call with all of its attempts, keys that have to be fetched for it included; none by default. */
  readonly deadline?: Deadline | undefined
  /** One attempt only: the caller asks again by itself. */
  readonly once?: boolean | undefined
  /** As many attempts as the deadline allows, whatever `max-attempts` and the step's budget say. */
  readonly untilDeadline?: boolean | undefined
}

/** The reading half of the APIs: what plans and checks. Rejects with a CallError. */
export interface CloudReader {
  read<P, T>(operation: ReadOperation<P, T>, parameters: P, options?: CallOptions): Promise<T>
  /**
   * Every page. Where the service counts other than it lists, the list is read once more.
   * @throws IncompleteListError where count and list still disagree
   */
  list<P, T>(operation: ListOperation<P, T>, parameters: P, options?: CallOptions): Promise<T[]>
}

export interface ModifyOptions extends Pick<CallOptions, 'deadline'> {
  /** Once it is aborted, what has not left does not leave any more. */
  readonly stop?: AbortSignal | undefined
  /** Asked right before the modification leaves: when not, the call is rejected as one that was stopped. */
  readonly precondition?: (() => boolean) | undefined
  /** It does not wait for the rate limit. */
  readonly skipRateLimit?: boolean | undefined
}

/** The writing half, which only what applies may hold. Rejects with a CallError. */
export interface CloudWriter {
  /** Sends the modification, once. */
  write<P, T>(operation: WriteOperation<P, T>, parameters: P, options?: ModifyOptions): Promise<T>
}
