import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import {
  API,
  BLUE,
  ENVIRONMENT,
  GATEWAY,
  GREEN,
  nativeSeed,
  one,
  REST,
  roa,
  ROUTE,
  sdk,
  whole
} from './apig-support.ts'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { call, send, text } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ seed: nativeSeed() })
})
afterAll(() => emulator.close())

const ROUTES = `/v1/http-apis/${API}/routes`
const data = async (
  action: string,
  path: string,
  options: Parameters<typeof sdk>[3] = {}
): Promise<JsonObject> => (await sdk(emulator, action, path, options))['data'] as JsonObject

test('a response has code Ok, a message, a request ID and data', async () => {
  expect(await sdk(emulator, 'GetService', `/v1/services/${BLUE}`)).toEqual({
    requestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
    code: 'Ok',
    message: 'success',
    data: expect.objectContaining({ serviceId: BLUE })
  })
})

test('GetService', async () => {
  expect(await data('GetService', `/v1/services/${BLUE}`)).toEqual({
    serviceId: BLUE,
    name: 'blue',
    gatewayId: GATEWAY,
    sourceType: 'VIP',
    protocol: 'HTTP',
    addresses: ['10.0.0.1:8080'],
    healthCheck: { enable: true, protocol: 'TCP', interval: 5 },
    aiServiceConfig: { apiKeys: ['very-secret-key'] },
    healthStatus: 'Healthy',
    runtimeDetailStatus: 'Available',
    unhealthyEndpoints: [],
    outlierEndpoints: [],
    createTimestamp: expect.any(Number),
    updateTimestamp: expect.any(Number)
  })
})

test('GetHttpApiRoute has the shape of the documented example', async () => {
  expect(await data('GetHttpApiRoute', `${ROUTES}/${ROUTE}`)).toEqual({
    routeId: ROUTE,
    name: 'orders',
    description: '',
    deployStatus: 'Deployed',
    builtin: 'false',
    match: { path: { type: 'Prefix', value: '/orders' }, methods: ['GET', 'POST'], ignoreUriCase: false },
    backend: {
      scene: 'SingleService',
      services: [{ serviceId: BLUE, name: 'blue', protocol: 'HTTP', port: 8080, weight: 100 }]
    },
    domainInfos: [{ domainId: expect.stringMatching(/^d-/), name: 'api.example.com', protocol: 'HTTP' }],
    environmentInfo: {
      environmentId: ENVIRONMENT,
      name: `default-${GATEWAY}`,
      alias: 'default',
      gatewayInfo: { gatewayId: GATEWAY, name: 'prod', gatewayEdition: 'Professional' },
      subDomains: [
        expect.objectContaining({
          name: `${ENVIRONMENT}-cn-hangzhou.alicloudapi.com`,
          networkType: 'Internet'
        }),
        expect.objectContaining({
          name: `${ENVIRONMENT}-cn-hangzhou-vpc.alicloudapi.com`,
          networkType: 'Intranet'
        })
      ]
    },
    gatewayStatus: { [GATEWAY]: 'Deployed' },
    createTimestamp: expect.any(Number),
    updateTimestamp: expect.any(Number)
  })
})

describe('lists', () => {
  const names = ({ items }: JsonObject) => (items as JsonObject[]).map(({ name }) => name)
  test.each([
    ['ListGateways', '/v1/gateways', {}, ['prod', 'other']],
    ['ListGateways', '/v1/gateways', { name: 'other' }, ['other']],
    ['ListServices', '/v1/services', { gatewayId: GATEWAY }, ['blue', 'green', 'dns', 'function']],
    ['ListServices', '/v1/services', { gatewayId: GATEWAY, name: 'green' }, ['green']],
    ['ListServices', '/v1/services', { sourceTypes: '["DNS","FC3"]' }, ['dns', 'function']],
    ['ListHttpApis', '/v1/http-apis', { gatewayId: GATEWAY }, ['shop', 'catalog']],
    ['ListHttpApis', '/v1/http-apis', { types: 'Rest,AI' }, ['catalog']],
    ['ListHttpApiRoutes', ROUTES, {}, ['orders', 'split']],
    ['ListHttpApiRoutes', ROUTES, { backendServiceName: 'green' }, ['split']],
    ['ListHttpApiRoutes', ROUTES, { nameLike: 'ord', pathLike: '/o' }, ['orders']],
    ['ListHttpApiRoutes', ROUTES, { nameLike: "a b*~'(é)" }, []],
    ['ListHttpApiOperations', `/v1/http-apis/${REST}/operations`, {}, ['list', 'get']],
    ['ListEnvironments', '/v1/environments', { gatewayId: GATEWAY }, [`default-${GATEWAY}`]],
    ['ListDomains', '/v1/domains', { nameLike: 'api' }, ['api.example.com']]
  ])('%s %s %j', async (action, path, query, expected) => {
    expect(names(await data(action, path, { query }))).toEqual(expected)
  })

  test('pages start at 1 and have 10 items by default', async () => {
    const page = await data('ListServices', '/v1/services', { query: { pageSize: '2', pageNumber: '2' } })
    expect(page).toMatchObject({ pageNumber: 2, pageSize: 2, totalSize: 5 })
    expect(names(page)).toEqual(['dns', 'function'])
    expect(await data('ListServices', '/v1/services')).toMatchObject({ pageNumber: 1, pageSize: 10 })
    for (const query of [{ pageSize: '101' }, { pageNumber: '0' }, { pageSize: 'x' }] as Record<
      string,
      string
    >[]) {
      await expect(data('ListServices', '/v1/services', { query })).rejects.toMatchObject({
        code: 'InvalidParameter',
        statusCode: 400
      })
    }
  })

  test("an API's id is in versionedHttpApis", async () => {
    const { items } = await data('ListHttpApis', '/v1/http-apis', { query: { name: 'shop' } })
    expect(items).toEqual([
      {
        name: 'shop',
        type: 'Http',
        gatewayId: GATEWAY,
        versionEnabled: false,
        versionedHttpApis: [expect.objectContaining({ httpApiId: API })]
      }
    ])
  })
})

