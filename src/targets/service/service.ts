import { CallError, isDenied, isNotFound } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import type { OperationRef, CallOptions, CloudReader } from '../../cloud/operation.ts'
import { ActionError } from '../../errors/action-error.ts'
import type { AffectedApi } from '../../model/backend.ts'
import type { Definition } from '../../model/definition.ts'
import type { JsonObject } from '../../model/json.ts'
import { isJsonObject } from '../../model/json.ts'
import type {
  NativeService,
  NativeApi,
  NativeOperation,
  NativeRoute,
  NativeServiceUse
} from '../../model/native.ts'
import type { ServiceTarget } from '../../model/target.ts'
import { joinUpTo, oneLine } from '../../runtime/text.ts'
import type { FollowResult, FollowOptions, Kind, Live, Resolution } from '../kind.ts'
import { DeniedReads } from '../kind.ts'
import { NATIVE, NATIVE_WORDS, gatewayInput } from '../native.ts'
import {
  SOURCE_TYPES,
  addressesOf,
  canonicalAddresses,
  compareAddresses,
  definitionOf,
  formProblem,
  describeAddresses,
  keepFields,
  readKept,
  textsOf
} from './fields.ts'

const { getService, listHttpApis, getHttpApi, listHttpApiRoutes, listHttpApiOperations } = NATIVE_OPERATIONS

/** The operations required to find everything that uses a service. */
const LIST_OPERATIONS: readonly [OperationRef, ...OperationRef[]] = [
  listHttpApis,
  listHttpApiRoutes,
  listHttpApiOperations,
  getHttpApi
]

/** The addresses of a service of Cloud-native API Gateway: a change affects everything that uses the service at once. */
export const SERVICE: Kind<ServiceTarget> = {
  ...NATIVE,
  words: {
    ...NATIVE_WORDS,
    affected: { one: 'route or operation', many: 'routes and operations' },
    member: 'route or operation',
    completion: 'update',
    completed: 'the update was accepted',
    input: 'addresses',
    definition: 'addresses',
    verb: 'are',
    type: 'source type',
    accepted: 'accepted',
    following: 'Update',
    affectsOnlyItself: false,
    unreported: 'Cloud-native API Gateway does not report when an update of a service takes effect'
  },
  operations: { read: getService, listAffected: LIST_OPERATIONS, follow: getService },
  reportsCompletion: false,
  settlesWithinMs: 5_000,
  confirmsAfterMs: 0,
  async discover(reader, target, options) {
    const service = await reader.read(getService, { serviceId: target.serviceId }, options)
    return { title: service.name, resolve: named => resolve(named, service) }
  },
  listAffected: listUsers,
  async read(reader, { target: { serviceId } }, options) {
    return liveOf(await reader.read(getService, { serviceId }, options))
  },
  follow: followNothing,
  compare: (desired, live) => compareAddresses(desired, live.definition),
  canonical: (_, desired) => canonicalAddresses(desired),
  restore,
  without: (_, definition) => definition,
  describe: (definition, _, other) => describeAddresses(definition, other),
  inputsOf: ({ serviceId, gatewayId }) => ({
    'service-id': serviceId,
    ...gatewayInput(gatewayId)
  })
}

function liveOf({ serviceId, name, addresses, raw }: NativeService): Live {
  const kept = keepFields(serviceId, raw)
  return { ...restore(definitionOf(addresses), '', { ...kept }), raw, title: name }
}

function restore(definition: Definition, description: string, base: JsonObject | undefined): Live {
  const kept = readKept(base)
  return {
    raw: { ...kept?.fields, ...definition },
    definition,
    canonical: canonicalAddresses(definition),
    description,
    title: '',
    neighbors: () => new Map(),
    ...(kept === undefined ? {} : { otherFields: textsOf(kept), base: { ...kept } })
  }
}

function resolve(target: ServiceTarget, service: NativeService): Resolution {
  const { gatewayId, sourceType } = service
  checkAgainstLive(target, service)
  const live = liveOf(service)
  const desired = definitionOf(addressesOf(target.definition))
  return {
    targetType: sourceType,
    definitionId: '',
    live,
    rungs: [{ desired, data: desired, weight: 100 }],
    lane: `${target.endpoint.href} ${gatewayId}`,
    ...healthOf(service)
  }
}

