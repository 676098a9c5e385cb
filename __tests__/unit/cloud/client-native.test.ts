import { expect, test } from '@jest/globals'
import { createReader } from '../../../src/cloud/client.ts'
import { connect } from '../../../src/cloud/connect.ts'
import { NATIVE_API, NATIVE_OPERATIONS } from '../../../src/cloud/native-operations.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import type { RoaRequest } from '../../../src/cloud/operation.ts'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createSender } from '../../../src/cloud/sdk.ts'
import { createWriter } from '../../../src/cloud/writer.ts'
import { staticCredentials } from '../../../src/credentials/keys.ts'
import { createExchange } from '../../../src/runtime/http.ts'
import { isSigned, signatureOf, withRequests } from '../../support/acs3.ts'
import type { RawRequest } from '../../support/acs3.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { ROUTE, SERVICE, responseBody } from '../../support/native.ts'

const SECRET = 'testsecret'
const KEYS = { accessKeyId: 'testid', accessKeySecret: SECRET }
const TEMPORARY = { ...KEYS, securityToken: 'testtoken' }
const ROUTE_BODY = {
  backendConfig: {
    scene: 'MultiServiceByRatio',
    services: [
      { serviceId: 'svc-a', weight: 90 },
      { serviceId: 'svc-b', weight: 10 }
    ]
  },
  description: 'é'
}
const PUT = { method: 'PUT', path: '/v1/http-apis/api-1/routes/hr-1', body: ROUTE_BODY } as const
const LIST = {
  method: 'GET',
  path: '/v1/http-apis/api-1/routes',
  query: { pageNumber: '1', pageSize: '100', nameLike: "a b*~'(é)" }
} as const
/** RFC 3986, as in the signature. */
const LIST_TARGET = '/v1/http-apis/api-1/routes?nameLike=a%20b%2A~%27%28%C3%A9%29&pageNumber=1&pageSize=100'

/** A request with the headers of a test vector. */
function vector(
  method: string,
  target: string,
  action: string,
  json: object | undefined,
  more: Record<string, string> = {}
): RawRequest {
  const body = Buffer.from(json === undefined ? '' : JSON.stringify(json))
  const hash =
    json === undefined
      ? 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
      : '0f6b37a6e9b86636fe68c94172748a6e53f71fb503eb9a35cb56be261b057b9b'
  const headers = new Map([
    ['host', 'apig.cn-hangzhou.aliyuncs.com'],
    ['x-acs-version', '2024-03-27'],
    ['x-acs-action', action],
    ['x-acs-date', '2026-01-02T03:04:05Z'],
    ['x-acs-signature-nonce', '0123456789abcdef0123456789abcdef'],
    ['x-acs-content-sha256', hash],
    ...(json === undefined ? [] : [['content-type', 'application/json; charset=utf-8'] as const]),
    ...Object.entries(more)
  ])
  return { method, target, headers, body }
}

const TOKEN_HEADERS = {
  'x-acs-accesskey-id': 'testid',
  'x-acs-security-token': 'testtoken',
  'x-acs-credentials-provider': 'static_sts'
}

test.each<[string, RawRequest, string, string]>([
  [
    'a body',
    vector('PUT', PUT.path, 'UpdateHttpApiRoute', ROUTE_BODY),
    '12357c27d58aac4cf876593bf62e117b87cf7d517bec4d2aaa0bb920b51eed50',
    '7689c9669f2ebef20460f19b0d3fd3909429a9f653d72c2c268314f373cd01e1'
  ],
  [
    'a security token',
    vector('PUT', PUT.path, 'UpdateHttpApiRoute', ROUTE_BODY, TOKEN_HEADERS),
    '087cd15ed848e254829dfec8253b4189e09d4276b6f13f5d5f72435fc36b9486',
    '691c9e4b1378fd66bc40cd1a7cc88f79e0c0bcf08d908e04529958441abf68ef'
  ],
  [
    'a query',
    vector('GET', LIST_TARGET, 'ListHttpApiRoutes', undefined),
    '0062111cd618943012070ac42c434e2341974ff53a709f237e223ae777f709f8',
    '493bbd517768274cd91f9e9f960bd646fec4ef8bd0bd3547ebc200a1a0d4a42c'
  ]
])('the reference signature matches the test vector: %s', (_, request, canonicalHash, signature) => {
  expect(signatureOf(request, [...request.headers.keys()].sort(), SECRET)).toEqual({
    canonicalHash,
    signature
  })
})

/** Sends one call and returns the raw request. */
function sentRequest(action: string, request: RoaRequest, keys = KEYS): Promise<RawRequest> {
  return withRequests([{ body: responseBody() }], async (endpoint, requests) => {
    const send = createSender(endpoint, {
      credentials: staticCredentials(keys, 'the test'),
      exchange: createExchange({ proxyFor: () => undefined }),
      userAgent: 'test'
    })
    await send({ api: NATIVE_API, action, request, timeoutMs: 60_000 })
    expect(requests).toHaveLength(1)
    const [request_] = requests
    if (request_ === undefined) throw new Error('nothing left')
    return request_
  })
}

