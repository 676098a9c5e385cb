import type { Json, JsonObject } from '../cloud/json.ts'
import { objectOf, objectsOf, textOf, textsOf } from './operation.ts'
import type { Budget, PathRegex } from './path-regex.ts'
import { compilePathRegex } from './path-regex.ts'

/** The parts of a request that routes match on. */
export interface MatchRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Exact paths first, then longer prefixes, then regular expressions; for equal paths, the route with more conditions. */
export interface Priority {
  readonly kind: number
  readonly length: number
  readonly conditions: number
}

export interface RouteMatch {
  readonly priority: Priority
  matches(request: MatchRequest, budget: Budget): boolean
}

type TextTest = (text: string, budget: Budget) => boolean

const NEVER: TextTest = () => false
const ALWAYS: TextTest = () => true
const KINDS = ['Regex', 'Prefix', 'Exact']

/** Compiles a route's `match`. */
export function readMatch(match: JsonObject): RouteMatch {
  const path = objectOf(match['path'])
  const isFolded = match['ignoreUriCase'] === true
  const methods = textsOf(match['methods'])
  const headers = objectsOf(match['headers']).map(condition => readCondition(condition, true))
  const params = objectsOf(match['queryParams']).map(condition => readCondition(condition, false))
  const testPath = path['value'] === undefined ? ALWAYS : textTest(path['type'], path['value'], isFolded)
  return {
    priority: {
      kind: KINDS.indexOf(textOf(path['type'])),
      length: textOf(path['value']).length,
      conditions: headers.length + params.length + (methods.length > 0 ? 1 : 0)
    },
    matches: (request, budget) =>
      (methods.length === 0 || methods.includes(request.method)) &&
      testPath(request.path, budget) &&
      headers.every(({ name, test }) => hasText(request.headers[name], text => test(text, budget))) &&
      params.every(({ name, test }) => request.query.getAll(name).some(text => test(text, budget)))
  }
}

/** Sorts by descending priority. */
export function compareMatches({ priority: a }: RouteMatch, { priority: b }: RouteMatch): number {
  return b.kind - a.kind || b.length - a.length || b.conditions - a.conditions
}

function readCondition(
  { name, type, value }: JsonObject,
  isHeader: boolean
): { name: string; test: TextTest } {
  const text = textOf(name)
  return { name: isHeader ? text.toLowerCase() : text, test: textTest(type, value, false) }
}

function textTest(type: Json | undefined, value: Json | undefined, ignoreCase: boolean): TextTest {
  const expected = textOf(value)
  if (type === 'Regex') {
    const regex: PathRegex | undefined = compilePathRegex(expected, ignoreCase)
    return regex === undefined ? NEVER : (text, budget) => regex.matches(text, budget)
  }
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  const folded = fold(expected)
  if (type === 'Prefix') return text => fold(text).startsWith(folded)
  return text => fold(text) === folded
}

function hasText(values: string | string[] | undefined, test: (text: string) => boolean): boolean {
  if (values === undefined) return false
  return Array.isArray(values) ? values.some(test) : test(values)
}

/** Matches an operation's path such as `/items/{id}`: a name in braces is one segment. */
export function matchesTemplate(template: string, path: string): boolean {
  const segments = template.split('/')
  const parts = path.split('/')
  return (
    segments.length === parts.length &&
    segments.every((segment, index) => {
      const found = parts[index] ?? ''
      return /^\{.*\}$/.test(segment) ? found !== '' : segment === found
    })
  )
}
