import { closest } from './closest.ts'
import { ALL_SUB_CONFIGS, isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import { damageOf, hostProblem, urlProblem } from './host.ts'
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
 * A target that is not set at all is no error: the service may know other ways to name one.
 * @param backendType one that is not known here is judged by the keys that are there
 * @param isPatch whether only what it gives can be judged
 */
function emptyTargetOf(
  definition: Definition,
  backendType: string | undefined,
  isPatch: boolean
): ShapeError | undefined {
  if (backendType !== undefined && Object.hasOwn(TARGETS, backendType)) {
    const target = TARGETS[backendType]
    return target && emptiness(definition, target, isPatch).error
  }
  // a mock has none, and what a patch takes away may not be of the backend's type
  if (backendType === 'MOCK' || isPatch) return undefined
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
  if (!isJsonObject(value)) {
    return { filled: false, error: { path: prefix, message: `${prefix.join('.')} must be a mapping` } }
  }
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
    message: `${path.join('.')} is empty: a job output that was dropped or a secret that is not set arrives as an empty string. Give ${choices}`
  }
}

/** The entry of a key, whose case is not the same on every page of the service's documentation. */
function entryOf(mapping: JsonObject, key: string): readonly [string, Json] | undefined {
  if (Object.hasOwn(mapping, key)) return [key, mapping[key] ?? null]
  return Object.entries(mapping).find(([name]) => name.toLowerCase() === key.toLowerCase())
}

export interface ShapeFindings {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** What a definition of a type is expected to hold, from the read form and from other writers of it. */
const EXPECTED: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  VPC: [['VpcConfig', 'VpcAccessId']],
  FC_EVENT: [['FunctionComputeConfig', 'FcRegionId']],
  FC_EVENT_V3: [['FunctionComputeConfig', 'FcRegionId']],
  FC_HTTP: [['FunctionComputeConfig', 'FcRegionId']],
  FC_HTTP_V3: [['FunctionComputeConfig', 'FcRegionId']],
  OSS: [
    ['OssConfig', 'OssRegionId'],
    ['OssConfig', 'BucketName']
  ],
  MOCK: [['MockConfig', 'MockResult']],
  EVENTBRIDGE: [['EventBridgeConfig', 'EventBus']]
}

/** A definition as its author gave it, and what came of it. */
export interface ShapeCheck {
  /** As the author gave it: the whole, or a patch. */
  readonly definition: Definition
  /** A patch laid over live, with `null` for what it removes; the same as `definition` where that is the whole. */
  readonly desired: Definition
  /** What live holds in the write form, as far as that is known. */
  readonly live: Definition | undefined
}

/**
 * Checks a definition's shape by the type of the backend, once that is known. An error where the official page is sure;
 * a warning where it is not, so that a field which the service has gained is never refused.
 */
export function checkShape({ definition, desired, live }: ShapeCheck, backendType: string): ShapeFindings {
  const errors = typeErrors(desired, backendType).map(({ message }) => message)
  const warnings: string[] = []
  // a type is a word of the service's, and may be called like what every object has
  const known = Object.hasOwn(EXPECTED, backendType)
  for (const [name, key] of (known ? EXPECTED[backendType] : undefined) ?? []) {
    const config = desired[name]
    if (config !== undefined && !isJsonObject(config)) warnings.push(`${name} is expected to be a mapping`)
    else if (isUnused(config?.[key])) {
      warnings.push(`a definition of the type ${backendType} is expected to have ${name}.${key}`)
    }
  }
  return { errors, warnings: [...misspelled(definition, live ?? {}, ''), ...new Set(warnings)] }
}

/** New keys that look like one which live holds and the author does not give. */
function misspelled(given: JsonObject, live: JsonObject, prefix: string): string[] {
  const omitted = Object.keys(live).filter(key => !Object.hasOwn(given, key))
  return Object.entries(given).flatMap(([key, value]) => {
    const below = live[key]
    if (below !== undefined) {
      return isJsonObject(value) && isJsonObject(below) ? misspelled(value, below, `${prefix}${key}.`) : []
    }
    const meant = isName(key) && !ALL_SUB_CONFIGS.includes(key) ? closest(key, omitted) : undefined
    return meant === undefined
      ? []
      : [
          `the key ${prefix}${key} is not in the live definition, which has ${prefix}${meant}; did you mean ${meant}?`
        ]
  })
}

/** What in a definition its type, or without a type its keys, show to be wrong. */
export function typeErrors(
  definition: Definition,
  backendType: string | undefined,
  isPatch = false
): ShapeError[] {
  const errors: ShapeError[] = []
  const address = definition['ServiceAddress']
  if (backendType === 'HTTP' && !(isPatch && address === undefined)) {
    const message = addressProblem(address, Object.keys(definition))
    if (message !== undefined) errors.push({ path: ['ServiceAddress'], message })
  }
  const timeout = definition['ServiceTimeout'] ?? null
  if (timeout !== null && !isPositiveInteger(timeout)) {
    errors.push({
      path: ['ServiceTimeout'],
      message: 'ServiceTimeout must be a positive whole number of milliseconds'
    })
  }
  const empty = emptyTargetOf(definition, backendType, isPatch)
  if (empty !== undefined && errors.every(({ path }) => path[0] !== empty.path[0])) errors.push(empty)
  return errors
}

