import { isIP } from 'node:net'
import { once } from '../cloud/client-token.ts'
import { pruneDeployments } from '../cloud/batch.ts'
import { overlay } from '../cloud/definition.ts'
import type { Json, JsonObject } from '../cloud/json.ts'
import type { Call } from '../cloud/operation.ts'
import { optional } from '../cloud/operation.ts'
import type { State } from '../cloud/state.ts'
import { serviceIdsOf } from './backend.ts'
import type { ApigDoubts } from './doubts.ts'
import {
  matchesFilter,
  findGateway,
  findService,
  objectsOf,
  operation,
  ownedBy,
  pageOf,
  refuse,
  refuseLocked,
  refuseWhileDeploying,
  textOf,
  textsOf,
  writeOf
} from './operation.ts'
import { recordWrite } from './route-operations.ts'
import type { ApigWrite, Gateway, Service } from './state.ts'

/** Fields that an update accepts, and their names in reads. */
const FIELDS: Readonly<Record<string, string>> = {
  addresses: 'addresses',
  dnsServers: 'dnsServers',
  protocol: 'protocol',
  ports: 'ports',
  healthyPanicThreshold: 'healthyPanicThreshold',
  healthCheckConfig: 'healthCheck',
  outlierDetectionConfig: 'outlierDetection',
  aiServiceConfig: 'aiServiceConfig',
  agentServiceConfig: 'agentServiceConfig',
  modelProviderId: 'modelProviderId'
}

/** Types of services with explicit addresses. */
const WITH_ADDRESSES = ['VIP', 'DNS']

const LISTS: readonly string[] = ['addresses', 'dnsServers', 'ports']

export const listServices = operation('ListServices', 'service', undefined, call => {
  const { sourceTypes = '' } = call.params
  const services = ownedBy(call.caller.accountId, call.state.apig.services).filter(
    service =>
      matchesFilter(call, 'gatewayId', service.gatewayId) &&
      matchesFilter(call, 'name', service.name) &&
      matchesFilter(call, 'sourceType', service.type) &&
      (sourceTypes === '' || textsOf(parsed(call, sourceTypes)).includes(service.type))
  )
  return pageOf(call, services, service => serviceForm(call.state, service))
})

/** A JSON array in a string. */
function parsed(call: Call, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw refuse(call, 'InvalidParameter', 'sourceTypes')
  }
}

export const getService = operation('GetService', 'service', 'serviceId', call =>
  serviceForm(call.state, findService(call))
)

export const updateService = operation('UpdateService', 'service', 'serviceId', call => {
  const service = findService(call)
  refuseLocked(call, service)
  refuseWhileDeploying(call, service.gatewayId)
  applyServiceUpdate(call, service, call.state.seed.doubts.servicePut)
  return undefined
})

/** Stores the fields in the call's body. */
export function applyServiceUpdate(call: Call, service: Service, put: ApigDoubts['servicePut']): void {
  const { state, effects } = call
  const sent = readFields(call, service.type, overlay(effects.defaults ?? {}, call.body))
  const write = writeOf(call, 'service', service.id)
  if (effects.keepOldValue === true) recordWrite(state, write)
  else saveService(state, service, put === 'merge' ? { ...service.fields, ...sent } : sent, write)
}

/** Creates one service per entry of `serviceConfigs`. */
export const createService = operation('CreateService', 'service', undefined, call => {
  let ids: Json | undefined
  const token = optional(call.params, 'clientToken')
  const params = token === undefined ? {} : { ClientToken: token, Body: JSON.stringify(call.body) }
  const result = once({ ...call, params }, ['Body'], () => {
    ids = createServices(call)
    return { serviceIds: ids }
  })
  return { serviceIds: result['serviceIds'] }
})

function createServices(call: Call): string[] {
  const { state, body } = call
  const gateway = findGateway(call, textOf(body['gatewayId']))
  const type = textOf(body['sourceType'])
  if (type === '') throw refuse(call, 'InvalidParameter.IsEmpty', 'sourceType')
  const configs = objectsOf(body['serviceConfigs'])
  if (configs.length === 0) throw refuse(call, 'InvalidParameter.IsEmpty', 'serviceConfigs')
  const created = configs.map(config => newService(call, gateway, type, config))
  for (const service of created) state.apig.services.set(service.id, service)
  return created.map(({ id }) => id)
}

function newService({ state, ...rest }: Call, gateway: Gateway, type: string, config: JsonObject): Service {
  const call = { state, ...rest }
  const name = textOf(config['name'])
  if (name === '') throw refuse(call, 'InvalidParameter.IsEmpty', 'serviceConfigs.name')
  const existing = state.apig.services
    .values()
    .find(service => service.gatewayId === gateway.id && service.name === name)
  if (existing !== undefined) throw refuse(call, 'Conflict.ServiceExisted', existing.id)
  const { name: _name, ...others } = config
  const fields = readFields(call, type, others)
  const now = state.clock.now()
  return {
    id: `svc-${state.ids.id().slice(-20)}`,
    accountId: gateway.accountId,
    gatewayId: gateway.id,
    name,
    type,
    fields,
    createdAt: now,
    modifiedAt: now,
    health: undefined,
    unhealthy: new Set(),
    timeline: [{ at: now, live: fields }],
    shownUntil: [],
    lockFailures: 0
  }
}

