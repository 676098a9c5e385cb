import { isDeepStrictEqual } from 'node:util'
import { edits } from '../model/closest.ts'
import type { Environment } from '../runtime/github.ts'
import { listed } from '../runtime/text.ts'
import { variableOf } from './source.ts'
import type { Row, Rows, Source } from './source.ts'

// The runner passes on every key of `with`, and only warns of those that action.yml does not have. A misspelled guard
// would be ignored with that warning, and the step would go on unguarded.

const PREFIX = 'INPUT_'

/** Inputs for Cloud-native API Gateway, a product of its own. */
const CLOUD_NATIVE: ReadonlySet<string> = new Set([
  'service-id',
  'addresses',
  'http-api-id',
  'route-id',
  'route-backend',
  'weight-steps',
  'gateway-id',
  'apig-endpoint'
])

/** As long as a variable's name may be and still be a misspelled input's. */
const LONGEST_NAME = 60
const MOST_NAMED = 10

/**
 * Reports each `INPUT_*` variable that is no input of the action, and resembles one that is not set or has its default.
 * @returns a notice that names all the others; none without such
 */
export function readUnknown(source: Source, env: Environment, rows: Rows): readonly string[] {
  const known = new Set(Object.keys(rows).map(variableOf))
  const ignored: string[] = []
  for (const variable of Object.keys(env)
    .filter(name => name.startsWith(PREFIX))
    .sort()) {
    if (known.has(variable)) continue
    const name = nameOf(variable)
    const isEmpty = (env[variable] ?? '').trim() === ''
    const meant = meantBy(name, [...Object.keys(rows), ...CLOUD_NATIVE])
    const native = meant.find(input => CLOUD_NATIVE.has(input))
    const missing = meant.find(input => isMissing(source, input, rows, isEmpty))
    if (native !== undefined && !isEmpty) {
      const it = native === name ? 'It' : `Did you mean ${native}? That`
      source.report(
        name,
        `is not an input of this action. ${it} is an input of native/, for Cloud-native API Gateway, which this version does not have: it switches backends of API Gateway (Traditional) only. ${otherSource(variable)}`
      )
    } else if (missing !== undefined) {
      source.report(name, `is not an input of this action. Did you mean ${missing}? ${otherSource(variable)}`)
    } else {
      const [first = continued(name, Object.keys(rows))] = meant
      ignored.push(`${name}${hint(name, first)}`)
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

function hint(name: string, meant: string | undefined): string {
  if (meant === undefined) return ''
  const of = CLOUD_NATIVE.has(meant) ? ', an input of native/' : ''
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
