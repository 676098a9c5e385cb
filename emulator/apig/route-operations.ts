import type { State } from '../cloud/state.ts'
import { overlay } from '../cloud/definition.ts'
import type { Json, JsonObject } from '../cloud/json.ts'
import { isJsonObject } from '../cloud/json.ts'
import type { Call } from '../cloud/operation.ts'
import { sizeOf } from '../history.ts'
import { isDeepStrictEqual } from 'node:util'
import { backendForm, checkBackend, plainBackend, serviceIdsOf } from './backend.ts'
import type { ApigDoubts } from './doubts.ts'
import { keepStatus, readStatus, startDeployment, statusOf } from './deployment.ts'
import { compilePathRegex } from './path-regex.ts'
import { domainInfo, environmentInfo } from './environment-form.ts'
import {
  matchesFilter,
  matchesPartialFilter,
  findHttpApi,
  findRoute,
  objectOf,
  operation,
  pageOf,
  refuse,
  refuseLocked,
  refuseWhileDeploying,
  textOf,
  textsOf,
  writeOf
} from './operation.ts'
import type { ApigWrite, HttpApi, Route, RouteLive } from './state.ts'
import { liveAt, newDeployable } from './state.ts'

const EVERY_PATH: JsonObject = { path: { type: 'Prefix', value: '/' } }

export const listHttpApiRoutes = operation('ListHttpApiRoutes', 'httpapi', 'httpApiId', call => {
  const api = findHttpApi(call)
  const { deployStatuses = '', domainId = '', backendServiceName = '' } = call.params
  const { services } = call.state.apig
  const routes = [...api.routes.values()].filter(
    route =>
      matchesFilter(call, 'gatewayId', api.gateway.id) &&
      matchesFilter(call, 'environmentId', api.gateway.environment.id) &&
      matchesFilter(call, 'name', route.name) &&
      matchesPartialFilter(call, 'nameLike', route.name) &&
      matchesPartialFilter(call, 'pathLike', textOf(objectOf(route.match['path'])['value'])) &&
      (domainId === '' || route.domainIds.includes(domainId)) &&
      (deployStatuses === '' || deployStatuses.includes(statusOf(call.state, route))) &&
      (backendServiceName === '' ||
        serviceIdsOf(route.backend).some(id => services.get(id)?.name === backendServiceName))
  )
  return pageOf(call, routes, route => routeForm(call, route))
})

export const getHttpApiRoute = operation('GetHttpApiRoute', 'httpapi', 'httpApiId', call =>
  routeForm(call, findRoute(call))
)

export const createHttpApiRoute = operation('CreateHttpApiRoute', 'httpapi', 'httpApiId', call => {
  const api = findHttpApi(call)
  const { state, body } = call
  const name = textOf(body['name'])
  if (name === '') throw refuse(call, 'InvalidParameter.IsEmpty', 'name')
  if (api.routes.values().some(route => route.name === name))
    throw refuse(call, 'Conflict.RouteExisted', name)
  const saved = checkRoute(call, api, { description: '', match: EVERY_PATH, domainIds: [] }, body)
  const now = state.clock.now()
  const route: Route = {
    ...newDeployable<RouteLive>(undefined, saved),
    ...saved,
    id: `hr-${state.ids.id().slice(-20)}`,
    api,
    name,
    builtin: false,
    mcp: undefined,
    createdAt: now,
    modifiedAt: now,
    lockFailures: 0
  }
  api.routes.set(route.id, route)
  return { routeId: route.id }
})

export const updateHttpApiRoute = operation('UpdateHttpApiRoute', 'httpapi', 'httpApiId', call => {
  const route = findRoute(call)
  refuseLocked(call, route)
  refuseWhileDeploying(call, route.api.gateway.id)
  applyRouteUpdate(call, route, call.state.seed.doubts.routePut)
  return undefined
})

/** Saves the route as requested by the call's body. */
export function applyRouteUpdate(call: Call, route: Route, put: ApigDoubts['routePut']): void {
  const { description, match, domainIds, backend } = route
  const kept =
    put === 'merge'
      ? { description, match, domainIds, backend }
      : { description: '', match: EVERY_PATH, domainIds: [] }
  const saved = checkRoute(call, route.api, kept, call.body)
  if (call.effects.keepOldValue === true) recordWrite(call.state, writeOf(call, 'route', route.id))
  else saveRoute(call.state, route, saved, writeOf(call, 'route', route.id))
}

export const deleteHttpApiRoute = operation('DeleteHttpApiRoute', 'httpapi', 'httpApiId', call => {
  const route = findRoute(call)
  route.api.routes.delete(route.id)
  return undefined
})

interface SavedRoute {
  readonly description: string
  readonly match: JsonObject
  readonly domainIds: readonly string[]
  readonly backend: JsonObject
}