function checkAgainstLive(target: ServiceTarget, { gatewayId, sourceType }: NativeService): void {
  const { name } = target
  if (target.gatewayId !== undefined && target.gatewayId !== gatewayId) {
    const is =
      gatewayId === '' ? 'the service did not return its gateway' : `the service belongs to ${gatewayId}`
    throw new ActionError('Mismatch', `${name}: gateway-id is ${target.gatewayId}, but ${is}`, {
      cure: 'Check service-id and gateway-id, or remove gateway-id: any gateway is then accepted. Nothing was sent for this target.'
    })
  }
  if (!SOURCE_TYPES.includes(sourceType)) {
    throw new ActionError(
      'UnsupportedService',
      `${name}: the source type of the service is ${oneLine(sourceType, 100) || 'not known'}; addresses can be edited only for ${SOURCE_TYPES.join(' and ')} services`
    )
  }
  const problem = formProblem(addressesOf(target.definition), sourceType)
  if (problem !== undefined) {
    throw new ActionError(
      'InvalidDefinition',
      `${name}: the addresses do not fit the live service: ${problem}`,
      {
        cure: 'Correct addresses (in the input or the manifest) or service-id. Nothing was sent for this target.'
      }
    )
  }
}

/** The health of the live service as the product reports it; its values are not documented. */
function healthOf({ healthStatus, raw }: NativeService): Pick<Resolution, 'warnings' | 'remarks'> {
  const { unhealthyEndpoints, runtimeDetailStatus, runtimeDetailErrorCode } = raw
  const unhealthy = Array.isArray(unhealthyEndpoints) ? unhealthyEndpoints.map(String) : []
  const runtime = [runtimeDetailStatus, runtimeDetailErrorCode].filter(Boolean).map(String).join(', ')
  const reported = [
    ...(healthStatus === '' ? [] : [healthStatus]),
    ...(runtime === '' ? [] : [`runtime ${runtime}`]),
    ...(unhealthy.length === 0 ? [] : [`unhealthy endpoints: ${joinUpTo(unhealthy, 5)}`])
  ].map(text => oneLine(text, 300))
  if (reported.length === 0) return { warnings: [] }
  const isUnhealthy = /unhealthy/i.test(healthStatus) || unhealthy.length > 0
  return isUnhealthy
    ? { warnings: [`the live service is unhealthy (${reported.join('; ')}): a rollback would restore it`] }
    : { warnings: [], remarks: [`health of the live service: ${reported.join('; ')}`] }
}

/** There is no task to follow: everything that uses the service changes with it. */
function followNothing({ affected = [], deadline }: FollowOptions): Promise<FollowResult> {
  if (deadline.isStopped()) return Promise.resolve({ kind: 'stopped', progress: undefined })
  const apis = affected.map(({ apiId, name, group }) => ({
    ...{ apiId, name, group, status: '', message: '' },
    state: 'updated' as const
  }))
  const total = apis.length
  const progress = { apis, total, updated: total, failed: 0, moving: 0, unlisted: [], done: true }
  return Promise.resolve({ kind: 'ended', progress, isCertain: true })
}

// No operation lists what uses a service, so every API of the gateway is searched: its routes and, in a Rest API, its operations and
// the backend that they inherit.

/** How many APIs are searched at a time; after a denial, the others are not requested. */
const CONCURRENT_CALLS = 8

/**
 * The routes and operations that use a service.
 * @throws DeniedReads, IncompleteListError
 */
export async function listUsers(
  reader: CloudReader,
  { serviceId, gatewayId: expected }: ServiceTarget,
  options: CallOptions
): Promise<readonly AffectedApi[]> {
  const service = await reader.read(getService, { serviceId }, options).catch((error: unknown) => {
    if (isDenied(error)) return undefined
    throw error
  })
  const gatewayId = (service?.gatewayId || expected) ?? ''
  const entries = await reader
    .list(listHttpApis, gatewayId === '' ? {} : { gatewayId }, options)
    .catch((error: unknown) => {
      throw isDenied(error) ? deniedReads([error]) : error
    })
  const apis = entries
    .flatMap(({ versions }) => versions)
    .filter(api => api.gatewayId === '' || gatewayId === '' || api.gatewayId === gatewayId)
  // the first round has an API of each sort, so that all missing permissions are reported at once
  const firsts = [apis.find(isRest), apis.find(api => !isRest(api))].flatMap(api => api ?? [])
  const ordered = [...firsts, ...apis.filter(api => !firsts.includes(api))]
  const users = new Map<NativeApi, readonly AffectedApi[]>()
  // without the service there is no plan, and the lists only reveal further denials
  const last = service === undefined ? firsts.length : ordered.length
  for (let index = 0; index < last; index += CONCURRENT_CALLS) {
    const round = ordered.slice(index, Math.min(index + CONCURRENT_CALLS, last))
    const found = await Promise.allSettled(
      round.map(async api => [api, await usersIn(reader, api, { serviceId, gatewayId }, options)] as const)
    )
    for (const [api, list] of fulfilled(found)) users.set(api, list)
  }
  return apis.flatMap(api => users.get(api) ?? [])
}

