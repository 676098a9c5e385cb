import type { JsonObject } from '../model/json.ts'
import type { Deadline } from '../runtime/clock.ts'
import type { Body, Page, Scrub } from './decode.ts'

/** A version of a product's API. */
export interface Api {
  /** Its name in RAM. */
  readonly product: string
  readonly version: string
  readonly style: 'RPC' | 'ROA'
}

/** An RPC-style call: the parameters are sent in the form body of a POST, never in the URL. */
export interface FormRequest {
  readonly form: Readonly<Record<string, string>>
}

/** An ROA-style call. */
export interface RoaRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Encoded: it is sent and signed unchanged. */
  readonly path: string
  /** Not encoded. */
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: JsonObject
}

export type EncodedRequest = FormRequest | RoaRequest

/** Where a call was sent, as far as known. */
export interface CallScope {
  readonly regionId?: string | undefined
  readonly accountId?: string | undefined
}

/** How messages and RAM statements name a call. An operation can be used as one; `callOf` makes one for a specific call. */
export interface OperationRef {
  readonly action: string
  readonly api?: Api
  /** The resource of the RAM statement that allows it; not set if no statement is required. */
  readonly resource?: (scope: CallScope) => string
}

interface Row<P> {
  readonly api: Api
  readonly action: string
  /** As in `OperationRef`; without parameters it matches every resource. */
  readonly resource?: (scope: CallScope, parameters?: Partial<P>) => string
}

/** All that the client, the retries and the RAM statements need to know about an operation. */
export interface ReadOperation<P, T> extends Row<P> {
  /** A read is retried; a write is sent once. */
  readonly writes: false
  readonly encode: (parameters: P) => EncodedRequest
  /** @returns `undefined` if the response lacks required fields */
  readonly decode: (body: Body, scrub?: Scrub) => T | undefined
  /** The secrets in the result, to be masked before anything can print them. */
  readonly secretsIn?: (result: T) => readonly string[]
  /** Targets that are planned together share the result of calls with equal keys at one endpoint; not set if the result must not be shared. */
  readonly shareKey?: (parameters: P) => string
}

/** One page of a list. */
export interface PageRequest {
  /** Starts at 1. */
  readonly page: number
  /** If not set, the service uses its default. */
  readonly size: number | undefined
}

/** A list that is read page by page. */
export interface ListOperation<P, T> extends Row<P> {
  readonly writes: false
  /** The maximum number of items per page, unless the service rejects it. */
  readonly pageSize: number
  readonly encode: (parameters: P, page: PageRequest) => EncodedRequest
  readonly decode: (body: Body, scrub?: Scrub) => Page<T> | undefined
  /** What is listed, for messages, such as `APIs`. */
  readonly items: string
  /** Items with equal keys are the same item. */
  readonly keyOf: (item: T) => string
  readonly secretsIn?: (item: T) => readonly string[]
  readonly shareKey?: (parameters: P) => string
}

export interface WriteOperation<P, T> extends Row<P> {
  readonly writes: true
  readonly encode: (parameters: P) => EncodedRequest
  readonly decode: (body: Body, scrub?: Scrub) => T | undefined
}

export type Operation<P, T> = ReadOperation<P, T> | ListOperation<P, T> | WriteOperation<P, T>

/** A specific call of an operation: a RAM statement that allows it names the call's resource. */
export function callOf<P>(operation: Row<P>, parameters: Partial<P>): OperationRef {
  const { api, action, resource } = operation
  if (resource === undefined) return { api, action }
  return { api, action, resource: scope => resource(scope, parameters) }
}

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
