import { isJsonObject } from '../../../emulator/cloud/json.ts'
import type { Json, JsonObject } from '../../../emulator/cloud/json.ts'

// Equality, implemented independently of src: a mistake there must not be repeated here.

/** A normalized service or route: equal texts are equal states. */
export interface State {
  /** The addresses of a service, or the backend of a route. */
  readonly definition: string
  /** Everything else that a write could change. */
  readonly rest: string
  /** Of a route whose scene can be expressed as weights. */
  readonly uses?: readonly Use[] | undefined
}

/** The services of a live or desired backend. */
export interface Use {
  readonly serviceId: string
  readonly port: string
  readonly protocol: string
  readonly version: string
  readonly weight: number
}

/** Of a service, by the names in readings; health and times are not written by anyone. */
export function serviceState(fields: JsonObject): State {
  const { addresses, ...rest } = fields
  // a protocol that was not written is HTTP
  const isWritten = (name: string, value: Json | undefined): boolean =>
    SERVICE_FIELDS.has(name) && !(name === 'protocol' && value === 'HTTP')
  const written = Object.fromEntries(Object.entries(rest).filter(([name, value]) => isWritten(name, value)))
  return { definition: plainAddresses(addresses), rest: text(pruned(written)) }
}

const SERVICE_FIELDS: ReadonlySet<string> = new Set([
  'protocol',
  'ports',
  'dnsServers',
  'healthyPanicThreshold',
  'healthCheck',
  'outlierDetection',
  'aiServiceConfig'
])

export function plainAddresses(addresses: Json | undefined): string {
  const texts = Array.isArray(addresses) ? addresses.map(String) : []
  return JSON.stringify([...new Set(texts.map(address => address.toLowerCase()))].sort())
}

interface RouteFields {
  readonly description: string
  readonly match: JsonObject
  readonly domainIds: readonly string[]
  readonly backend: JsonObject
}

export function routeState({ description, match, domainIds, backend }: RouteFields): State {
  return {
    definition: plainBackend(backend),
    uses: usesOf(backend),
    rest: restOfRoute(description, match, domainIds)
  }
}

/** A route as a reading shows it. */
export function shownRoute(data: JsonObject): State {
  const domains = Array.isArray(data['domainInfos']) ? data['domainInfos'].filter(isJsonObject) : []
  return routeState({
    description: textOf(data['description']),
    match: objectOf(data['match']),
    domainIds: domains.map(({ domainId }) => textOf(domainId)),
    backend: objectOf(data['backend'])
  })
}

export function restOfRoute(description: string, match: JsonObject, domainIds: readonly string[]): string {
  const { methods, ...others } = match
  const named = Array.isArray(methods) ? { methods: methods.map(String).sort() } : {}
  return text(pruned({ description, match: { ...others, ...named }, domainIds: [...domainIds].sort() }))
}

/** A backend by its behavior: services with weights, or another scene. */
export function plainBackend(backend: JsonObject): string {
  const uses = usesOf(backend)
  return uses === undefined ? text(withoutNames(backend)) : plainUses(uses)
}

export function plainUses(uses: readonly Use[]): string {
  const texts = uses.map(({ serviceId, port, protocol, version, weight }) =>
    [serviceId, port, protocol || 'HTTP', version, weight].join(' ')
  )
  return JSON.stringify(texts.sort())
}

/** The services of a scene that can be expressed as weights; `undefined` for others. */
export function usesOf(backend: JsonObject): readonly Use[] | undefined {
  const { scene, services, ...others } = backend
  if (!['SingleService', 'Single', 'MultiServiceByRatio', undefined].includes(scene as string))
    return undefined
  if (!Array.isArray(services) || Object.keys(pruned(others)).length > 0) return undefined
  const all = services.filter(isJsonObject)
  const uses = all.map(service => useOf(service, scene === 'MultiServiceByRatio' ? undefined : 100))
  return uses.filter(({ weight }) => weight > 0)
}

export function useOf({ serviceId, port, protocol, version, weight }: JsonObject, always?: number): Use {
  return {
    serviceId: textOf(serviceId),
    port: textOf(port),
    protocol: textOf(protocol),
    version: textOf(version),
    weight: always ?? Number(weight ?? 0)
  }
}

/** A text, or a number as one. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** The names of services are returned, and never written. */
function withoutNames({ services, ...backend }: JsonObject): JsonObject {
  const all = Array.isArray(services) ? services.filter(isJsonObject) : []
  return {
    ...backend,
    services: all.map(({ name: _, protocol = 'HTTP', ...service }) => ({ ...service, protocol }))
  }
}

/** Without values equivalent to their absence. */
function pruned(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => {
      const inner = isJsonObject(child) ? pruned(child) : child
      const isNothing =
        inner === undefined || inner === null || inner === '' || inner === false || isEmpty(inner)
      return isNothing ? [] : [[key, inner] as const]
    })
  )
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0
}

/** A text that does not depend on the order of keys. */
function text(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${text(child ?? null)}`).join()}}`
}
