import { secretsOf } from '../../model/redact.ts'
import {
  ONE_SERVICE,
  readAddresses,
  readRouteBackend,
  readWeightSteps,
  gatewayId,
  gatewayOf,
  httpApiId,
  routeId,
  serviceId
} from '../native/definitions.ts'
import { readCommon } from './entries.ts'
import type { ReadStage, Reading, RouteEntry, Section, ServiceEntry } from './entries.ts'
import { readKey, readMapping, toJson } from './located.ts'
import type { Located, Mapping } from './located.ts'

// Services and routes of Cloud-native API Gateway in a manifest. Loaded on demand.

const COMMON_KEYS = ['region-id', 'gateway-id', 'preflight-url', 'probe-url']
const SERVICE_KEYS = ['service-id', 'addresses', ...COMMON_KEYS]
const ROUTE_KEYS = ['http-api-id', 'route-id', 'backend', 'weight-steps', ...COMMON_KEYS]

type IdParsers = Readonly<Record<string, (raw: string) => string>>

/** Ids, in a stage or, as the default of all stages, in the entry. */
const SERVICE_IDS: IdParsers = { 'service-id': serviceId, 'gateway-id': gatewayId }
const ROUTE_IDS: IdParsers = { 'http-api-id': httpApiId, 'route-id': routeId, 'gateway-id': gatewayId }

const SERVICES: Section = {
  noun: 'service',
  sameness: 'service',
  shape: 'a mapping with stages, and optionally service-id and gateway-id',
  stagesShape: 'a mapping of names of your choice to mappings with addresses',
  keys: [...Object.keys(SERVICE_IDS), 'stages'],
  required: ['stages'],
  open: openWith(SERVICE_IDS, readService)
}

const ROUTES: Section = {
  noun: 'route',
  sameness: 'route',
  shape: 'a mapping with stages, and optionally http-api-id, route-id and gateway-id',
  stagesShape: 'a mapping of names of your choice to mappings with backend',
  keys: [...Object.keys(ROUTE_IDS), 'stages'],
  required: ['stages'],
  open: openWith(ROUTE_IDS, readRoute)
}

export const NATIVE = { services: SERVICES, routes: ROUTES }

/** The IDs of an entry; `null` for one that is set but invalid. */
type Ids = Readonly<Record<string, string | null | undefined>>

interface Stage {
  readonly mapping: Mapping
  readonly what: string
  readonly ids: Ids
}

function openWith(
  parsers: IdParsers,
  read: (stage: Stage, reading: Reading) => ServiceEntry | RouteEntry | undefined
): Section['open'] {
  return (entry, entryWhat, reading) => {
    const defaults = readIds(entry, entryWhat, parsers, reading)
    const readStage: ReadStage = ({ node, what }) => {
      const isService = parsers === SERVICE_IDS
      const shape = `a mapping with ${isService ? 'addresses' : 'backend'}`
      const keys = isService ? SERVICE_KEYS : ROUTE_KEYS
      const mapping = readMapping(node, { what, shape, keys }, reading.find)
      if (mapping === undefined) return undefined
      reading.secrets.add(...secretsOf(toJson(node)))
      const ids = { ...defaults, ...readIds(mapping, what, parsers, reading) }
      for (const key of Object.keys(parsers)) {
        if (key !== 'gateway-id' && ids[key] === undefined) {
          reading.find(mapping.at, `${what}: ${key} is required, here or for all stages`)
        }
      }
      return read({ mapping, what, ids }, reading)
    }
    return readStage
  }
}

/** The IDs that are set. */
function readIds(mapping: Mapping, what: string, parsers: IdParsers, { find }: Reading): Ids {
  return Object.fromEntries(
    Object.entries(parsers)
      .filter(([key]) => mapping.entries.has(key))
      .map(([key, parser]) => [key, readKey(mapping, key, what, parser, find) ?? null])
  )
}

/** The value of a required key of a stage. */
function requiredKey({ mapping, what }: Stage, key: string, { find }: Reading): Located | undefined {
  const entry = mapping.entries.get(key)
  if (entry === undefined) find(mapping.at, `${what}: ${key} is required`)
  return entry?.value
}

function readService(stage: Stage, reading: Reading): ServiceEntry | undefined {
  const { mapping, what, ids } = stage
  const addresses = requiredKey(stage, 'addresses', reading)
  const definition = addresses && readAddresses(addresses, `${what}: addresses`, reading.find)
  const common = readCommon(mapping, what, reading)
  const id = ids['service-id'] ?? undefined
  if (id === undefined || definition === undefined) return undefined
  return { kind: 'service', ...common, serviceId: id, gatewayId: gatewayOf(ids['gateway-id']), definition }
}

function readRoute(stage: Stage, reading: Reading): RouteEntry | undefined {
  const { mapping, what, ids } = stage
  const backend = requiredKey(stage, 'backend', reading)
  const definition = backend && readRouteBackend(backend, `${what}: backend`, reading.find)
  const steps = mapping.entries.get('weight-steps')
  const weightSteps = steps ? readWeightSteps(steps.value, `${what}: weight-steps`, reading.find) : []
  if (steps !== undefined && (weightSteps?.length ?? 0) > 0 && hasServices(backend)) {
    reading.find(steps.at, `${what}: weight-steps ${ONE_SERVICE}`)
  }
  const common = readCommon(mapping, what, reading)
  const apiId = ids['http-api-id'] ?? undefined
  const id = ids['route-id'] ?? undefined
  if (apiId === undefined || id === undefined || definition === undefined || weightSteps === undefined) {
    return undefined
  }
  return {
    kind: 'route',
    ...common,
    httpApiId: apiId,
    routeId: id,
    gatewayId: gatewayOf(ids['gateway-id']),
    weightSteps,
    definition
  }
}

function hasServices(backend: Located | undefined): boolean {
  return backend?.kind === 'mapping' && backend.entries.has('services')
}
