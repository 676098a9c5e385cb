import { idOf } from '../cloud/ids.ts'
import type { AccessKey, Account, Batch, Group, Seed, SeedProblem, Throttle, VpcAccess } from '../seed.ts'
import { SeedDocument } from './place.ts'
import type { Place } from './place.ts'
import { byIdAndName, readApi } from './read-api.ts'
import { readBackend } from './read-backend.ts'
import { readDoubts, readStrict } from './read-doubts.ts'
import { readFault } from './read-fault.ts'
import { readGateway } from './read-gateway.ts'
import { Domains, readHttpApi } from './read-http-api.ts'
import { readOidcProvider, readRole } from './read-role.ts'
import { readService } from './read-service.ts'
import { EVERYTHING, readStatements } from './read-statement.ts'

const TOP = [
  'region',
  'accounts',
  'oidc-providers',
  'roles',
  'backends',
  'groups',
  'apis',
  'gateways',
  'services',
  'http-apis',
  'vpc',
  'batch',
  'strict',
  'doubts',
  'throttle',
  'faults'
]

const REGION = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Reads as much of the seed as possible; problems are in document order. */
export function readSeed(
  yaml: string,
  strictByDefault: boolean
): { seed: Seed; problems: readonly SeedProblem[] } {
  const source = new SeedDocument(yaml)
  // after a syntax error, report only syntax errors: the others are consequences
  const syntax = [...source.problems]
  const top = source.root().record(TOP, ['accounts'])
  const list = (name: string) => top.get(name)?.list() ?? []
  const places = {
    accounts: list('accounts'),
    oidcProviders: list('oidc-providers'),
    roles: list('roles'),
    backends: list('backends'),
    groups: list('groups'),
    apis: list('apis'),
    gateways: list('gateways'),
    services: list('services'),
    httpApis: list('http-apis'),
    vpc: list('vpc')
  }

  const accounts = places.accounts.map(readAccount)
  const accountIds = accounts.map(({ id }) => id)
  const oidcProviders = places.oidcProviders.map(place => readOidcProvider(place, accountIds))
  const roles = places.roles.map(place => readRole(place, accountIds))
  const backends = places.backends.map(place => readBackend(place, accountIds))
  const groups = places.groups.map(readGroup)
  const [groupsByName, backendsByName] = [byIdAndName(groups), byIdAndName(backends)]
  const apis = places.apis.map(place => readApi(place, groupsByName, backendsByName))
  const region = top.get('region')?.text(REGION, 'a region ID such as cn-hangzhou') ?? 'cn-hangzhou'
  const gateways = places.gateways.map(place => readGateway(place, accountIds, region))
  const gatewaysByName = byIdAndName(gateways)
  const services = places.services.map(place => readService(place, gatewaysByName))
  const domains = new Domains()
  const httpApis = places.httpApis.map(place => readHttpApi(place, gatewaysByName, services, domains))
  const native = new Set(domains.all().map(({ name }) => name))
  for (const [index, group] of groups.entries()) {
    const both = group.domains.find(name => native.has(name))
    // both products share a port and are distinguished by the Host
    if (both !== undefined)
      places.groups[index]?.problem(`uses the domain ${both}, which http-apis also uses`)
  }
  const vpc = places.vpc.map(readVpcAccess)
  const names = {
    backends: backendsByName,
    apis: byIdAndName(apis),
    stagesOf: (backendId: string) => backendsByName.get(backendId)?.stages.map(({ name }) => name) ?? []
  }
  const faults = list('faults').flatMap(place => readFault(place, names) ?? [])
  if (top.has('accounts') && !accounts.some(({ keys }) => keys.length > 0)) {
    top.get('accounts')?.problem('must contain at least one access key')
  }

  unique(places.accounts, accounts, ({ id }) => [id], 'id')
  unique(places.accounts, accounts, ({ keys }) => keys.map(({ id }) => id), 'access key')
  unique(places.oidcProviders, oidcProviders, ({ arn }) => [arn], 'ARN')
  unique(places.roles, roles, ({ arn }) => [arn], 'ARN')
  unique(places.backends, backends, ({ id }) => [id], 'id')
  unique(places.groups, groups, ({ id }) => [id], 'id')
  unique(places.groups, groups, ({ domains }) => domains, 'domain')
  unique(places.apis, apis, ({ id }) => [id], 'id')
  unique(places.gateways, gateways, ({ id }) => [id], 'id')
  unique(places.services, services, ({ id }) => [id], 'id')
  unique(places.services, services, ({ gateway, name }) => [`${name} in gateway ${gateway}`], 'name')
  unique(places.httpApis, httpApis, ({ id }) => [id], 'id')
  unique(places.httpApis, httpApis, ({ routes }) => routes.map(({ id }) => id), 'route')
  unique(places.httpApis, httpApis, ({ operations }) => operations.map(({ id }) => id), 'operation')
  unique(places.vpc, vpc, ({ accessId }) => [accessId], 'access-id')

  const batch = readBatch(top.get('batch'))
  const strict = readStrict(top.get('strict'), strictByDefault)
  const doubts = readDoubts(top.get('doubts'))
  const throttle = readThrottle(top.get('throttle'))
  const found = syntax.length > 0 ? syntax : source.problems
  const problems = found.toSorted((a, b) => a.line - b.line || a.column - b.column)
  const seed = {
    region,
    accounts,
    oidcProviders,
    roles,
    backends,
    groups,
    apis,
    gateways,
    domains: domains.all(),
    services,
    httpApis,
    vpc,
    batch,
    strict,
    doubts,
    throttle,
    faults
  }
  return { seed, problems }
}