/** Validates a body and returns the route to save. */
function checkRoute(
  call: Call,
  { gateway }: HttpApi,
  kept: Omit<SavedRoute, 'backend'> & Partial<SavedRoute>,
  sent: JsonObject
): SavedRoute {
  const { state, effects } = call
  const body = overlay(effects.defaults ?? {}, sent)
  const invalid = (about: string) => refuse(call, 'InvalidParameter', about)
  const environmentId = body['environmentId'] ?? ''
  if (environmentId !== '') {
    if (state.seed.doubts.environmentId === 'refuse') throw invalid('environmentId')
    if (environmentId !== gateway.environment.id) {
      throw refuse(call, 'NotFound.EnvironmentNotFound', textOf(environmentId))
    }
  }
  const match = body['match'] ?? kept.match
  if (!isJsonObject(match) || !isMatch(match)) throw invalid('match')
  const domainIds = body['domainIds'] ?? kept.domainIds
  if (!Array.isArray(domainIds)) throw invalid('domainIds')
  for (const id of textsOf(domainIds)) {
    if (state.apig.domains.get(id)?.accountId !== gateway.accountId) {
      throw refuse(call, 'NotFound.DomainNotFound', id)
    }
  }
  const description = body['description'] ?? kept.description
  if (typeof description !== 'string') throw invalid('description')
  return {
    description,
    match,
    domainIds: textsOf(domainIds),
    backend:
      body['backendConfig'] === undefined && kept.backend !== undefined
        ? kept.backend
        : checkBackend(call, body['backendConfig'], gateway)
  }
}

const KINDS: readonly (Json | undefined)[] = ['Exact', 'Prefix', 'Regex']

function isMatch({ path }: JsonObject): boolean {
  if (path === undefined || path === null) return true
  const { type, value } = objectOf(path)
  return (
    KINDS.includes(type) &&
    typeof value === 'string' &&
    (type !== 'Regex' || compilePathRegex(value) !== undefined)
  )
}

/** All changes to a route go through this function. */
function saveRoute(state: State, route: Route, saved: SavedRoute, write: ApigWrite): void {
  const { doubts } = state.seed
  const now = state.clock.now()
  keepStatus(state, route)
  Object.assign(route, saved)
  // readers that compare timestamps must notice every write
  route.modifiedAt = Math.max(now, route.modifiedAt + 1)
  const live = liveAt(route.timeline, now)
  // a deployment in progress determines what is live when the draft's status is returned
  const next = liveAt(route.timeline, Infinity)
  route.isChanged = doubts.equalDraft === 'DeployedWithChanges' || !isSame(liveOf(route), next)
  if (doubts.routeSave === 'live' && live !== undefined) {
    route.timeline.push({ at: now, live: liveOf(route) })
    route.isChanged = false
  }
  recordWrite(state, write)
}

function isSame(saved: RouteLive, live: RouteLive | undefined): boolean {
  if (live === undefined) return false
  const plain = ({ match, domainIds, backend }: RouteLive) => [
    match,
    domainIds.toSorted(),
    plainBackend(backend)
  ]
  return isDeepStrictEqual(plain(saved), plain(live))
}

export function recordWrite(state: State, write: ApigWrite): void {
  state.apig.writes.add(write, sizeOf([JSON.stringify(write.fields)]))
}

/** The state that deploying a route puts in effect. */
function liveOf({ match, domainIds, backend }: Route): RouteLive {
  return { match, domainIds, backend }
}

export function deployRoute(call: Call, route: Route): void {
  const { state, effects } = call
  startDeployment(state, route, liveOf(route), effects, name => name === route.id || name === route.name)
  touch(state, route)
}

export function undeployRoute(call: Call, route: Route): void {
  startDeployment(call.state, route, undefined, call.effects, () => false)
}

function touch(state: State, route: Route): void {
  if (!state.seed.doubts.deployTouchesTimestamp) return
  route.modifiedAt = Math.max(state.clock.now(), route.modifiedAt + 1)
}

function routeForm(call: Call, route: Route): JsonObject {
  const { state } = call
  const { gateway } = route.api
  const deployStatus = readStatus(state, route)
  return {
    routeId: route.id,
    name: route.name,
    description: route.description,
    deployStatus,
    builtin: state.seed.doubts.builtinType === 'boolean' ? route.builtin : String(route.builtin),
    match: route.match,
    backend: backendForm(call, route.backend),
    domainInfos: route.domainIds.flatMap(id => {
      const domain = state.apig.domains.get(id)
      return domain === undefined ? [] : [domainInfo(domain)]
    }),
    environmentInfo: environmentInfo(gateway),
    gatewayStatus: { [gateway.id]: deployStatus },
    ...(route.mcp === undefined ? {} : { mcpServerInfo: route.mcp }),
    createTimestamp: route.createdAt,
    updateTimestamp: route.modifiedAt
  }
}
