import type { OidcProvider, Role, TrustCondition, TrustStatement } from '../seed.ts'
import { TRUST_KEYS, TRUST_OPERATORS } from '../seed.ts'
import type { Place } from './place.ts'
import { EVERYTHING, readStatements } from './read-statement.ts'
import { unknownName } from './unknown.ts'

const NAME = [/^[\w.-]{1,64}$/, 'letters, digits, ., - and _'] as const

export function readOidcProvider(place: Place, accountIds: readonly string[]): OidcProvider {
  const fields = place.record(
    ['account', 'name', 'issuer', 'client-ids', 'jwks'],
    ['name', 'issuer', 'client-ids']
  )
  const account = readAccountId(fields, accountIds)
  const name = fields.get('name')?.text(...NAME) ?? ''
  return {
    account,
    name,
    arn: `acs:ram::${account}:oidc-provider/${name}`,
    issuer: fields.get('issuer')?.text(/^https?:\/\/\S+[^/\s]$/, 'a URL without a trailing slash') ?? '',
    clientIds: (fields.get('client-ids')?.list() ?? []).map(id => id.text()),
    jwks: fields.get('jwks')?.json()
  }
}

export function readRole(place: Place, accountIds: readonly string[]): Role {
  const known = ['account', 'name', 'trust', 'allow', 'deny', 'max-session-seconds', 'session-seconds']
  const fields = place.record(known, ['name', 'trust'])
  const account = readAccountId(fields, accountIds)
  const name = fields.get('name')?.text(...NAME) ?? ''
  return {
    account,
    name,
    arn: `acs:ram::${account}:role/${name}`,
    maxSessionSeconds: fields.get('max-session-seconds')?.wholeNumber(3600, 43_200) ?? 3600,
    sessionSeconds: fields.get('session-seconds')?.wholeNumber(1),
    trust: readTrust(fields.get('trust')),
    allow: readStatements(fields.get('allow')) ?? [EVERYTHING],
    deny: readStatements(fields.get('deny')) ?? []
  }
}

/** The account of an item. Defaults to the first account. */
export function readAccountId(fields: ReadonlyMap<string, Place>, accountIds: readonly string[]): string {
  const account = fields.get('account')?.text() ?? accountIds[0] ?? ''
  if (!accountIds.includes(account)) {
    fields.get('account')?.problem(unknownName('account', account, accountIds))
  }
  return account
}

/** A trust policy in RAM's format, so that a real one can be pasted. */
function readTrust(place: Place | undefined): TrustStatement[] {
  const fields = place?.record(['Version', 'Statement'], ['Statement'])
  fields?.get('Version')?.text(/^1$/, '1')
  return (fields?.get('Statement')?.list() ?? []).map(readTrustStatement)
}

function readTrustStatement(place: Place): TrustStatement {
  const fields = place.record(
    ['Effect', 'Action', 'Principal', 'Condition'],
    ['Effect', 'Action', 'Principal']
  )
  fields.get('Action')?.text(/^sts:AssumeRole$/, 'sts:AssumeRole')
  const principal = fields.get('Principal')?.record(['Federated'], ['Federated'])
  return {
    effect: fields.get('Effect')?.oneOf(['Allow', 'Deny']) ?? 'Deny',
    federated: texts(principal?.get('Federated')),
    conditions: [...(fields.get('Condition')?.record(TRUST_OPERATORS) ?? [])].flatMap(([operator, keys]) =>
      [...keys.record(TRUST_KEYS)].map(
        ([key, values]) => ({ operator, key, values: texts(values) }) as TrustCondition
      )
    )
  }
}

/** A string, or a list of strings. */
function texts(place: Place | undefined): string[] {
  if (place === undefined) return []
  return place.isList() ? place.list().map(item => item.text()) : [place.text()]
}
