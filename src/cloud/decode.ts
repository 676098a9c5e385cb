import type { Backend, BackendModel, PublishedApi, TaskEntry } from '../model/backend.ts'
import { isObject } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import type { Body, Scrub } from './answer.ts'
import { labelOf, saidOf, textOf } from './answer.ts'

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
export function decodeApis(body: Body): Page<PublishedApi> | undefined {
  const total = Number(textOf(body['TotalCount']) || NaN)
  // no API at all may be answered without a list
  const items = listOf(body['ApiInfoList'] ?? (total === 0 ? [] : undefined), 'ApiInfo')
  if (items === undefined) return undefined
  return {
    totalCount: Number.isFinite(total) ? total : undefined,
    items: items.map(api => ({
      apiId: labelOf(api['ApiId']),
      name: labelOf(api['ApiName']),
      group: labelOf(api['GroupName']) || labelOf(api['GroupId']),
      method: labelOf(api['Method']),
      path: labelOf(api['Path'])
    }))
  }
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

function listOf(value: unknown, wrapped: string): Record<string, unknown>[] | undefined {
  const list = isObject(value)
    ? (value[wrapped] ?? (Object.keys(value).length === 0 ? [] : undefined))
    : value
  return Array.isArray(list) ? list.filter(isObject) : undefined
}
