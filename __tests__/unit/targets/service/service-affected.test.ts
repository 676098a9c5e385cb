import { describe, expect, test } from '@jest/globals'
import { DeniedReads } from '../../../../src/targets/kind.ts'
import { listUsers } from '../../../../src/targets/service/service.ts'
import { callError } from '../../../support/fake-cloud.ts'
import {
  GATEWAY_ID,
  SERVICE_ID,
  apiEntry,
  denied,
  fakeGateway,
  operationOf,
  routeOf,
  serviceTarget,
  usesOf
} from '../../../support/fake-service.ts'
import type { FakeGateway, Gateway } from '../../../support/fake-service.ts'

const NONE = {}

async function usersOf(seed: Gateway): Promise<{ ids: readonly string[]; gateway: FakeGateway }> {
  const gateway = fakeGateway(seed)
  const users = await listUsers(gateway, serviceTarget(), NONE)
  return { ids: users.map(({ apiId }) => apiId), gateway }
}

test('lists routes that use the service, alone or with others, and their requests', async () => {
  const gateway = fakeGateway({
    apis: [apiEntry('api-1'), apiEntry('api-2')],
    routes: {
      'api-1': [routeOf('hr-1', SERVICE_ID), routeOf('hr-2', 'svc-other')],
      'api-2': [routeOf('hr-3', 'svc-other', SERVICE_ID), routeOf('hr-4')]
    }
  })
  expect(await listUsers(gateway, serviceTarget(), NONE)).toEqual([
    { apiId: 'hr-1', name: 'name of hr-1', group: 'name of api-1', method: 'GET,POST', path: '/hr-1' },
    { apiId: 'hr-3', name: 'name of hr-3', group: 'name of api-2', method: 'GET,POST', path: '/hr-3' }
  ])
  expect(gateway.calls.toSorted()).toEqual([
    'GetService',
    'ListHttpApiRoutes',
    'ListHttpApiRoutes',
    'ListHttpApis'
  ])
})

describe('a Rest API', () => {
  const operations = [
    operationOf('op-own', SERVICE_ID),
    operationOf('op-other', 'svc-other'),
    operationOf('op-inherits')
  ]
  test('with another backend: its operations that override it with this service', async () => {
    const api = apiEntry('api-r', 'Rest', { deployConfigs: [{ serviceConfigs: usesOf('svc-other') }] })
    const { ids, gateway } = await usersOf({ apis: [api], operations: { 'api-r': operations } })
    expect(ids).toEqual(['op-own'])
    // the list had everything
    expect(gateway.calls).not.toContain('GetHttpApi')
  })
  test.each([
    ['deployConfigs', [{ serviceConfigs: usesOf('svc-other', SERVICE_ID) }]],
    ['environments', [{ environmentId: 'env-1', serviceConfigs: usesOf(SERVICE_ID) }]]
  ])('with this service in its %s: includes the operations that inherit it', async (key, value) => {
    const { ids } = await usersOf({
      apis: [apiEntry('api-r', 'Rest', { [key]: value })],
      operations: { 'api-r': operations }
    })
    expect(ids).toEqual(['op-own', 'op-inherits'])
  })
  test('without a backend in the list is read separately', async () => {
    const gateway = fakeGateway({
      apis: [apiEntry('api-r', 'Rest')],
      operations: { 'api-r': operations }
    })
    expect(await listUsers(gateway, serviceTarget(), NONE)).toMatchObject([{ apiId: 'op-own' }])
    expect(gateway.calls).toContain('GetHttpApi')
  })
  test('without an operation is listed itself', async () => {
    const api = apiEntry('api-r', 'Rest', { deployConfigs: [{ serviceConfigs: usesOf(SERVICE_ID) }] })
    const { ids } = await usersOf({ apis: [api] })
    expect(ids).toEqual(['api-r'])
  })
  test('with routes, which it should not have, or whose listing is rejected', async () => {
    const api = apiEntry('api-r', 'Rest', { deployConfigs: [{ serviceConfigs: usesOf('svc-other') }] })
    expect((await usersOf({ apis: [api], routes: { 'api-r': [routeOf('hr-1', SERVICE_ID)] } })).ids).toEqual([
      'hr-1'
    ])
    const refused = { ListHttpApiRoutes: callError('client', { code: 'InvalidParameter.HttpApiType' }) }
    expect(
      (await usersOf({ apis: [api], operations: { 'api-r': operations }, failures: refused })).ids
    ).toEqual(['op-own'])
  })
})