export const deleteService = operation('DeleteService', 'service', 'serviceId', call => {
  const service = findService(call)
  const { services, httpApis } = call.state.apig
  const isUsed = httpApis
    .values()
    .flatMap(api => [api, ...api.routes.values(), ...api.operations.values()])
    .some(({ backend }) => serviceIdsOf(backend).includes(service.id))
  if (isUsed) throw refuse(call, 'Conflict.ServiceInUse', service.id)
  services.delete(service.id)
  return undefined
})

/** The fields of a body, under their names in reads. */
function readFields(call: Call, type: string, body: JsonObject): JsonObject {
  const fields: Record<string, Json> = {}
  for (const [name, value] of Object.entries(body)) {
    const shown = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
    if (shown === undefined || value === undefined || value === null) continue
    if (LISTS.includes(shown) && !Array.isArray(value)) throw refuse(call, 'InvalidParameter', name)
    fields[shown] = value
  }
  if (fields['addresses'] !== undefined) checkAddresses(call, type, fields['addresses'])
  return fields
}

function checkAddresses(call: Call, type: string, addresses: Json): void {
  const texts = textsOf(addresses)
  const isList = Array.isArray(addresses) && texts.length === addresses.length && texts.length > 0
  if (!isList || !WITH_ADDRESSES.includes(type) || !texts.every(text => isAddress(type, text))) {
    throw refuse(call, 'InvalidParameter', 'addresses')
  }
}

/** `10.0.0.1:8080` for a VIP service, `orders.example.com:8080` for a DNS service. */
export function isAddress(type: string, address: string): boolean {
  const [, host = '', port = ''] = /^\[?([^[\]\s/]{1,255}?)\]?:(\d{1,5})$/.exec(address) ?? []
  if (host === '' || Number(port) < 1 || Number(port) > 65_535) return false
  return type === 'VIP' ? isIP(host) > 0 : isIP(host) === 0 && /^[\w.-]+$/.test(host)
}

/** Limit of retained versions, whatever delay the seed sets for reads. */
const MAX_PENDING_VERSIONS = 100

/** All changes to a service go through this function. */
function saveService(state: State, service: Service, fields: JsonObject, write: ApigWrite): void {
  const { serviceVisibleAfterMs, serviceLiveAfterMs } = state.seed.doubts
  const now = state.clock.now()
  if (serviceVisibleAfterMs > 0) {
    const { shownUntil, fields: before, modifiedAt } = service
    const past = shownUntil.findIndex(({ until }) => until > now)
    shownUntil.splice(0, past < 0 ? shownUntil.length : past)
    if (shownUntil.length >= MAX_PENDING_VERSIONS) shownUntil.shift()
    shownUntil.push({ until: now + serviceVisibleAfterMs, version: { fields: before, modifiedAt } })
  }
  service.fields = fields
  service.modifiedAt = Math.max(now, service.modifiedAt + 1)
  service.timeline.push({ at: now + serviceLiveAfterMs, live: fields })
  pruneDeployments(service.timeline, now)
  recordWrite(state, write)
}

/** The addresses that fail the health check. */
export function unhealthyOf({ unhealthy }: Service, fields: JsonObject): string[] {
  return textsOf(fields['addresses']).filter(address => unhealthy.has(address))
}

function serviceForm({ clock }: State, service: Service): JsonObject {
  const now = clock.now()
  const shown = service.shownUntil.find(({ until }) => until > now)?.version ?? service
  const { fields, modifiedAt } = shown
  const { addresses, ...others } = fields
  const unhealthy = unhealthyOf(service, fields)
  const isUnhealthy = unhealthy.length > 0 && unhealthy.length === textsOf(addresses).length
  const hasAddresses = WITH_ADDRESSES.includes(service.type)
  return {
    serviceId: service.id,
    name: service.name,
    gatewayId: service.gatewayId,
    sourceType: service.type,
    protocol: 'HTTP',
    healthCheck: { enable: false },
    ...(hasAddresses ? { addresses: addresses ?? [] } : {}),
    ...others,
    healthStatus: service.health ?? (isUnhealthy ? 'Unhealthy' : 'Healthy'),
    runtimeDetailStatus: 'Available',
    unhealthyEndpoints: hasAddresses ? unhealthy : [],
    outlierEndpoints: [],
    createTimestamp: service.createdAt,
    updateTimestamp: modifiedAt
  }
}
