import { CallError, isDenied, isNotFound } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import type { OperationRef } from '../../cloud/operation.ts'
import type { CallOptions, CloudReader } from '../../cloud/types.ts'
import type { AffectedApi } from '../../model/backend.ts'
import { isJsonObject } from '../../model/json.ts'
import type { NativeApi, NativeOperation, NativeRoute, NativeServiceUse } from '../../model/native.ts'
import type { ServiceTarget } from '../../model/target.ts'
import { DeniedReads } from '../denied-reads.ts'

// No operation lists what uses a service, so every API of the gateway is searched: its routes and, in a Rest API, its operations and
// the backend that they inherit.

const { getService, listHttpApis, getHttpApi, listHttpApiRoutes, listHttpApiOperations } = NATIVE_OPERATIONS

/** The operations required to find all of them. */
export const LIST_OPERATIONS: readonly [OperationRef, ...OperationRef[]] = [
  listHttpApis,
  listHttpApiRoutes,
  listHttpApiOperations,
  getHttpApi
]

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
