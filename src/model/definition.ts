import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/**
 * A backend's definition in one stage, in the form that is written: the mapping that
 * `ModifyBackendModel` takes as the JSON string `BackendModelData`.
 * https://www.alibabacloud.com/help/en/api-gateway/developer-reference/api-cloudapi-2016-07-14-modifybackendmodel
 */
export type Definition = JsonObject

/** The types of the contract; the service may know others, which are passed through. */
export const BACKEND_TYPES = [
  'HTTP',
  'VPC',
  'FC_EVENT',
  'FC_EVENT_V3',
  'FC_HTTP',
  'FC_HTTP_V3',
  'OSS',
  'MOCK',
  'EVENTBRIDGE'
] as const

/** The sub-configuration that each type uses; `null` is a type described by top-level keys. */
const SUB_CONFIG: Readonly<Record<(typeof BACKEND_TYPES)[number], string | null>> = {
  HTTP: null,
  VPC: 'VpcConfig',
  FC_EVENT: 'FunctionComputeConfig',
  FC_EVENT_V3: 'FunctionComputeConfig',
  FC_HTTP: 'FunctionComputeConfig',
  FC_HTTP_V3: 'FunctionComputeConfig',
  OSS: 'OssConfig',
  MOCK: 'MockConfig',
  EVENTBRIDGE: 'EventBridgeConfig'
}

const ALL_SUB_CONFIGS: readonly string[] = [
  ...new Set(Object.values(SUB_CONFIG).filter(name => name !== null)),
  'DiscoveryConfig',
  'EdasConfig'
]

/** Keys that only HTTP backends take; the read form repeats them, empty or derived, for every type. */
const HTTP_ONLY_KEYS: readonly string[] = ['ServiceAddress', 'HttpTargetHostName']

/** What `DescribeBackendInfo` adds to a `VpcConfig` that is named by its access id; not written back. */
const DERIVED_VPC_KEYS: readonly string[] = ['VpcId', 'InstanceId', 'Port', 'Name']

function isKnownType(type: string): type is keyof typeof SUB_CONFIG {
  return Object.hasOwn(SUB_CONFIG, type)
}

/**
 * The read form (`BackendConfig` of `DescribeBackendInfo`) as the write form. The service answers with
 * every sub-configuration and with "" for what is unused; what the type does not use is left out, and
 * so is what the service derives. Keys not known here are kept: the service may have gained them.
 */
export function fromReadForm(config: JsonObject, backendType: string): Definition {
  const used = isKnownType(backendType) ? SUB_CONFIG[backendType] : undefined
  const written = Object.entries(config).filter(([key]) => {
    if (key === 'Type') return false
    if (used === undefined) return true
    if (HTTP_ONLY_KEYS.includes(key)) return backendType === 'HTTP'
    return key === used || !ALL_SUB_CONFIGS.includes(key)
  })
  return pruneEntries(
    written.map(([key, value]) => [key, key === 'VpcConfig' ? withoutDerived(value) : value])
  )
}

function withoutDerived(vpcConfig: Json): Json {
  if (!isJsonObject(vpcConfig) || isUnused(vpcConfig['VpcAccessId'])) return vpcConfig
  return Object.fromEntries(Object.entries(vpcConfig).filter(([key]) => !DERIVED_VPC_KEYS.includes(key)))
}

/**
 * Whether a value says no more than its absence: the service answers "", 0, false, null and empty
 * mappings and lists for what was never set.
 */
export function isUnused(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true
  if (Array.isArray(value)) return value.length === 0
  return isJsonObject(value) && Object.values(value).every(isUnused)
}

/** The value without its unused parts; `undefined` when nothing is left. Lists keep their length. */
export function prune(value: Json): Json | undefined {
  if (isUnused(value)) return undefined
  if (!isJsonObject(value)) return value
  return pruneEntries(Object.entries(value))
}

// `fromEntries`, not assignment: a key may be called `__proto__`
function pruneEntries(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      const pruned = prune(value)
      return pruned === undefined ? [] : [[key, pruned] as const]
    })
  )
}

/**
 * The one text of all spellings of a value: keys in order, unused parts left out, numbers and booleans
 * as strings (the service answers `"200"` where `200` was written). Equal texts are equal definitions.
 */
export function canonical(value: Json | undefined): string {
  return JSON.stringify(value === undefined ? null : canonicalValue(prune(value) ?? null))
}

function canonicalValue(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(item => canonicalValue(prune(item) ?? null))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, canonicalValue(value[key] ?? null)])
  )
}
