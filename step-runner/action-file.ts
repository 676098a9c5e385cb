import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** When a post step runs: the status functions that this runner supports. */
export type PostCondition = 'always' | 'success' | 'failure' | 'cancelled'

export interface ActionInput {
  readonly name: string
  /** As written; can be an expression. */
  readonly default: string | undefined
  readonly deprecationMessage: string | undefined
}

export interface Action {
  readonly name: string
  readonly inputs: readonly ActionInput[]
  /** Absolute. */
  readonly main: string
  readonly post: { readonly entry: string; readonly condition: PostCondition } | undefined
}

/**
 * Reads `action.yml` (or `action.yaml`) of a JavaScript action.
 * @throws Error if it is malformed, or uses something that this runner does not support
 */
export function readAction(folder: string): Action {
  const file = mapping(parsed(readActionFile(folder)), 'action.yml')
  const runs = mapping(file['runs'], 'runs')
  const using = text(runs['using']) ?? ''
  if (!/^node\d+$/.test(using))
    throw new Error(`invalid value '${using}' for runs.using: must be a Node version`)
  if (runs['pre'] !== undefined) throw new Error('runs.pre is not supported')
  const main = text(runs['main'])
  if (main === undefined) throw new Error('runs.main is missing')
  const post = text(runs['post'])
  return {
    name: text(file['name']) ?? folder,
    inputs: Object.entries(
      file['inputs'] === null || file['inputs'] === undefined ? {} : mapping(file['inputs'], 'inputs')
    ).map(readInput),
    main: join(folder, main),
    post:
      post === undefined
        ? undefined
        : { entry: join(folder, post), condition: readCondition(text(runs['post-if']) ?? 'always()') }
  }
}

// most steps in a process run the same action
let last: { readonly text: string; readonly value: unknown } | undefined

function parsed(text: string): unknown {
  if (last?.text !== text) last = { text, value: parse(text) }
  return last.value
}

function readActionFile(folder: string): string {
  for (const name of ['action.yml', 'action.yaml']) {
    if (existsSync(join(folder, name))) return readFileSync(join(folder, name), 'utf8')
  }
  throw new Error(`Can't find 'action.yml' or 'action.yaml' in '${folder}'`)
}

function readInput([name, value]: [string, unknown]): ActionInput {
  const input = value === null ? {} : mapping(value, `inputs.${name}`)
  return { name, default: text(input['default']), deprecationMessage: text(input['deprecationMessage']) }
}

function readCondition(expression: string): PostCondition {
  const [, condition] =
    /^(?:\$\{\{)?\s*(always|success|failure|cancelled)\(\)\s*(?:\}\})?$/.exec(expression.trim()) ?? []
  if (condition === undefined) throw new Error(`runs.post-if '${expression}' is not supported`)
  return condition as PostCondition
}

function mapping(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${where} is not a mapping`)
  }
  return value as Record<string, unknown>
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/**
 * The default of an input. The only expression that it supports is the token.
 * @throws Error for another expression
 */
export function evaluateDefault(input: ActionInput, token: string): string {
  return (input.default ?? '').replace(/\$\{\{\s*(.*?)\s*\}\}/gs, (whole: string, expression: string) => {
    if (expression !== 'github.token') {
      throw new Error(`the default of '${input.name}' contains ${whole}, which is not supported`)
    }
    return token
  })
}
