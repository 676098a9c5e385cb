import { ALL_SUB_CONFIGS, CONFIGS_WITHOUT_TARGET, TYPE_ROWS, rowOf } from './backend-types.ts'
import type { BackendType } from './backend-types.ts'
import { closest } from './closest.ts'
import { isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import { damageOf, hasInvisible, hostProblem, urlProblem } from './host.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** The keys and list indexes of a value. */
export type Path = readonly string[]

/** An error in a definition. It never repeats a value, which may contain a secret. */
export interface ShapeError {
  /** Empty for the whole definition. */
  readonly path: Path
  /** Whether the key itself is invalid, and not its value. */
  readonly aboutKey?: true
  readonly message: string
}

/**
 * Reports an empty target of the type, the result of a dropped output or a secret that is not set. An absent target is
 * not an error: the service may support other ways to name one.
 * @param backendType if unknown, the keys of the definition decide
 * @param isPatch whether only the keys that it sets can be checked
 */
function emptyTargetOf(
  definition: Definition,
  backendType: string | undefined,
  isPatch: boolean
): ShapeError | undefined {
  const row = backendType === undefined ? undefined : rowOf(backendType)
  if (row !== undefined) return emptiness(definition, row, isPatch).error
  // a patch may remove keys of another type
  if (isPatch) return undefined
  // the read form contains every configuration, empty except for its own
  const found = TYPE_ROWS.map(each => emptiness(definition, each, isPatch))
  const isOther = CONFIGS_WITHOUT_TARGET.some(config => !isUnused(definition[config]))
  return isOther || found.some(({ filled }) => filled)
    ? undefined
    : found.find(({ error }) => error !== undefined)?.error
}

function emptiness(
  definition: Definition,
  { config, target: groups }: BackendType,
  isPatch: boolean
): { readonly filled: boolean; readonly error?: ShapeError } {
  if (groups.length === 0) return { filled: false }
  const top = config === undefined ? ([, definition] as const) : entryOf(definition, config)
  if (top === undefined) return { filled: false }
  const [name, value] = top
  const prefix = name === undefined ? [] : [name]
  // a patch that removes other keys does not affect the target
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
  groups: BackendType['target'],
  config: string | undefined
): ShapeError {
  const at = config === undefined ? '' : `${config}.`
  const choices = groups.map(group => group.map(key => `${at}${key}`).join(' and ')).join(', or ')
  return {
    path,
    message: `${path.join('.')} is empty: a dropped job output or an unset secret arrives as an empty string. Set ${choices}`
  }
}

/** The entry of a key, whose case varies across the service's documentation. */
function entryOf(mapping: JsonObject, key: string): readonly [string, Json] | undefined {
  if (Object.hasOwn(mapping, key)) return [key, mapping[key] ?? null]
  return Object.entries(mapping).find(([name]) => name.toLowerCase() === key.toLowerCase())
}

export interface ShapeFindings {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** A definition as its author set it, and as applied to the live one. */
export interface ShapeCheck {
  /** As the author set it, full or a patch. */
  readonly definition: Definition
  /** A patch applied to live, with `null` for removed keys; the same as `definition` if that is full. */
  readonly desired: Definition
  /** The live definition in the write form, if known. */
  readonly live: Definition | undefined
}

/**
 * Checks a definition against the type of the backend. An error if the official page is clear, otherwise a warning,
 * so that a field that the service has added is never refused.
 */
export function checkShape({ definition, desired, live }: ShapeCheck, backendType: string): ShapeFindings {
  const errors = typeErrors(desired, backendType).map(({ message }) => message)
  const warnings: string[] = []
  const { config: name, expected = [] } = rowOf(backendType) ?? {}
  const config = name === undefined ? undefined : desired[name]
  for (const key of name === undefined ? [] : expected) {
    if (config !== undefined && !isJsonObject(config)) warnings.push(`${name} is expected to be a mapping`)
    else if (isUnused(config?.[key])) {
      warnings.push(`a definition of the type ${backendType} is expected to have ${name}.${key}`)
    }
  }
  return { errors, warnings: [...misspelled(definition, live ?? {}, ''), ...new Set(warnings)] }
}

/** New keys that resemble a live key that the author omitted. */
function misspelled(definition: JsonObject, live: JsonObject, prefix: string): string[] {
  const omitted = Object.keys(live).filter(key => !Object.hasOwn(definition, key))
  return Object.entries(definition).flatMap(([key, value]) => {
    const below = live[key]
    if (below !== undefined) {
      return isJsonObject(value) && isJsonObject(below) ? misspelled(value, below, `${prefix}${key}.`) : []
    }
    const meant = isName(key) && !ALL_SUB_CONFIGS.includes(key) ? closest(key, omitted) : undefined
    return meant === undefined
      ? []
      : [`the live definition has no key ${prefix}${key}; did you mean ${prefix}${meant}?`]
  })
}

/** The errors in a definition by its type or, without a type, by its keys. */
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
    // without quotation marks, a key may be any text
    const meant = closest('ServiceAddress', keys.filter(isName))
    return `ServiceAddress is required${meant === undefined ? '' : ` (the definition has ${meant}; did you mean ServiceAddress?)`}: ${A_URL}`
  }
  if (address === null || address === '') {
    return `ServiceAddress is empty: a job output that was dropped or misspelled arrives as an empty string. It must be ${A_URL}`
  }
  return undefined
}

