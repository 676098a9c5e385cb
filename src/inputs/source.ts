import type { Problem } from '../errors/action-error.ts'
import { Invalid } from './reading.ts'

/** Where values come from, and where what is wrong with them goes. */
export interface Source {
  /** An input as it was given, trimmed; empty when it was not. */
  readonly raw: (input: string) => string
  /** The same with its white space, which a document may need. */
  readonly text: (input: string) => string
  /** Notes a problem; its answer stands for the value that there is not. */
  readonly report: (input: string, message: string) => undefined
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

export function createSource(
  env: Readonly<Record<string, string | undefined>>
): Source & { readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  return {
    problems,
    raw: input => (env[variableOf(input)] ?? '').trim(),
    text: input => env[variableOf(input)] ?? '',
    report: (input, message) => {
      problems.push({ input, message })
      return undefined
    }
  }
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
