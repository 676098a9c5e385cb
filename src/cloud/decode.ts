import type { Backend, BackendModel, ListedBackend, AffectedApi, TaskEntry } from '../model/backend.ts'
import { isObject } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'

/** A JSON object that the cloud answered with HTTP 2xx. */
export type Body = Readonly<Record<string, unknown>>

/** Takes secrets out of a text that only the step knows to be secrets. */
export type Scrub = (text: string) => string

// Answers are read with tolerance: no field but the ones that make an answer what it is must be there,
// and lists are taken bare or wrapped (`{"ApiInfo": [...]}`), as the service does both. Names and ids are labels;
// only what is compared or sent back, a definition and its description, is kept as it is.

/** @returns `undefined` when the answer holds no backend */
export function decodeBackend(body: Body): Backend | undefined {
  const info = body['BackendInfo']
  if (!isObject(info)) return undefined
  // a backend without a definition may be answered without a list
  const models = listOf(info['BackendModels'] ?? info['BackendModelList'] ?? [], 'BackendModel')
  if (models === undefined) return undefined
  return {
    backendId: labelOf(info['BackendId']),
    name: labelOf(info['BackendName']),
    type: labelOf(info['BackendType']),
    models: models.map(decodeModel)
  }
}

function decodeModel(model: Record<string, unknown>): BackendModel {
  const config = model['BackendConfig']
  return {
    backendModelId: labelOf(model['BackendModelId']),
    stageName: labelOf(model['StageName']),
    description: textOf(model['Description']),
    config: isObject(config) ? (config as JsonObject) : {}
  }
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Of all pages; `undefined` when not answered. */
  readonly totalCount: number | undefined
}

/** @returns `undefined` when the answer holds no list */
export function decodeBackendList(body: Body): Page<ListedBackend> | undefined {
  const totalCount = countOf(body)
  const list = body['BackendInfoList'] ?? (totalCount === 0 ? [] : undefined)
  const items = listOf(list, 'BackendInfo')
  return (
    items && {
      totalCount,
      items: items.map(backend => ({
        backendId: labelOf(backend['BackendId']),
        name: labelOf(backend['BackendName'])
      }))
    }
  )
}

/** @returns `undefined` when the answer holds no list */
export function decodeApis(body: Body): Page<AffectedApi> | undefined {
  const totalCount = countOf(body)
  // no API at all may be answered without a list
  const items = listOf(body['ApiInfoList'] ?? (totalCount === 0 ? [] : undefined), 'ApiInfo')
  if (items === undefined) return undefined
  return {
    totalCount,
    items: items.map(api => ({
      apiId: labelOf(api['ApiId']),
      name: labelOf(api['ApiName']),
      group: labelOf(api['GroupName']) || labelOf(api['GroupId']),
      method: labelOf(api['Method']),
      path: labelOf(api['Path'])
    }))
  }
}

/** Of all pages; `undefined` when not answered. */
function countOf(body: Body): number | undefined {
  const total = Number(textOf(body['TotalCount']) || NaN)
  return Number.isFinite(total) ? total : undefined
}

/** A task that has not begun may answer no list at all: that is an empty one. */
export function decodeTask(body: Body, scrub?: Scrub): TaskEntry[] {
  const rows = listOf(body['ApiUpdateBackendResults'], 'ApiUpdateBackendResult') ?? []
  return rows.map(row => ({
    apiId: labelOf(row['ApiUid'] ?? row['ApiId']),
    name: labelOf(row['ApiName']),
    group: labelOf(row['GroupName']) || labelOf(row['GroupId']),
    status: labelOf(row['UpdateStatus']),
    message: saidOf(textOf(row['ErrorMsg']), scrub)
  }))
}

/** Temporary keys, and when they end by the clock of the service; what is not answered is "" or NaN. */
export function decodeCredentials(body: Body) {
  const found = isObject(body['Credentials']) ? body['Credentials'] : {}
  return {
    accessKeyId: textOf(found['AccessKeyId']),
    accessKeySecret: textOf(found['AccessKeySecret']),
    securityToken: textOf(found['SecurityToken']),
    expiration: Date.parse(textOf(found['Expiration']))
  }
}

export function requestIdOf(body: Body): string {
  return labelOf(body['RequestId'] ?? body['requestId'])
}

const LONGEST_SAID = 1000

/** What the cloud says, on one line: cut once no secret is in it, since half of one is not recognized. */
export function saidOf(text: string, scrub: Scrub = same => same): string {
  return oneLine(redactText(scrub(withoutEcho(text))), LONGEST_SAID)
}

/**
 * Without the request that the service repeats when a signature is wrong: the SDK has signed it, so that it helps nobody
 * here, and it may hold a security token or a definition in an encoding in which no mask recognizes them.
 */
function withoutEcho(text: string): string {
  const start = text.search(/server (?:string ?to ?sign|canonical ?request) is/i)
  return start < 0 ? text : text.slice(0, start).trimEnd()
}

const LONGEST_LABEL = 500

/** A name or an id: one line, that ends somewhere. */
export function labelOf(value: unknown): string {
  return oneLine(textOf(value), LONGEST_LABEL)
}

/** A string, or a number as one; anything else is "". */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function listOf(value: unknown, wrapped: string): Record<string, unknown>[] | undefined {
  const list = isObject(value)
    ? (value[wrapped] ?? (Object.keys(value).length === 0 ? [] : undefined))
    : value
  return Array.isArray(list) ? list.filter(isObject) : undefined
}
