import type { JsonObject } from '../cloud/json.ts'
import { History } from '../history.ts'
import type { Seed, SeedGateway, SeedHttpApi, SeedService } from '../seed.ts'

/** A state that is in effect from `at` on; undefined: nothing is. */
export interface LiveFrom<Live> {
  /** Infinity while the deployment is held. */
  at: number
  readonly live: Live | undefined
}

/** A resource that is saved first and takes effect when it is deployed. */
export interface Deployable<Live> {
  /** In order of deployment; the last entry whose time has come is in effect. */
  readonly timeline: LiveFrom<Live>[]
  deployment: Deployment | undefined
  /** Whether it was saved after the last deployment started. */
  isChanged: boolean
  /** A status set in the seed, returned until the next save or deployment. */
  shown: string | undefined
  /** With `deploy-status-lag`: the status that the next reads return. */
  lag: { readonly status: string; reads: number } | undefined
  deployments: number
}

export interface Deployment {
  readonly kind: 'deploy' | 'undeploy'
  readonly startedAt: number
  /** Infinity while it is held; `releaseBatches` completes it. */
  endsAt: number
  readonly failed: boolean
  readonly entry: LiveFrom<unknown> | undefined
}

export interface Environment {
  readonly id: string
  readonly name: string
  readonly gatewayId: string
  readonly subDomains: readonly SubDomain[]
}

export interface SubDomain {
  readonly domainId: string
  readonly name: string
  readonly networkType: 'Internet' | 'Intranet'
}

export interface Gateway {
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly type: string
  readonly status: string
  readonly environment: Environment
  readonly createdAt: number
}

export interface Domain {
  readonly id: string
  readonly accountId: string
  /** Lower case, without a port. */
  readonly name: string
  readonly createdAt: number
}

/** The state that an update of a service changes. */
export interface ServiceVersion {
  /** By the names that reads return; without unset fields. */
  readonly fields: JsonObject
  readonly modifiedAt: number
}

export interface Service {
  readonly id: string
  readonly accountId: string
  readonly gatewayId: string
  readonly name: string
  readonly type: string
  fields: JsonObject
  readonly createdAt: number
  modifiedAt: number
  /** The health status that reads return; undefined: derived from its addresses. */
  readonly health: string | undefined
  /** Addresses that fail the health check. */
  readonly unhealthy: ReadonlySet<string>
  readonly timeline: LiveFrom<JsonObject>[]
  /** Earlier versions that reads still return until a point in time, oldest first. */
  readonly shownUntil: { readonly until: number; readonly version: ServiceVersion }[]
  lockFailures: number
}

/** `{ scene, services: [{ serviceId, port, protocol, version, weight }] }`, and scene-specific fields. */
export type RouteBackend = JsonObject

/** The deployed state of a route. */
export interface RouteLive {
  readonly match: JsonObject
  readonly domainIds: readonly string[]
  readonly backend: RouteBackend
}

export interface Route extends Deployable<RouteLive> {
  readonly id: string
  readonly api: HttpApi
  readonly name: string
  description: string
  match: JsonObject
  domainIds: readonly string[]
  backend: RouteBackend
  readonly builtin: boolean
  readonly mcp: JsonObject | undefined
  readonly createdAt: number
  modifiedAt: number
  lockFailures: number
}

/** An operation of a Rest API. Its deployed backend is its own, or null for its API's. */
export interface ApiOperation extends Deployable<{ readonly backend: RouteBackend | null }> {
  readonly id: string
  readonly name: string
  readonly method: string
  readonly path: string
  readonly backend: RouteBackend | null
  readonly createdAt: number
}

export interface HttpApi extends Deployable<{ readonly backend: RouteBackend | null }> {
  readonly id: string
  readonly accountId: string
  readonly gateway: Gateway
  readonly name: string
  readonly type: string
  readonly basePath: string
  readonly description: string
  /** Rest APIs only. */
  readonly backend: RouteBackend | null
  /** Custom domains of a Rest API. */
  readonly domainIds: readonly string[]
  readonly routes: Map<string, Route>
  readonly operations: Map<string, ApiOperation>
}

