import type { JsonObject } from '../cloud/json.ts'
import type { Call } from '../cloud/operation.ts'
import type { Caller } from '../cloud/permission.ts'
import type { State } from '../cloud/state.ts'
import { applyRouteUpdate, deployRoute } from './route-operations.ts'
import { applyServiceUpdate, unhealthyOf } from './service-operations.ts'
import type { ApigWrite, Domain, Gateway, HttpApi, Route, RouteBackend, RouteLive, Service } from './state.ts'
import { liveAt } from './state.ts'

/** The backend that an API or operation serves; null: its API's. */
export interface ApiLive {
  readonly backend: RouteBackend | null
}

/** Read and write access to Cloud-native API Gateway for the data plane, tests and the control endpoint. */
export class Apig {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  gateways(): readonly Gateway[] {
    return [...this.#state.apig.gateways.values()]
  }

  domain(id: string): Domain | undefined {
    return this.#state.apig.domains.get(id)
  }

  domains(): readonly Domain[] {
    return [...this.#state.apig.domains.values()]
  }

  services(): readonly Service[] {
    return [...this.#state.apig.services.values()]
  }

  service(id: string): Service | undefined {
    return this.#state.apig.services.get(id)
  }

  httpApis(): readonly HttpApi[] {
    return [...this.#state.apig.httpApis.values()]
  }

  routes(): readonly Route[] {
    return this.httpApis().flatMap(api => [...api.routes.values()])
  }

  route(id: string): Route | undefined {
    for (const { routes } of this.#state.apig.httpApis.values()) {
      const route = routes.get(id)
      if (route !== undefined) return route
    }
    return undefined
  }

  /** The state of a route that is in effect now; undefined: not deployed. */
  routeInEffect({ timeline }: Route): RouteLive | undefined {
    return liveAt(timeline, this.#now())
  }

  /** The same for a Rest API or one of its operations. */
  restInEffect({ timeline }: Pick<HttpApi, 'timeline'>): ApiLive | undefined {
    return liveAt(timeline, this.#now())
  }

  /** The fields of a service that the gateway uses now. */
  serviceInEffect({ timeline }: Service): JsonObject | undefined {
    return liveAt(timeline, this.#now())
  }

  /** The addresses in use that fail the health check. */
  unhealthy(service: Service): readonly string[] {
    return unhealthyOf(service, this.serviceInEffect(service) ?? {})
  }

  /** The newest accepted writes, oldest first. */
  writes(): readonly ApigWrite[] {
    return this.#state.apig.writes.items
  }

  /** Number of older writes that were dropped. */
  droppedWrites(): number {
    return this.#state.apig.writes.dropped
  }

  /** Updates a service as another writer. `fields` is a body of UpdateService. */
  writeService(id: string, fields: JsonObject): void {
    const service = this.service(id)
    if (service === undefined) throw new Error(`the cloud has no service ${id}`)
    applyServiceUpdate(this.#callAsOtherWriter(service.accountId, fields), service, 'merge')
  }

  /** Saves a route as another writer, and optionally deploys it. `fields` is a body of UpdateHttpApiRoute. */
  writeRoute(id: string, fields: JsonObject, { deploy = false }: { readonly deploy?: boolean } = {}): void {
    const route = this.route(id)
    if (route === undefined) throw new Error(`the cloud has no route ${id}`)
    const call = this.#callAsOtherWriter(route.api.accountId, fields)
    applyRouteUpdate(call, route, 'merge')
    if (deploy) deployRoute(call, route)
  }

  #now(): number {
    return this.#state.clock.now()
  }

  #callAsOtherWriter(accountId: string, body: JsonObject): Call {
    const [key] = this.#state.seed.accounts.flatMap(({ keys }) => keys)
    if (key === undefined) throw new Error('the seed has no access key')
    const caller: Caller = { accountId, key: { ...key, id: 'another-writer' } }
    return { state: this.#state, params: {}, caller, effects: {}, body }
  }
}
