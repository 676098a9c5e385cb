import { compilePathRegex } from '../apig/path-regex.ts'
import type { RouteBackend } from '../apig/state.ts'
import type { Json, JsonObject } from '../cloud/json.ts'
import { isJsonObject } from '../cloud/json.ts'
import type { SeedDomain, SeedGateway, SeedHttpApi, SeedOperation, SeedRoute, SeedService } from '../seed.ts'
import type { Place } from './place.ts'
import { byIdAndName, resolveReference } from './read-api.ts'
import { nativeId, readId } from './read-gateway.ts'

/** The resources that the parts of an API refer to, by ID or name. */
interface Known {
  readonly gateway: SeedGateway | undefined
  readonly services: ReadonlyMap<string, SeedService>
  readonly domains: Domains
}

/** Custom domains; referring to a domain creates it. */
export class Domains {
  readonly #byName = new Map<string, SeedDomain>()

  /** The ID of an account's domain. */
  idOf(name: string, account: string): string {
    const key = `${account}/${name}`
    const known = this.#byName.get(key)
    if (known !== undefined) return known.id
    const id = nativeId('d', `domain/${key}`)
    this.#byName.set(key, { id, account, name })
    return id
  }

  all(): SeedDomain[] {
    return [...this.#byName.values()]
  }
}

const STATUS = [/^\S(.*\S)?$/, 'a status such as Deployed'] as const
const PATH = [/^\/\S*$/, 'a path that begins with /'] as const
const METHOD = [/^[A-Z]+$/, 'a method such as GET'] as const
const DEPLOYED = 'Deployed'

export function readHttpApi(
  place: Place,
  gateways: ReadonlyMap<string, SeedGateway>,
  services: readonly SeedService[],
  domains: Domains
): SeedHttpApi {
  const known = [
    ...['id', 'name', 'gateway', 'type', 'base-path', 'description', 'backend', 'domains', 'status'],
    ...['routes', 'operations']
  ]
  const fields = place.record(known, ['name', 'gateway'])
  const name = fields.get('name')?.text() ?? ''
  const gateway = resolveReference(fields.get('gateway'), gateways, 'gateway')
  const id = readId(fields.get('id')) ?? nativeId('api', `http-api/${gateway?.id ?? ''}/${name}`)
  const own = byIdAndName(services.filter(service => service.gateway === gateway?.id))
  const parts = { gateway, services: own, domains }
  return {
    id,
    name,
    gateway: gateway?.id ?? '',
    type: fields.get('type')?.text(/^[A-Za-z]+$/, 'a type such as Http or Rest') ?? 'Http',
    basePath: fields.get('base-path')?.text(...PATH) ?? '/',
    description: fields.get('description')?.text(/^[^]*$/) ?? '',
    backend: readOptionalBackend(fields.get('backend'), parts),
    domainIds: readDomains(fields.get('domains'), parts),
    status: fields.get('status')?.text(...STATUS) ?? DEPLOYED,
    routes: (fields.get('routes')?.list() ?? []).map(route => readRoute(route, id, parts)),
    operations: (fields.get('operations')?.list() ?? []).map(one => readOperation(one, id, parts))
  }
}

function readRoute(place: Place, apiId: string, parts: Known): SeedRoute {
  const known = [
    ...['id', 'name', 'description', 'path', 'match', 'methods', 'domains', 'backend', 'live', 'status'],
    ...['builtin', 'mcp']
  ]
  const fields = place.record(known, ['name', 'backend'])
  const name = fields.get('name')?.text() ?? ''
  const methods = fields.get('methods')?.list()
  const live = fields.get('live')
  const mcp = fields.get('mcp')
  return {
    id: readId(fields.get('id')) ?? nativeId('hr', `route/${apiId}/${name}`),
    name,
    description: fields.get('description')?.text(/^[^]*$/) ?? '',
    match: {
      path: readPath(fields.get('path')),
      ...(methods === undefined ? {} : { methods: methods.map(method => method.text(...METHOD)) }),
      ignoreUriCase: false,
      ...fields.get('match')?.json()
    },
    domainIds: readDomains(fields.get('domains'), parts),
    backend: readBackendOf(fields.get('backend'), parts),
    live: live === undefined ? undefined : readBackendOf(live, parts),
    status: fields.get('status')?.text(...STATUS) ?? DEPLOYED,
    builtin: fields.get('builtin')?.flag() ?? false,
    // `mcp: true` generates the MCP server's settings
    mcp: mcp === undefined ? undefined : mcp.isMapping() ? mcp.json() : readMcp(mcp)
  }
}

function readMcp(place: Place): JsonObject | undefined {
  return place.flag() ? { mcpRouteConfig: { protocol: 'HTTP', exposedUriPath: '/mcp' } } : undefined
}

/** `/orders` (a prefix), or `{ type: Regex, value: … }`. */
function readPath(place: Place | undefined): JsonObject {
  if (place?.isMapping() !== true) return { type: 'Prefix', value: place?.text(...PATH) ?? '/' }
  const fields = place.record(['type', 'value'], ['type', 'value'])
  const type = fields.get('type')?.oneOf(['Exact', 'Prefix', 'Regex']) ?? 'Prefix'
  const value = fields.get('value')?.text() ?? '/'
  if (type === 'Regex' && compilePathRegex(value) === undefined) {
    fields.get('value')?.problem('is not a valid RE2 regular expression, or is too large')
  }
  return { type, value }
}

function readOperation(place: Place, apiId: string, parts: Known): SeedOperation {
  const known = ['id', 'name', 'method', 'path', 'backend', 'status']
  const fields = place.record(known, ['name', 'path'])
  const name = fields.get('name')?.text() ?? ''
  return {
    id: readId(fields.get('id')) ?? nativeId('op', `operation/${apiId}/${name}`),
    name,
    method: fields.get('method')?.text(...METHOD) ?? 'GET',
    path: fields.get('path')?.text(...PATH) ?? '/',
    backend: readOptionalBackend(fields.get('backend'), parts),
    status: fields.get('status')?.text(...STATUS) ?? DEPLOYED
  }
}

/** Host names; all gateways of an account share them. */
function readDomains(place: Place | undefined, { gateway, domains }: Known): string[] {
  return (place?.list() ?? []).map(domain => {
    const name = domain.text(/^(\*\.)?[A-Za-z0-9.-]+$/, 'a host name without a port').toLowerCase()
    return domains.idOf(name, gateway?.account ?? '')
  })
}

function readOptionalBackend(place: Place | undefined, parts: Known): RouteBackend | null {
  return place === undefined ? null : readBackendOf(place, parts)
}

const SERVICE = ['service', 'port', 'protocol', 'version', 'weight']

/** `{ service: orders }`, `{ services: [{ service, weight }] }`, or the API's format: `{ scene, services: [{ serviceId }] }`. */
function readBackendOf(place: Place | undefined, parts: Known): RouteBackend {
  const fields = place?.fields() ?? new Map<string, Place>()
  if (place === undefined) return {}
  if (fields.has('scene')) return readScene(place.json(), place, parts)
  if (!fields.has('services')) return { scene: 'SingleService', services: [readTarget(place, parts)] }
  place.record(['services'])
  const services = (fields.get('services')?.list() ?? []).map(service => readTarget(service, parts))
  const sum = services.reduce((total, { weight }) => total + Number(weight ?? 0), 0)
  if (services.length > 1 && sum !== 100) place.problem('must have weights that sum to 100')
  return { scene: services.length === 1 ? 'SingleService' : 'MultiServiceByRatio', services }
}

/** A backend in the API's format; services can also be referred to by name. */
function readScene(backend: JsonObject, place: Place, { services }: Known): RouteBackend {
  const targets = backend['services']
  if (!Array.isArray(targets)) return { ...backend, services: [] }
  const named = (targets as readonly Json[]).map(target => {
    if (!isJsonObject(target) || typeof target['service'] !== 'string') return target
    const { service, ...others } = target
    const found = services.get(service)
    if (found === undefined) place.problem(`refers to ${service}, which is not a service of this gateway`)
    return { serviceId: found?.id ?? '', ...others }
  })
  return { ...backend, services: named }
}

function readTarget(place: Place, { services }: Known): JsonObject {
  const fields = place.record(SERVICE, ['service'])
  const { id = '' } = resolveReference(fields.get('service'), services, 'service of this gateway') ?? {}
  const optional = (name: string, read: (field: Place) => Json): JsonObject => {
    const field = fields.get(name)
    return field === undefined ? {} : { [name]: read(field) }
  }
  return {
    serviceId: id,
    ...optional('protocol', field => field.text()),
    ...optional('port', field => field.wholeNumber(1, 65_535)),
    ...optional('version', field => field.text()),
    ...optional('weight', field => field.wholeNumber(0, 100))
  }
}
