import type { Effects } from './batch.ts'
import { CloudError, invalid, missing, notFound } from './cloud-error.ts'
import type { Doubts } from './doubts.ts'
import type { JsonObject } from './json.ts'
import type { Caller } from './permission.ts'
import type { Backend, State } from './state.ts'

export type Params = Readonly<Record<string, string | undefined>>

/** One call as an operation sees it. */
export interface Call {
  readonly state: State
  readonly params: Params
  /** ROA style only. */
  readonly body: JsonObject
  readonly caller: Caller
  readonly effects: Effects
}

export interface Operation {
  /** The RAM action, such as `apigateway:ModifyBackendModel`; undefined: no permission required. */
  readonly permission: string | undefined
  /** The RAM resource; `*` if the operation has none. */
  resource(call: Call): string
  /** @returns the response without its RequestId */
  run(call: Call): JsonObject
}

/** An optional parameter; the empty string counts as not set. */
export function optional(params: Params, name: string): string | undefined {
  return params[name] === '' ? undefined : params[name]
}

export function required(params: Params, name: string): string {
  const value = optional(params, name)
  if (value === undefined) throw missing(name)
  return value
}

/** Finds a backend of the caller's account. Backends of other accounts do not exist for the caller. */
export function findBackend({ state, caller }: Call, backendId: string): Backend {
  const backend = state.backends.get(backendId)
  if (backend?.accountId !== caller.accountId) throw notFound('Backend')
  return backend
}

/** Finds the backend of a model in the caller's account. */
export function findBackendOfModel({ state, caller }: Call, modelId: string): Backend | undefined {
  return [...state.backends.values()].find(
    ({ accountId, models }) =>
      accountId === caller.accountId && [...models.values()].some(model => model.id === modelId)
  )
}

export const allResources = () => '*'

/** The product's only ARN; it has no stage component. */
export function backendResource(call: Call): string {
  const modelId = optional(call.params, 'BackendModelId')
  const backendId =
    optional(call.params, 'BackendId') ??
    (modelId === undefined ? undefined : findBackendOfModel(call, modelId)?.id)
  return `acs:apigateway:${call.state.seed.region}:${call.caller.accountId}:backend/${backendId ?? '*'}`
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly fields: { PageNumber: number; PageSize: number; TotalCount: number }
}

/** One page of a list. Pages start at 1 and have 10 items by default, at most the seed's limit. */
export function page<Item>(
  params: Params,
  all: readonly Item[],
  { pageSizeLimit, pageSizeOver }: Pick<Doubts, 'pageSizeLimit' | 'pageSizeOver'>
): Page<Item> {
  const number = wholeNumber(params, 'PageNumber', 1, Number.MAX_SAFE_INTEGER)
  const max = pageSizeOver === 'cut' ? Number.MAX_SAFE_INTEGER : pageSizeLimit
  const size = Math.min(wholeNumber(params, 'PageSize', Math.min(10, pageSizeLimit), max), pageSizeLimit)
  return {
    items: all.slice((number - 1) * size, number * size),
    fields: { PageNumber: number, PageSize: size, TotalCount: all.length }
  }
}

function wholeNumber(params: Params, name: string, fallback: number, max: number): number {
  const text = optional(params, name)
  if (text === undefined) return fallback
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > max) throw invalid(name)
  return value
}

/** `2021-12-20T03:22:03.000+0000`, the format of a model's times. */
export function modelTime(ms: number): string {
  return `${utcTime(ms).slice(0, -1)}+0000`
}

/** `2021-12-20T03:22:03Z`, the format of a backend's times in DescribeBackendList. */
export function backendTime(ms: number): string {
  return `${utcTime(ms).slice(0, 19)}Z`
}

/** `2021-11-22T11:10:46+08:00`, the format of a backend's times in DescribeBackendInfo. */
export function localTime(ms: number): string {
  return `${utcTime(ms + 8 * 3_600_000).slice(0, 19)}+08:00`
}

// the same few times are formatted again and again
const MAX_CACHED_TIMES = 1_000
const times = new Map<number, string>()

function utcTime(ms: number): string {
  const known = times.get(ms)
  if (known !== undefined) return known
  if (times.size >= MAX_CACHED_TIMES) times.clear()
  const text = new Date(ms).toISOString()
  times.set(ms, text)
  return text
}

/** The error for a duplicate name or a second definition of an environment. */
export function duplicate(what: string): CloudError {
  return new CloudError(400, `Duplicate${what}`, `The specified ${what} is duplicate.`)
}
