import { describe, expect, test } from '@jest/globals'
import {
  decodeApi,
  decodeNativeApis,
  decodeNativeOperations,
  decodeRoute,
  decodeRoutes,
  decodeService
} from '../../../src/cloud/native-decode.ts'
import { ROUTE, SERVICE } from '../../support/native.ts'

const of = (data: unknown) => ({ requestId: 'R', code: 'Ok', data })

describe('a service', () => {
  test('as documented', () => {
    expect(decodeService(of(SERVICE))).toEqual({
      serviceId: 'svc-cr6pk4tlhtgm58e0',
      name: 'orders-blue',
      gatewayId: 'gw-cqoohqtlh0',
      sourceType: 'VIP',
      protocol: 'HTTP',
      addresses: ['10.0.0.1:8080'],
      healthStatus: 'Healthy',
      raw: SERVICE
    })
  })
  test('with only its ID', () => {
    expect(decodeService(of({ serviceId: 'svc-a', addresses: null }))).toEqual({
      serviceId: 'svc-a',
      name: '',
      gatewayId: '',
      sourceType: '',
      protocol: '',
      addresses: [],
      healthStatus: '',
      raw: { serviceId: 'svc-a', addresses: null }
    })
  })
})

describe('a route', () => {
  test('as documented', () => {
    expect(decodeRoute(of(ROUTE))).toEqual({
      routeId: 'hr-crf5l7tlhtgp91tabcd0',
      name: 'orders',
      description: 'by hand',
      deployStatus: 'Deployed',
      isBuiltin: false,
      hasMcpServer: false,
      scene: 'SingleService',
      services: [
        {
          serviceId: 'svc-cr6pk4tlhtgm58e0',
          name: 'orders-blue',
          protocol: 'HTTP',
          port: 8080,
          version: 'v1',
          weight: 100
        }
      ],
      environmentId: 'env-crhq1u5lhtgju0',
      gatewayId: 'gw-cqoohqtlh0',
      domainIds: ['d-cr3v7dllhtgi9s0'],
      match: ROUTE.match,
      updateTimestamp: 1726819895636,
      raw: ROUTE
    })
  })
  test('with only its ID', () => {
    expect(decodeRoute(of({ routeId: 'hr-a' }))).toEqual({
      routeId: 'hr-a',
      name: '',
      description: '',
      deployStatus: '',
      isBuiltin: false,
      hasMcpServer: false,
      scene: '',
      services: [],
      environmentId: '',
      gatewayId: '',
      domainIds: [],
      match: undefined,
      updateTimestamp: undefined,
      raw: { routeId: 'hr-a' }
    })
  })
  test.each([
    ['true', true],
    ['True', true],
    [true, true],
    ['false', false],
    [false, false],
    ['', false],
    [null, false],
    [undefined, false]
  ])('builtin %j: %s', (builtin, isBuiltin) => {
    expect(decodeRoute(of({ ...ROUTE, builtin }))).toMatchObject({ isBuiltin })
  })
  test.each([
    [{ mcpServerConfig: 'x' }, true],
    [{}, false],
    [null, false],
    ['', false],
    [undefined, false]
  ])('mcpServerInfo %j: an MCP server %s', (mcpServerInfo, hasMcpServer) => {
    expect(decodeRoute(of({ ...ROUTE, mcpServerInfo }))).toMatchObject({ hasMcpServer })
  })
  test.each([
    ['8080', 8080],
    [8080, 8080],
    [0, 0],
    ['', undefined],
    [null, undefined],
    ['http', undefined]
  ])('a port and a weight of %j is %s', (text, number) => {
    const services = [{ serviceId: 'svc-a', port: text, weight: text }]
    expect(decodeRoute(of({ ...ROUTE, backend: { scene: 'Single', services } }))).toMatchObject({
      scene: 'Single',
      services: [{ serviceId: 'svc-a', port: number, weight: number }]
    })
  })
  test('names are single-line; values that are compared or sent back are kept unchanged', () => {
    const hostile = 'a\n::error::b'
    const match = { path: { type: 'Exact', value: hostile } }
    const data = { ...ROUTE, name: hostile, deployStatus: hostile, description: hostile, match }
    expect(decodeRoute(of(data))).toMatchObject({
      name: 'a ::error::b',
      deployStatus: 'a ::error::b',
      description: hostile,
      match
    })
  })
})

describe('a response without its required fields is rejected', () => {
  test.each([
    undefined,
    null,
    [],
    'text',
    {},
    { serviceId: '', routeId: '', httpApiId: '' },
    { routeId: null },
    { items: {} },
    { totalSize: 1 }
  ])('%j', data => {
    for (const decode of [
      decodeService,
      decodeRoute,
      decodeRoutes,
      decodeApi,
      decodeNativeApis,
      decodeNativeOperations
    ]) {
      expect(decode(of(data))).toBeUndefined()
    }
  })
})

