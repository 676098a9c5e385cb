import type { JsonObject } from '../model/json.ts'
import type {
  NativeApi,
  NativeApiEntry,
  NativeOperation,
  NativeRoute,
  NativeService
} from '../model/native.ts'
import { secretsOf, textsIn } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'
import { CallError } from './call-error.ts'
import { requestIdOf } from './decode.ts'
import type { Body } from './decode.ts'
import {
  decodeApi,
  decodeNativeApis,
  decodeNativeOperations,
  decodeRoute,
  decodeRoutes,
  decodeService
} from './native-decode.ts'
import type {
  Api,
  ListOperation,
  PageRequest,
  ReadOperation,
  CallScope,
  WriteOperation,
  Accepted
} from './operation.ts'

// The operations of Cloud-native API Gateway, loaded on demand: a step with backends only never loads them.
// Methods, paths and permissions: https://help.aliyun.com/zh/api-gateway/cloud-native-api-gateway/developer-reference/

export const NATIVE_API: Api = { product: 'apig', version: '2024-03-27', style: 'ROA' }

interface OfApi {
  readonly httpApiId: string
}

interface OfRoute extends OfApi {
  readonly routeId: string
}

/** The gateway that a list is limited to; all gateways if not set. */
interface OfGateway {
  readonly gatewayId?: string | undefined
}

const PAGE_SIZE = 100

const getService: ReadOperation<{ readonly serviceId: string }, NativeService> = {
  api: NATIVE_API,
  action: 'GetService',
  writes: false,
  resource: serviceArn,
  encode: ({ serviceId }) => ({ method: 'GET', path: pathOf`/v1/services/${serviceId}` }),
  decode: decodeService,
  secretsIn: secretsOfService,
  shareKey: ({ serviceId }) => serviceId
}

/** A key that the body omits appears to stay unchanged, but whether the service merges is not documented. */
const updateService: WriteOperation<{ readonly serviceId: string; readonly body: JsonObject }, Accepted> = {
  api: NATIVE_API,
  action: 'UpdateService',
  writes: true,
  resource: serviceArn,
  encode: ({ serviceId, body }) => ({ method: 'PUT', path: pathOf`/v1/services/${serviceId}`, body }),
  decode: accepted
}

const listHttpApis: ListOperation<OfGateway, NativeApiEntry> = {
  api: NATIVE_API,
  action: 'ListHttpApis',
  writes: false,
  resource: scope => apiArn(scope),
  encode: ({ gatewayId }, page) => ({
    method: 'GET',
    path: '/v1/http-apis',
    query: pageQuery(page, { gatewayId })
  }),
  pageSize: PAGE_SIZE,
  decode: decodeNativeApis,
  items: 'APIs',
  keyOf: ({ name, versions }) => [name, ...versions.map(({ httpApiId }) => httpApiId)].join(' '),
  secretsIn: ({ versions }) => versions.flatMap(({ raw }) => secretsOf(raw)),
  shareKey: ({ gatewayId = '' }) => gatewayId
}

const getHttpApi: ReadOperation<OfApi, NativeApi> = {
  api: NATIVE_API,
  action: 'GetHttpApi',
  writes: false,
  resource: apiArn,
  encode: ({ httpApiId }) => ({ method: 'GET', path: pathOf`/v1/http-apis/${httpApiId}` }),
  decode: decodeApi,
  secretsIn: ({ raw }) => secretsOf(raw),
  shareKey: ({ httpApiId }) => httpApiId
}

const listHttpApiRoutes: ListOperation<OfApi & OfGateway, NativeRoute> = {
  api: NATIVE_API,
  action: 'ListHttpApiRoutes',
  writes: false,
  resource: apiArn,
  encode: ({ httpApiId, gatewayId }, page) => ({
    method: 'GET',
    path: pathOf`/v1/http-apis/${httpApiId}/routes`,
    query: pageQuery(page, { gatewayId })
  }),
  pageSize: PAGE_SIZE,
  decode: decodeRoutes,
  items: 'routes',
  keyOf: ({ routeId }) => routeId,
  secretsIn: ({ raw }) => secretsOf(raw),
  shareKey: ({ httpApiId, gatewayId = '' }) => `${httpApiId} ${gatewayId}`
}

