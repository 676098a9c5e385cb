import { decodeApi, decodeRoute, decodeService } from '../../src/cloud/native-decode.ts'
import type { CloudReader, CloudWriter } from '../../src/cloud/operation.ts'
import { canonical } from '../../src/model/definition.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { RouteTarget } from '../../src/model/target.ts'
import type { FakeClock } from './fake-clock.ts'
import { callError } from './fake-cloud.ts'

export const API_ID = 'api-1'
export const ROUTE_ID = 'hr-1'
export const GATEWAY_ID = 'gw-1'
export const BLUE = 'svc-blue'
export const GREEN = 'svc-green'

export function routeTarget(definition: JsonObject, more: Partial<RouteTarget> = {}): RouteTarget {
  return {
    kind: 'route',
    name: 'checkout',
    endpoint: new URL('https://apig.cn-hangzhou.aliyuncs.com'),
    regionId: 'cn-hangzhou',
    httpApiId: API_ID,
    routeId: ROUTE_ID,
    stageName: undefined,
    gatewayId: undefined,
    weightSteps: [],
    definition,
    description: undefined,
    preflightUrls: [],
    probeUrls: [],
    ...more
  }
}

/** The backend of a single service as returned by reads. */
export function single(serviceId: string, more: JsonObject = {}): JsonObject {
  return {
    scene: 'Single',
    services: [{ serviceId, name: serviceId, protocol: 'HTTP', port: 8080, weight: 100, ...more }]
  }
}

export function ratio(...weights: readonly (readonly [serviceId: string, weight: number])[]): JsonObject {
  return {
    scene: 'MultiServiceByRatio',
    services: weights.map(([serviceId, weight]) => ({
      serviceId,
      name: serviceId,
      protocol: 'HTTP',
      port: 8080,
      weight
    }))
  }
}

/** Undocumented behavior of the product. */
export interface Doubts {
  /** A save takes effect immediately, without a deployment. */
  readonly liveAtOnce?: boolean
  /** A save replaces the route: omitted fields are reset. */
  readonly replaces?: boolean
  /** Duration of a deployment. */
  readonly deployMs?: number
  /** How long the returned status lags behind. */
  readonly lagMs?: number
  /** Number of deployments that fail. */
  readonly failures?: number
  /** A save that equals the live state still leaves the route with changes. */
  readonly alwaysChanged?: boolean
}

/** A failing call. */
export interface Fault {
  readonly error: Error
  /** Whether the call takes effect nevertheless. */
  readonly arrives?: boolean
}

export interface FakeRoutes extends CloudReader, CloudWriter {
  /** The calls, in order. */
  readonly calls: string[]
  readonly bodies: JsonObject[]
  /** The route as returned by reads. */
  readonly route: JsonObject
  readonly api: JsonObject
  readonly services: Map<string, JsonObject>
  /** The backend in effect now. */
  readonly serving: () => JsonObject
  /** Faults of the next calls per operation, in order; `undefined` succeeds. */
  readonly faults: Record<string, (Fault | undefined)[]>
  /** Called before each call takes effect. */
  onCall: (action: string, count: number) => void
  /** Saves as another writer. */
  readonly save: (backend: JsonObject) => void
  setStatus(status: string): void
  /** Makes the next deployment fail. */
  failNext(): void
}

function idIn({ serviceId }: JsonObject): string {
  return typeof serviceId === 'string' ? serviceId : ''
}

interface Event {
  readonly at: number
  readonly status: string
  readonly serves?: JsonObject
}