/** The errors in the texts of a definition of any type. */
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

/** A path for a message. A key that is not a plain name is not repeated, because it may be any text. */
export function pathText(path: Path): string {
  return path.map(key => (isName(key) ? key : '…')).join('.')
}

/** Whether a key can be shown: any other may be a value. */
export function isName(key: string): boolean {
  return /^[\w-]{1,64}$/.test(key)
}

/** Keys of the types that hold one URL. */
const URL_KEYS: ReadonlySet<string> = new Set(['serviceaddress', 'fcbaseurl'])
const HOST_KEY = /hostname$/i
/** Keys of registries: `host:port`, separated by commas, and optionally a path. */
const HOSTS_KEY = /^(?:serveraddress|connectstring)$/i
const PORT_KEY = /^vpcconfig\.port$/i
/** Keys whose values are names in the cloud, never free text. */
const NAME_KEY =
  /(?:^|config\.)(?:\w*(?:regionid|accessid|rolearn)|vpcid|instanceid|bucketname|servicename|functionname|qualifier|triggername|eventbus)$/i

function valueProblem(value: string, key: string, path: Path): string | undefined {
  // the documentation does not say whether the URL of a function has a scheme
  if (key.toLowerCase() === 'fcbaseurl' && !value.includes('://')) return urlProblem(`https://${value}`)
  if (URL_KEYS.has(key.toLowerCase())) return urlProblem(value)
  if (HOST_KEY.test(key)) return hostProblem(value)
  if (HOSTS_KEY.test(key)) return hostsProblem(value)
  if (PORT_KEY.test(path.slice(-2).join('.'))) return /^\d{1,5}$/.test(value) ? undefined : 'must be a port'
  return NAME_KEY.test(path.slice(-2).join('.')) ? damageOf(value) : undefined
}

/** The start of an intended key. Only this is shown, because the rest may be a value. */
const NAME_AT_START = /^[A-Za-z]{1,40}(?![A-Za-z0-9_-])/

function hostsProblem(value: string): string | undefined {
  if (value.includes('://')) return urlProblem(value)
  const hosts = value.replace(/\/[^,]*$/, '').split(',')
  return hosts.map(host => hostProblem(host.trim())).find(problem => problem !== undefined)
}

/** The cure for a comment in a definition. */
export const NO_COMMENTS =
  'JSON has no comments. Remove the comment, or write YAML, whose comments begin with #'

/** Why a key cannot be meant; only the start of a plain name is repeated. */
export function keyProblem(key: string): string | undefined {
  const what = (name => (name === undefined ? 'a key' : `a key that begins with "${name}"`))(
    NAME_AT_START.exec(key)?.[0]
  )
  if (/(?<!:)\/\/|\/\*/.test(key)) {
    return `${what} contains ${key.includes('//') ? '//' : '/*'}: ${NO_COMMENTS}`
  }
  if (/[\u2018-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f\uff02\uff07]/.test(key)) {
    return `${what} contains typographic quotation marks; use plain ones (")`
  }
  if (hasInvisible(key)) return `${what} contains a no-break space or another invisible character`
  if (/["'`\\]/.test(key)) {
    return `${what} contains quotation marks or backslashes; write {"ServiceAddress": "…"}, without backslashes`
  }
  if (/[:{}]/.test(key)) {
    return `${what} contains a colon or a brace: quotation marks were lost, or a space is missing after a colon`
  }
  if (key !== key.trim()) return `${what} begins or ends with a space`
  return undefined
}

function isPositiveInteger(value: Json | undefined): boolean {
  if (typeof value === 'string') return /^[1-9]\d*$/.test(value)
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

/** Whether all values of a definition are empty. In a patch, `null` is not empty: it removes a key. */
export function hasNoValue(value: Json, isPatch: boolean): boolean {
  if (value === null) return !isPatch
  if (Array.isArray(value)) return value.length === 0
  return isJsonObject(value) ? Object.values(value).every(child => hasNoValue(child, isPatch)) : value === ''
}
