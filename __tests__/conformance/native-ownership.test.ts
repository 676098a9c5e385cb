import { describe, expect, test } from '@jest/globals'
import { MARK, NativeOwnership } from '../../conformance/native/ownership.ts'
import type { NativeAction, NativeParameters } from '../../conformance/native/ownership.ts'
import { NotOurs } from '../../conformance/ownership.ts'

const SCOPE = { gatewayId: 'gw-test', httpApiId: 'api-test' }

function ownership() {
  const own = new NativeOwnership(Date.UTC(2026, 10, 24), SCOPE)
  own.created(own.announce('service', 'blue'), 'svc-own')
  own.created(own.announce('route', 'live'), 'hr-own')
  own.created(own.announce('route', 'draft'), 'hr-draft')
  own.check('DeployHttpApi', { ids: { httpApiId: 'api-test' }, body: { routeId: 'hr-own' } })
  return { own, unknown: own.unknownId('svc') }
}

type Case = readonly [NativeAction, NativeParameters]

const { own, unknown } = ownership()
const API = { httpApiId: 'api-test' }
const LIVE = { ...API, routeId: 'hr-own' }
const DRAFT = { ...API, routeId: 'hr-draft' }
const match = { path: { type: 'Prefix', value: `${own.path}live` } }
const backendConfig = { scene: 'SingleService', services: [{ serviceId: 'svc-own' }] }
const foreign = { scene: 'SingleService', services: [{ serviceId: 'svc-shop' }] }

test('names identify the kit and the run', () => {
  expect(own.things[0]?.name).toMatch(/^conformance-kit-20261124-[0-9a-f]{8}-blue$/)
})

describe('sends calls that affect only the kit', () => {
  test.each<Case>([
    ['GetHttpApi', { ids: API }],
    ['GetHttpApi', { ids: { httpApiId: unknown } }],
    ['ListEnvironments', { query: { gatewayId: 'gw-test' } }],
    ['ListServices', { query: { gatewayId: 'gw-test' } }],
    ['ListHttpApiRoutes', { ids: API }],
    ['GetService', { ids: { serviceId: unknown } }],
    ['CreateService', { body: { gatewayId: 'gw-test', serviceConfigs: [{ name: `${own.runName}-blue` }] } }],
    ['CreateHttpApiRoute', { ids: API, body: { name: `${own.runName}-live`, match, backendConfig } }],
    ['UpdateService', { ids: { serviceId: 'svc-own' }, body: { addresses: ['192.0.2.1:80'] } }],
    ['UpdateHttpApiRoute', { ids: LIVE, body: { match, backendConfig } }],
    // it is not live, so that it matches no requests even without its path
    ['UpdateHttpApiRoute', { ids: DRAFT, body: { backendConfig } }],
    ['DeployHttpApi', { ids: API, body: { routeId: 'hr-own' } }],
    ['UndeployHttpApi', { ids: API, body: { routeId: 'hr-own' } }],
    ['DeleteHttpApiRoute', { ids: LIVE }],
    ['DeleteService', { ids: { serviceId: 'svc-own' } }]
  ])('%s %j', (action, parameters) => {
    expect(() => own.check(action, parameters)).not.toThrow()
  })
})

describe('rejects all other calls before they are sent', () => {
  test.each<Case>([
    ['GetHttpApi', { ids: { httpApiId: 'api-shop' } }],
    ['GetService', { ids: { serviceId: 'svc-shop' } }],
    ['GetHttpApiRoute', { ids: { ...API, routeId: 'hr-shop' } }],
    // an ID of the kit's, of another kind
    ['GetService', { ids: { serviceId: 'hr-own' } }],
    ['ListServices', {}],
    ['ListEnvironments', { query: { gatewayId: 'gw-shop' } }],
    ['CreateService', { body: { gatewayId: 'gw-shop', serviceConfigs: [{ name: `${own.runName}-blue` }] } }],
    ['CreateService', { body: { gatewayId: 'gw-test', serviceConfigs: [{ name: 'orders' }] } }],
    ['CreateService', { body: { gatewayId: 'gw-test' } }],
    ['CreateHttpApiRoute', { ids: API, body: { name: 'orders', match, backendConfig } }],
    ['CreateHttpApiRoute', { ids: API, body: { name: `${own.runName}-live`, backendConfig } }],
    [
      'CreateHttpApiRoute',
      { ids: API, body: { name: `${own.runName}-live`, match: { path: { type: 'Prefix', value: '/' } } } }
    ],
    ['UpdateHttpApiRoute', { ids: LIVE, body: { backendConfig } }],
    ['UpdateHttpApiRoute', { ids: DRAFT, body: { match: {}, backendConfig } }],
    ['UpdateHttpApiRoute', { ids: LIVE, body: { match, backendConfig: foreign } }],
    ['UpdateHttpApiRoute', { ids: LIVE, body: { match, backendConfig, domainIds: ['d-shop'] } }],
    ['UpdateHttpApiRoute', { ids: { ...API, routeId: 'hr-shop' }, body: { match, backendConfig } }],
    ['UpdateService', { ids: { serviceId: 'svc-shop' }, body: {} }],
    // without a route, it affects the whole API
    ['DeployHttpApi', { ids: API, body: {} }],
    ['DeployHttpApi', { ids: API, body: { routeId: 'hr-own', restApiConfig: { gatewayId: 'gw-test' } } }],
    ['DeployHttpApi', { ids: API, body: { routeId: 'hr-shop' } }],
    ['UndeployHttpApi', { ids: API }],
    ['DeleteHttpApiRoute', { ids: { ...API, routeId: 'hr-shop' } }],
    ['DeleteService', { ids: { serviceId: 'svc-shop' } }]
  ])('%s %j', (action, parameters) => {
    expect(() => own.check(action, parameters)).toThrow(NotOurs)
  })
})

test('claims what an earlier run created by its name and its description or addresses', () => {
  const later = new NativeOwnership(0, SCOPE)
  const name = 'conformance-kit-20261124-0123abcd-live'
  for (const route of [
    { id: 'hr-1', name, description: 'the orders service' },
    { id: 'hr-1', name: 'conformance-kit-of-ours', description: MARK },
    { id: '', name, description: MARK }
  ]) {
    expect(() => later.claimRoute(route)).toThrow(NotOurs)
  }
  for (const service of [
    { id: 'svc-1', name, addresses: ['192.0.2.1:80', '10.0.0.1:80'] },
    { id: 'svc-1', name, addresses: ['orders.example.com:80'] },
    { id: 'svc-1', name: 'orders', addresses: ['192.0.2.1:80'] }
  ]) {
    expect(() => later.claimService(service)).toThrow(NotOurs)
  }
  expect(later.things).toEqual([])
  later.claimRoute({ id: 'hr-1', name, description: MARK })
  later.claimService({ id: 'svc-1', name, addresses: ['192.0.2.1:80', 'orders.conformance.invalid:8080'] })
  expect(later.things.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['route hr-1', 'service svc-1'])
})
