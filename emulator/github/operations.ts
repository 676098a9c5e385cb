import { COMMENT_OPERATIONS } from './comment-operations.ts'
import type { Operation } from './operation.ts'
import { GET_USER, GRAPHQL } from './user-operations.ts'

/** github.com has its API on a host of its own; an Enterprise Server has it below a path. */
export type Edition = 'github.com' | 'ghes'

export interface Match {
  readonly operation: Operation
  readonly params: Readonly<Record<string, string>>
}

/** Where the REST API begins. */
export function restRoot(edition: Edition): string {
  return edition === 'ghes' ? '/api/v3' : ''
}

/** Where GraphQL begins: on an Enterprise Server not below the REST API. */
export function graphqlRoot(edition: Edition): string {
  return edition === 'ghes' ? '/api' : ''
}

/** The operation that a method and a path lead to. */
export function matchOperation(edition: Edition, method: string, path: string): Match | undefined {
  const candidates = [
    ...[...COMMENT_OPERATIONS, GET_USER].map(operation => ({ operation, root: restRoot(edition) })),
    { operation: GRAPHQL, root: graphqlRoot(edition) }
  ]
  for (const { operation, root } of candidates) {
    if (operation.method !== method) continue
    for (const pattern of operation.paths) {
      const params = matchPath(`${root}${pattern}`, path)
      if (params !== undefined) return { operation, params }
    }
  }
  return undefined
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? ''
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined ? part !== text : text === '') return undefined
    if (name !== undefined) params[name] = decode(text)
  }
  return params
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