test('the other reads', async () => {
  expect(await data('GetGateway', `/v1/gateways/${GATEWAY}`)).toMatchObject({
    gatewayId: GATEWAY,
    status: 'Running',
    environments: [{ environmentId: ENVIRONMENT, alias: 'default' }]
  })
  expect(await data('GetHttpApi', `/v1/http-apis/${API}`)).toMatchObject({ httpApiId: API, type: 'Http' })
  expect(await data('GetHttpApi', `/v1/http-apis/${REST}`)).toMatchObject({
    type: 'Rest',
    // the port is a string in environments, and a number in deployConfigs
    environments: [{ deployStatus: 'Deployed', serviceConfigs: [{ serviceId: BLUE, port: '8080' }] }],
    deployConfigs: [{ gatewayId: GATEWAY, serviceConfigs: [{ serviceId: BLUE, port: 8080 }] }]
  })
  expect(await data('GetHttpApiOperation', `/v1/http-apis/${REST}/operations/op-get`)).toMatchObject({
    operationId: 'op-get',
    path: '/items/{id}',
    status: 'Deployed',
    deployConfigs: [{ serviceConfigs: [{ serviceId: GREEN }] }]
  })
  expect(await data('GetEnvironment', `/v1/environments/${ENVIRONMENT}`)).toMatchObject({ default: true })
  const { items } = await data('ListDomains', '/v1/domains')
  const { domainId } = (items as JsonObject[])[0] ?? {}
  expect(await data('GetDomain', `/v1/domains/${text(domainId)}`)).toMatchObject({
    name: 'api.example.com'
  })
})

test('creates, updates, finds and deletes a service', async () => {
  const created = await data('CreateService', '/v1/services', {
    method: 'POST',
    query: { clientToken: 'once' },
    body: {
      gatewayId: GATEWAY,
      sourceType: 'DNS',
      serviceConfigs: [{ name: 'new', addresses: ['a.example:80'] }]
    }
  })
  const [id = ''] = created['serviceIds'] as string[]
  expect(id).toMatch(/^svc-[0-9a-z]{20}$/)
  const path = `/v1/services/${id}`
  const updated = await sdk(emulator, 'UpdateService', path, {
    method: 'PUT',
    body: { addresses: ['b.example:80'] }
  })
  expect(updated).toEqual({ requestId: expect.any(String), code: 'Ok', message: 'success' })
  expect(await data('GetService', path)).toMatchObject({ sourceType: 'DNS', addresses: ['b.example:80'] })
  await sdk(emulator, 'DeleteService', path, { method: 'DELETE' })
  await expect(data('GetService', path)).rejects.toMatchObject({
    code: 'NotFound.ServiceNotFound',
    statusCode: 404
  })
})

test('a client token makes a creation idempotent', async () => {
  const request = {
    method: 'POST',
    query: { clientToken: 'twice' },
    body: {
      gatewayId: GATEWAY,
      sourceType: 'VIP',
      serviceConfigs: [{ name: 'twice', addresses: ['10.0.0.3:80'] }]
    }
  }
  const first = await data('CreateService', '/v1/services', request)
  expect(await data('CreateService', '/v1/services', request)).toEqual(first)
  const other = { ...request, body: { ...request.body, sourceType: 'DNS' } }
  await expect(data('CreateService', '/v1/services', other)).rejects.toMatchObject({
    code: 'IdempotentParameterMismatch'
  })
  const { query: _query, ...without } = request
  await expect(data('CreateService', '/v1/services', without)).rejects.toMatchObject({
    code: 'Conflict.ServiceExisted',
    statusCode: 409
  })
})

