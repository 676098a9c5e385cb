import { CloudError } from '../cloud/cloud-error.ts'
import { page } from '../cloud/operation.ts'
import type { Json, JsonObject } from '../cloud/json.ts'
import { isJsonObject } from '../cloud/json.ts'
import type { Call, Operation } from '../cloud/operation.ts'
import type { ApigAction } from './paths.ts'
import type { RefusalCode } from './refusal.ts'
import { refusal } from './refusal.ts'
import type { ApiOperation, ApigWrite, Environment, Gateway, HttpApi, Route, Service } from './state.ts'

export type Resource = 'gateway' | 'service' | 'httpapi' | 'environment' | 'domain'

/** Defines an operation whose RAM resource is one item, or all of a kind. */
export function operation(
  action: ApigAction,
  kind: Resource,
  idName: string | undefined,
  run: (call: Call) => Json | undefined
): Operation {
  return {
    permission: `apig:${action}`,
    resource({ state, caller, params }) {
      const id = idName === undefined ? '*' : (params[idName] ?? '*')
      return `acs:apig:${state.seed.region}:${caller.accountId}:${kind}/${id}`
    },
    run(call) {
      const data = run(call)
      return data === undefined ? {} : { data }
    }
  }
}

export function refuse(call: Call, code: RefusalCode, about: string): CloudError {
  return refusal(call.state.seed.doubts, code, about)
}

/** Finds an item by ID. Items of other accounts do not exist for the caller. */
function owned<Thing extends { readonly accountId: string }>(
  call: Call,
  things: ReadonlyMap<string, Thing>,
  id: string,
  code: RefusalCode
): Thing {
  const thing = things.get(id)
  if (thing?.accountId !== call.caller.accountId) throw refuse(call, code, id)
  return thing
}

export function findGateway(call: Call, id = call.params['gatewayId'] ?? ''): Gateway {
  return owned(call, call.state.apig.gateways, id, 'NotFound.GatewayNotFound')
}

export function findService(call: Call, id = call.params['serviceId'] ?? ''): Service {
  return owned(call, call.state.apig.services, id, 'NotFound.ServiceNotFound')
}

export function findHttpApi(call: Call): HttpApi {
  return owned(call, call.state.apig.httpApis, call.params['httpApiId'] ?? '', 'DatabaseError.RecordNotFound')
}

export function findRoute(call: Call, id = call.params['routeId'] ?? ''): Route {
  const route = findHttpApi(call).routes.get(id)
  if (route === undefined) throw refuse(call, 'NotFound.RouteNotFound', id)
  return route
}

export function findApiOperation(call: Call, id = call.params['operationId'] ?? ''): ApiOperation {
  const found = findHttpApi(call).operations.get(id)
  if (found === undefined) throw refuse(call, 'NotFound.OperationNotFound', id)
  return found
}

export function environmentsOf({ state, caller }: Call): Environment[] {
  return ownedBy(caller.accountId, state.apig.gateways).map(({ environment }) => environment)
}

/** All items of an account, in order of creation. */
export function ownedBy<Thing extends { readonly accountId: string }>(
  accountId: string,
  things: ReadonlyMap<string, Thing>
): Thing[] {
  return [...things.values()].filter(thing => thing.accountId === accountId)
}

/** `{ items, pageNumber, pageSize, totalSize }` */
export function pageOf<Item>(call: Call, all: readonly Item[], form: (item: Item) => JsonObject): JsonObject {
  const { pageNumber, pageSize } = call.params
  try {
    const { items, fields } = page(
      { PageNumber: pageNumber, PageSize: pageSize },
      all,
      call.state.seed.doubts
    )
    return {
      items: items.map(form),
      pageNumber: fields.PageNumber,
      pageSize: fields.PageSize,
      totalSize: fields.TotalCount
    }
  } catch (thrown) {
    if (!(thrown instanceof CloudError)) throw thrown
    throw refuse(call, 'InvalidParameter', thrown.code === 'InvalidPageSize' ? 'pageSize' : 'pageNumber')
  }
}

/** Whether a query parameter is empty or equals the value. */
export function matchesFilter(call: Call, name: string, found: string): boolean {
  const expected = call.params[name] ?? ''
  return expected === '' || expected === found
}

/** Whether a query parameter is empty or part of the value. */
export function matchesPartialFilter(call: Call, name: string, found: string): boolean {
  return found.includes(call.params[name] ?? '')
}

/** Rejects as many writes as the doubt `lock-failures` demands. */
export function refuseLocked(call: Call, thing: { readonly id: string; lockFailures: number }): void {
  const { doubts } = call.state.seed
  if (thing.lockFailures >= doubts.lockFailures) return
  thing.lockFailures += 1
  throw refuse(call, 'Conflict.LockFailed', thing.id)
}

/** With `gateway-lock`: rejects writes while a deployment of the gateway is in progress. */
export function refuseWhileDeploying(call: Call, gatewayId: string): void {
  const { state } = call
  if (!state.seed.doubts.gatewayLock) return
  const now = state.clock.now()
  for (const api of state.apig.httpApis.values()) {
    if (api.gateway.id !== gatewayId) continue
    const deployables = [api, ...api.routes.values(), ...api.operations.values()]
    if (deployables.some(({ deployment }) => deployment !== undefined && deployment.endsAt > now)) {
      throw refuse(call, 'Conflict.LockFailed', gatewayId)
    }
  }
}

/** The record of a write, for the control endpoint. */
export function writeOf(call: Call, kind: ApigWrite['kind'], id: string): ApigWrite {
  return { at: call.state.clock.now(), kind, id, fields: call.body, by: call.caller.key.id }
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(item => isJsonObject(item)) : []
}

export function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}
