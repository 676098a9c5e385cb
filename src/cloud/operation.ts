import type { JsonObject } from '../model/json.ts'
import type { Body, Page, Scrub } from './decode.ts'

/** One version of a product's API. */
export interface Api {
  /** As RAM names it. */
  readonly product: string
  readonly version: string
  readonly style: 'RPC' | 'ROA'
}

/** A call in RPC style: the parameters travel in the form body of a POST, never in the URL. */
export interface FormRequest {
  readonly form: Readonly<Record<string, string>>
}

/** A call in ROA style. */
export interface RoaRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Encoded: it is sent and signed as it is. */
  readonly path: string
  /** As it is meant, not encoded. */
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: JsonObject
}

export type EncodedRequest = FormRequest | RoaRequest

/** Where a call went, as far as it is known. */
export interface Where {
  readonly regionId?: string | undefined
  readonly accountId?: string | undefined
}

/** What a call is named by in messages and RAM statements. An operation is one; `callOf` makes one of a call. */
export interface Called {
  readonly action: string
  readonly api?: Api
  /** What a RAM statement that allows it names; not set if no statement is needed. */
  readonly resource?: (where: Where) => string
}

interface Row<P> {
  readonly api: Api
  readonly action: string
  /** As of `Called`; without parameters it names every resource. */
  readonly resource?: (where: Where, parameters?: Partial<P>) => string
}

/** All that the client, the retries and the RAM statements know of an operation. */
export interface ReadOperation<P, T> extends Row<P> {
  /** A read is retried; a write is sent once. */
  readonly writes: false
  readonly encode: (parameters: P) => EncodedRequest
  /** @returns `undefined` for an answer without what it should hold */
  readonly decode: (body: Body, scrub?: Scrub) => T | undefined
  /** What of the answer is secret, to be masked before anything can print. */
  readonly secretsIn?: (answer: T) => readonly string[]
  /** Calls with equal keys at one endpoint have one answer, which targets that are planned together may share; not set if they may not. */
  readonly shareKey?: (parameters: P) => string
}

/** One page of a list. */
export interface PageRequest {
  /** From 1. */
  readonly page: number
  /** Without one the service decides. */
  readonly size: number | undefined
}

/** A read of a list, page by page. */
export interface ListOperation<P, T> extends Row<P> {
  readonly writes: false
  /** How many items a page has at most, unless the service refuses that. */
  readonly pageSize: number
  readonly encode: (parameters: P, page: PageRequest) => EncodedRequest
  readonly decode: (body: Body, scrub?: Scrub) => Page<T> | undefined
  /** What is listed, for messages, as `APIs`. */
  readonly items: string
  /** Items with equal keys are the same one. */
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

/** An operation as one call asked for it: a statement that allows it names what the call was about. */
export function callOf<P>(operation: Row<P>, parameters: Partial<P>): Called {
  const { api, action, resource } = operation
  if (resource === undefined) return { api, action }
  return { api, action, resource: where => resource(where, parameters) }
}
