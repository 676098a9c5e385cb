import { ALL_SUB_CONFIGS, HTTP_ONLY_KEYS, TYPE_ROWS, rowOf } from './backend-types.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/**
 * A backend's definition in one stage, in the form that is written: the mapping that
 * `ModifyBackendModel` takes as the JSON string `BackendModelData`.
 * https://www.alibabacloud.com/help/en/api-gateway/developer-reference/api-cloudapi-2016-07-14-modifybackendmodel
 */
export type Definition = JsonObject

/**
 * Converts the read form (`BackendConfig` of `DescribeBackendInfo`) to the write form. The service returns every
 * sub-configuration, with "" for unused keys: keys that the type does not use, and derived keys, are removed.
 * Unknown keys are kept, because the service may have added them.
 */
export function fromReadForm(config: JsonObject, backendType: string): Definition {
  const row = rowOf(backendType)
  const written = Object.entries(config).filter(([key]) => {
    if (key === 'Type') return false
    if (row === undefined) return true
    if (HTTP_ONLY_KEYS.includes(key)) return backendType === 'HTTP'
    return key === row.config || !ALL_SUB_CONFIGS.includes(key)
  })
  const mapping = Object.fromEntries(written.map(([key, value]) => [key, withoutDerived(key, value)]))
  // the service returns false for keys that were never set
  return pruneMapping(mapping) ?? {}
}

/** A definition without the keys that its type does not use, whatever their value: the service returns many of them. */
export function withoutUnusedKeys(definition: Definition, backendType: string | undefined): Definition {
  if (backendType === undefined || backendType === 'HTTP') return definition
  return Object.fromEntries(Object.entries(definition).filter(([key]) => !HTTP_ONLY_KEYS.includes(key)))
}

/** A sub-configuration without the keys that the service derives from the others. */
function withoutDerived(config: string, value: Json): Json {
  const derived = TYPE_ROWS.find(row => row.config === config)?.derived
  if (derived === undefined || !isJsonObject(value) || isUnused(value[derived.from])) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !derived.keys.includes(key)))
}

/**
 * Whether a value is equivalent to an absent one: for keys that were never set, the service returns "", null, empty
 * mappings and lists, and 0 for a number.
 * @param key the key of the value, which determines whether 0 means "not set"
 */
export function isUnused(value: Json | undefined, key = ''): boolean {
  if (value === undefined) return true
  if (isScalar(value)) return isEmptyScalar(value, key)
  if (Array.isArray(value)) return value.length === 0
  return Object.entries(value).every(([name, child]) => isUnused(child, name))
}