// read without it, the target would be restored or sent back without it
describe('a response whose form hides what a write sends back is rejected', () => {
  test.each([
    ['addresses as one text', '10.0.0.1:8080,10.0.0.2:8080'],
    ['addresses as a mapping', { 0: '10.0.0.1:8080' }],
    ['an address as a mapping', ['10.0.0.1:8080', { address: '10.0.0.2:8080' }]],
    ['an address that is null', ['10.0.0.1:8080', null]]
  ])('%s', (_form, addresses) => {
    expect(decodeService(of({ ...SERVICE, addresses }))).toBeUndefined()
  })
  test.each([
    ['a backend as text', { backend: JSON.stringify(ROUTE.backend) }],
    ['a list of backends', { backend: [ROUTE.backend] }],
    ['services as text', { backend: { ...ROUTE.backend, services: JSON.stringify(ROUTE.backend.services) } }],
    ['a service as text', { backend: { ...ROUTE.backend, services: [...ROUTE.backend.services, 'svc-b'] } }],
    ['a match as text', { match: JSON.stringify(ROUTE.match) }],
    ['domains as a mapping', { domainInfos: { 0: ROUTE.domainInfos[0] } }],
    ['a domain as text', { domainInfos: [...ROUTE.domainInfos, 'd-2'] }],
    ['a domain without an ID', { domainInfos: [...ROUTE.domainInfos, { name: 'b.example.com' }] }]
  ])('%s', (_form, fields) => {
    expect(decodeRoute(of({ ...ROUTE, ...fields }))).toBeUndefined()
  })
  test.each([null, ''])('%j is an absent field', nothing => {
    expect(decodeService(of({ ...SERVICE, addresses: nothing }))).toMatchObject({ addresses: [] })
    const fields = { backend: { scene: 'Mock', services: nothing }, match: nothing, domainInfos: nothing }
    expect(decodeRoute(of({ ...ROUTE, ...fields }))).toMatchObject({
      scene: 'Mock',
      services: [],
      match: undefined,
      domainIds: []
    })
  })
})

describe('a list', () => {
  test.each([
    [{ items: [], totalSize: 0 }, 0],
    [{ totalSize: 0 }, 0],
    [{ totalSize: '0', items: null }, 0],
    [{ items: [] }, undefined]
  ])('%j is empty', (data, totalCount) => {
    for (const decode of [decodeRoutes, decodeNativeApis, decodeNativeOperations]) {
      expect(decode(of(data))).toEqual({ items: [], totalCount })
    }
  })
  test('invalid items are left out, so that the list does not match its count', () => {
    const items = [ROUTE, 'text', null, {}, { routeId: '' }]
    const page = decodeRoutes(of({ items, totalSize: 5 }))
    expect(page?.items.map(({ routeId }) => routeId)).toEqual([ROUTE.routeId])
    expect(page?.totalCount).toBe(5)
  })
})

const USE = { serviceId: 'svc-a', name: 's', protocol: 'HTTP', port: 8080, version: '', weight: 100 }

test('an API has the services that its operations inherit, from either place', () => {
  const serviceConfigs = [{ serviceId: 'svc-a', name: 's', protocol: 'HTTP', port: '8080', weight: 100 }]
  const data = {
    httpApiId: 'api-1',
    name: 'shop',
    type: 'Rest',
    gatewayId: 'gw-1',
    deployConfigs: [{ serviceConfigs }, {}],
    environments: [{ serviceConfigs: [{ ...serviceConfigs[0], serviceId: 'svc-b' }] }, null]
  }
  expect(decodeApi(of(data))).toEqual({
    httpApiId: 'api-1',
    name: 'shop',
    type: 'Rest',
    gatewayId: 'gw-1',
    services: [USE, { ...USE, serviceId: 'svc-b' }],
    raw: data
  })
})

test('a list of APIs has the IDs of the versions, which inherit the other fields', () => {
  const items = [
    {
      name: 'shop',
      type: 'Rest',
      gatewayId: 'gw-1',
      versionedHttpApis: [{ httpApiId: 'api-1' }, { httpApiId: 'api-2', gatewayId: 'gw-2' }, {}]
    },
    { name: 'plain', type: 'Http', httpApiId: 'api-3' }
  ]
  const page = decodeNativeApis(of({ items, totalSize: 2 }))
  expect(page?.totalCount).toBe(2)
  expect(page?.items).toMatchObject([
    {
      name: 'shop',
      versions: [
        { httpApiId: 'api-1', name: 'shop', type: 'Rest', gatewayId: 'gw-1' },
        { httpApiId: 'api-2', name: 'shop', type: 'Rest', gatewayId: 'gw-2' }
      ]
    },
    { name: 'plain', versions: [{ httpApiId: 'api-3', name: 'plain', type: 'Http' }] }
  ])
})

test('an operation with and one without its own services', () => {
  const own = {
    operationId: 'op-1',
    name: 'getOrder',
    method: 'GET',
    path: '/orders/{id}',
    status: 'Deployed',
    deployConfigs: [{ serviceConfigs: [{ serviceId: 'svc-a' }] }]
  }
  const page = decodeNativeOperations(of({ items: [own, { operationId: 'op-2' }], totalSize: 2 }))
  expect(page?.items).toEqual([
    {
      operationId: 'op-1',
      name: 'getOrder',
      method: 'GET',
      path: '/orders/{id}',
      status: 'Deployed',
      services: [{ serviceId: 'svc-a', name: '', protocol: '', version: '' }],
      raw: own
    },
    {
      operationId: 'op-2',
      name: '',
      method: '',
      path: '',
      status: '',
      services: [],
      raw: { operationId: 'op-2' }
    }
  ])
})
