import { CallError } from '../../src/cloud/call-error.ts'
import {
  decodeApi,
  decodeNativeApis,
  decodeNativeOperations,
  decodeRoutes,
  decodeService
} from '../../src/cloud/native-decode.ts'
import type { OperationRef, CloudReader, CloudWriter } from '../../src/cloud/operation.ts'
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
/** Fields that an update can set, under their names in reads. */
const SETTABLE = [
  'protocol',
  'ports',
  'dnsServers',
  'healthyPanicThreshold',
  'healthCheck',
  'outlierDetection'
]

export interface Gateway {
  /** The service as returned by reads. */
  readonly service?: JsonObject
  /** `replace`: an update resets omitted fields. */
  readonly put?: 'merge' | 'replace'
  readonly apis?: readonly JsonObject[]
  /** By the ID of their API. */
  readonly routes?: Readonly<Record<string, readonly JsonObject[]>>
  readonly operations?: Readonly<Record<string, readonly JsonObject[]>>
  /** Errors by action: for every call, or one per call; `null` succeeds. */
  readonly failures?: Readonly<Record<string, CallError | readonly (CallError | null)[]>>
  /** OperationRef after each successful call with the number of calls of the action, and the service, which it can modify. */
  readonly after?: (action: string, count: number, service: JsonObject) => void
}

export interface FakeGateway extends CloudReader, CloudWriter {
  /** The calls, in order. */
  readonly calls: string[]
  /** The bodies of the updates, in order. */
  readonly updates: JsonObject[]
  /** The current state. */
  readonly service: JsonObject
}

/** A gateway with one service that updates change. */
export function fakeGateway(setup: Gateway = {}): FakeGateway {
  const service: JsonObject = { ...(SERVICE as unknown as JsonObject), ...setup.service }
  const calls: string[] = []
  const updates: JsonObject[] = []
  const counts = new Map<string, number>()
  const page = (items: readonly JsonObject[]): JsonObject => ({ items: [...items], totalSize: items.length })
  const responses: Readonly<Record<string, (parameters: JsonObject) => unknown>> = {
    GetService: () => decodeService({ data: structuredClone(service) }),
    ListHttpApis: () => decodeNativeApis({ data: page(setup.apis ?? []) })?.items,
    GetHttpApi: ({ httpApiId }) =>
      decodeApi({
        data: (setup.apis ?? []).flatMap(versionsOf).find(api => api['httpApiId'] === httpApiId) ?? {}
      }),
    ListHttpApiRoutes: ({ httpApiId }) =>
      decodeRoutes({ data: page(setup.routes?.[textOf(httpApiId)] ?? []) })?.items,
    ListHttpApiOperations: ({ httpApiId }) =>
      decodeNativeOperations({ data: page(setup.operations?.[textOf(httpApiId)] ?? []) })?.items,
    UpdateService: ({ body }) => {
      const sent = body as JsonObject
      updates.push(sent)
      if (setup.put === 'replace') for (const name of SETTABLE) service[name] = null
      for (const [name, value] of Object.entries(sent)) service[READ_NAMES[name] ?? name] = value
      service['updateTimestamp'] = Number(service['updateTimestamp']) + 1
      return { requestId: `R${updates.length}`, operationId: '' }
    }
  }
  const respond = async ({ action }: OperationRef, parameters: unknown): Promise<never> => {
    const count = counts.get(action) ?? 0
    counts.set(action, count + 1)
    calls.push(action)
    const failures = setup.failures?.[action]
    const failure = failures instanceof CallError ? failures : failures?.[count]
    // ambiguous calls do take effect here
    if (failure?.ambiguous === true) responses[action]?.(parameters as JsonObject)
    if (failure !== undefined && failure !== null) throw failure
    const value = responses[action]?.(parameters as JsonObject)
    if (value === undefined) throw new Error(`no response to ${action}`)
    setup.after?.(action, count + 1, service)
    return Promise.resolve(value as never)
  }
  return { calls, updates, service, read: respond, list: respond, write: respond }
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The APIs nested in an entry of a list of APIs. */
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
