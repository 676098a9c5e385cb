import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

/** Contexts by name: `github`, `needs`, `steps`, … */
export type Contexts = Readonly<Record<string, unknown>>

/** The results of the status functions. */
export interface Status {
  readonly success: boolean
  readonly failure: boolean
}

const STATUS_FUNCTIONS = ['success', 'failure', 'cancelled', 'always'] as const

const EXPRESSION = /\$\{\{([^]*?)\}\}/g

/** The expressions in a text, without their braces. */
export function expressionsIn(text: string): string[] {
  return [...text.matchAll(EXPRESSION)].map(([, expression = '']) => expression.trim())
}

/** An expression without its string literals. */
export function withoutStrings(expression: string): string {
  return expression.replaceAll(/'(?:[^']|'')*'/g, "''")
}

/** Evaluates one expression with GitHub's own evaluator. @throws Error if it is invalid */
function evaluate(expression: string, contexts: Contexts, status?: Status): unknown {
  const answers = {
    success: status?.success ?? true,
    failure: status?.failure ?? false,
    cancelled: false,
    always: true
  }
  const functions = STATUS_FUNCTIONS.map(name => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answers[name])
  }))
  const { tokens } = new Lexer(expression).lex()
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse()
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary
  const result = new Evaluator(tree, values, new Map(functions.map(one => [one.name, one]))).evaluate()
  return JSON.parse(JSON.stringify(result, data.replacer))
}

/** Evaluates the expressions in a value. If the text is a single expression, returns its value. */
export function fill(text: string, contexts: Contexts): unknown {
  const whole = /^\$\{\{((?:(?!\}\})[^])*)\}\}$/.exec(text.trim())
  if (whole !== null) return evaluate((whole[1] ?? '').trim(), contexts)
  return text.replaceAll(EXPRESSION, (_, expression: string) => asText(evaluate(expression.trim(), contexts)))
}

/** Evaluates a mapping to strings, like inputs and variables. */
export function fillAll(
  values: Readonly<Record<string, unknown>>,
  contexts: Contexts
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      asText(typeof value === 'string' ? fill(value, contexts) : value)
    ])
  )
}

/** Evaluates an `if`; without a status function, it also requires success. */
export function holds(condition: unknown, contexts: Contexts, status: Status): boolean {
  const text = condition === undefined ? '' : asText(condition)
  const [inside] = expressionsIn(text)
  const expression = inside ?? text
  const asks = STATUS_FUNCTIONS.some(name => new RegExp(`\\b${name}\\s*\\(`).test(withoutStrings(expression)))
  const whole = expression === '' ? 'success()' : asks ? expression : `success() && (${expression})`
  const value = evaluate(whole, contexts, status)
  return value !== false && value !== null && value !== '' && value !== 0
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}
