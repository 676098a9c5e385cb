import type { Json, JsonObject } from '../cloud/json.ts'
import type { Account } from './account.ts'
import { nodeIdOf, pageOf } from './account.ts'

interface Field {
  readonly alias: string
  readonly name: string
  /** undefined without a selection set. */
  readonly selection: readonly Field[] | undefined
}

/** An object type with its fields: scalars or other objects. */
interface Node {
  readonly type: string
  readonly fields: Readonly<Record<string, string | number | Node>>
}

/** An error in a query, which GitHub returns with status 200. */
class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly more: JsonObject

  constructor(message: string, more: JsonObject = {}) {
    super(message)
    this.more = more
  }
}

/**
 * Executes `{ viewer { login databaseId id url __typename } }`. Supports an operation name, aliases and comments, and
 * nothing else of the language.
 * @returns `{ data }` or `{ errors }`
 */
export function executeQuery(query: Json | undefined, viewer: Account, web: string): JsonObject {
  const root: Node = {
    type: 'Query',
    fields: {
      viewer: {
        // the type of `viewer` is User, even for a bot
        type: 'User',
        fields: {
          login: viewer.login,
          databaseId: viewer.id,
          id: nodeIdOf(viewer),
          url: pageOf(viewer, web)
        }
      }
    }
  }
  try {
    if (typeof query !== 'string') {
      throw new QueryError('A query attribute must be specified and must be a string.')
    }
    return { data: select(root, parse(query), ['query']) }
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown
    return { errors: [{ ...thrown.more, message: thrown.message }] }
  }
}

function select(node: Node, selection: readonly Field[], path: readonly string[]): JsonObject {
  const entries = selection.map(({ alias, name, selection: inner }): [string, Json] => {
    const here = [...path, name]
    const value = name === '__typename' ? node.type : node.fields[name]
    if (value === undefined) {
      const extensions = { code: 'undefinedField', typeName: node.type, fieldName: name }
      throw new QueryError(`Field '${name}' doesn't exist on type '${node.type}'`, { path: here, extensions })
    }
    const isNode = typeof value === 'object'
    if (isNode !== (inner !== undefined)) {
      const why = isNode ? `returns ${value.type} but has no selections` : 'has no fields of its own'
      throw new QueryError(`Field '${name}' ${why}`, {
        path: here,
        extensions: { code: 'selectionMismatch' }
      })
    }
    return [alias, isNode ? select(value, inner ?? [], here) : value]
  })
  return Object.fromEntries(entries)
}

function parse(query: string): Field[] {
  // whitespace, commas and comments are insignificant
  const tokens = query.replaceAll(/#.*/g, '').match(/\w+|[^\s,\w]/g) ?? []
  let at = 0
  const fail = () => {
    const what = tokens[at] === undefined ? 'the end' : `"${tokens[at]}"`
    return new QueryError(
      `Parse error on ${what}: the emulator only supports queries such as { viewer { login } }`
    )
  }
  const isName = (token: string | undefined) => token !== undefined && /^[A-Za-z_]/.test(token)
  const takeName = (): string => {
    const token = tokens[at]
    if (token === undefined || !isName(token)) throw fail()
    at += 1
    return token
  }
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false
    at += 1
    return true
  }
  const fields = (): Field[] => {
    const found: Field[] = []
    do {
      const alias = takeName()
      const name = take(':') ? takeName() : alias
      found.push({ alias, name, selection: take('{') ? fields() : undefined })
    } while (!take('}'))
    return found
  }
  if (take('query') && isName(tokens[at])) at += 1
  if (!take('{')) throw fail()
  const found = fields()
  if (at < tokens.length) throw fail()
  return found
}
