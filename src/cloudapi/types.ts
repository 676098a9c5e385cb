import type { Backend, PublishedApi, TaskEntry } from '../model/backend.ts'

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
  readonly signal?: AbortSignal | undefined
  /** One try only: the caller asks again by itself. */
  readonly once?: boolean | undefined
  /** Less than the step's own limit on one request. */
  readonly timeoutMs?: number | undefined
  /** How long keys may take that have to be fetched for it; as long as that takes when not given. */
  readonly keysWithinMs?: number | undefined
}

/** The reading half of the API: what plans and checks. Rejects with a CallError. */
export interface CloudReader {
  describeBackend(backendId: string, options?: CallOptions): Promise<Backend>
  /** Every page. */
  listPublishedApis(backendId: string, stageName: string, options?: CallOptions): Promise<PublishedApi[]>
  describeTask(operationId: string, options?: CallOptions): Promise<TaskEntry[]>
}

export interface ModifyOptions extends Pick<CallOptions, 'signal'> {
  /** Once it is aborted, what has not left does not leave any more. */
  readonly stop?: AbortSignal | undefined
  /** Asked right before the modification leaves: when not, the call is rejected as one that was stopped. */
  readonly mayLeave?: (() => boolean) | undefined
  /** It does not wait for its turn among the requests of the step. */
  readonly atOnce?: boolean | undefined
}

/** The writing half, which only what applies may hold. Rejects with a CallError. */
export interface CloudWriter {
  /** Sends the modification, once. */
  modify(modification: Modification, options?: ModifyOptions): Promise<Accepted>
}
