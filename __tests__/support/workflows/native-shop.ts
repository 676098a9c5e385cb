import type { Emulator } from '../../../emulator/emulator.ts'
import { INSTANT_SLEEPS } from '../step-time.ts'
import type { Play } from './play.ts'
import { withShop } from './shop.ts'
import type { Shop } from './shop.ts'

export const ORDERS_SERVICE = 'svc-cr6pk4tlhtgm58e0'
export const CHECKOUT_ROUTE = 'hr-crf5l7tlhtgp91tabcd0'
export const BLUE_SERVICE = 'svc-crblue0tlhtgm58e'
export const GREEN_SERVICE = 'svc-crgreen0tlhtgm58'
export const OTHER_SERVICE = 'svc-crother0tlhtgm58'

/** The part of the shop on Cloud-native API Gateway. */
const SEED = `
gateways: [{ id: gw-cqoohqtlhtgm1a2b3c4d, name: production }]
services:
  - { id: ${ORDERS_SERVICE}, name: orders, gateway: production, type: VIP, addresses: ['10.0.0.1:8080'] }
  - { id: ${BLUE_SERVICE}, name: blue, gateway: production, type: VIP, addresses: ['10.0.0.3:8080'] }
  - { id: ${GREEN_SERVICE}, name: green, gateway: production, type: VIP, addresses: ['10.0.0.4:8080'] }
  - { id: ${OTHER_SERVICE}, name: other, gateway: production, type: VIP, addresses: ['10.0.0.5:8080'] }
http-apis:
  - id: api-cr6ql0tlhtgmc8o0
    name: shop
    gateway: production
    routes:
      - { name: orders, path: /orders, backend: { service: orders } }
      - { id: ${CHECKOUT_ROUTE}, name: checkout, path: /checkout, backend: { service: blue, port: 8080 } }
`

export interface NativeShop extends Omit<Shop, 'base' | 'writes'> {
  readonly base: Shop['base'] & Pick<Play, 'env'>
  /** The URL of all probes and preflight requests. */
  readonly url: string
  /** The number of accepted calls of an action. */
  readonly writes: (action: string) => number
}

/** The shop, on both products. Its steps run without real waits. */
export function withNativeShop<T>(use: (shop: NativeShop) => Promise<T>): Promise<T> {
  return withShop(({ base, emulator, identify, probes }) => {
    const url = base.instead?.['probe-url'] ?? ''
    return use({
      emulator,
      identify,
      probes,
      url,
      base: {
        ...base,
        adds: { ...base.adds, 'apig-endpoint': emulator.endpoint },
        instead: { ...base.instead, 'preflight-url': url, 'bake-time': '10s' },
        env: INSTANT_SLEEPS
      },
      writes: expected =>
        emulator.requests.filter(({ action, status }) => action === expected && status === 200).length
    })
  }, SEED)
}

/** The addresses of a service. */
export function addressesIn({ cloud: { apig } }: Emulator, serviceId: string): unknown {
  return apig.service(serviceId)?.fields['addresses']
}

/** The services of a route, with their weights. */
export function backendIn({ cloud: { apig } }: Emulator, routeId: string): Record<string, number> {
  const route = apig.route(routeId)
  const { services = [] } = ((route && apig.routeInEffect(route)?.backend) ?? {}) as {
    services?: { serviceId: string; weight?: number }[]
  }
  return Object.fromEntries(services.map(({ serviceId, weight = 100 }) => [serviceId, weight]))
}