const A_URL = 'a URL that begins with http:// or https://, for example http://10.0.0.1:8080'

function addressProblem(address: Json | undefined, keys: readonly string[]): string | undefined {
  if (address === undefined) {
    // a key may be anything, where quotation marks were lost
    const meant = closest('ServiceAddress', keys.filter(isName))
    return `ServiceAddress is required${meant === undefined ? '' : ` (the definition has ${meant}; did you mean ServiceAddress?)`}: ${A_URL}`
  }
  if (address === null || address === '') {
    return `ServiceAddress is empty: a job output that was dropped or misspelled arrives as an empty string. It must be ${A_URL}`
  }
  return undefined
}

/** What in the text of a definition cannot be meant, whatever its type. */
export function textErrors(definition: Definition): ShapeError[] {
  const errors: ShapeError[] = []
  const walk = (value: Json, key: string, path: Path): void => {
    if (typeof value === 'string') {
      const problem = value === '' ? undefined : valueProblem(value, key, path)
      if (problem !== undefined) errors.push({ path, message: `${pathText(path)} ${problem}` })
    } else if (URL_KEYS.has(key.toLowerCase()) && value !== null) {
      errors.push({ path, message: `${pathText(path)} must be ${A_URL}` })
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => walk(item, key, [...path, String(index)]))
    } else if (isJsonObject(value)) {
      for (const [name, child] of Object.entries(value)) {
        const message = keyProblem(name)
        if (message === undefined) walk(child, name, [...path, name])
        else errors.push({ path: [...path, name], aboutKey: true, message })
      }
    }
  }
  walk(definition, '', [])
  return errors
}

/** A path for a message: a key that is no plain name may be anything, and is not repeated. */
export function pathText(path: Path): string {
  return path.map(key => (isName(key) ? key : '…')).join('.')
}

function isName(key: string): boolean {
  return /^[\w-]{1,64}$/.test(key)
}

/** Keys of the types that hold one URL. */
const URL_KEYS: ReadonlySet<string> = new Set(['serviceaddress', 'fcbaseurl'])
const HOST_KEY = /hostname$/i
/** Of registries: `host:port` by comma, and perhaps a path behind them. */
const HOSTS_KEY = /^(?:serveraddress|connectstring)$/i
const PORT_KEY = /^vpcconfig\.port$/i
/** Keys whose values name something of the cloud's: no text of the author's stands there. */
const NAME_KEY =
  /(?:^|config\.)(?:\w*(?:regionid|accessid|rolearn)|vpcid|instanceid|bucketname|servicename|functionname|qualifier|triggername|eventbus)$/i

function valueProblem(value: string, key: string, path: Path): string | undefined {
  // no page says whether the URL of a function has its scheme
  if (key.toLowerCase() === 'fcbaseurl' && !value.includes('://')) return urlProblem(`https://${value}`)
  if (URL_KEYS.has(key.toLowerCase())) return urlProblem(value)
  if (HOST_KEY.test(key)) return hostProblem(value)
  if (HOSTS_KEY.test(key)) return hostsProblem(value)
  if (PORT_KEY.test(path.slice(-2).join('.'))) return /^\d{1,5}$/.test(value) ? undefined : 'must be a port'
  return NAME_KEY.test(path.slice(-2).join('.')) ? damageOf(value) : undefined
}

/** What begins a key that was meant: it is shown, and nothing behind it, which may be a value. */
const NAME_AT_START = /^[A-Za-z]{1,40}(?![A-Za-z0-9_-])/

function hostsProblem(value: string): string | undefined {
  if (value.includes('://')) return urlProblem(value)
  const hosts = value.replace(/\/[^,]*$/, '').split(',')
  return hosts.map(host => hostProblem(host.trim())).find(problem => problem !== undefined)
}

function keyProblem(key: string): string | undefined {
  const what = (name => (name === undefined ? 'a key' : `a key that begins with "${name}"`))(
    NAME_AT_START.exec(key)?.[0]
  )
  if (/(?<!:)\/\/|\/\*/.test(key)) {
    return `${what} contains ${key.includes('//') ? '//' : '/*'}: JSON has no comments. Remove the comment, or write YAML, whose comments begin with #`
  }
  if (/[\u2018-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f\uff02\uff07]/.test(key)) {
    return `${what} contains typographic quotation marks, as a word processor makes them; write plain ones (")`
  }
  if (/["'`\\]/.test(key)) {
    return `${what} contains quotation marks or backslashes; write {"ServiceAddress": "…"}, without backslashes`
  }
  if (/[:{}]/.test(key)) {
    return `${what} contains a colon or a brace: quotation marks were lost on the way, or a space is missing after a colon`
  }
  return undefined
}

function isPositiveInteger(value: Json | undefined): boolean {
  if (typeof value === 'string') return /^[1-9]\d*$/.test(value)
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

/** Whether a definition says nothing: all that it gives is empty. In a patch, `null` says that a key goes. */
export function saysNothing(value: Json, isPatch: boolean): boolean {
  if (value === null) return !isPatch
  if (Array.isArray(value)) return value.length === 0
  return isJsonObject(value) ? Object.values(value).every(child => saysNothing(child, isPatch)) : value === ''
}
