import type { Backend, BackendModel, ListedBackend, AffectedApi, TaskEntry } from '../model/backend.ts'
import { DEEPEST, isObject, isShallow, parseObject } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'

/** The JSON object in an HTTP 2xx response of the cloud. */
export type Body = Readonly<Record<string, unknown>>

/** Removes from a text the secrets that only the step knows. */
export type Scrub = (text: string) => string

// Responses are decoded tolerantly: only the fields that a response is about are required, and lists are accepted bare or
// wrapped (`{"ApiInfo": [...]}`), because the service returns both. Names and IDs are labels; only what is compared or sent
// back, a definition and its description, is kept unchanged.

/** @returns `undefined` if the response has no backend */
export function decodeBackend(body: Body): Backend | undefined {
  const info = body['BackendInfo']
  if (!isObject(info)) return undefined
  // the service may omit the list for a backend without definitions
  const models = listOf(info['BackendModels'] ?? info['BackendModelList'] ?? [], 'BackendModel')
  const decoded = models?.flatMap(model => decodeModel(model) ?? [])
  if (models === undefined || decoded?.length !== models.length) return undefined
  return {
    backendId: labelOf(info['BackendId']),
    name: labelOf(info['BackendName']),
    type: labelOf(info['BackendType']),
    models: decoded
  }
}

/** @returns `undefined` if the definition is not readable */
function decodeModel(model: Record<string, unknown>): BackendModel | undefined {
  const config = configOf(model['BackendConfig'])
  return (
    config && {
      backendModelId: labelOf(model['BackendModelId']),
      stageName: labelOf(model['StageName']),
      description: textOf(model['Description']),
      config
    }
  )
}

/**
 * A definition, also as JSON text, which is its form in a write. Anything else but an absent one is not readable: as an empty definition,
 * it would be replaced by a patch, and sent by a rollback.
 */
function configOf(value: unknown): JsonObject | undefined {
  if (value === undefined || value === null || value === '') return {}
  const config = typeof value === 'string' ? parseObject(value) : value
  return isObject(config) && isShallow(config, DEEPEST) ? (config as JsonObject) : undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Over all pages; `undefined` if not reported. */
  readonly totalCount: number | undefined
}

/** @returns `undefined` if the response has no list */
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

/** @returns `undefined` if the response has no list */
export function decodeApis(body: Body): Page<AffectedApi> | undefined {
  const totalCount = countOf(body)
  // the service may omit the list if there are no APIs
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

/** Over all pages; `undefined` if not reported. */
function countOf(body: Body): number | undefined {
  const total = Number(textOf(body['TotalCount']) || NaN)
  return Number.isFinite(total) ? total : undefined
}

/** A task that has not started may have no list, which counts as an empty one. */
export function decodeTask(body: Body, scrub?: Scrub): TaskEntry[] {
  const rows = listOf(body['ApiUpdateBackendResults'], 'ApiUpdateBackendResult') ?? []
  return rows.map(row => ({
    apiId: labelOf(row['ApiUid'] ?? row['ApiId']),
    name: labelOf(row['ApiName']),
    group: labelOf(row['GroupName']) || labelOf(row['GroupId']),
    status: labelOf(row['UpdateStatus']),
    message: serviceText(textOf(row['ErrorMsg']), scrub)
  }))
}

/** Temporary credentials and when they expire by the service's clock; missing values are "" or NaN. */
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

const LONGEST_TEXT = 1000

/** A text of the cloud on one line. It is cut after redaction, because part of a secret would not be recognized. */
export function serviceText(text: string, scrub: Scrub = same => same): string {
  return oneLine(redactText(scrub(withoutEcho(text))), LONGEST_TEXT)
}

/**
 * Removes the request that the service repeats if a signature is wrong. It does not help here, because the SDK signs; and it may
 * contain a security token or a definition in an encoding that no mask recognizes.
 */
function withoutEcho(text: string): string {
  const start = text.search(/server (?:string ?to ?sign|canonical ?request) is/i)
  return start < 0 ? text : text.slice(0, start).trimEnd()
}

const LONGEST_LABEL = 500

/** A name or an id: one line of limited length. */
export function labelOf(value: unknown): string {
  return oneLine(textOf(value), LONGEST_LABEL)
}

/** A string, or a number as a string; anything else is "". */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function listOf(value: unknown, wrapped: string): Record<string, unknown>[] | undefined {
  const list = isObject(value)
    ? (value[wrapped] ?? (Object.keys(value).length === 0 ? [] : undefined))
    : value
  return Array.isArray(list) ? list.filter(isObject) : undefined
}
