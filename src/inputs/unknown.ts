import { isDeepStrictEqual } from 'node:util'
import { edits } from '../model/closest.ts'
import type { Environment } from '../runtime/github.ts'
import { joinUpTo } from '../runtime/text.ts'
import { variableOf } from './source.ts'
import type { Row, Rows, Source } from './source.ts'

// The runner passes on every key of `with`, and only warns about those that are not in action.yml. A misspelled guard
// would be ignored with that warning, and the step would continue unguarded.

const PREFIX = 'INPUT_'

/** The other action file of this repository. */
export interface OtherAction {
  readonly inputs: ReadonlySet<string>
  /** To follow "an input of". */
  readonly name: string
  /** What it is for, and what replaces the input in this action; continues a sentence. */
  readonly about: (input: string) => string
  /** Whether a value is the input's default there, which has no effect. */
  readonly isDefault: (input: string, raw: string) => boolean
}

/** For users of action.yml. A list of names, because the inputs of native/action.yml are not loaded here. */
export const NATIVE_ACTION: OtherAction = {
  inputs: new Set([
    'service-id',
    'addresses',
    'http-api-id',
    'route-id',
    'route-backend',
    'weight-steps',
    'gateway-id'
  ]),
  name: 'native/',
  about: () =>
    ', the action for one service or route of Cloud-native API Gateway; this action reads services and routes from a manifest',
  isDefault: () => false
}

/** For users of native/action.yml. */
export function rootAction(rows: Rows, own: Rows): OtherAction {
  return {
    inputs: new Set(Object.keys(rows).filter(name => !Object.hasOwn(own, name))),
    name: 'the root action',
    about: input =>
      input === 'endpoint'
        ? ' (native/ has apig-endpoint)'
        : ', which switches backends of API Gateway (Traditional) and manifests with targets of every kind; native/ switches one service or route',
    isDefault: (input, raw) => {
      const row = rows[input]
      return row?.fallback !== undefined && isSame(row, raw, row.fallback)
    }
  }
}

/** A longer name is not a misspelled input. */
const LONGEST_NAME = 60
const MAX_NAMED = 10

/**
 * Reports each `INPUT_*` variable that is not an input of the action, but resembles one that is not set or has its default.
 * @returns a notice that names all the others, if there are any
 */
export function readUnknown(
  source: Source,
  env: Environment,
  rows: Rows,
  other: OtherAction
): readonly string[] {
  const known = new Set(Object.keys(rows).map(variableOf))
  const ignored: string[] = []
  for (const variable of Object.keys(env)
    .filter(name => name.startsWith(PREFIX))
    .sort()) {
    if (known.has(variable)) continue
    const name = nameOf(variable)
    const raw = (env[variable] ?? '').trim()
    const isEmpty = raw === ''
    const meant = meantBy(name, [...Object.keys(rows), ...other.inputs])
    const foreign = meant.find(input => other.inputs.has(input))
    const missing = meant.find(input => isMissing(source, input, rows, isEmpty))
    if (foreign !== undefined && !isEmpty && !other.isDefault(foreign, raw)) {
      const it = foreign === name ? 'It' : `Did you mean ${foreign}? That`
      source.report(
        name,
        `is not an input of this action. ${it} is an input of ${other.name}${other.about(foreign)}. ${otherSource(variable)}`
      )
    } else if (missing !== undefined) {
      source.report(name, `is not an input of this action. Did you mean ${missing}? ${otherSource(variable)}`)
    } else {
      const [first = ELSEWHERE.get(lettersOf(name)) ?? continued(name, Object.keys(rows))] = meant
      ignored.push(`${name}${hint(name, first, other)}`)
    }
  }
  if (ignored.length === 0) return []
  return [
    `not inputs of this action, ignored: ${joinUpTo(ignored, MAX_NAMED)}. They are set in the step's "with", or as INPUT_* variables in the env of the job, the workflow or the runner`
  ]
}

function otherSource(variable: string): string {
  return `If the step's "with" does not contain it, remove or rename ${variable} in the env of the job, the workflow or the runner`
}

/** What other deployment actions and tools call an input of this one, without hyphens. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['check', 'mode: plan'],
  ['dryrun', 'mode: plan'],
  ['noop', 'mode: plan'],
  ['plan', 'mode: plan'],
  ['whatif', 'mode: plan'],
  ['timeout', 'wait-timeout']
])

/** The first input that begins with a name, by whole words. */
function continued(name: string, inputs: readonly string[]): string | undefined {
  const words = `${name.replaceAll(/[_ ]/g, '-')}-`
  return inputs.find(input => input.startsWith(words))
}

function hint(name: string, meant: string | undefined, other: OtherAction): string {
  if (meant === undefined) return ''
  const of = other.inputs.has(meant) ? `, an input of ${other.name}` : ''
  return meant === name ? ` (${of.slice(2)})` : ` (did you mean ${meant}${of}?)`
}

/** The name as an author would write it. */
function nameOf(variable: string): string {
  const name = variable.slice(PREFIX.length).toLowerCase()
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`
}

/** The inputs that a name resembles: the same except for hyphens and underscores, or one or two letters off. */
function meantBy(name: string, inputs: readonly string[]): readonly string[] {
  if (name.length > LONGEST_NAME) return []
  const letters = lettersOf(name)
  const close = inputs
    .map(input => {
      const candidate = lettersOf(input)
      const few = candidate.length < SHORT ? 1 : 2
      return { input, distance: edits(letters, candidate), few }
    })
    .filter(({ distance, few }) => distance <= few)
  const least = Math.min(...close.map(({ distance }) => distance))
  return close.filter(({ distance }) => distance === least).map(({ input }) => input)
}

/** In a shorter name, two letters make a different word. */
const SHORT = 6

function lettersOf(name: string): string {
  return name.replaceAll(/[-_ ]/g, '')
}

/**
 * Whether an input that another name resembles is not set, or set to its default: it may be what the author meant.
 * An empty value means "not set" under the right name as well, except for a guard.
 */
function isMissing(source: Source, input: string, rows: Rows, isEmpty: boolean): boolean {
  const row = rows[input]
  if (row === undefined || (isEmpty && row.guard !== true)) return false
  const raw = source.raw(input)
  return raw === '' || (row.fallback !== undefined && isSame(row, raw, row.fallback))
}

/** Whether two texts are the same value: `False` and `false`, `10m` and `600`. */
function isSame({ parse }: Row<unknown>, one: string, other: string): boolean {
  if (one === other) return true
  try {
    return isDeepStrictEqual(parse(one), parse(other))
  } catch {
    // an invalid value is reported where the input is read
    return false
  }
}
