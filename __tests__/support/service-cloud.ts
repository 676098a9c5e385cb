import type { Emulator } from '../../emulator/emulator.ts'
import { actionsOf } from './cloud.ts'

export const SERVICE_ID = 'svc-crorders0tlhtgm58e0'
export const GATEWAY_ID = 'gw-cqoohqtlh0'
export const OLD = '10.0.0.1:8080'
export const NEW = '10.0.0.2:8080'
/** A model provider's key, which must never be shown. */
export const SECRET = 'sk-4f8a1b2c3d4e5f60718293a4'

export interface ServiceSeed {
  /** The access key's permissions. Defaults to everything. */
  readonly allow?: readonly string[]
  /** Defaults to `VIP`, with an IP address. */
  readonly type?: string
  readonly addresses?: string
  /** Further fields of the service, such as `health: Unhealthy`. */
  readonly fields?: string
  /** The seed's doubts as YAML flow. */
  readonly doubts?: string
}

/** Two gateways, one with a service that two routes and an operation use. */
export function serviceSeed(seed: ServiceSeed = {}): string {
  const { type = 'VIP', addresses = `['${OLD}']`, fields = '', allow, doubts } = seed
  const key = `id: test-access-key-id, secret: test-access-key-secret${allow === undefined ? '' : `, allow: [${allow.join(', ')}]`}`
  return `
region: cn-hangzhou
accounts:
  - { id: '1234567890123456', keys: [{ ${key} }] }
gateways:
  - { id: ${GATEWAY_ID}, name: prod }
  - { id: gw-other, name: other }
services:
  - id: ${SERVICE_ID}
    name: orders
    gateway: prod
    type: ${type}
    ${type === 'FC3' ? '' : `addresses: ${addresses}`}
    healthCheck: { enable: true, protocol: TCP, interval: 5 }
    outlierDetection: { enable: true, interval: 10 }
    ${fields}
  - { id: svc-other, name: other, gateway: prod, type: VIP, addresses: ['10.0.0.9:80'] }
http-apis:
  - name: shop
    gateway: prod
    routes:
      - { name: orders, path: /orders, methods: [GET], backend: { service: orders } }
      - { name: split, path: /split, backend: { services: [{ service: other, weight: 90 }, { service: orders, weight: 10 }] } }
      - { name: others, path: /others, backend: { service: other } }
  - name: rest
    gateway: prod
    type: Rest
    base-path: /rest
    backend: { service: other }
    operations:
      - { name: list, method: GET, path: /list, backend: { service: orders } }
      - { name: inherits, method: GET, path: /inherits }
${doubts === undefined ? '' : `doubts: ${doubts}\n`}`
}

/** Inputs of native/ that switch to the new address. */
export function serviceInputs(
  emulator: Emulator,
  inputs: Readonly<Record<string, string>> = {}
): Record<string, string> {
  return {
    'service-id': SERVICE_ID,
    addresses: NEW,
    'region-id': 'cn-hangzhou',
    'apig-endpoint': emulator.endpoint,
    'access-key-id': emulator.accessKeyId,
    'access-key-secret': emulator.accessKeySecret,
    'request-timeout': '5m',
    ...inputs
  }
}

/** The stored fields of the service. */
export function serviceOf({ cloud }: Emulator): Readonly<Record<string, unknown>> {
  const service = cloud.apig.service(SERVICE_ID)
  if (service === undefined) throw new Error('no such service')
  return service.fields
}

/** The number of received updates. */
export function updatesOf(emulator: Emulator): number {
  return actionsOf(emulator).filter(action => action === 'UpdateService').length
}