test('creates, saves, deploys, undeploys and deletes a route', async () => {
  const { routeId } = await data('CreateHttpApiRoute', ROUTES, {
    method: 'POST',
    body: { name: 'new', match: { path: { type: 'Exact', value: '/new' } }, backendConfig: one(BLUE) }
  })
  const path = `${ROUTES}/${text(routeId)}`
  const status = async () => (await data('GetHttpApiRoute', path))['deployStatus']
  const deploy = (action: string) =>
    sdk(emulator, action, `/v1/http-apis/${API}/${action.startsWith('Un') ? 'undeploy' : 'deploy'}`, {
      method: 'POST',
      body: { routeId }
    })
  expect(await status()).toBe('NotDeployed')
  expect(await deploy('DeployHttpApi')).toMatchObject({ code: 'Ok', data: { httpApiId: API } })
  expect(await status()).toBe('Deployed')
  const route = await data('GetHttpApiRoute', path)
  await sdk(emulator, 'UpdateHttpApiRoute', path, { method: 'PUT', body: whole(route, one(GREEN)) })
  expect(await data('GetHttpApiRoute', path)).toMatchObject({
    deployStatus: 'DeployedWithChanges',
    backend: { services: [{ serviceId: GREEN }] },
    match: route['match']
  })
  await deploy('UndeployHttpApi')
  expect(await status()).toBe('NotDeployed')
  await sdk(emulator, 'DeleteHttpApiRoute', path, { method: 'DELETE' })
  await expect(data('GetHttpApiRoute', path)).rejects.toMatchObject({ code: 'NotFound.RouteNotFound' })
})

describe('errors as the SDK parses them', () => {
  test.each([
    ['GetService', '/v1/services/svc-gone', 'GET', {}, 404, 'NotFound.ServiceNotFound'],
    ['GetGateway', '/v1/gateways/gw-gone', 'GET', {}, 404, 'NotFound.GatewayNotFound'],
    ['GetHttpApi', '/v1/http-apis/api-gone', 'GET', {}, 404, 'DatabaseError.RecordNotFound'],
    ['GetHttpApiRoute', `${ROUTES}/hr-gone`, 'GET', {}, 404, 'NotFound.RouteNotFound'],
    ['GetEnvironment', '/v1/environments/env-gone', 'GET', {}, 404, 'NotFound.EnvironmentNotFound'],
    ['GetDomain', '/v1/domains/d-gone', 'GET', {}, 404, 'NotFound.DomainNotFound'],
    [
      'GetHttpApiOperation',
      `/v1/http-apis/${REST}/operations/op-gone`,
      'GET',
      {},
      404,
      'NotFound.OperationNotFound'
    ],
    ['UpdateService', `/v1/services/${BLUE}`, 'PUT', { addresses: ['no port'] }, 400, 'InvalidParameter'],
    [
      'UpdateService',
      `/v1/services/${BLUE}`,
      'PUT',
      { addresses: ['a.example:80'] },
      400,
      'InvalidParameter'
    ],
    ['UpdateService', `/v1/services/${BLUE}`, 'PUT', { addresses: [] }, 400, 'InvalidParameter'],
    ['UpdateHttpApiRoute', `${ROUTES}/${ROUTE}`, 'PUT', {}, 400, 'InvalidParameter.IsEmpty'],
    [
      'UpdateHttpApiRoute',
      `${ROUTES}/${ROUTE}`,
      'PUT',
      { backendConfig: one('svc-gone') },
      404,
      'NotFound.ServiceNotFound'
    ],
    ['DeployHttpApi', `/v1/http-apis/${API}/deploy`, 'POST', {}, 400, 'InvalidParameter.IsEmpty'],
    [
      'DeployHttpApi',
      `/v1/http-apis/${API}/deploy`,
      'POST',
      { routeId: 'hr-gone' },
      404,
      'NotFound.RouteNotFound'
    ],
    ['DeleteService', `/v1/services/${BLUE}`, 'DELETE', undefined, 409, 'Conflict.ServiceInUse']
  ])('%s %s %s %j', async (action, path, method, body, statusCode, code) => {
    const options = { method, ...(method === 'GET' || body === undefined ? {} : { body }) }
    await expect(sdk(emulator, action, path, options)).rejects.toMatchObject({
      statusCode,
      code,
      data: { requestId: expect.stringMatching(/^[0-9A-F-]{36}$/), code, message: expect.any(String) }
    })
  })

  test.each([
    ['a wrong secret', { accessKeyId: 'root', accessKeySecret: 'guess' }, 400, 'SignatureDoesNotMatch'],
    [
      'an unknown key',
      { accessKeyId: 'nobody', accessKeySecret: 'guess' },
      404,
      'InvalidAccessKeyId.NotFound'
    ],
    ['no permission', { accessKeyId: 'reader', accessKeySecret: 'reader-secret' }, 403, 'NoPermission']
  ])('front door errors have capitalized fields: %s', async (_, keys, statusCode, code) => {
    const options = { method: 'PUT', body: { addresses: ['10.0.0.1:8080'] }, keys }
    await expect(sdk(emulator, 'UpdateService', `/v1/services/${BLUE}`, options)).rejects.toMatchObject({
      statusCode,
      code,
      data: { RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/), Code: code, HostId: emulator.endpoint },
      ...(code === 'NoPermission'
        ? { accessDeniedDetail: { AuthAction: 'apig:UpdateService', NoPermissionType: 'ImplicitDeny' } }
        : {})
    })
  })

  test('permissions apply to one service, or to an API with all its routes', async () => {
    const keys = { accessKeyId: 'deployer', accessKeySecret: 'deployer-secret' }
    const get = (id: string) => sdk(emulator, 'GetService', `/v1/services/${id}`, { keys })
    expect(await get(BLUE)).toMatchObject({ code: 'Ok' })
    await expect(get(GREEN)).rejects.toMatchObject({ code: 'NoPermission' })
    await expect(sdk(emulator, 'ListServices', '/v1/services', { keys })).rejects.toMatchObject({
      accessDeniedDetail: { AuthAction: 'apig:ListServices' }
    })
  })

  test("another account's resources do not exist for the caller", async () => {
    const keys = { accessKeyId: 'stranger', accessKeySecret: 'stranger-secret' }
    await expect(sdk(emulator, 'GetService', `/v1/services/${BLUE}`, { keys })).rejects.toMatchObject({
      code: 'NotFound.ServiceNotFound'
    })
    expect(await data('ListGateways', '/v1/gateways', { keys })).toMatchObject({ totalSize: 0 })
  })
})

