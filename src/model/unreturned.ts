import { isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import type { Change } from './diff.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

// `DescribeBackendInfo` answers 9 of the 14 keys of a function's configuration that can be written. The others are taken, and never
// returned: https://www.alibabacloud.com/help/en/api-gateway/developer-reference/api-cloudapi-2016-07-14-describebackendinfo

const CONFIG = 'FunctionComputeConfig'
const KEYS: readonly string[] = ['FcVersion', 'Method', 'Path', 'ContentTypeCatagory']

interface ReturnedKeys {
  /** Where the backend is, and what it runs: the point of a switch. */
  readonly leading: readonly string[]
  readonly others: readonly string[]
}

const FUNCTION: ReturnedKeys = {
  leading: below(CONFIG, 'FcRegionId', 'ServiceName', 'FunctionName', 'Qualifier', 'FcBaseUrl'),
  others: below(CONFIG, 'FcType', 'RoleArn', 'OnlyBusinessPath', 'TriggerName')
}

/** What the page says is returned of each type, empty where it is unused; of what can be written. */
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

/** The keys of the type that a definition holds, and that the service may take without returning them; paths. */
export function unreturnedKeys(definition: Definition, backendType: string): readonly string[] {
  if (RETURNED.get(backendType) !== FUNCTION) return []
  return below(CONFIG, ...KEYS).filter(path => (valueAt(definition, path) ?? null) !== null)
}

/** Whether readings of the type show none of these keys: what they hold is then not known. */
export function returnsNone(live: Definition, backendType: string): boolean {
  return RETURNED.get(backendType) === FUNCTION && unreturnedKeys(live, backendType).length === 0
}

/**
 * The keys of the type that a reading should have, and has not: the service returns unused keys empty, so one that is missing
 * altogether may hold anything. A service that leaves out what is unused says nothing by it.
 * @param raw as the service answered it
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

/** The keys of the type that the live definition may hold without a reading showing it; paths. */
export function unseenKeys(raw: JsonObject, backendType: string): readonly string[] {
  return [
    ...hiddenKeys(raw, backendType, ['leading', 'others']),
    ...(returnsNone(raw, backendType) ? below(CONFIG, ...KEYS) : [])
  ]
}

/** Those of these keys that a definition does not give, not even as `null`. */
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
 * Splits differences into those that count, and those of keys that are absent because the service never returns them. Keys that say
 * where the backend is always count: without them nothing would be verified.
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
 * A definition with those of these keys that another one holds, where it holds none itself. Never the keys that say where the backend
 * is.
 * @param raw the reading that does not show them
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

/** The keys of a function that the service never returns, for a message. */
export const UNRETURNED_KEYS = KEYS.join(', ')