const getHttpApiRoute: ReadOperation<OfRoute, NativeRoute> = {
  api: NATIVE_API,
  action: 'GetHttpApiRoute',
  writes: false,
  resource: apiArn,
  encode: ({ httpApiId, routeId }) => ({
    method: 'GET',
    path: pathOf`/v1/http-apis/${httpApiId}/routes/${routeId}`
  }),
  decode: decodeRoute,
  secretsIn: ({ raw }) => secretsOf(raw)
}

const listHttpApiOperations: ListOperation<OfApi & OfGateway, NativeOperation> = {
  api: NATIVE_API,
  action: 'ListHttpApiOperations',
  writes: false,
  resource: apiArn,
  encode: ({ httpApiId, gatewayId }, page) => ({
    method: 'GET',
    path: pathOf`/v1/http-apis/${httpApiId}/operations`,
    query: pageQuery(page, { gatewayId })
  }),
  pageSize: PAGE_SIZE,
  decode: decodeNativeOperations,
  items: 'operations',
  keyOf: ({ operationId }) => operationId,
  secretsIn: ({ raw }) => secretsOf(raw),
  shareKey: ({ httpApiId, gatewayId = '' }) => `${httpApiId} ${gatewayId}`
}

/** Saves a route, which does not serve traffic until it is deployed. Its field names are those of the write: `backendConfig`, not `backend`. */
const updateHttpApiRoute: WriteOperation<OfRoute & { readonly body: JsonObject }, Accepted> = {
  api: NATIVE_API,
  action: 'UpdateHttpApiRoute',
  writes: true,
  resource: apiArn,
  encode: ({ httpApiId, routeId, body }) => ({
    method: 'PUT',
    path: pathOf`/v1/http-apis/${httpApiId}/routes/${routeId}`,
    body
  }),
  decode: accepted
}

/** Deploys one route as it is saved. */
const deployHttpApi: WriteOperation<OfRoute, Accepted> = {
  api: NATIVE_API,
  action: 'DeployHttpApi',
  writes: true,
  resource: apiArn,
  encode: ({ httpApiId, routeId }) => ({
    method: 'POST',
    path: pathOf`/v1/http-apis/${httpApiId}/deploy`,
    body: { routeId }
  }),
  decode: accepted
}

/** Every operation on services and routes. To add one, add its row. */
export const NATIVE_OPERATIONS = {
  getService,
  updateService,
  listHttpApis,
  getHttpApi,
  listHttpApiRoutes,
  getHttpApiRoute,
  listHttpApiOperations,
  updateHttpApiRoute,
  deployHttpApi
}

function serviceArn(
  { regionId = '*', accountId = '*' }: CallScope,
  { serviceId = '*' }: { readonly serviceId?: string | undefined } = {}
): string {
  return `acs:apig:${regionId}:${accountId}:service/${serviceId}`
}

/** Permissions are per API: a route is not a RAM resource. */
function apiArn(
  { regionId = '*', accountId = '*' }: CallScope,
  { httpApiId = '*' }: { readonly httpApiId?: string | undefined } = {}
): string {
  return `acs:apig:${regionId}:${accountId}:httpapi/${httpApiId}`
}

/** No write of this product returns an operation to follow. */
function accepted(body: Body): Accepted {
  return { requestId: requestIdOf(body), operationId: '' }
}

function pageQuery({ page, size }: PageRequest, { gatewayId }: OfGateway): Record<string, string> {
  return {
    ...(gatewayId === undefined ? {} : { gatewayId }),
    pageNumber: String(page),
    ...(size === undefined ? {} : { pageSize: String(size) })
  }
}

/** Matches all IDs of this product, and nothing that the SDK signs differently from what it sends. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/

/** A path that contains ids. */
function pathOf(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: parts }, ...ids.map(segmentOf))
}

function segmentOf(id: string): string {
  if (ID.test(id)) return encodeURIComponent(id)
  throw new CallError({
    operation: { action: 'a request to Cloud-native API Gateway' },
    fault: 'client',
    code: 'InvalidParameter',
    message: `${JSON.stringify(oneLine(id, 130))} is not a valid ID of Cloud-native API Gateway`,
    ambiguous: false,
    cure: 'Check service-id, http-api-id and route-id: ids consist of letters, digits, ".", "_" and "-".'
  })
}

/** In particular the API keys of model providers, whose field names do not show that they are secret. */
function secretsOfService({ raw }: NativeService): string[] {
  return [
    ...secretsOf(raw),
    ...textsIn(raw['aiServiceConfig'] ?? null),
    ...textsIn(raw['agentServiceConfig'] ?? null)
  ]
}
