export const STAGE = 'RELEASE'
const OLD = 'http://10.0.0.1:8080'

export interface Conditions {
  /** Of each response. */
  readonly latencyMs: number
  /** Calls per second that the service accepts; `undefined` means no limit. */
  readonly perSecond?: number | undefined
}

export const idOf = (index: number): string => `backend-${index}`

/** Backends in one stage, each with published APIs; a batch completes immediately unless `msPerApi` is set. */
export function seedOf(
  backends: number,
  { latencyMs, perSecond }: Conditions,
  { apis = 1, msPerApi = 0 } = {}
): string {
  const indices = Array.from({ length: backends }, (_, index) => index)
  return JSON.stringify({
    accounts: [{ id: '1234567890123456', keys: [{ id: 'bench-key', secret: 'bench-secret' }] }],
    backends: indices.map(index => ({
      id: idOf(index),
      name: idOf(index),
      type: 'HTTP',
      stages: { [STAGE]: { ServiceAddress: OLD } }
    })),
    groups: [{ name: 'shop', domains: ['shop.localhost'] }],
    apis: indices.flatMap(index =>
      Array.from({ length: apis }, (_, api) => ({
        name: `api-${index}-${api}`,
        group: 'shop',
        path: `/${index}/${api}`,
        backend: idOf(index),
        published: [STAGE]
      }))
    ),
    batch: { 'ms-per-api': msPerApi },
    doubts: { 'list-pending': true },
    ...(perSecond === undefined ? {} : { throttle: { 'per-second': perSecond } }),
    faults: latencyMs === 0 ? [] : [{ kind: 'latency', ms: latencyMs, times: 'every' }]
  })
}

export interface NativeShape {
  readonly gateways: number
  /** Per gateway. */
  readonly services: number
  readonly routes: number
}

export const serviceIdOf = (gateway: number, index: number | string): string => `svc-${gateway}-${index}`
export const routeIdOf = (gateway: number, index: number): string => `hr-${gateway}-${index}`
export const apiIdOf = (gateway: number): string => `api-${gateway}`

/** One backend, and the gateways of Cloud-native API Gateway; each route points to blue and can be switched to green. */
export function nativeSeedOf(shape: NativeShape, { latencyMs, perSecond }: Conditions): string {
  const gateways = Array.from({ length: shape.gateways }, (_, gateway) => gateway)
  const services = Array.from({ length: shape.services }, (_, index) => index)
  const routes = Array.from({ length: shape.routes }, (_, index) => index)
  const seed = JSON.parse(seedOf(1, { latencyMs, perSecond })) as Record<string, unknown>
  return JSON.stringify({
    ...seed,
    gateways: gateways.map(gateway => ({ id: `gw-${gateway}`, name: `gateway-${gateway}` })),
    services: gateways.flatMap(gateway =>
      [...services, 'blue', 'green'].map(index => ({
        id: serviceIdOf(gateway, index),
        name: `service-${index}`,
        gateway: `gw-${gateway}`,
        type: 'DNS',
        addresses: ['v0.internal:8080']
      }))
    ),
    'http-apis': gateways.map(gateway => ({
      id: apiIdOf(gateway),
      name: 'shop',
      gateway: `gw-${gateway}`,
      routes: [
        ...routes.map(index => ({
          id: routeIdOf(gateway, index),
          name: `route-${index}`,
          path: `/r/${index}`,
          backend: { service: 'service-blue' }
        })),
        ...services.map(index => ({
          name: `of-service-${index}`,
          path: `/s/${index}`,
          backend: { service: `service-${index}` }
        }))
      ]
    }))
  })
}

/** The manifest of a shape: it switches services to the address of `${VERSION}`, and routes to green. */
export function nativeManifestOf(shape: NativeShape, { backends = 0 } = {}): string {
  const entries = <T>(count: number, entry: (gateway: number, index: number) => readonly [string, T]) =>
    Object.fromEntries(
      Array.from({ length: shape.gateways }, (_, gateway) =>
        Array.from({ length: count }, (_, index) => entry(gateway, index))
      ).flat()
    )
  const kinds = {
    services: entries(shape.services, (gateway, index) => [
      `service-${gateway}-${index}`,
      {
        'service-id': serviceIdOf(gateway, index),
        'gateway-id': `gw-${gateway}`,
        stages: { [STAGE]: { addresses: ['${VERSION}.internal:8080'] } }
      }
    ]),
    routes: entries(shape.routes, (gateway, index) => [
      `route-${gateway}-${index}`,
      {
        'http-api-id': apiIdOf(gateway),
        'route-id': routeIdOf(gateway, index),
        'gateway-id': `gw-${gateway}`,
        stages: { [STAGE]: { backend: { serviceId: serviceIdOf(gateway, 'green') } } }
      }
    ])
  }
  const { backends: ofBackends } = JSON.parse(manifestOf(backends)) as { backends: object }
  const all = { backends: ofBackends, ...kinds }
  const present = Object.entries(all).filter(([, targets]) => Object.keys(targets).length > 0)
  return JSON.stringify({ version: 1, ...Object.fromEntries(present) })
}

/** A manifest that switches all of these backends to the address of `${VERSION}`. */
export function manifestOf(backends: number): string {
  const entries = Array.from({ length: backends }, (_, index): [string, object] => [
    idOf(index),
    { 'backend-id': idOf(index), stages: { [STAGE]: { ServiceAddress: 'http://${VERSION}.internal:8080' } } }
  ])
  return JSON.stringify({ version: 1, backends: Object.fromEntries(entries) })
}