test.each<[string, string, RoaRequest, typeof KEYS, Partial<RawRequest>]>([
  [
    'a PUT',
    'UpdateHttpApiRoute',
    PUT,
    KEYS,
    { method: 'PUT', target: PUT.path, body: Buffer.from(JSON.stringify(ROUTE_BODY)) }
  ],
  ['a PUT with a security token', 'UpdateHttpApiRoute', PUT, TEMPORARY, { method: 'PUT' }],
  ['a GET with a query', 'ListHttpApiRoutes', LIST, KEYS, { method: 'GET', body: Buffer.alloc(0) }],
  [
    'a GET without a query',
    'GetService',
    { method: 'GET', path: '/v1/services/svc-a' },
    TEMPORARY,
    { method: 'GET', target: '/v1/services/svc-a', body: Buffer.alloc(0) }
  ],
  [
    'a POST without a body',
    'DeployHttpApi',
    { method: 'POST', path: '/v1/http-apis/api-1/deploy' },
    KEYS,
    { method: 'POST', target: '/v1/http-apis/api-1/deploy', body: Buffer.alloc(0) }
  ]
])('%s is signed as it is sent', async (_, action, request, keys, expected) => {
  const left = await sentRequest(action, request, keys)
  expect(left).toMatchObject(expected)
  expect(isSigned(left, SECRET)).toBe(true)
  expect(isSigned(left, 'another secret')).toBe(false)
  const headers = Object.fromEntries(left.headers)
  expect(headers).toMatchObject({ 'x-acs-version': '2024-03-27', 'x-acs-action': action })
  expect(headers['content-type']).toBe(
    request.body === undefined ? undefined : 'application/json; charset=utf-8'
  )
  // a server may wait for an announced body, and reject a POST that announces none
  expect(headers['content-length']).toBe(request.method === 'GET' ? undefined : String(left.body.length))
  expect(headers['transfer-encoding']).toBeUndefined()
  expect(headers['x-acs-security-token']).toBe(keys === TEMPORARY ? 'testtoken' : undefined)
})

test('a query is sent as it is signed, with spaces as %20', async () => {
  const { target } = await sentRequest('ListHttpApiRoutes', LIST)
  expect(target.split('?')[1]?.split('&').sort().join('&')).toBe(LIST_TARGET.split('?')[1])
})

/** A reader and a writer of a service that returns these responses in order. */
function withClient<T>(
  responses: readonly { readonly status?: number; readonly body: string }[],
  use: (
    cloud: ReturnType<typeof createReader> & ReturnType<typeof createWriter>,
    requests: readonly RawRequest[]
  ) => Promise<T>
): Promise<T> {
  return withRequests(responses, (endpoint, requests) => {
    const clock = new FakeClock()
    const client = connect(
      {
        endpoint,
        credentials: staticCredentials(KEYS, 'the test'),
        proxyFor: () => undefined,
        requestTimeoutMs: 60_000,
        maxAttempts: 1
      },
      { clock, log: createMemoryLog(), rateLimiter: createRateLimiter(clock) }
    )
    return use({ ...createReader(client), ...createWriter(client) }, requests)
  })
}

const lineOf = ({ method, target, body }: RawRequest): string =>
  `${method} ${target}${body.length === 0 ? '' : ` ${body.toString()}`}`

test('one client calls two products, each in its own style and version', () =>
  withClient(
    [
      { body: responseBody(SERVICE) },
      { body: JSON.stringify({ RequestId: 'R', BackendInfo: { BackendId: 'b' } }) },
      { body: responseBody(SERVICE) }
    ],
    async (cloud, requests) => {
      await cloud.read(NATIVE_OPERATIONS.getService, { serviceId: 'svc-a' })
      await cloud.read(OPERATIONS.describeBackend, 'b')
      await cloud.read(NATIVE_OPERATIONS.getService, { serviceId: 'svc-b' })
      expect(requests.map(lineOf)).toEqual([
        'GET /v1/services/svc-a',
        'POST / BackendId=b',
        'GET /v1/services/svc-b'
      ])
      expect(requests.map(({ headers }) => headers.get('x-acs-version'))).toEqual([
        '2024-03-27',
        '2016-07-14',
        '2024-03-27'
      ])
      expect(requests.map(request => isSigned(request, SECRET))).toEqual([true, true, true])
    }
  ))

