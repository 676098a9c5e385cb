import { isDeepStrictEqual } from 'node:util'
import { edits } from '../model/closest.ts'
import type { Environment } from '../runtime/github.ts'
import { listed } from '../runtime/text.ts'
import { variableOf } from './source.ts'
import type { Row, Rows, Source } from './source.ts'

// The runner passes on every key of `with`, and only warns of those that action.yml does not have. A misspelled guard
// would be ignored with that warning, and the step would go on unguarded.

const PREFIX = 'INPUT_'

/** An action file of this repository other than the one that the step uses. */
export interface OtherAction {
  readonly inputs: ReadonlySet<string>
  /** To stand after "an input of". */
  readonly name: string
  /** What it is for, and what stands for the input here; a sentence goes on with it. */
  readonly about: (input: string) => string
  /** Whether a value is the input's default there, which asks for nothing. */
  readonly isDefault: (input: string, raw: string) => boolean
}

/** To one who uses action.yml; by name, because what native/action.yml has is not loaded here. */
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

/** To one who uses native/action.yml. */
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

/** As long as a variable's name may be and still be a misspelled input's. */
const LONGEST_NAME = 60
const MOST_NAMED = 10

/**
 * Reports each `INPUT_*` variable that is no input of the action, and resembles one that is not set or has its default.
 * @returns a notice that names all the others; none without such
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
      const [first = continued(name, Object.keys(rows))] = meant
      ignored.push(`${name}${hint(name, first, other)}`)
    }
  }
  if (ignored.length === 0) return []
  return [
    `not inputs of this action, ignored: ${listed(ignored, MOST_NAMED)}. They are from the step's "with", or from INPUT_* variables in the env of the job, the workflow or the runner`
  ]
}

function otherSource(variable: string): string {
  return `If the step's "with" does not contain it, remove or rename ${variable} in the env of the job, the workflow or the runner`
}

/** The first input that begins with a name, as whole words. */
function continued(name: string, inputs: readonly string[]): string | undefined {
  const words = `${name.replaceAll(/[_ ]/g, '-')}-`
  return inputs.find(input => input.startsWith(words))
}

function hint(name: string, meant: string | undefined, other: OtherAction): string {
  if (meant === undefined) return ''
  const of = other.inputs.has(meant) ? `, an input of ${other.name}` : ''
  return meant === name ? ` (${of.slice(2)})` : ` (did you mean ${meant}${of}?)`
}

/** As an author would write it. */
function nameOf(variable: string): string {
  const name = variable.slice(PREFIX.length).toLowerCase()
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`
}

/** The inputs that a name is close to: the same but for hyphens and underscores, or a letter or two off. */
function meantBy(name: string, inputs: readonly string[]): readonly string[] {
  if (name.length > LONGEST_NAME) return []
  const letters = lettersOf(name)
  const close = inputs
    .map(input => {
      const wanted = lettersOf(input)
      const few = wanted.length < SHORT ? 1 : 2
      return { input, distance: edits(letters, wanted), few }
    })
    .filter(({ distance, few }) => distance <= few)
  const least = Math.min(...close.map(({ distance }) => distance))
  return close.filter(({ distance }) => distance === least).map(({ input }) => input)
}

/** Two letters of a shorter name make another word. */
const SHORT = 6

function lettersOf(name: string): string {
  return name.replaceAll(/[-_ ]/g, '')
}

/**
 * Whether an input that another name resembles is not set, or set to its default: then it may be what the author meant.
 * An empty value stands for "not set" under the right name, too, but for a guard.
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
    // what does not parse is reported where it is read
    return false
  }
}
