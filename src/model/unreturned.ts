import type { Definition } from './definition.ts'
import type { Change } from './diff.ts'
import { isJsonObject } from './json.ts'

// `DescribeBackendInfo` answers 9 of the 14 keys of a function's configuration that can be written. The others are taken, and never
// returned: https://www.alibabacloud.com/help/en/api-gateway/developer-reference/api-cloudapi-2016-07-14-describebackendinfo

const CONFIG = 'FunctionComputeConfig'
const KEYS: readonly string[] = ['FcVersion', 'Method', 'Path', 'ContentTypeCatagory']
const TYPES: ReadonlySet<string> = new Set(['FC_EVENT', 'FC_EVENT_V3', 'FC_HTTP', 'FC_HTTP_V3'])

/** The keys of the type that a definition holds, and that the service may take without returning them; paths. */
export function unreturnedKeys(definition: Definition, backendType: string): readonly string[] {
  const config = definition[CONFIG]
  if (!TYPES.has(backendType) || !isJsonObject(config)) return []
  return KEYS.filter(key => Object.hasOwn(config, key) && config[key] !== null).map(key => `${CONFIG}.${key}`)
}

/** Whether readings of the type show none of these keys: what they hold is then not known. */
export function returnsNone(live: Definition, backendType: string): boolean {
  return TYPES.has(backendType) && unreturnedKeys(live, backendType).length === 0
}

/** Splits differences into those that count, and those of keys that are absent because the service never returns them. */
export function splitUnreturned(
  changes: readonly Change[],
  desired: Definition,
  backendType: string
): { readonly counting: readonly Change[]; readonly unverified: readonly string[] } {
  const unreturned = new Set(unreturnedKeys(desired, backendType))
  if (unreturned.size === 0) return { counting: changes, unverified: [] }
  const isUnverified = ({ path, before }: Change): boolean => before === undefined && unreturned.has(path)
  return {
    counting: changes.filter(change => !isUnverified(change)),
    unverified: changes.filter(isUnverified).map(({ path }) => path)
  }
}

/** A definition with those of these keys that another one holds, where it holds none itself. */
export function withUnreturned(definition: Definition, from: Definition, backendType: string): Definition {
  const config = definition[CONFIG]
  const source = from[CONFIG]
  if (!returnsNone(definition, backendType) || !isJsonObject(config) || !isJsonObject(source))
    return definition
  const taken = KEYS.flatMap(key => {
    const value = Object.hasOwn(source, key) ? source[key] : undefined
    return value === undefined || value === null ? [] : [[key, value] as const]
  })
  return { ...definition, [CONFIG]: { ...config, ...Object.fromEntries(taken) } }
}

/** The keys, for a message. */
export const UNRETURNED_KEYS = KEYS.join(', ')
