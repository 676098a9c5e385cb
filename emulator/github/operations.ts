import { COMMENT_OPERATIONS } from './comment-operations.ts'
import type { Operation } from './operation.ts'
import { GET_USER, GRAPHQL } from './user-operations.ts'

/** github.com has a separate API host; an Enterprise Server serves the API below a path. */
export type Edition = 'github.com' | 'ghes'

export interface Match {
  readonly operation: Operation
  readonly params: Readonly<Record<string, string>>
}

/** The root path of the REST API. */
export function restRoot(edition: Edition): string {
  return edition === 'ghes' ? '/api/v3' : ''
}

/** The root path of GraphQL; on an Enterprise Server, it is not below the REST API. */
export function graphqlRoot(edition: Edition): string {
  return edition === 'ghes' ? '/api' : ''
}

/** Finds the operation for a method and a path. */
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
  const template = pattern.split('/')
  const segments = path.split('/')
  if (template.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const text = segments[index] ?? ''
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
