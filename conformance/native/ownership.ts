import { randomUUID } from 'node:crypto'
import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { textOf } from '../caller.ts'
import { NotOurs } from '../ownership.ts'

/** Every name that the kit gives in Cloud-native API Gateway. */
export const PREFIX = 'conformance-kit-'
const NAME = /^conformance-kit-\d{8}-[0-9a-f]{8}-[a-z0-9-]{2,20}$/
/** The description of each route that the kit makes. Services have none: their addresses tell. */
export const MARK = 'made by the conformance kit, may be deleted'
/** A block and a domain that are kept for documentation: no address of them is anybody's. */
const NOBODYS = /^(192\.0\.2\.\d{1,3}|\w+\.conformance\.invalid):\d+$/

/** Method and path of each operation that the kit makes; `{serviceId}` is a parameter. */
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
  /** What the path names. */
  readonly ids?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonObject
}

/** Where the kit may work: what the user named, and nothing else. */
export interface Ground {
  readonly gatewayId: string
  readonly httpApiId: string
}

export type OwnKind = 'route' | 'service'

export interface OwnThing {
  readonly kind: OwnKind
  readonly name: string
  /** `undefined`: it is not known whether it was created, and with which id. */
  id: string | undefined
}

/** What the kit has made in a gateway, and the gate through which every call goes. */
export class NativeOwnership {
  /** `conformance-kit-20261124-1a2b3c4d` */
  readonly runName: string
  readonly ground: Ground
  readonly things: OwnThing[] = []
  readonly #unknown = new Set<string>()
  /** Routes that may be live: a save of one of them always says which requests it is for. */
  readonly #deployed = new Set<string>()

  constructor(now: number, ground: Ground) {
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
    this.runName = `${PREFIX}${day}-${randomUUID().slice(0, 8)}`
    this.ground = ground
  }

  /** All paths of this run's routes begin with it. */
  get path(): string {
    return `/${this.runName}/`
  }

  /** The name of something that is about to be created. Noted first, so that an answer that is lost loses nothing. */
  announce(kind: OwnKind, suffix: string): string {
    const name = `${this.runName}-${suffix}`
    this.things.push({ kind, name, id: undefined })
    return name
  }

  created(name: string, id: string): void {
    const thing = this.things.find(candidate => candidate.name === name)
    if (thing !== undefined) thing.id = id
  }

  /** Surely not created, or deleted. */
  gone(name: string): void {
    const index = this.things.findIndex(candidate => candidate.name === name)
    if (index >= 0) this.things.splice(index, 1)
  }

  /**
   * Takes over a route of an earlier run.
   * @throws NotOurs unless the name and the description are the kit's
   */
  claimRoute({ id, name, description }: { id: string; name: string; description: string }): void {
    if (!NAME.test(name) || description !== MARK || id === '') {
      throw new NotOurs(`the route ${name} was not made by this kit`)
    }
    this.things.push({ kind: 'route', name, id })
  }

  /**
   * Takes over a service of an earlier run.
   * @throws NotOurs unless the name is the kit's and the addresses are nobody's
   */
  claimService({ id, name, addresses }: { id: string; name: string; addresses: readonly string[] }): void {
    if (!NAME.test(name) || id === '' || !addresses.every(address => NOBODYS.test(address))) {
      throw new NotOurs(`the service ${name} was not made by this kit`)
    }
    this.things.push({ kind: 'service', name, id })
  }

  /** An id that nothing has. */
  unknownId(prefix: string): string {
    const id = `${prefix}-${randomUUID().replaceAll('-', '').slice(0, 20)}`
    this.#unknown.add(id)
    return id
  }

  /** @throws NotOurs for a call that the kit may not make */
  check(action: NativeAction, { ids = {}, query = {}, body = {} }: NativeParameters): void {
    for (const [kind, id] of Object.entries(ids)) this.#checkId(action, kind, id)
    const { gatewayId } = this.ground
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
        // without a route it is the whole API
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
        ? id === this.ground.httpApiId
        : this.things.some(thing => thing.id === id && `${thing.kind}Id` === kind)
    if (!isOwn && !this.#unknown.has(id)) throw new NotOurs(`${action} names what the kit did not make`)
  }

  #checkNames(action: NativeAction, kind: OwnKind, named: readonly JsonObject[]): void {
    const isOwn = ({ name }: JsonObject) =>
      this.things.some(thing => thing.kind === kind && thing.name === name)
    if (named.length === 0 || !named.every(isOwn)) {
      throw new NotOurs(`${action} with a name that is not of this run`)
    }
  }

  /** A route never takes requests that are not the kit's, and never leads to anybody's service. */
  #checkRoute(action: NativeAction, body: JsonObject, needsMatch: boolean): void {
    const { match } = body
    const path = isJsonObject(match) && isJsonObject(match['path']) ? match['path']['value'] : undefined
    const isOwn = typeof path === 'string' && path.startsWith(this.path)
    if (!isOwn && (match !== undefined || needsMatch)) {
      throw new NotOurs(`${action} with a path that is not of this run`)
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
