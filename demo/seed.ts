/** The toy shop's APIs, in the order in which a batch updates them. */
export const PATHS = ['/orders', '/basket', '/search', '/prices', '/stock', '/login'] as const

export const BACKEND_ID = '20bcdc9453524b78a8beb1f6de21edb7'
export const HOST = 'shop.localhost'
export const STAGE = 'RELEASE'

/** Long enough for the mix of versions to be seen, short enough to watch. */
const MS_PER_API = 500

/** The cloud of the demo: one backend that serves every API of the shop. Format: emulator/README.md */
export function seedOf(serviceAddress: string): string {
  const api = (path: string) =>
    `  - { name: ${path.slice(1)}, group: shop, path: ${path}, backend: shop, published: [${STAGE}] }`
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
      ${STAGE}: { ServiceAddress: '${serviceAddress}' }
groups:
  - { name: shop, domains: [${HOST}] }
apis:
${PATHS.map(api).join('\n')}
batch: { ms-per-api: ${MS_PER_API}, list-pending: true }
`
}