/** One accepted write by any writer. */
export interface ApigWrite {
  readonly at: number
  readonly kind: 'service' | 'route'
  readonly id: string
  /** The body of the request. */
  readonly fields: JsonObject
  /** The access key's ID, or `another-writer`. */
  readonly by: string
}

export interface ApigState {
  readonly gateways: Map<string, Gateway>
  readonly domains: Map<string, Domain>
  readonly services: Map<string, Service>
  readonly httpApis: Map<string, HttpApi>
  readonly writes: History<ApigWrite>
}

/** The initial state described by the seed. */
export function newApigState(seed: Seed, now: number): ApigState {
  const gateways = new Map(seed.gateways.map(gateway => [gateway.id, newGateway(gateway, now)]))
  const domains = new Map(
    seed.domains.map(({ id, account, name }) => [id, { id, accountId: account, name, createdAt: now }])
  )
  const services = new Map(seed.services.map(service => [service.id, newService(service, gateways, now)]))
  const httpApis = new Map<string, HttpApi>()
  for (const api of seed.httpApis) {
    const gateway = gateways.get(api.gateway)
    if (gateway !== undefined) httpApis.set(api.id, newHttpApi(api, gateway, now))
  }
  return { gateways, domains, services, httpApis, writes: new History() }
}

function newGateway({ id, account, name, type, status, environment }: SeedGateway, now: number): Gateway {
  return { id, accountId: account, name, type, status, environment, createdAt: now }
}

function newService(seed: SeedService, gateways: ReadonlyMap<string, Gateway>, now: number): Service {
  return {
    id: seed.id,
    accountId: gateways.get(seed.gateway)?.accountId ?? '',
    gatewayId: seed.gateway,
    name: seed.name,
    type: seed.type,
    fields: seed.fields,
    createdAt: now,
    modifiedAt: now,
    health: seed.health,
    unhealthy: new Set(seed.unhealthy),
    timeline: [{ at: -Infinity, live: seed.fields }],
    shownUntil: [],
    lockFailures: 0
  }
}

function newHttpApi(seed: SeedHttpApi, gateway: Gateway, now: number): HttpApi {
  const { backend } = seed
  const api: HttpApi = {
    ...newDeployable(seed.status, { backend }),
    id: seed.id,
    accountId: gateway.accountId,
    gateway,
    name: seed.name,
    type: seed.type,
    basePath: seed.basePath,
    description: seed.description,
    backend,
    domainIds: seed.domainIds,
    routes: new Map(),
    operations: new Map()
  }
  for (const route of seed.routes) {
    const { match, domainIds, live = route.backend } = route
    api.routes.set(route.id, {
      ...newDeployable(route.status, { match, domainIds, backend: live }),
      id: route.id,
      api,
      name: route.name,
      description: route.description,
      match,
      domainIds,
      backend: route.backend,
      builtin: route.builtin,
      mcp: route.mcp,
      createdAt: now,
      modifiedAt: now,
      lockFailures: 0
    })
  }
  for (const operation of seed.operations) {
    const { id, name, method, path } = operation
    api.operations.set(id, {
      ...newDeployable(operation.status, { backend: operation.backend }),
      id,
      name,
      method,
      path,
      backend: operation.backend,
      createdAt: now
    })
  }
  return api
}

/** @param status undefined: nothing has been deployed */
export function newDeployable<Live>(status: string | undefined, live: Live): Deployable<Live> {
  const isLive = status !== undefined && status !== 'NotDeployed'
  return {
    timeline: isLive ? [{ at: -Infinity, live }] : [],
    deployment: undefined,
    isChanged: status === 'DeployedWithChanges',
    shown: status,
    lag: undefined,
    deployments: 0
  }
}

/** What is in effect at a moment. */
export function liveAt<Live>(timeline: readonly LiveFrom<Live>[], now: number): Live | undefined {
  return timeline.findLast(({ at }) => at <= now)?.live
}
