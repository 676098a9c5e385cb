import type { Emulator } from '../../emulator/emulator.ts'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { INSTANT_SLEEPS } from './step-time.ts'
import { connectionTo, start, step } from './step.ts'
import type { StepResult } from '../../step-runner/step.ts'

export const ROUTE_ID = 'hr-crf5l7tlhtgp91tabcd0'
export const API_ID = 'api-cr6ql0tlhtgmc8o0'
export const GATEWAY_ID = 'gw-cqoohqtlh0'
export const BLUE = 'svc-crblue0tlhtgm58e0'
export const GREEN = 'svc-crgreen0tlhtgm58e0'
export const HOST = 'shop.example.com'

export const SAVE = 'UpdateHttpApiRoute'
export const DEPLOY = 'DeployHttpApi'

interface RouteSeed {
  /** Addresses of the services. */
  readonly blue?: string | undefined
  readonly green?: string | undefined
  /** The live backend as YAML flow. */
  readonly backend?: string
  /** Further fields of the route, each starting with a comma. */
  readonly route?: string
  /** YAML flow. */
  readonly doubts?: string
  readonly deployMs?: number
  /** Denied actions of the access key. */
  readonly deny?: readonly string[]
  readonly faults?: string
}

/** One route with two services. */
export function routeSeed(seed: RouteSeed = {}): string {
  const {
    blue = '10.0.0.1:8080',
    green = '10.0.0.2:8080',
    backend = '{ service: blue, port: 8080 }',
    route = '',
    doubts = '{}',
    deployMs = 0,
    deny = []
  } = seed
  const denied = deny.length === 0 ? '' : `, deny: [${deny.join(', ')}]`
  return `
region: cn-hangzhou
accounts:
  - id: '1234567890123456'
    keys: [{ id: test-access-key-id, secret: test-access-key-secret${denied} }]
gateways: [{ id: ${GATEWAY_ID}, name: prod }]
services:
  - { id: ${BLUE}, name: blue, gateway: prod, type: VIP, addresses: ['${blue}'] }
  - { id: ${GREEN}, name: green, gateway: prod, type: VIP, addresses: ['${green}'] }
  - { id: svc-red, name: red, gateway: prod, type: VIP, addresses: ['10.0.0.3:8080'] }
http-apis:
  - id: ${API_ID}
    name: shop
    gateway: prod
    routes:
      - { id: ${ROUTE_ID}, name: checkout, path: /checkout, methods: [GET, POST], domains: [${HOST}], description: pays, backend: ${backend}${route} }
batch: { deploy-ms: ${deployMs} }
strict: true
doubts: ${doubts}
${seed.faults === undefined ? '' : `faults: ${seed.faults}`}`
}

/** Inputs that switch the route to the green service. */
export function routeInputs(emulator: Emulator, inputs: Record<string, string> = {}): Record<string, string> {
  const { endpoint, ...connection } = connectionTo(emulator)
  return {
    'http-api-id': API_ID,
    'route-id': ROUTE_ID,
    'route-backend': JSON.stringify({ serviceId: GREEN, port: 8080 }),
    ...connection,
    'apig-endpoint': endpoint ?? '',
    ...inputs
  }
}

type Options = NonNullable<Parameters<typeof step>[1]>

/** Runs native/ without real waits. */
export function switchRoute(
  emulator: Emulator,
  inputs: Record<string, string> = {},
  { env = {}, ...options }: Options = {}
): Promise<StepResult> {
  return step(routeInputs(emulator, inputs), {
    folder: 'native',
    ...options,
    env: { ...INSTANT_SLEEPS, ...env }
  })
}

/** Starts native/ with real waits, for tests that act while it runs. */
export function startRoute(
  emulator: Emulator,
  inputs: Record<string, string> = {},
  options: Options = {}
): ReturnType<typeof start> {
  return start(routeInputs(emulator, inputs), { folder: 'native', ...options })
}

/** The actions of received writes, in order. */
export function writesTo({ requests }: Emulator): string[] {
  return requests.map(({ action }) => action).filter(action => action === SAVE || action === DEPLOY)
}

/** A short form of a backend: `blue`, or `blue 90, green 10`. */
function textOf(backend: JsonObject | undefined): string {
  const services = (backend?.['services'] ?? []) as JsonObject[]
  const names = new Map([
    [BLUE, 'blue'],
    [GREEN, 'green'],
    ['svc-red', 'red']
  ])
  return services
    .map(({ serviceId, weight }) => {
      const name = names.get(typeof serviceId === 'string' ? serviceId : '') ?? ''
      return services.length === 1 ? name : `${name} ${JSON.stringify(weight)}`
    })
    .sort()
    .join(', ')
}

/** The saved backend of the route, and the one in effect. */
export function routeOf({ cloud: { apig } }: Emulator): { readonly saved: string; readonly serving: string } {
  const route = apig.route(ROUTE_ID)
  return {
    saved: textOf(route?.backend),
    serving: textOf(route && apig.routeInEffect(route)?.backend)
  }
}
