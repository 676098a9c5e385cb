import { CallError, isDenied, isNotFound } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import type { OperationRef } from '../../cloud/operation.ts'
import type { CallOptions, CloudReader } from '../../cloud/types.ts'
import type { PublishedApi } from '../../model/backend.ts'
import { isJsonObject } from '../../model/json.ts'
import type { NativeApi, NativeOperation, NativeRoute, NativeServiceUse } from '../../model/native.ts'
import type { ServiceTarget } from '../../model/target.ts'
import { DeniedReads } from '../denied-reads.ts'

// No operation lists what uses a service, so every API of the gateway is looked through: its routes and, in a Rest API, its
// operations and the backend that they inherit.

const { getService, listHttpApis, getHttpApi, listHttpApiRoutes, listHttpApiOperations } = NATIVE_OPERATIONS

/** What it takes to know all of them. */
export const LISTING: readonly [OperationRef, ...OperationRef[]] = [
  listHttpApis,
  listHttpApiRoutes,
  listHttpApiOperations,
  getHttpApi
]

/** How many APIs are looked through at a time; what is refused of some is not asked for the others. */
const AT_ONCE = 8

/**
 * The routes and operations that use a service.
 * @throws DeniedReads, IncompleteListError
 */
export async function listUsers(
  reader: CloudReader,
  { serviceId, gatewayId: given }: ServiceTarget,
  options: CallOptions
): Promise<readonly PublishedApi[]> {
  const service = await reader.read(getService, { serviceId }, options).catch((error: unknown) => {
    if (isDenied(error)) return undefined
    throw error
  })
  const gatewayId = (service?.gatewayId || given) ?? ''
  const entries = await reader
    .list(listHttpApis, gatewayId === '' ? {} : { gatewayId }, options)
    .catch((error: unknown) => {
      throw isDenied(error) ? deniedReads([error]) : error
    })
  const apis = entries
    .flatMap(({ versions }) => versions)
    .filter(api => api.gatewayId === '' || gatewayId === '' || api.gatewayId === gatewayId)
  // one of each sort is in the first round, so that every permission that is missing is told of at once
  const firsts = [apis.find(isRest), apis.find(api => !isRest(api))].flatMap(api => api ?? [])
  const ordered = [...firsts, ...apis.filter(api => !firsts.includes(api))]
  const users = new Map<NativeApi, readonly PublishedApi[]>()
  // without the service there is no plan, and the lists only show what else is denied
  const last = service === undefined ? firsts.length : ordered.length
  for (let index = 0; index < last; index += AT_ONCE) {
    const round = ordered.slice(index, Math.min(index + AT_ONCE, last))
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
): Promise<readonly PublishedApi[]> {
  const { httpApiId } = api
  const of = gatewayId === '' ? { httpApiId } : { httpApiId, gatewayId }
  const uses = (services: readonly NativeServiceUse[]): boolean =>
    services.some(service => service.serviceId === serviceId)
  const routes = async (): Promise<PublishedApi[]> => {
    const listed = await reader.list(listHttpApiRoutes, of, options).catch(noneOf(api))
    return listed.filter(({ services }) => uses(services)).map(route => userOf(api, route))
  }
  const operations = async (): Promise<PublishedApi[]> => {
    const [listed, inherited] = fulfilled(
      await Promise.allSettled([
        reader.list(listHttpApiOperations, of, options).catch(noneOf(api)),
        // a list may hold the whole of an API, or no more than its name
        api.services.length > 0 ? api : reader.read(getHttpApi, { httpApiId }, options).catch(gone)
      ])
    ) as [readonly NativeOperation[], NativeApi | undefined]
    const isInherited = uses(inherited?.services ?? [])
    const using = listed.filter(({ services }) => (services.length === 0 ? isInherited : uses(services)))
    // an API without an operation is named all the same: its next one would use the service
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

/** An API that is deleted meanwhile has none; and a Rest API may refuse to be asked for routes, which it should not have. */
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

function userOf({ name: group }: NativeApi, { routeId, name, match }: NativeRoute): PublishedApi {
  const { path, methods } = match ?? {}
  return {
    apiId: routeId,
    name,
    group,
    method: Array.isArray(methods) ? methods.map(String).join(',') : '',
    path: isJsonObject(path) && typeof path['value'] === 'string' ? path['value'] : ''
  }
}

/** What all of them found. Denials are told of together; before them, any other failure. */
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

/** One denial for each operation. What it takes to look through a gateway is the right to all of its APIs, not to one. */
function deniedReads(denials: readonly CallError[]): DeniedReads {
  const byAction = new Map(denials.toReversed().map(denial => [denial.action, denial]))
  const [first, ...others] = LISTING.flatMap(operation => {
    const denial = byAction.get(operation.action)
    return denial === undefined ? [] : denial.as({ operation })
  })
  if (first === undefined) throw new Error('a denial of no operation')
  return new DeniedReads(first, others)
}
