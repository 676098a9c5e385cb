import type { Backend, BackendModel, PublishedApi, TaskEntry } from '../model/backend.ts'
import { isObject } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import type { Body } from './answer.ts'
import { textOf } from './answer.ts'

// Answers are read with tolerance: no field but the ones that make an answer what it is must be there,
// and lists are taken bare or wrapped (`{"ApiInfo": [...]}`), as the service does both.

/** @returns `undefined` when the answer holds no backend */
export function decodeBackend(body: Body): Backend | undefined {
  const info = body['BackendInfo']
  if (!isObject(info)) return undefined
  // a backend without a definition may be answered without a list
  const models = listOf(info['BackendModels'] ?? info['BackendModelList'] ?? [], 'BackendModel')
  if (models === undefined) return undefined
  return {
    backendId: textOf(info['BackendId']),
    name: textOf(info['BackendName']),
    type: textOf(info['BackendType']),
    models: models.map(decodeModel)
  }
}

function decodeModel(model: Record<string, unknown>): BackendModel {
  const config = model['BackendConfig']
  return {
    backendModelId: textOf(model['BackendModelId']),
    stageName: textOf(model['StageName']),
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
      apiId: textOf(api['ApiId']),
      name: textOf(api['ApiName']),
      group: textOf(api['GroupName']) || textOf(api['GroupId']),
      method: textOf(api['Method']),
      path: textOf(api['Path'])
    }))
  }
}

/** A task that has not begun may answer no list at all: that is an empty one. */
export function decodeTask(body: Body): TaskEntry[] {
  const rows = listOf(body['ApiUpdateBackendResults'], 'ApiUpdateBackendResult') ?? []
  return rows.map(row => ({
    apiId: textOf(row['ApiUid'] ?? row['ApiId']),
    name: textOf(row['ApiName']),
    group: textOf(row['GroupName']) || textOf(row['GroupId']),
    status: textOf(row['UpdateStatus']),
    message: redactText(textOf(row['ErrorMsg']))
  }))
}

function listOf(value: unknown, wrapped: string): Record<string, unknown>[] | undefined {
  const list = isObject(value)
    ? (value[wrapped] ?? (Object.keys(value).length === 0 ? [] : undefined))
    : value
  return Array.isArray(list) ? list.filter(isObject) : undefined
}