function readAccount(place: Place): Account {
  const fields = place.record(['id', 'keys'], ['id', 'keys'])
  return {
    id: fields.get('id')?.text(/^\d{1,20}$/, 'digits') ?? '',
    keys: (fields.get('keys')?.list() ?? []).map(readKey)
  }
}

function readKey(place: Place): AccessKey {
  const known = ['id', 'secret', 'name', 'security-token', 'disabled', 'expired', 'allow', 'deny']
  const fields = place.record(known, ['id', 'secret'])
  return {
    id: fields.get('id')?.text(/^[^\s,;=]+$/, 'a string without spaces, commas, semicolons and =') ?? '',
    secret: fields.get('secret')?.text() ?? '',
    name: fields.get('name')?.text() ?? 'emulator',
    securityToken: fields.get('security-token')?.text(),
    disabled: fields.get('disabled')?.flag() ?? false,
    expired: fields.get('expired')?.flag() ?? false,
    allow: readStatements(fields.get('allow')) ?? [EVERYTHING],
    deny: readStatements(fields.get('deny')) ?? []
  }
}

function readGroup(place: Place): Group {
  const fields = place.record(['id', 'name', 'domains'], ['name', 'domains'])
  const name = fields.get('name')?.text() ?? ''
  const domains = (fields.get('domains')?.list() ?? []).map(domain =>
    domain.text(/^[A-Za-z0-9.-]+$/, 'a host name without a port').toLowerCase()
  )
  return { id: fields.get('id')?.text() ?? idOf(`group/${name}`), name, domains }
}

function readVpcAccess(place: Place): VpcAccess {
  const known = ['access-id', 'address', 'name', 'vpc-id', 'instance-id', 'port']
  const fields = place.record(known, ['address'])
  // an instance can also be identified directly, without a VPC access
  const isIdentified = fields.has('access-id') || (fields.has('vpc-id') && fields.has('instance-id'))
  if (place.isMapping() && !isIdentified) place.problem('requires access-id, or vpc-id and instance-id')
  const accessId = fields.get('access-id')?.text() ?? ''
  return {
    accessId,
    address: fields.get('address')?.text(/^https?:\/\/[^\s/]+\/?$/, 'an http URL of a host') ?? '',
    name: fields.get('name')?.text() ?? accessId,
    vpcId: fields.get('vpc-id')?.text() ?? '',
    instanceId: fields.get('instance-id')?.text() ?? '',
    port: fields.get('port')?.wholeNumber(1, 65_535) ?? 80
  }
}

function readBatch(place: Place | undefined): Batch {
  const fields = place?.record(['ms-per-api', 'deploy-ms'])
  return {
    msPerApi: fields?.get('ms-per-api')?.wholeNumber(0) ?? 0,
    deployMs: fields?.get('deploy-ms')?.wholeNumber(0) ?? 0
  }
}

function readThrottle(place: Place | undefined): Throttle | undefined {
  const fields = place?.record(['per-second', 'burst'], ['per-second'])
  if (fields === undefined) return undefined
  const perSecond = fields.get('per-second')?.wholeNumber(1) ?? 1
  return { perSecond, burst: fields.get('burst')?.wholeNumber(1) ?? perSecond }
}

/** Reports every item that repeats a value of an earlier one. */
function unique<Item>(
  places: readonly Place[],
  items: readonly Item[],
  valuesOf: (item: Item) => readonly string[],
  what: string
): void {
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    for (const value of valuesOf(item)) {
      const place = places[index]
      if (value !== '' && seen.has(value) && place !== undefined) {
        const isDerived = what === 'id' && !place.fields().has('id')
        const cure = isDerived ? '; IDs are derived from names by default: set a unique ID' : ''
        place.problem(`has a duplicate ${what}: ${value}${cure}`)
      }
      seen.add(value)
    }
  }
}