/** The mapping without its unused parts and `false`; `undefined` if nothing remains. Lists keep their length. */
function pruneMapping(mapping: JsonObject): JsonObject | undefined {
  const kept: [string, Json][] = []
  for (const [key, value] of Object.entries(mapping)) {
    if (isJsonObject(value)) {
      const pruned = pruneMapping(value)
      if (pruned !== undefined) kept.push([key, pruned])
    } else if (value !== false && !isUnused(value, key)) kept.push([key, value])
  }
  // `fromEntries`, not assignment: a key may be called `__proto__`
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/**
 * The canonical text of a value in any spelling: equal texts are equal definitions. Keys are sorted, unused parts
 * removed, and scalars compared by their text; lists keep their length, because an empty element still counts.
 * @param key the key of the value, which determines how a scalar is compared
 */
export function canonical(value: Json | undefined, key = ''): string {
  return JSON.stringify(canonicalValue(value ?? null, key, true))
}

/**
 * The canonical text of a definition in readings: the service returns `false` both for keys that were never set
 * and for those set to `false`, and a reading cannot distinguish the two.
 */
export function canonicalReading(definition: Definition): string {
  return JSON.stringify(canonicalValue(definition, '', false))
}

function canonicalValue(value: Json, key: string, keepFalse: boolean): Json {
  if (isScalar(value)) return value === null || isEmptyScalar(value, key) ? null : scalarText(value, key)
  if (Array.isArray(value)) {
    return value.length === 0 ? null : value.map(element => canonicalValue(element, '', keepFalse))
  }
  const members: [string, Json][] = []
  for (const name of Object.keys(value).sort()) {
    const child = canonicalValue(value[name] ?? null, name, keepFalse)
    if (child !== null && (keepFalse || child !== 'false')) members.push([name, child])
  }
  return members.length === 0 ? null : Object.fromEntries(members)
}

export type Scalar = null | boolean | number | string

/**
 * The keys that the service models as numbers: there 0 means "not set", as "" does elsewhere. Under any
 * other key, 0 is a regular value.
 */
const NUMBER_KEYS: ReadonlySet<string> = new Set([
  // `number` in the SDK's model of BackendConfig; milliseconds, so 0 is not a limit that someone set
  'ServiceTimeout',
  // `number` in the SDK's model of VpcConfig; there is no port 0
  'Port',
  // a string in the SDK's model of MockConfig, a number in other clients; there is no status 0
  'MockStatusCode'
])

/** Keys whose values are URLs: `ServiceAddress`, `FcBaseUrl` and similar names. Any other text is compared literally. */
const URL_KEY = /(?:ur[il]|address|endpoint)$/i

/** Whether a scalar is equivalent to an absent key. A `false` that was set is not. */
function isEmptyScalar(value: Scalar, key: string): boolean {
  if (value === null || value === '') return true
  return NUMBER_KEYS.has(key) && String(value) === '0'
}

/**
 * The text by which a scalar is compared. The service returns `"200"` for `200` and vice versa; the scheme and
 * host of a URL are case-insensitive, and an empty path is the path `/`
 * (RFC 3986, 6.2.2.1 and 6.2.3).
 */
function scalarText(value: Exclude<Scalar, null>, key: string): string {
  const text = String(value)
  return URL_KEY.test(key) ? urlText(text) : text
}

function urlText(text: string): string {
  const [, scheme, authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(text) ?? []
  if (scheme === undefined) return text
  const host = authority.lastIndexOf('@') + 1
  const server = authority.slice(0, host) + authority.slice(host).toLowerCase()
  return `${scheme.toLowerCase()}://${server}${server === '' ? rest : rest.replace(/^\/(?=$|[?#])/, '')}`
}

export function isScalar(value: Json): value is Scalar {
  return typeof value !== 'object' || value === null
}

/** A patch applied to a definition. */
export interface Patched {
  /** The whole definition to send. */
  readonly data: Definition
  /** The same with `null` for every key that the patch removes, to compare with live afterwards. */
  readonly desired: Definition
}

/** Applies a patch as in RFC 7396: mappings are merged by key, `null` removes, other values replace. */
export function applyPatch(definition: Definition, patch: Definition): Patched {
  const desired = merge(definition, patch)
  return { desired, data: withoutNulls(desired) }
}

function merge(below: Json | undefined, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(isJsonObject(below) ? Object.entries(below) : [])
  for (const [key, value] of Object.entries(patch)) {
    merged.set(key, isJsonObject(value) ? merge(merged.get(key), value) : value)
  }
  return Object.fromEntries(merged)
}

/** A mapping without the keys, however deep, whose value is `null`. Lists stay as they are. */
export function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === null ? [] : [[key, isJsonObject(child) ? withoutNulls(child) : child] as const]
    )
  )
}

/**
 * A definition, with `null` for every key that only the other one has and that must be absent. A key that is empty there was
 * not set: the value that the service may fill in is not the other definition's.
 */
export function withoutKeysOf(other: Definition, definition: Definition): Definition {
  const keys = new Set([...Object.keys(definition), ...Object.keys(other)])
  return Object.fromEntries(
    [...keys].flatMap((key): [string, Json][] => {
      const own = Object.hasOwn(definition, key) ? definition[key] : undefined
      const theirs = Object.hasOwn(other, key) ? other[key] : undefined
      if (own === undefined) return isUnused(theirs, key) ? [] : [[key, null]]
      return [[key, isJsonObject(own) && isJsonObject(theirs) ? withoutKeysOf(theirs, own) : own]]
    })
  )
}