test('omits APIs of another gateway, but not those without a gateway', async () => {
  const routes = { 'api-1': [routeOf('hr-1', SERVICE_ID)], 'api-2': [routeOf('hr-2', SERVICE_ID)] }
  const { ids } = await usersOf({
    apis: [
      apiEntry('api-1', 'Http', { gatewayId: 'gw-other' }),
      apiEntry('api-2', 'Http', { gatewayId: '' })
    ],
    routes
  })
  expect(ids).toEqual(['hr-2'])
})

test('an API that was deleted meanwhile has no routes', async () => {
  const { ids } = await usersOf({
    apis: [apiEntry('api-1'), apiEntry('api-2')],
    routes: { 'api-1': [routeOf('hr-1', SERVICE_ID)], 'api-2': [routeOf('hr-2', SERVICE_ID)] },
    failures: { ListHttpApiRoutes: [callError('client', { code: 'DatabaseError.RecordNotFound' }), null] }
  })
  expect(ids).toEqual(['hr-2'])
})

test('any other failure fails the list, even next to a denial', async () => {
  const failures = {
    ListHttpApiRoutes: [denied('ListHttpApiRoutes'), callError('server', { code: 'Http500' })]
  }
  await expect(usersOf({ apis: [apiEntry('api-1'), apiEntry('api-2')], failures })).rejects.toMatchObject({
    code: 'Http500'
  })
})

describe('denials', () => {
  const many = Array.from({ length: 40 }, (_, index) => apiEntry(`api-${index}`))
  const denialsOf = async (
    seed: Gateway
  ): Promise<{ actions: readonly string[]; resources: readonly string[]; calls: number }> => {
    const gateway = fakeGateway(seed)
    const error: unknown = await listUsers(gateway, serviceTarget(), NONE).catch((reason: unknown) => reason)
    if (!(error instanceof DeniedReads)) throw new Error('no denials')
    return {
      actions: error.denials.map(({ action }) => action),
      resources: error.denials.map(({ operation }) => operation.resource?.({}) ?? ''),
      calls: gateway.calls.length
    }
  }
  test('of every operation are reported together, for all APIs, after one round', async () => {
    const failures = Object.fromEntries(
      ['ListHttpApiRoutes', 'ListHttpApiOperations', 'GetHttpApi'].map(action => [
        action,
        denied(action, 'acs:apig:*:*:httpapi/one')
      ])
    )
    // the Rest API is the last of the list, but still in the first round
    const { actions, resources, calls } = await denialsOf({
      apis: [...many, apiEntry('api-r', 'Rest')],
      failures
    })
    expect(actions).toEqual(['ListHttpApiRoutes', 'ListHttpApiOperations', 'GetHttpApi'])
    expect(new Set(resources)).toEqual(new Set(['acs:apig:*:*:httpapi/*']))
    expect(calls).toBeLessThan(15)
  })
  test('of the list itself', async () => {
    expect((await denialsOf({ failures: { ListHttpApis: denied('ListHttpApis') } })).actions).toEqual([
      'ListHttpApis'
    ])
  })
  test('of the service: the others are detected with one API of each type, and the service is reported elsewhere', async () => {
    const gateway = fakeGateway({ apis: many, failures: { GetService: denied('GetService') } })
    await listUsers(gateway, serviceTarget(), NONE)
    expect(gateway.calls).toEqual(['GetService', 'ListHttpApis', 'ListHttpApiRoutes'])
  })
})

test("uses the service's gateway", async () => {
  const seen: unknown[] = []
  const gateway = fakeGateway({ service: { gatewayId: GATEWAY_ID }, apis: [apiEntry('api-1')] })
  await listUsers(
    {
      ...gateway,
      list: (operation, parameters, options) => {
        seen.push(parameters)
        return gateway.list(operation, parameters, options)
      }
    },
    serviceTarget(),
    NONE
  )
  expect(seen).toEqual([{ gatewayId: GATEWAY_ID }, { httpApiId: 'api-1', gatewayId: GATEWAY_ID }])
})
