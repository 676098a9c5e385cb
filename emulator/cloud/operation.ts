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
  /** Of a call in the ROA style. */
  readonly body: JsonObject
  readonly caller: Caller
  readonly effects: Effects
}

export interface Operation {
  /** The RAM action, `apigateway:ModifyBackendModel`; undefined: needs no permission. */
  readonly permission: string | undefined
  /** The RAM resource; `*` where the operation has none of its own. */
  resource(call: Call): string
  /** @returns the answer without its RequestId */
  run(call: Call): JsonObject
}

/** A parameter; the empty string is "not given". */
export function given(params: Params, name: string): string | undefined {
  return params[name] === '' ? undefined : params[name]
}

export function required(params: Params, name: string): string {
  const value = given(params, name)
  if (value === undefined) throw missing(name)
  return value
}

/** A backend of the caller's account; another account's does not exist for the caller. */
export function findBackend({ state, caller }: Call, backendId: string): Backend {
  const backend = state.backends.get(backendId)
  if (backend?.accountId !== caller.accountId) throw notFound('Backend')
  return backend
}

/** The backend that holds a model, of the caller's account. */
export function findBackendOfModel({ state, caller }: Call, modelId: string): Backend | undefined {
  return [...state.backends.values()].find(
    ({ accountId, models }) =>
      accountId === caller.accountId && [...models.values()].some(model => model.id === modelId)
  )
}

export const allResources = () => '*'

/** The one ARN of the product; it has no stage component. */
export function backendResource(call: Call): string {
  const modelId = given(call.params, 'BackendModelId')
  const backendId =
    given(call.params, 'BackendId') ??
    (modelId === undefined ? undefined : findBackendOfModel(call, modelId)?.id)
  return `acs:apigateway:${call.state.seed.region}:${call.caller.accountId}:backend/${backendId ?? '*'}`
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly fields: { PageNumber: number; PageSize: number; TotalCount: number }
}

/** Pages start from 1; a page has 10 items unless asked otherwise, and at most so many as the seed's limit. */
export function page<Item>(
  params: Params,
  all: readonly Item[],
  { pageSizeLimit, pageSizeOver }: Pick<Doubts, 'pageSizeLimit' | 'pageSizeOver'>
): Page<Item> {
  const number = wholeNumber(params, 'PageNumber', 1, Number.MAX_SAFE_INTEGER)
  const most = pageSizeOver === 'cut' ? Number.MAX_SAFE_INTEGER : pageSizeLimit
  const size = Math.min(wholeNumber(params, 'PageSize', Math.min(10, pageSizeLimit), most), pageSizeLimit)
  return {
    items: all.slice((number - 1) * size, number * size),
    fields: { PageNumber: number, PageSize: size, TotalCount: all.length }
  }
}

function wholeNumber(params: Params, name: string, fallback: number, most: number): number {
  const text = given(params, name)
  if (text === undefined) return fallback
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > most) throw invalid(name)
  return value
}

/** `2021-12-20T03:22:03.000+0000`, as the models' times are written. */
export function modelTime(ms: number): string {
  return `${utcTime(ms).slice(0, -1)}+0000`
}

/** `2021-12-20T03:22:03Z`, as DescribeBackendList writes the backends' times. */
export function backendTime(ms: number): string {
  return `${utcTime(ms).slice(0, 19)}Z`
}

/** `2021-11-22T11:10:46+08:00`, as DescribeBackendInfo writes those of a backend. */
export function localTime(ms: number): string {
  return `${utcTime(ms + 8 * 3_600_000).slice(0, 19)}+08:00`
}

// the same few times stand in answer after answer
const MOST_TIMES = 1_000
const times = new Map<number, string>()

function utcTime(ms: number): string {
  const known = times.get(ms)
  if (known !== undefined) return known
  if (times.size >= MOST_TIMES) times.clear()
  const text = new Date(ms).toISOString()
  times.set(ms, text)
  return text
}

/** A name used twice, an environment defined twice. */
export function duplicate(what: string): CloudError {
  return new CloudError(400, `Duplicate${what}`, `The specified ${what} is duplicate.`)
}