test('every operation is sent with its method, path and body, signed', () =>
  withClient(
    [
      { body: responseBody(SERVICE) },
      { body: responseBody(ROUTE) },
      { body: responseBody({ httpApiId: 'api-1' }) },
      { body: responseBody() }
    ],
    async (cloud, requests) => {
      const route = { httpApiId: 'api-1', routeId: 'hr-1' }
      await cloud.read(NATIVE_OPERATIONS.getService, { serviceId: 'svc-1' })
      await cloud.read(NATIVE_OPERATIONS.getHttpApiRoute, route)
      await cloud.read(NATIVE_OPERATIONS.getHttpApi, { httpApiId: 'api-1' })
      expect(
        await cloud.write(NATIVE_OPERATIONS.updateService, {
          serviceId: 'svc-1',
          body: { addresses: ['10.0.0.2:80'] }
        })
      ).toEqual({ requestId: 'R', operationId: '' })
      await cloud.write(NATIVE_OPERATIONS.updateHttpApiRoute, { ...route, body: { description: 'ü' } })
      await cloud.write(NATIVE_OPERATIONS.deployHttpApi, route)
      expect(requests.map(lineOf)).toEqual([
        'GET /v1/services/svc-1',
        'GET /v1/http-apis/api-1/routes/hr-1',
        'GET /v1/http-apis/api-1',
        'PUT /v1/services/svc-1 {"addresses":["10.0.0.2:80"]}',
        'PUT /v1/http-apis/api-1/routes/hr-1 {"description":"ü"}',
        'POST /v1/http-apis/api-1/deploy {"routeId":"hr-1"}'
      ])
      expect(requests.every(request => isSigned(request, SECRET))).toBe(true)
    }
  ))

const page = (ids: readonly string[], key: string, totalSize: number | string, more: object = {}): string =>
  responseBody({ items: ids.map(id => ({ [key]: id, ...more })), pageNumber: 1, pageSize: 100, totalSize })

test('lists are read page by page, for one gateway if set', () =>
  withClient(
    [
      { body: page(['hr-1', 'hr-2'], 'routeId', 3) },
      { body: page(['hr-3'], 'routeId', '3') },
      { body: page(['op-1'], 'operationId', 1) },
      {
        body: responseBody({
          items: [{ name: 'a', versionedHttpApis: [{ httpApiId: 'api-1' }] }],
          totalSize: 1
        })
      }
    ],
    async (cloud, requests) => {
      const routes = await cloud.list(NATIVE_OPERATIONS.listHttpApiRoutes, {
        httpApiId: 'api-1',
        gatewayId: 'gw-1'
      })
      const operations = await cloud.list(NATIVE_OPERATIONS.listHttpApiOperations, { httpApiId: 'api-1' })
      const apis = await cloud.list(NATIVE_OPERATIONS.listHttpApis, { gatewayId: 'gw-1' })
      expect(routes.map(({ routeId }) => routeId)).toEqual(['hr-1', 'hr-2', 'hr-3'])
      expect(operations.map(({ operationId }) => operationId)).toEqual(['op-1'])
      expect(apis.map(({ versions }) => versions.map(({ httpApiId }) => httpApiId))).toEqual([['api-1']])
      expect(requests.map(lineOf)).toEqual([
        'GET /v1/http-apis/api-1/routes?gatewayId=gw-1&pageNumber=1&pageSize=100',
        'GET /v1/http-apis/api-1/routes?gatewayId=gw-1&pageNumber=2&pageSize=100',
        'GET /v1/http-apis/api-1/operations?pageNumber=1&pageSize=100',
        'GET /v1/http-apis?gatewayId=gw-1&pageNumber=1&pageSize=100'
      ])
    }
  ))

test('a list that does not match its count in two readings is incomplete', () =>
  withClient([{ body: page(['hr-1'], 'routeId', 2) }], async (cloud, requests) => {
    await expect(
      cloud.list(NATIVE_OPERATIONS.listHttpApiRoutes, { httpApiId: 'api-1' })
    ).rejects.toMatchObject({
      code: 'IncompleteList',
      atLeast: 2,
      message: 'ListHttpApiRoutes reports 2 routes but lists 1 on 2 pages'
    })
    expect(requests).toHaveLength(4)
  }))

test.each(['', 'x', '../services', 'a/b', 'a b', 'a%2Fb', '.hidden', 'a?b', 'a#b', 'é1', 'a'.repeat(129)])(
  'nothing is sent for the ID %j',
  id =>
    withClient([{ body: responseBody(SERVICE) }], async (cloud, requests) => {
      const refused = { code: 'InvalidParameter', fault: 'client', ambiguous: false }
      const route = { httpApiId: 'api-1', routeId: id }
      await expect(cloud.read(NATIVE_OPERATIONS.getService, { serviceId: id })).rejects.toMatchObject(refused)
      await expect(cloud.list(NATIVE_OPERATIONS.listHttpApiRoutes, { httpApiId: id })).rejects.toMatchObject(
        refused
      )
      await expect(
        cloud.write(NATIVE_OPERATIONS.updateHttpApiRoute, { ...route, body: {} })
      ).rejects.toMatchObject(refused)
      expect(requests).toEqual([])
    })
)
