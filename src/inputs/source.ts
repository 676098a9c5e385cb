import type { FilePlace, Problem } from '../errors/action-error.ts'
import { lazyPattern } from '../model/lazy-pattern.ts'
import { redactText } from '../model/redact.ts'

/** A row of the table of inputs: how one is read. */
export interface Row<T> {
  /** From the text, trimmed and not empty, to the value; throws an Invalid that names what is accepted. */
  readonly parse: (raw: string) => T
  /** As in action.yml; a test compares the two. */
  readonly fallback?: string
  readonly required?: true
  /** A guard: an empty value is an error, so that a job output that was dropped does not turn it off. */
  readonly guard?: true
  /** A document: its white space is kept. */
  readonly untrimmed?: true
  /** The parts of the text that must be masked before anything else is read, even if it does not parse. */
  readonly secrets?: (raw: string) => readonly string[]
}

export type Rows = Readonly<Record<string, Row<unknown>>>

/** The value of an input; `undefined` if it was not set and has no default, or if a problem was reported. */
export type Reader<R extends Rows> = <N extends keyof R & string>(
  name: N
) => ReturnType<R[N]['parse']> | undefined

/** Where values are read from, and problems with them are reported to. */
export interface Source {
  /** An input as written, trimmed; empty if it is not set. */
  readonly raw: (input: string) => string
  /** Reads inputs by their rows: each is parsed and reported once, when it is first read. */
  readonly reader: <R extends Rows>(rows: R) => Reader<R>
  /** Reports a problem; returns `undefined` in place of the value. */
  readonly report: (input: string, message: string, place?: FilePlace) => undefined
}

// each name is looked up several times
const variables = new Map<string, string>()

/** The runner's name of an input's variable: hyphens stay. */
export function variableOf(input: string): string {
  const known = variables.get(input)
  if (known !== undefined) return known
  const variable = `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`
  variables.set(input, variable)
  return variable
}

/** @param own rows that replace those of the same name: inputs that the action file defines differently */
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
    const value = env[variableOf(name)]
    const raw = source.raw(name)
    if (raw === '' && guard === true && value !== undefined) {
      return source.report(
        name,
        `is empty: a job output that was dropped or misspelled arrives as an empty string; if that is intended, write ${fallback ?? ''}`
      )
    }
    const text = raw === '' ? fallback : untrimmed === true ? value : raw
    if (text !== undefined) return attempt(() => parse(text), source, name)
    return required === true ? source.report(name, 'is required') : undefined
  }

  return source
}

/** A value that an input does not accept. The message shows the value, never a secret, and what is accepted. */
export class Invalid extends Error {
  override readonly name = 'Invalid'
}

const CONTROLS = lazyPattern(String.raw`\p{Cc}+`, 'gu')

/** A value for a message: short, and on one line. */
export function quote(raw: string): string {
  // a long value may be a file or a token set by mistake: cut off, it could no longer be masked
  if (raw.length > 60) return `a value of ${raw.length} characters`
  return `"${redactText(raw.replace(CONTROLS(), ' '))}"`
}

/**
 * A value that an input does not accept.
 * @param expected what it must be, to follow "must be"
 */
export function invalidValue(raw: string, expected: string, shown = quote(raw)): Invalid {
  // of a long value only the length is shown: "a value of 80 characters"
  const value = shown.startsWith('"') ? `value ${shown}` : shown.replace(/^a /, '')
  return new Invalid(`invalid ${value}: must be ${expected}`)
}

/** What a parser returns, or `undefined` if it reports an Invalid. */
export function attempt<T>(parser: () => T, source: Source, input: string): T | undefined {
  try {
    return parser()
  } catch (error) {
    if (error instanceof Invalid) return source.report(input, error.message)
    throw error
  }
}

/** The same for a promise. */
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
