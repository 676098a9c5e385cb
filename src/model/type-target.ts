import { isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** The keys, and the places in lists, that lead to a value. */
export type Path = readonly string[]

/** Something in a definition that cannot be meant. It never repeats a value: it may hold a secret. */
export interface ShapeError {
  /** Empty for the whole. */
  readonly path: Path
  /** Whether it is the key itself that is wrong, and not what stands under it. */
  readonly aboutKey?: true
  readonly message: string
}

/** What a type points at: keys of its configuration, of which one group must be filled as a whole. */
interface TypeTarget {
  /** Absent for a type that is described by top-level keys. */
  readonly config?: string
  readonly groups: readonly (readonly string[])[]
}

const FUNCTION: TypeTarget = { config: 'FunctionComputeConfig', groups: [['FunctionName']] }
const HTTP_FUNCTION: TypeTarget = {
  config: 'FunctionComputeConfig',
  groups: [['FunctionName'], ['FcBaseUrl']]
}

const TARGETS: Readonly<Record<string, TypeTarget>> = {
  HTTP: { groups: [['ServiceAddress']] },
  VPC: { config: 'VpcConfig', groups: [['VpcAccessId'], ['VpcId', 'InstanceId', 'Port']] },
  FC_EVENT: FUNCTION,
  FC_EVENT_V3: FUNCTION,
  FC_HTTP: HTTP_FUNCTION,
  FC_HTTP_V3: HTTP_FUNCTION,
  OSS: { config: 'OssConfig', groups: [['BucketName']] },
  EVENTBRIDGE: { config: 'EventBridgeConfig', groups: [['EventBus']] }
}

/** Configurations of which no key is known to be their target. */
const WITHOUT_TARGET = ['MockConfig', 'DiscoveryConfig', 'EdasConfig']

/**
 * The type's own target, where it is given empty: an output that was dropped, or a secret that is not set, leaves it so.
 * A target that is not given at all is no error: the service may know other ways to name one.
 * @param backendType judged by the keys that are there when it is not known
 * @param isPatch whether only what it gives can be judged
 */
export function emptyTargetOf(
  definition: Definition,
  backendType: string | undefined,
  isPatch: boolean
): ShapeError | undefined {
  if (backendType !== undefined) {
    const target = Object.hasOwn(TARGETS, backendType) ? TARGETS[backendType] : undefined
    return target && emptiness(definition, target, isPatch).error
  }
  // a definition in the read form has every configuration, empty but for its own
  const found = Object.values(TARGETS).map(target => emptiness(definition, target, isPatch))
  const isAnother = WITHOUT_TARGET.some(config => !isUnused(definition[config]))
  return isAnother || found.some(({ filled }) => filled)
    ? undefined
    : found.find(({ error }) => error !== undefined)?.error
}

function emptiness(
  definition: Definition,
  { config, groups }: TypeTarget,
  isPatch: boolean
): { readonly filled: boolean; readonly error?: ShapeError } {
  const top = config === undefined ? ([, definition] as const) : entryOf(definition, config)
  if (top === undefined) return { filled: false }
  const [name, value] = top
  const prefix = name === undefined ? [] : [name]
  // a patch that removes other keys says nothing about the target
  if (isPatch ? value === null : isUnused(value))
    return { filled: false, ...(name === undefined ? {} : { error: errorAt(prefix, groups, config) }) }
  if (!isJsonObject(value)) return { filled: true }
  const filled = groups.some(group => group.every(key => !isUnused(entryOf(value, key)?.[1], key)))
  if (filled) return { filled }
  const empty = groups
    .flat()
    .map(key => entryOf(value, key))
    .find(entry => entry !== undefined && isUnused(entry[1], entry[0]))
  return empty === undefined
    ? { filled: false }
    : { filled: false, error: errorAt([...prefix, empty[0]], groups, config) }
}

function errorAt(
  path: readonly string[],
  groups: TypeTarget['groups'],
  config: string | undefined
): ShapeError {
  const at = config === undefined ? '' : `${config}.`
  const choices = groups.map(group => group.map(key => `${at}${key}`).join(' and ')).join(', or ')
  return {
    path,
    message: `${path.join('.')} is empty: a job output that was dropped or a secret that is not set arrives so. Give ${choices}`
  }
}

/** The entry of a key, whose case is not the same on every page of the service's documentation. */
function entryOf(mapping: JsonObject, key: string): readonly [string, Json] | undefined {
  if (Object.hasOwn(mapping, key)) return [key, mapping[key] ?? null]
  return Object.entries(mapping).find(([name]) => name.toLowerCase() === key.toLowerCase())
}
