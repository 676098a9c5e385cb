import type { Backend, PublishedApi, TaskEntry } from '../model/backend.ts'
import type { Deadline } from '../runtime/clock.ts'

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

/** The reading half of the API: what plans and checks. Rejects with a CallError. */
export interface CloudReader {
  describeBackend(backendId: string, options?: CallOptions): Promise<Backend>
  /** Every page. */
  listPublishedApis(backendId: string, stageName: string, options?: CallOptions): Promise<PublishedApi[]>
  describeTask(operationId: string, options?: CallOptions): Promise<TaskEntry[]>
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
  modify(modification: Modification, options?: ModifyOptions): Promise<Accepted>
}
