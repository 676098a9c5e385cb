import type { FilePlace, Problem } from '../errors/action-error.ts'
import { lazyPattern } from '../model/lazy-pattern.ts'
import { redactText } from '../model/redact.ts'

/** A row of the table of inputs: how one is read. */
export interface Row<T> {
  /** From the text, trimmed and not empty, to the value; throws an Invalid that says what it takes. */
  readonly parse: (raw: string) => T
  /** As in action.yml; a test holds the two equal. */
  readonly fallback?: string
  readonly required?: true
  /** Guards something: an empty value is an error, so that a job output that was dropped opens nothing. */
  readonly guard?: true
  /** A document: its white space is kept. */
  readonly untrimmed?: true
  /** What of the text must be masked before anything else is looked at, even if it does not parse. */
  readonly secrets?: (raw: string) => readonly string[]
}

export type Rows = Readonly<Record<string, Row<unknown>>>

/** The value of an input; `undefined` if it was not set and has no default, or if a problem was reported. */
export type Reader<R extends Rows> = <N extends keyof R & string>(
  name: N
) => ReturnType<R[N]['parse']> | undefined

/** Where values come from, and where what is wrong with them goes. */
export interface Source {
  /** An input as it was written, trimmed; empty when it was not. */
  readonly raw: (input: string) => string
  /** Reads inputs by their rows: each is parsed once, when it is first asked for, and reported once. */
  readonly reader: <R extends Rows>(rows: R) => Reader<R>
  /** Notes a problem; its answer stands for the value that there is not. */
  readonly report: (input: string, message: string, place?: FilePlace) => undefined
}

// each is asked for several times
const variables = new Map<string, string>()

/** The runner's name of an input's variable: hyphens stay. */
export function variableOf(input: string): string {
  const known = variables.get(input)
  if (known !== undefined) return known
  const variable = `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`
  variables.set(input, variable)
  return variable
}

/** @param own rows that stand for others of the same name: how one action file has an input that several have */
export function createSource(
  env: Readonly<Record<string, string | undefined>>,
  own: Rows = {}
): Source & { readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const values = new Map<string, unknown>()
  const source: Source & { readonly problems: readonly Problem[] } = {
    problems,
    raw: input => (env[variableOf(input)] ?? '').trim(),
    reader: rows => name => {
      const row: Row<unknown> | undefined = own[name] ?? rows[name]
      if (row !== undefined && !values.has(name)) values.set(name, readRow(name, row))
      return values.get(name) as ReturnType<(typeof rows)[typeof name]['parse']> | undefined
    },
    report: (input, message, place) => {
      problems.push({ input, message, ...(place === undefined ? {} : { place }) })
      return undefined
    }
  }

  function readRow<T>(name: string, row: Row<T>): T | undefined {
    const { parse, fallback, required, guard, untrimmed } = row
    const given = env[variableOf(name)]
    const raw = source.raw(name)
    if (raw === '' && guard === true && given !== undefined) {
      return source.report(
        name,
        `is empty: a job output that was dropped or misspelled arrives as an empty string; write ${fallback ?? ''} if that is intended`
      )
    }
    const text = raw === '' ? fallback : untrimmed === true ? given : raw
    if (text !== undefined) return attempt(() => parse(text), source, name)
    return required === true ? source.report(name, 'is required') : undefined
  }

  return source
}

/** A value that an input does not take. The message says what was set, never a secret, and what is taken. */
export class Invalid extends Error {
  override readonly name = 'Invalid'
}

const CONTROLS = lazyPattern(String.raw`\p{Cc}+`, 'gu')

/** What was set, for a message: short, and on one line. */
export function quote(raw: string): string {
  // a long value is a file or a token in the wrong place: cut off, it could be masked no more
  if (raw.length > 60) return `a value of ${raw.length} characters`
  return `"${redactText(raw.replace(CONTROLS(), ' '))}"`
}

/** What a parser gives, or `undefined` when it reports an Invalid. */
export function attempt<T>(parser: () => T, source: Source, input: string): T | undefined {
  try {
    return parser()
  } catch (error) {
    if (error instanceof Invalid) return source.report(input, error.message)
    throw error
  }
}

/** The same of a promise. */
export async function attemptAsync<T>(
  parser: () => Promise<T>,
  source: Source,
  input: string
): Promise<T | undefined> {
  try {
    return await parser()
  } catch (error) {
    if (error instanceof Invalid) return source.report(input, error.message)
    throw error
  }
}
