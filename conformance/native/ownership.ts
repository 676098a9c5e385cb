import { randomUUID } from 'node:crypto'
import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { textOf } from '../caller.ts'
import { NotOurs } from '../ownership.ts'

/** The prefix of all the kit's names in Cloud-native API Gateway. */
export const PREFIX = 'conformance-kit-'
const NAME = /^conformance-kit-\d{8}-[0-9a-f]{8}-[a-z0-9-]{2,20}$/
/** The description of each route that the kit creates. Services have none: they are identified by their addresses. */
export const MARK = 'made by the conformance kit, may be deleted'
/** Addresses in a block and a top-level domain that are reserved: they belong to nobody. */
const RESERVED_ADDRESS = /^(192\.0\.2\.\d{1,3}|\w+\.conformance\.invalid):\d+$/

/** Method and path of each operation of the kit; `{serviceId}` is a parameter. */
export const NATIVE_CALLS = {
  GetHttpApi: 'GET /v1/http-apis/{httpApiId}',
  ListEnvironments: 'GET /v1/environments',
  ListDomains: 'GET /v1/domains',
  ListServices: 'GET /v1/services',
  CreateService: 'POST /v1/services',
  GetService: 'GET /v1/services/{serviceId}',
  UpdateService: 'PUT /v1/services/{serviceId}',
  DeleteService: 'DELETE /v1/services/{serviceId}',
  ListHttpApiRoutes: 'GET /v1/http-apis/{httpApiId}/routes',
  CreateHttpApiRoute: 'POST /v1/http-apis/{httpApiId}/routes',
  GetHttpApiRoute: 'GET /v1/http-apis/{httpApiId}/routes/{routeId}',
  UpdateHttpApiRoute: 'PUT /v1/http-apis/{httpApiId}/routes/{routeId}',
  DeleteHttpApiRoute: 'DELETE /v1/http-apis/{httpApiId}/routes/{routeId}',
  DeployHttpApi: 'POST /v1/http-apis/{httpApiId}/deploy',
  UndeployHttpApi: 'POST /v1/http-apis/{httpApiId}/undeploy'
} as const

export type NativeAction = keyof typeof NATIVE_CALLS

export interface NativeParameters {
  /** The parameters of the path. */
  readonly ids?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonObject
}

/** The gateway and the API that the user allows the kit to use. */
export interface Scope {
  readonly gatewayId: string
  readonly httpApiId: string
}

export type OwnKind = 'route' | 'service'

export interface OwnThing {
  readonly kind: OwnKind
  readonly name: string
  /** `undefined` while it is unknown whether it was created, and with which ID. */
  id: string | undefined
}

/** The resources that the kit created in a gateway, and the check of every call. */
export class NativeOwnership {
  /** `conformance-kit-20261124-1a2b3c4d` */
  readonly runName: string
  readonly scope: Scope
  readonly things: OwnThing[] = []
  readonly #unknown = new Set<string>()
  /** Routes that can be live: a save of one of them must always include its path. */
  readonly #deployed = new Set<string>()

  constructor(now: number, scope: Scope) {
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
    this.runName = `${PREFIX}${day}-${randomUUID().slice(0, 8)}`
    this.scope = scope
  }

  /** The prefix of all paths of this run's routes. */
  get path(): string {
    return `/${this.runName}/`
  }

  /** The name of a resource that is about to be created. Recorded first, so that nothing is lost with a response. */
  announce(kind: OwnKind, suffix: string): string {
    const name = `${this.runName}-${suffix}`
    this.things.push({ kind, name, id: undefined })
    return name
  }

  created(name: string, id: string): void {
    const thing = this.things.find(candidate => candidate.name === name)
    if (thing !== undefined) thing.id = id
  }

  /** Records that a resource was deleted, or certainly not created. */
  gone(name: string): void {
    const index = this.things.findIndex(candidate => candidate.name === name)
    if (index >= 0) this.things.splice(index, 1)
  }

