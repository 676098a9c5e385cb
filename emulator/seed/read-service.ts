import type { JsonObject } from '../cloud/json.ts'
import type { SeedGateway, SeedService } from '../seed.ts'
import type { Place } from './place.ts'
import { resolveReference } from './read-api.ts'
import { nativeId, readId } from './read-gateway.ts'

const OWN = ['id', 'name', 'gateway', 'type', 'addresses', 'health', 'unhealthy'] as const

/** Fields of a service under the names that reads return. */
const OTHERS = [
  'protocol',
  'ports',
  'healthCheck',
  'outlierDetection',
  'dnsServers',
  'aiServiceConfig',
  'agentServiceConfig',
  'healthyPanicThreshold',
  'modelProviderId',
  'versions',
  'labelDetails',
  'groupName',
  'namespace',
  'qualifier',
  'resourceGroupId',
  'expressType',
  'runtimeDetailStatus',
  'runtimeDetailErrorCode',
  'outlierEndpoints'
]

/** `gateway` is an ID or a name. */
export function readService(place: Place, gateways: ReadonlyMap<string, SeedGateway>): SeedService {
  const fields = place.record([...OWN, ...OTHERS], ['name', 'gateway', 'type'])
  const name = fields.get('name')?.text() ?? ''
  const gateway = resolveReference(fields.get('gateway'), gateways, 'gateway')
  const addresses = fields
    .get('addresses')
    ?.list()
    .map(address => readAddress(address))
  const others = OTHERS.flatMap(key => {
    const field = fields.get(key)
    return field === undefined ? [] : [[key, field.value()] as const]
  })
  const readable: JsonObject = {
    ...(addresses === undefined ? {} : { addresses }),
    ...Object.fromEntries(others)
  }
  const health = fields.get('health')?.text()
  // only the seed's addresses: those set later can be healthy
  const unhealthy = health === 'Unhealthy' ? (addresses ?? []) : []
  const isByAddress = health === 'Healthy' || unhealthy.length > 0
  return {
    id: readId(fields.get('id')) ?? nativeId('svc', `service/${gateway?.id ?? ''}/${name}`),
    name,
    gateway: gateway?.id ?? '',
    type: fields.get('type')?.text(/^[A-Z][A-Z0-9_]*$/, 'a type such as VIP, DNS or FC3') ?? '',
    fields: readable,
    health: isByAddress ? undefined : health,
    unhealthy: [...unhealthy, ...(fields.get('unhealthy')?.list() ?? []).map(address => readAddress(address))]
  }
}

function readAddress(place: Place): string {
  return place.text(/^[^\s/]+:\d{1,5}$/, 'a host and a port, such as 10.0.0.1:8080')
}