interface Sought {
  readonly serviceId: string
  readonly gatewayId: string
}

async function usersIn(
  reader: CloudReader,
  api: NativeApi,
  { serviceId, gatewayId }: Sought,
  options: CallOptions
): Promise<readonly AffectedApi[]> {
  const { httpApiId } = api
  const of = gatewayId === '' ? { httpApiId } : { httpApiId, gatewayId }
  const uses = (services: readonly NativeServiceUse[]): boolean =>
    services.some(service => service.serviceId === serviceId)
  const routes = async (): Promise<AffectedApi[]> => {
    const listed = await reader.list(listHttpApiRoutes, of, options).catch(noneOf(api))
    return listed.filter(({ services }) => uses(services)).map(route => userOf(api, route))
  }
  const operations = async (): Promise<AffectedApi[]> => {
    const [listed, inherited] = fulfilled(
      await Promise.allSettled([
        reader.list(listHttpApiOperations, of, options).catch(noneOf(api)),
        // a list may contain whole APIs, or only their names
        api.services.length > 0 ? api : reader.read(getHttpApi, { httpApiId }, options).catch(gone)
      ])
    ) as [readonly NativeOperation[], NativeApi | undefined]
    const isInherited = uses(inherited?.services ?? [])
    const using = listed.filter(({ services }) => (services.length === 0 ? isInherited : uses(services)))
    // an API without operations is listed as well: its next operation would use the service
    return using.length === 0 && isInherited && listed.length === 0
      ? [{ apiId: httpApiId, name: api.name, group: '', method: '', path: '' }]
      : using.map(operation => ({
          apiId: operation.operationId,
          name: operation.name,
          group: api.name,
          method: operation.method,
          path: operation.path
        }))
  }
  const found = await Promise.allSettled(isRest(api) ? [routes(), operations()] : [routes()])
  return fulfilled(found).flat()
}

function isRest({ type }: NativeApi): boolean {
  return /^rest$/i.test(type)
}

/** An API deleted meanwhile has none; and a Rest API may refuse a request for routes, which it does not have. */
function noneOf(api: NativeApi): (error: unknown) => [] {
  return error => {
    const isRefused = error instanceof CallError && error.fault === 'client'
    if (isNotFound(error) || (isRest(api) && isRefused)) return []
    throw error
  }
}

function gone(error: unknown): undefined {
  if (!isNotFound(error)) throw error
}

function userOf({ name: group }: NativeApi, { routeId, name, match }: NativeRoute): AffectedApi {
  const { path, methods } = match ?? {}
  return {
    apiId: routeId,
    name,
    group,
    method: Array.isArray(methods) ? methods.map(String).join(',') : '',
    path: isJsonObject(path) && typeof path['value'] === 'string' ? path['value'] : ''
  }
}

/** The fulfilled values. Denials are reported together, and any other failure takes precedence. */
function fulfilled<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  const denials: (CallError & { readonly fault: 'denied' })[] = []
  const values: T[] = []
  for (const result of settled) {
    if (result.status === 'fulfilled') {
      values.push(result.value)
      continue
    }
    const reason: unknown = result.reason
    if (reason instanceof DeniedReads) denials.push(...reason.denials.filter(isDenied))
    else if (isDenied(reason)) denials.push(reason)
    else throw reason
  }
  if (denials.length > 0) throw deniedReads(denials)
  return values
}

/** One denial per operation. Searching a gateway requires permission for all of its APIs, not for one. */
function deniedReads(denials: readonly CallError[]): DeniedReads {
  const byAction = new Map(denials.toReversed().map(denial => [denial.action, denial]))
  const [first, ...others] = LIST_OPERATIONS.flatMap(operation => {
    const denial = byAction.get(operation.action)
    return denial === undefined ? [] : denial.as({ operation })
  })
  if (first === undefined) throw new Error('a denial of no operation')
  return new DeniedReads(first, others)
}
