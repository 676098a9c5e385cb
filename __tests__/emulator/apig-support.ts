import { createHash, randomUUID } from 'node:crypto'
import openApi from '@alicloud/openapi-client'
import teaUtil from '@alicloud/tea-util'
import { APIG } from '../../emulator/apig/paths.ts'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import { countingIds } from '../../emulator/cloud/ids.ts'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { isJsonObject } from '../../emulator/cloud/json.ts'
import type { Params } from '../../emulator/cloud/operation.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { signV3 } from '../../emulator/signature.ts'
import { send, TestClock } from './support.ts'
import type { TextResponse } from './support.ts'

export const GATEWAY = 'gw-cqoohqtlh0'
export const ENVIRONMENT = 'env-crhq1u5lhtgju0'
export const BLUE = 'svc-crblue0tlhtgm58e0'
export const GREEN = 'svc-crgreen0tlhtgm58e0'
export const API = 'api-cr6ql0tlhtgmc8o0'
export const ROUTE = 'hr-crf5l7tlhtgp91tabcd0'
export const REST = 'api-crrest0tlhtgmc8o0'

export interface NativeSeed {
  /** Addresses of local servers. */
  readonly blue?: string
  readonly green?: string
  readonly dns?: string
  /** Further fields of the route `orders`. */
  readonly route?: string
  readonly routes?: string
  readonly more?: string
}

/** Two gateways, services of several types, an API with routes and a Rest API. */
export function nativeSeed(seed: NativeSeed = {}): string {
  const { blue = '10.0.0.1:8080', green = '10.0.0.2:8080', dns = 'orders.internal:8080' } = seed
  return `
accounts:
  - id: 1234567890123456
    keys:
      - { id: root, secret: root-secret }
      - { id: reader, secret: reader-secret, allow: ['apig:Get*', 'apig:List*'] }
      - id: deployer
        secret: deployer-secret
        allow: [{ actions: [GetService, UpdateService], resources: ['acs:apig:*:1234567890123456:service/${BLUE}'] }]
  - { id: 99, keys: [{ id: stranger, secret: stranger-secret }] }
gateways:
  - { id: ${GATEWAY}, name: prod, environment-id: ${ENVIRONMENT} }
  - { name: other }
services:
  - id: ${BLUE}
    name: blue
    gateway: prod
    type: VIP
    addresses: ['${blue}']
    healthCheck: { enable: true, protocol: TCP, interval: 5 }
    aiServiceConfig: { apiKeys: [very-secret-key] }
  - { id: ${GREEN}, name: green, gateway: ${GATEWAY}, type: VIP, addresses: ['${green}'] }
  - { name: dns, gateway: prod, type: DNS, addresses: ['${dns}'], dnsServers: ['10.0.0.2:53'] }
  - { name: function, gateway: prod, type: FC3 }
  - { name: elsewhere, gateway: other, type: VIP, addresses: ['10.0.0.9:80'] }
http-apis:
  - id: ${API}
    name: shop
    gateway: prod
    routes:
      - { id: ${ROUTE}, name: orders, path: /orders, methods: [GET, POST], domains: [api.example.com], backend: { service: blue, port: 8080 }${seed.route ?? ''} }
      - { id: hr-split, name: split, path: /split, backend: { services: [{ service: blue, weight: 90 }, { service: green, weight: 10 }] } }
${seed.routes ?? ''}
  - id: ${REST}
    name: catalog
    gateway: prod
    type: Rest
    base-path: /v1
    domains: [catalog.example.com]
    backend: { service: blue, port: 8080 }
    operations:
      - { id: op-list, name: list, path: /items }
      - { id: op-get, name: get, path: '/items/{id}', backend: { service: green } }
${seed.more ?? ''}`
}

export function newNativeCloud(seed: NativeSeed = {}): { cloud: Cloud; clock: TestClock } {
  const clock = new TestClock()
  return { cloud: new Cloud({ seed: parseSeed(nativeSeed(seed)), clock, ids: countingIds() }), clock }
}

/** Calls an operation without the network. @returns the response's data */
export function callApig(
  cloud: Cloud,
  action: string,
  params: Params = {},
  body: JsonObject = {},
  key?: string
): JsonObject {
  const { data = {} } = cloud.call(action, params, cloud.caller(key), { version: APIG, body })
  return isJsonObject(data) ? data : {}
}

export const ON_ROUTE = { httpApiId: API, routeId: ROUTE }

/** The backend config of one service. */
export function one(serviceId: string): JsonObject {
  return { scene: 'SingleService', services: [{ serviceId, port: 8080 }] }
}

/** The body of a client that resends everything it read. */
export function whole(route: JsonObject, backendConfig: JsonObject): JsonObject {
  const { match, description, domainInfos, environmentInfo } = route
  const { environmentId } = environmentInfo as JsonObject
  const domainIds = (domainInfos as JsonObject[]).map(({ domainId }) => domainId ?? '')
  return { match, description, domainIds, environmentId, backendConfig }
}

export interface SdkCall {
  readonly method?: string
  readonly query?: Record<string, string>
  readonly body?: object
  readonly keys?: {
    readonly accessKeyId: string
    readonly accessKeySecret: string
    readonly securityToken?: string
  }
}

/** Calls an operation with the SDKs' generic client, like the action. @returns the response body */
export async function sdk(
  emulator: Emulator,
  action: string,
  pathname: string,
  { method = 'GET', query, body, keys }: SdkCall = {}
): Promise<JsonObject> {
  const { accessKeyId, accessKeySecret } = emulator
  const settings = { accessKeyId, accessKeySecret, ...keys, regionId: 'cn-hangzhou', protocol: 'http' }
  const client = new openApi.default(new openApi.Config({ ...settings, endpoint: emulator.endpoint }))
  const params = new openApi.Params({
    action,
    version: APIG,
    style: 'ROA',
    protocol: 'http',
    method,
    pathname,
    authType: 'AK',
    reqBodyType: 'json',
    bodyType: 'json'
  })
  const request = new openApi.OpenApiRequest({
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body })
  })
  const runtime = new teaUtil.RuntimeOptions({ autoretry: false })
  const response = (await client.callApi(params, request, runtime)) as { readonly body: unknown }
  if (!isJsonObject(response.body)) throw new Error(`no JSON object: ${JSON.stringify(response.body)}`)
  return response.body
}

export interface RoaCall {
  readonly method?: string
  /** As sent on the wire, including the query. */
  readonly path: string
  readonly action: string
  readonly body?: string
  readonly signal?: AbortSignal
}

/** Sends a signed ROA call exactly as specified. */
export function roa(
  emulator: Emulator,
  { method = 'GET', path, action, body, signal }: RoaCall
): Promise<TextResponse> {
  const headers: Record<string, string> = {
    host: emulator.endpoint,
    'x-acs-action': action,
    'x-acs-version': APIG,
    'x-acs-date': `${new Date(emulator.cloud.now()).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': createHash('sha256')
      .update(body ?? '')
      .digest('hex'),
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' })
  }
  const names = Object.keys(headers).sort()
  const [pathname = '', query = ''] = path.split('?')
  const received = {
    method,
    path: pathname,
    query: [...new URLSearchParams(query)],
    form: [],
    headers,
    body: Buffer.from(body ?? '')
  }
  const signature = signV3(received, names, emulator.accessKeySecret)
  headers['authorization'] =
    `ACS3-HMAC-SHA256 Credential=${emulator.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return send(`http://${emulator.endpoint}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal })
  })
}
