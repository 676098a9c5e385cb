import type { JsonObject } from '../cloud/json.ts'
import type { Call } from '../cloud/operation.ts'
import type { Caller } from '../cloud/permission.ts'
import type { State } from '../cloud/state.ts'
import { applyRouteUpdate, deployRoute } from './route-operations.ts'
import { applyServiceUpdate, unhealthyOf } from './service-operations.ts'
import type { ApigWrite, Domain, Gateway, HttpApi, Route, RouteBackend, RouteLive, Service } from './state.ts'
import { liveAt } from './state.ts'

/** What an API or an operation serves: a backend, or null for that of its API. */
export interface ApiLive {
  readonly backend: RouteBackend | null
}

/** Cloud-native API Gateway as the data plane, a test and who steers a rehearsal see it. */
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

  /** What the gateway has of a route at this moment; undefined: it is not deployed. */
  routeInForce({ timeline }: Route): RouteLive | undefined {
    return liveAt(timeline, this.#now())
  }

  /** The same of a Rest API or one of its operations. */
  restInForce({ timeline }: Pick<HttpApi, 'timeline'>): ApiLive | undefined {
    return liveAt(timeline, this.#now())
  }

  /** The fields of a service that the gateway goes by at this moment. */
  serviceInForce({ timeline }: Service): JsonObject | undefined {
    return liveAt(timeline, this.#now())
  }

  /** Of the addresses that the gateway has those that do not pass the health check. */
  unhealthy(service: Service): readonly string[] {
    return unhealthyOf(service, this.serviceInForce(service) ?? {})
  }

  /** The accepted changes of what is saved, oldest first; of very many the newest. */
  writes(): readonly ApigWrite[] {
    return this.#state.apig.writes.items
  }

  /** How many changes there were before those, and are no longer kept. */
  forgottenWrites(): number {
    return this.#state.apig.writes.forgotten
  }

  /** Another writer updates a service: these fields, in the form of UpdateService. */
  writeService(id: string, fields: JsonObject): void {
    const service = this.service(id)
    if (service === undefined) throw new Error(`the cloud has no service ${id}`)
    applyServiceUpdate(this.#callOfAnother(service.accountId, fields), service, 'merge')
  }

  /** Another writer saves a route: these fields, in the form of UpdateHttpApiRoute; and perhaps deploys it. */
  writeRoute(id: string, fields: JsonObject, { deploy = false }: { readonly deploy?: boolean } = {}): void {
    const route = this.route(id)
    if (route === undefined) throw new Error(`the cloud has no route ${id}`)
    const call = this.#callOfAnother(route.api.accountId, fields)
    applyRouteUpdate(call, route, 'merge')
    if (deploy) deployRoute(call, route)
  }

  #now(): number {
    return this.#state.clock.now()
  }

  #callOfAnother(accountId: string, body: JsonObject): Call {
    const [key] = this.#state.seed.accounts.flatMap(({ keys }) => keys)
    if (key === undefined) throw new Error('the seed has no access key')
    const caller: Caller = { accountId, key: { ...key, id: 'another-writer' } }
    return { state: this.#state, params: {}, caller, effects: {}, body }
  }
}