  /**
   * Claims a route of an earlier run.
   * @throws NotOurs unless the name and the description are the kit's
   */
  claimRoute({ id, name, description }: { id: string; name: string; description: string }): void {
    if (!NAME.test(name) || description !== MARK || id === '') {
      throw new NotOurs(`the route ${name} was not created by this kit`)
    }
    this.things.push({ kind: 'route', name, id })
  }

  /**
   * Claims a service of an earlier run.
   * @throws NotOurs unless the name is the kit's and the addresses are reserved ones
   */
  claimService({ id, name, addresses }: { id: string; name: string; addresses: readonly string[] }): void {
    if (!NAME.test(name) || id === '' || !addresses.every(address => RESERVED_ADDRESS.test(address))) {
      throw new NotOurs(`the service ${name} was not created by this kit`)
    }
    this.things.push({ kind: 'service', name, id })
  }

  /** An ID that does not exist. */
  unknownId(prefix: string): string {
    const id = `${prefix}-${randomUUID().replaceAll('-', '').slice(0, 20)}`
    this.#unknown.add(id)
    return id
  }

  /** @throws NotOurs for a call that the kit is not allowed to make */
  check(action: NativeAction, { ids = {}, query = {}, body = {} }: NativeParameters): void {
    for (const [kind, id] of Object.entries(ids)) this.#checkId(action, kind, id)
    const { gatewayId } = this.scope
    switch (action) {
      case 'CreateService':
        if (body['gatewayId'] !== gatewayId) throw new NotOurs(`${action} in another gateway`)
        this.#checkNames(action, 'service', listOf(body['serviceConfigs']))
        return
      case 'CreateHttpApiRoute':
        this.#checkNames(action, 'route', [body])
        this.#checkRoute(action, body, true)
        return
      case 'UpdateHttpApiRoute':
        this.#checkRoute(action, body, this.#deployed.has(ids['routeId'] ?? ''))
        return
      case 'DeployHttpApi':
      case 'UndeployHttpApi': {
        // without a route, it affects the whole API
        const { routeId, ...others } = body
        if (typeof routeId !== 'string' || routeId === '' || Object.keys(others).length > 0) {
          throw new NotOurs(`${action} of more than a route`)
        }
        this.#checkId(action, 'routeId', routeId)
        if (action === 'DeployHttpApi') this.#deployed.add(routeId)
        return
      }
      case 'ListServices':
      case 'ListEnvironments':
        if (query['gatewayId'] !== gatewayId) throw new NotOurs(`${action} of another gateway`)
        return
      default:
    }
  }

  #checkId(action: NativeAction, kind: string, id: string): void {
    const isOwn =
      kind === 'httpApiId'
        ? id === this.scope.httpApiId
        : this.things.some(thing => thing.id === id && `${thing.kind}Id` === kind)
    if (!isOwn && !this.#unknown.has(id))
      throw new NotOurs(`${action} names a resource that the kit did not create`)
  }

  #checkNames(action: NativeAction, kind: OwnKind, named: readonly JsonObject[]): void {
    const isOwn = ({ name }: JsonObject) =>
      this.things.some(thing => thing.kind === kind && thing.name === name)
    if (named.length === 0 || !named.every(isOwn)) {
      throw new NotOurs(`${action} with a name that does not belong to this run`)
    }
  }

  /** The kit's routes must neither match other requests nor lead to a service of the user. */
  #checkRoute(action: NativeAction, body: JsonObject, needsMatch: boolean): void {
    const { match } = body
    const path = isJsonObject(match) && isJsonObject(match['path']) ? match['path']['value'] : undefined
    const isOwn = typeof path === 'string' && path.startsWith(this.path)
    if (!isOwn && (match !== undefined || needsMatch)) {
      throw new NotOurs(`${action} with a path that does not belong to this run`)
    }
    if (body['domainIds'] !== undefined) throw new NotOurs(`${action} with a domain`)
    const { backendConfig } = body
    const services = isJsonObject(backendConfig) ? listOf(backendConfig['services']) : []
    for (const { serviceId } of services) this.#checkId(action, 'serviceId', textOf(serviceId))
  }
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(item => isJsonObject(item)) : []
}