describe('on the wire', () => {
  test.each([
    ['an unknown path', { path: '/v1/nothing', action: 'GetNothing' }],
    ['an unsupported method', { path: '/v1/services', action: 'ListServices', method: 'PATCH' }],
    ['a path without its ID', { path: '/v1/services/', action: 'GetService' }],
    ['an action that belongs to another path', { path: '/v1/services', action: 'ListGateways' }]
  ])('%s: 404 InvalidAction.NotFound', async (_, request) => {
    const response = await roa(emulator, request)
    expect([response.status, JSON.parse(response.text)]).toMatchObject([
      404,
      { Code: 'InvalidAction.NotFound' }
    ])
  })

  test.each(['{', '[]', '"text"', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`])(
    'rejects a body that is not a JSON object: %j',
    async body => {
      const request = { path: `/v1/services/${BLUE}`, action: 'UpdateService', method: 'PUT', body }
      const response = await roa(emulator, request)
      expect([response.status, JSON.parse(response.text)]).toMatchObject([400, { code: 'InvalidParameter' }])
    }
  )

  test('rejects a modified body, path or query', async () => {
    const { headers, url } = await captured()
    const other = await send(`http://${emulator.endpoint}${url.replace('pageSize=1', 'pageSize=2')}`, {
      headers
    })
    expect(JSON.parse(other.text)).toMatchObject({ Code: 'SignatureDoesNotMatch' })
  })

  async function captured(): Promise<{ headers: Record<string, string>; url: string }> {
    await sdk(emulator, 'ListServices', '/v1/services', { query: { pageSize: '1' } })
    const last = emulator.requests.at(-1)
    return { headers: last?.headers as Record<string, string>, url: last?.url ?? '' }
  }

  test('logs the IDs of path and body', async () => {
    await sdk(emulator, 'DeployHttpApi', `/v1/http-apis/${API}/deploy`, {
      method: 'POST',
      body: { routeId: ROUTE }
    })
    expect(emulator.requests.at(-1)).toMatchObject({
      action: 'DeployHttpApi',
      method: 'POST',
      params: { httpApiId: API, routeId: ROUTE },
      body: { routeId: ROUTE },
      status: 200
    })
  })

  test('serves the traditional product on the same port', async () => {
    expect((await call(emulator, 'DescribeBackendList', {})).status).toBe(200)
  })
})
