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
}

/** The reading half of the API: what plans and checks. Rejects with a CallError. */
export interface CloudReader {
  describeBackend(backendId: string, options?: CallOptions): Promise<Backend>
  /** Every page. */
  listPublishedApis(backendId: string, stageName: string, options?: CallOptions): Promise<PublishedApi[]>
  describeTask(operationId: string, options?: CallOptions): Promise<TaskEntry[]>
}

/** The writing half, which only what applies may hold. Rejects with a CallError. */
export interface CloudWriter {
  /**
   * Sends the modification, once.
   * @param options.stop once it is aborted, what has not left does not leave any more
   */
  modify(
    modification: Modification,
    options?: Pick<CallOptions, 'signal'> & { readonly stop?: AbortSignal }
  ): Promise<Accepted>
}
