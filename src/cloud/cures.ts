import type { Advice } from '../errors/action-error.ts'
import { entryOfCall } from '../errors/catalogue.ts'

/** Where a call went, as far as it is known. */
export interface Where {
  readonly regionId?: string | undefined
  readonly accountId?: string | undefined
  readonly backendId?: string | undefined
}

/** How a call was refused (`AccessDeniedDetail`), as far as the answer says. */
export interface Denial {
  /** The account of who asked. */
  readonly accountId: string | undefined
  /** Who asked, as `SubUser 2345678`; empty when not answered. */
  readonly who: string
  /** A statement forbids it: no other that allows it can outweigh that. */
  readonly explicit: boolean
}

/** The cure for a code that a call ended with; `undefined` when none is known. A denial has `allow` instead. */
export function cureOf(code: string): string | undefined {
  return entryOfCall(code)?.cure
}

/** What grants a right, for who was refused it. */
export function allow(action: string, where: Where, { who = '', explicit = false }: Partial<Denial>): Advice {
  const whom = who === '' ? 'the RAM user or role of this step' : `the RAM user or role of this step (${who})`
  if (explicit) {
    return {
      cure: `A policy of ${whom} forbids the action, and no statement that allows it outweighs that. Take it out of the statement with "Effect": "Deny".`
    }
  }
  if (!ACTIONS.includes(action)) return { cure: `Allow the action to ${whom}.` }
  return {
    cure: `Allow the action to ${whom}, for example with:`,
    policy: { document: ramStatement([action], where) }
  }
}

const WRITE = 'ModifyBackendModel'
const ACTIONS: readonly string[] = [
  WRITE,
  'DescribeBackendInfo',
  'DescribeApisByBackend',
  'DescribeUpdateBackendTask'
]

/**
 * A complete RAM policy. The reads take no other resource than `*`: scoped to a backend's ARN they
 * would not be allowed at all. The write takes the backend's ARN.
 */
export function ramStatement(actions: readonly string[], where: Where = {}): string {
  const { regionId = '*', accountId = '*', backendId = '*' } = where
  const backend = `acs:apigateway:${regionId}:${accountId}:backend/${backendId}`
  const writes = actions.filter(action => action === WRITE)
  const reads = actions.filter(action => action !== WRITE)
  const statement = (names: readonly string[], resource: string): object => ({
    Effect: 'Allow',
    Action: names.map(name => `apigateway:${name}`),
    Resource: resource
  })
  return JSON.stringify({
    Version: '1',
    Statement: [
      ...(writes.length === 0 ? [] : [statement(writes, backend)]),
      ...(reads.length === 0 ? [] : [statement(reads, '*')])
    ]
  })
}
