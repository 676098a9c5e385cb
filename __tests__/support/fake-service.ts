import { CallError } from '../../src/cloud/call-error.ts'
import {
  decodeApi,
  decodeNativeApis,
  decodeNativeOperations,
  decodeRoutes,
  decodeService
} from '../../src/cloud/native-decode.ts'
import type { OperationRef } from '../../src/cloud/operation.ts'
import type { CloudReader, CloudWriter } from '../../src/cloud/types.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { ServiceTarget } from '../../src/model/target.ts'
import { callError } from './fake-cloud.ts'
import { SERVICE } from './native.ts'

export const SERVICE_ID = SERVICE.serviceId
export const GATEWAY_ID = SERVICE.gatewayId
export const BLUE = '10.0.0.1:8080'
export const GREEN = '10.0.0.2:8080'

export function serviceTarget(
  addresses: readonly string[] = [GREEN],
  extra: Partial<ServiceTarget> = {}
): ServiceTarget {
  return {
    kind: 'service',
    name: 'orders/RELEASE',
    endpoint: new URL('https://apig.cn-hangzhou.aliyuncs.com'),
    regionId: 'cn-hangzhou',
    serviceId: SERVICE_ID,
    stageName: 'RELEASE',
    gatewayId: undefined,
    definition: { addresses: [...addresses] },
    description: undefined,
    preflightUrls: [],
    probeUrls: [],
    ...extra
  }
}

const READ_NAMES: Readonly<Record<string, string>> = {
  healthCheckConfig: 'healthCheck',
  outlierDetectionConfig: 'outlierDetection'
}
/** What an update can set, by the names of reads. */
const SETTABLE = [
  'protocol',
  'ports',
  'dnsServers',
  'healthyPanicThreshold',
  'healthCheck',
  'outlierDetection'
]

export interface Gateway {
  /** The service, as it is answered. */
  readonly service?: JsonObject
  /** `replace`: what an update does not hold is unset. */
  readonly put?: 'merge' | 'replace'
  readonly apis?: readonly JsonObject[]
  /** By the id of their API; a list that counts more than it holds is a number beside it. */
  readonly routes?: Readonly<Record<string, readonly JsonObject[]>>
  readonly operations?: Readonly<Record<string, readonly JsonObject[]>>
  /** How calls fail, by their names: each time, or once for each entry; a `null` goes well. */
  readonly failures?: Readonly<Record<string, CallError | readonly (CallError | null)[]>>
  /** Told after each call that went well, with how many there were of its name, and with the service, which it may change. */
  readonly after?: (action: string, count: number, service: JsonObject) => void
}

export interface FakeGateway extends CloudReader, CloudWriter {
  /** The names of the calls, in order. */
  readonly calls: string[]
  /** The bodies of the updates, in order. */
  readonly updates: JsonObject[]
  /** As it is now. */
  readonly service: JsonObject
}

/** A gateway with one service, which an update changes. */
export function fakeGateway(given: Gateway = {}): FakeGateway {
  const service: JsonObject = { ...(SERVICE as unknown as JsonObject), ...given.service }
  const calls: string[] = []
  const updates: JsonObject[] = []
  const counts = new Map<string, number>()
  const page = (items: readonly JsonObject[]): JsonObject => ({ items: [...items], totalSize: items.length })
  const answers: Readonly<Record<string, (parameters: JsonObject) => unknown>> = {
    GetService: () => decodeService({ data: structuredClone(service) }),
    ListHttpApis: () => decodeNativeApis({ data: page(given.apis ?? []) })?.items,
    GetHttpApi: ({ httpApiId }) =>
      decodeApi({
        data: (given.apis ?? []).flatMap(versionsOf).find(api => api['httpApiId'] === httpApiId) ?? {}
      }),
    ListHttpApiRoutes: ({ httpApiId }) =>
      decodeRoutes({ data: page(given.routes?.[textOf(httpApiId)] ?? []) })?.items,
    ListHttpApiOperations: ({ httpApiId }) =>
      decodeNativeOperations({ data: page(given.operations?.[textOf(httpApiId)] ?? []) })?.items,
    UpdateService: ({ body }) => {
      const sent = body as JsonObject
      updates.push(sent)
      if (given.put === 'replace') for (const name of SETTABLE) service[name] = null
      for (const [name, value] of Object.entries(sent)) service[READ_NAMES[name] ?? name] = value
      service['updateTimestamp'] = Number(service['updateTimestamp']) + 1
      return { requestId: `R${updates.length}`, operationId: '' }
    }
  }
  const answer = async ({ action }: OperationRef, parameters: unknown): Promise<never> => {
    const count = counts.get(action) ?? 0
    counts.set(action, count + 1)
    calls.push(action)
    const failures = given.failures?.[action]
    const failure = failures instanceof CallError ? failures : failures?.[count]
    // what may have arrived has arrived here
    if (failure?.ambiguous === true) answers[action]?.(parameters as JsonObject)
    if (failure !== undefined && failure !== null) throw failure
    const value = answers[action]?.(parameters as JsonObject)
    if (value === undefined) throw new Error(`no answer to ${action}`)
    given.after?.(action, count + 1, service)
    return Promise.resolve(value as never)
  }
  return { calls, updates, service, read: answer, list: answer, write: answer }
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The entries of a list of APIs have their APIs below them. */
function versionsOf(entry: JsonObject): JsonObject[] {
  const versions: Json | undefined = entry['versionedHttpApis']
  return Array.isArray(versions) ? (versions as JsonObject[]) : []
}

/** An entry of a list of APIs. */
export function apiEntry(httpApiId: string, type = 'Http', more: JsonObject = {}): JsonObject {
  const name = `name of ${httpApiId}`
  return { name, type, versionedHttpApis: [{ httpApiId, name, type, gatewayId: GATEWAY_ID, ...more }] }
}

/** A route, an operation or an API's environment that uses a service. */
export const usesOf = (...serviceIds: readonly string[]): JsonObject[] =>
  serviceIds.map(serviceId => ({ serviceId }))

export function routeOf(routeId: string, ...serviceIds: readonly string[]): JsonObject {
  return {
    routeId,
    name: `name of ${routeId}`,
    match: { path: { type: 'Prefix', value: `/${routeId}` }, methods: ['GET', 'POST'] },
    backend: { scene: 'SingleService', services: usesOf(...serviceIds) }
  }
}

export function operationOf(operationId: string, ...serviceIds: readonly string[]): JsonObject {
  return {
    operationId,
    name: `name of ${operationId}`,
    method: 'GET',
    path: `/${operationId}`,
    deployConfigs: serviceIds.length === 0 ? [] : [{ serviceConfigs: usesOf(...serviceIds) }]
  }
}

export const denied = (action: string, resource = '*'): CallError =>
  callError('denied', {
    operation: {
      action,
      api: { product: 'apig', version: '2024-03-27', style: 'ROA' },
      resource: () => resource
    },
    code: 'NoPermission',
    message: `${action} failed with NoPermission (HTTP 403): no`
  })
