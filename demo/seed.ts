/** The toy shop's APIs, in the order in which a batch updates them. */
export const PATHS = ['/orders', '/basket', '/search', '/prices', '/stock', '/login'] as const

export const BACKEND_ID = '20bcdc9453524b78a8beb1f6de21edb7'
export const HOST = 'shop.localhost'
export const STAGE = 'RELEASE'

/** The same shop at Cloud-native API Gateway. */
export const NATIVE = {
  host: 'new.shop.localhost',
  gatewayId: 'gw-cqoohqtlh0',
  httpApiId: 'api-cr6ql0tlhtgmc8o0',
  /** The service behind most of the shop. */
  serviceId: 'svc-crshop0tlhtgm58e0',
  /** The route of the scene with weights, and the services that it routes to. */
  routeId: 'hr-crf5l7tlhtgp91tabcd0',
  path: '/checkout',
  blueId: 'svc-crblue0tlhtgm58e0',
  violetId: 'svc-crviolet0tlhtgm58'
} as const

/** Long enough to see both versions respond, short enough to watch. */
const MS_PER_API = 500
/** How long deploying a route takes. */
const DEPLOY_MS = 300

/**
 * The demo's cloud: one backend that serves every API of the shop, and the same shop at the successor, half migrated.
 * Format: emulator/README.md
 * @param blue, violet addresses of the services, `http://127.0.0.1:<port>`
 */
export function seedOf(blue: string, violet: string): string {
  const api = (path: string) =>
    `  - { name: ${path.slice(1)}, group: shop, path: ${path}, backend: shop, published: [${STAGE}] }`
  const route = (path: string) =>
    `      - { name: ${path.slice(1)}, path: ${path}, domains: [${NATIVE.host}], backend: { service: shop } }`
  return `
accounts:
  - id: '1234567890123456'
    keys:
      - { id: demo-access-key-id, secret: demo-access-key-secret, name: deployer }
backends:
  - id: ${BACKEND_ID}
    name: shop
    type: HTTP
    stages:
      ${STAGE}: { ServiceAddress: '${blue}' }
groups:
  - { name: shop, domains: [${HOST}] }
apis:
${PATHS.map(api).join('\n')}
gateways: [{ id: ${NATIVE.gatewayId}, name: shop }]
services:
  - { id: ${NATIVE.serviceId}, name: shop, gateway: shop, type: VIP, addresses: ['${addressOf(blue)}'] }
  - { id: ${NATIVE.blueId}, name: blue, gateway: shop, type: VIP, addresses: ['${addressOf(blue)}'] }
  - { id: ${NATIVE.violetId}, name: violet, gateway: shop, type: VIP, addresses: ['${addressOf(violet)}'] }
http-apis:
  - id: ${NATIVE.httpApiId}
    name: shop
    gateway: shop
    routes:
      - { id: ${NATIVE.routeId}, name: checkout, path: ${NATIVE.path}, domains: [${NATIVE.host}], backend: { service: blue } }
${PATHS.map(route).join('\n')}
batch: { ms-per-api: ${MS_PER_API}, deploy-ms: ${DEPLOY_MS} }
strict: true
doubts: { list-pending: true }
`
}

/** The `host:port` of a service. */
export function addressOf(service: string): string {
  return new URL(service).host
}
