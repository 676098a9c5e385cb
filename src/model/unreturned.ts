import { isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import type { Change } from './diff.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

// `DescribeBackendInfo` returns 9 of the 14 writable keys of a function's configuration. The others are accepted, and never
// returned: https://www.alibabacloud.com/help/en/api-gateway/developer-reference/api-cloudapi-2016-07-14-describebackendinfo

const CONFIG = 'FunctionComputeConfig'
const KEYS: readonly string[] = ['FcVersion', 'Method', 'Path', 'ContentTypeCatagory']

interface ReturnedKeys {
  /** The address of the backend, which a switch is about. */
  readonly leading: readonly string[]
  readonly others: readonly string[]
}

const FUNCTION: ReturnedKeys = {
  leading: below(CONFIG, 'FcRegionId', 'ServiceName', 'FunctionName', 'Qualifier', 'FcBaseUrl'),
  others: below(CONFIG, 'FcType', 'RoleArn', 'OnlyBusinessPath', 'TriggerName')
}

/** The writable keys of each type that the page says are returned, empty if unused. */
const RETURNED: ReadonlyMap<string, ReturnedKeys> = new Map([
  ['HTTP', { leading: ['ServiceAddress'], others: ['HttpTargetHostName', 'ServiceTimeout'] }],
  [
    'VPC',
    {
      leading: below('VpcConfig', 'VpcAccessId'),
      others: [...below('VpcConfig', 'VpcScheme', 'VpcTargetHostName'), 'ServiceTimeout']
    }
  ],
  ['FC_EVENT', FUNCTION],
  ['FC_EVENT_V3', FUNCTION],
  ['FC_HTTP', FUNCTION],
  ['FC_HTTP_V3', FUNCTION],
  ['OSS', { leading: below('OssConfig', 'OssRegionId', 'BucketName'), others: [] }],
  ['MOCK', { leading: below('MockConfig', 'MockResult', 'MockStatusCode', 'MockHeaders'), others: [] }],
  [
    'EVENTBRIDGE',
    {
      leading: below('EventBridgeConfig', 'EventBridgeRegionId', 'EventBus'),
      others: below('EventBridgeConfig', 'EventSource', 'RoleArn')
    }
  ]
])

function below(config: string, ...keys: readonly string[]): readonly string[] {
  return keys.map(key => `${config}.${key}`)
}

/** The paths of a definition's keys that the service may accept without returning them. */
export function unreturnedKeys(definition: Definition, backendType: string): readonly string[] {
  if (RETURNED.get(backendType) !== FUNCTION) return []
  return below(CONFIG, ...KEYS).filter(path => (valueAt(definition, path) ?? null) !== null)
}

/** Whether a reading contains none of these keys: their values are then not known. */
export function returnsNone(live: Definition, backendType: string): boolean {
  return RETURNED.get(backendType) === FUNCTION && unreturnedKeys(live, backendType).length === 0
}

/**
 * The keys of the type that are missing from a reading: the service returns unused keys empty, so a missing one may have any
 * value. If the service omits unused keys, a missing one means nothing.
 * @param raw as the service returned it
 */
function hiddenKeys(raw: JsonObject, backendType: string, which: readonly (keyof ReturnedKeys)[]): string[] {
  const keys = RETURNED.get(backendType)
  if (keys === undefined || !showsUnused(raw)) return []
  return which.flatMap(name => keys[name]).filter(path => valueAt(raw, path) === undefined)
}

function showsUnused(raw: JsonObject): boolean {
  return Object.entries(raw).some(
    ([key, value]) => isUnused(value, key) || (isJsonObject(value) && showsUnused(value))
  )
}

/** The paths of keys that the live definition may contain although no reading shows them. */
export function unseenKeys(raw: JsonObject, backendType: string): readonly string[] {
  return [
    ...hiddenKeys(raw, backendType, ['leading', 'others']),
    ...(returnsNone(raw, backendType) ? below(CONFIG, ...KEYS) : [])
  ]
}

/** The missing keys that a definition does not set, not even to `null`. */
export function unseenAndOmitted(
  raw: JsonObject,
  definition: Definition,
  backendType: string
): readonly string[] {
  return hiddenKeys(raw, backendType, ['leading', 'others']).filter(
    path => valueAt(definition, path) === undefined
  )
}

/**
 * Splits differences into those that count, and those of keys that the service never returns. Keys with the address of the
 * backend always count: without them, nothing would be verified.
 */
export function splitUnreturned(
  changes: readonly Change[],
  desired: Definition,
  backendType: string,
  raw: JsonObject
): { readonly counting: readonly Change[]; readonly unverified: readonly string[] } {
  const unreturned = new Set([
    ...unreturnedKeys(desired, backendType),
    ...hiddenKeys(raw, backendType, ['others'])
  ])
  if (unreturned.size === 0) return { counting: changes, unverified: [] }
  const isUnverified = ({ path, before }: Change): boolean => before === undefined && unreturned.has(path)
  return {
    counting: changes.filter(change => !isUnverified(change)),
    unverified: changes.filter(isUnverified).map(({ path }) => path)
  }
}

/**
 * A definition with the unreturned keys of another one added, if it has none itself. Never adds keys with the address of the
 * backend.
 * @param raw the reading that does not contain them
 */
export function withUnreturned(
  definition: Definition,
  from: Definition,
  backendType: string,
  raw: JsonObject
): { readonly definition: Definition; readonly taken: readonly string[] } {
  const paths = [
    ...(returnsNone(definition, backendType) && isJsonObject(definition[CONFIG])
      ? unreturnedKeys(from, backendType)
      : []),
    ...hiddenKeys(raw, backendType, ['others'])
  ]
  const taken = paths.filter(
    path => valueAt(definition, path) === undefined && (valueAt(from, path) ?? null) !== null
  )
  return {
    definition: taken.reduce(
      (whole, path) => withValue(whole, path, valueAt(from, path) ?? null),
      definition
    ),
    taken
  }
}

function valueAt(definition: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = definition
  for (const key of path.split('.')) {
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}

/** Paths of one or two keys. */
function withValue(definition: Definition, path: string, value: Json): Definition {
  const [key = '', child] = path.split('.')
  if (child === undefined) return { ...definition, [key]: value }
  const config = definition[key]
  return { ...definition, [key]: { ...(isJsonObject(config) ? config : {}), [child]: value } }
}

/** The keys of a function that the service never returns, for messages. */
export const UNRETURNED_KEYS = KEYS.join(', ')