/** An in-memory API with one route, on the test's clock. */
export function fakeRoutes(clock: FakeClock, backend: JsonObject, doubts: Doubts = {}): FakeRoutes {
  const { lagMs = 0, deployMs = 3_000 } = doubts
  let failures = doubts.failures ?? 0
  let events: Event[] = [{ at: -Infinity, status: 'Deployed', serves: backend }]
  const calls: string[] = []
  const bodies: JsonObject[] = []
  const counts = new Map<string, number>()
  const until = (time: number): Event[] => events.filter(({ at }) => at <= time)
  const serving = (): JsonObject =>
    until(clock.now()).findLast(({ serves }) => serves !== undefined)?.serves ?? {}
  const statusAt = (time: number): string => until(time).at(-1)?.status ?? 'Deployed'
  const push = (status: string, inMs = 0, serves?: JsonObject): void => {
    const at = clock.now() + inMs
    events = [...events.filter(event => event.at <= at), { at, status, ...(serves && { serves }) }]
  }
  const route: JsonObject = {
    routeId: ROUTE_ID,
    name: 'checkout',
    description: 'pays',
    builtin: 'false',
    match: { path: { type: 'Prefix', value: '/checkout' }, methods: ['GET', 'POST'], ignoreUriCase: false },
    backend,
    domainInfos: [{ domainId: 'd-1', name: 'shop.example.com', protocol: 'HTTPS' }],
    environmentInfo: { environmentId: 'env-1', gatewayInfo: { gatewayId: GATEWAY_ID } },
    createTimestamp: 1,
    updateTimestamp: 2
  }
  const api: JsonObject = { httpApiId: API_ID, name: 'shop', type: 'Http' }
  const services = new Map<string, JsonObject>(
    [BLUE, GREEN].map(serviceId => [
      serviceId,
      { serviceId, name: serviceId, gatewayId: GATEWAY_ID, sourceType: 'VIP', healthStatus: 'Healthy' }
    ])
  )
  const isServed = (saved: JsonObject): boolean =>
    canonical(saved) === canonical(serving()) && doubts.alwaysChanged !== true
  const deploy = (): void => {
    const saved = route['backend'] as JsonObject
    push('Deploying')
    if (failures > 0) {
      failures--
      push('DeployFailed', deployMs)
    } else push('Deployed', deployMs, saved)
  }
  const save = (saved: JsonObject): void => {
    route['backend'] = saved
    if (doubts.liveAtOnce === true) deploy()
    else push(isServed(saved) ? 'Deployed' : 'DeployedWithChanges')
  }
  /** Applies a save to the route; field names of writes become those of reads. */
  const put = (body: JsonObject): void => {
    bodies.push(body)
    const { backendConfig, domainIds, environmentId: _, ...rest } = body
    if (doubts.replaces === true) Object.assign(route, { description: '', match: {}, domainInfos: [] })
    Object.assign(route, rest)
    if (Array.isArray(domainIds)) {
      route['domainInfos'] = domainIds.map(domainId => ({ domainId, name: 'shop.example.com' }))
    }
    const { scene = '', services: used = [] } = backendConfig as { scene?: string; services?: JsonObject[] }
    if (scene !== 'SingleService' && scene !== 'MultiServiceByRatio') return save(backendConfig as JsonObject)
    return save({
      scene: scene === 'SingleService' ? 'Single' : scene,
      services: used.map(use => ({
        name: use['serviceId'] ?? '',
        protocol: 'HTTP',
        port: 8080,
        ...use,
        ...(scene === 'SingleService' ? { weight: 100 } : {})
      }))
    })
  }
  const call = (action: string, parameters: JsonObject): unknown => {
    const count = (counts.get(action) ?? 0) + 1
    counts.set(action, count)
    world.onCall(action, count)
    calls.push(action)
    const fault = world.faults[action]?.shift()
    if (fault !== undefined && fault.arrives !== true) throw fault.error
    const response = responseTo(action, parameters)
    if (fault !== undefined) throw fault.error
    return response
  }
  const responseTo = (action: string, parameters: JsonObject): unknown => {
    switch (action) {
      case 'GetHttpApi':
        return decodeApi({ data: api })
      case 'GetHttpApiRoute':
        return decodeRoute({
          data: structuredClone({ ...route, deployStatus: statusAt(clock.now() - lagMs) })
        })
      case 'GetService': {
        const data = services.get(idIn(parameters))
        if (data === undefined) throw callError('client', { code: 'NotFound.ServiceNotFound', status: 404 })
        return decodeService({ data })
      }
      case 'UpdateHttpApiRoute':
        put(parameters['body'] as JsonObject)
        return { requestId: `save-${bodies.length}`, operationId: '' }
      case 'DeployHttpApi':
        deploy()
        return { requestId: `deploy-${counts.get(action)}`, operationId: '' }
      default:
        throw new Error(`no response to ${action}`)
    }
  }
  const respond = (operation: { readonly action: string }, parameters: unknown): Promise<never> =>
    Promise.try(() => call(operation.action, parameters as JsonObject)) as Promise<never>
  const world: FakeRoutes = {
    calls,
    bodies,
    route,
    api,
    services,
    serving,
    faults: {},
    onCall: () => undefined,
    save,
    setStatus: status => push(status),
    failNext: () => void failures++,
    read: respond,
    list: respond,
    write: respond
  }
  return world
}
