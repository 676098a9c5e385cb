import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { Steering, SteeringError } from '../../emulator/steering/steering.ts'
import { API, BLUE, GREEN, nativeSeed, one, ROUTE, sdk } from './apig-support.ts'

let emulator: Emulator
let steering: Steering
beforeEach(async () => {
  emulator = await startEmulator({ seed: nativeSeed() })
  steering = new Steering(emulator)
})
afterEach(() => emulator.close())

const run = (request: object) => steering.run(JSON.stringify(request))
const failuresOf = (request: object) => run(request).failures
function problemsOf(request: object): readonly string[] {
  try {
    run(request)
  } catch (thrown) {
    if (thrown instanceof SteeringError) return thrown.problems
    throw thrown
  }
  return []
}

const GREEN_ADDRESSES = { addresses: ['10.0.0.5:80'] }
const updateGreen = () =>
  sdk(emulator, 'UpdateService', `/v1/services/${GREEN}`, { method: 'PUT', body: GREEN_ADDRESSES })
const save = () =>
  sdk(emulator, 'UpdateHttpApiRoute', `/v1/http-apis/${API}/routes/${ROUTE}`, {
    method: 'PUT',
    body: { backendConfig: one(GREEN) }
  })
const deploy = () =>
  sdk(emulator, 'DeployHttpApi', `/v1/http-apis/${API}/deploy`, { method: 'POST', body: { routeId: ROUTE } })

// with insignificant fields that reads add
const BLUE_BACKEND = {
  scene: 'SingleService',
  services: [{ serviceId: BLUE, name: 'blue', port: 8080, protocol: 'HTTP', weight: 100 }]
}

test('counts writes to services and saved routes; only services and deployed routes move', async () => {
  await updateGreen()
  await save()
  const saved = {
    requests: { UpdateService: 1, 'Update*': 2, DeployHttpApi: 0 },
    writes: {
      'service/green': 1,
      [`service/${BLUE}`]: 0,
      'route/shop/orders': 1,
      [`route/${ROUTE}`]: 1,
      'route/split': 0
    },
    definitions: { 'service/green': GREEN_ADDRESSES, 'route/shop/orders': one(GREEN) },
    'in-effect': { 'service/green': GREEN_ADDRESSES, 'route/orders': BLUE_BACKEND },
    moved: ['service/green']
  }
  expect(failuresOf(saved)).toEqual([])
  expect(failuresOf({ writes: 2 })).toEqual([])
  await deploy()
  expect(
    failuresOf({
      since: 'previous',
      requests: { DeployHttpApi: 1 },
      writes: 0,
      moved: ['route/shop/orders'],
      'in-effect': { 'route/shop/orders': one(GREEN) }
    })
  ).toEqual([])
})

test('reports one line per difference', async () => {
  await updateGreen()
  expect(
    failuresOf({
      requests: { UpdateService: 0 },
      writes: 0,
      definitions: { 'service/green': { addresses: [] } },
      'in-effect': { 'route/shop/orders': one(GREEN) },
      moved: []
    })
  ).toEqual([
    `requests UpdateService: expected 0, found 1 (UpdateService ${GREEN} -> 200)`,
    'writes: expected 0, found 1 (service/green by root)',
    'definition service/green: addresses: expected [], found ["10.0.0.5:80"]',
    `in effect route/shop/orders: services: expected [{"serviceId":"${GREEN}","port":8080}], found [{"serviceId":"${BLUE}","port":8080}]`,
    'moved: expected none, found service/green'
  ])
})

test('rejects unknown services and routes', () => {
  expect(
    problemsOf({ writes: { 'service/gone': 1, 'route/shop/gone': 1, 'route/catalog/orders': 1 } })
  ).toEqual([
    'writes.service/gone refers to service "gone", which does not exist; must be one of blue, green, dns, function, elsewhere',
    'writes.route/shop/gone refers to route "gone", which does not exist; must be one of orders, split',
    'writes.route/catalog/orders refers to route "orders", which does not exist; none is defined'
  ])
})

test('writes as another writer', () => {
  const write = { 'service/green': GREEN_ADDRESSES, 'route/shop/orders': one(GREEN) }
  expect(run({ write }).changes).toEqual([
    'service/green: definition changed by another writer',
    'route/shop/orders: definition changed by another writer'
  ])
  expect(failuresOf({ writes: 2, definitions: write, moved: ['service/green'] })).toEqual([])
  expect(failuresOf({ writes: { 'service/green': 2 } })).toEqual([
    'writes service/green: expected 2, found 1 (service/green by another-writer)'
  ])
  expect(problemsOf({ write: { 'route/shop/orders': one('svc-gone') } })).toEqual([
    'write route/shop/orders: NotFound.ServiceNotFound: The service svc-gone does not exist.'
  ])
})

test('holds and releases deployments', async () => {
  run({ 'hold-batches': 0 })
  await save()
  await deploy()
  expect(failuresOf({ moved: [] })).toEqual([])
  run({ 'release-batches': true })
  expect(failuresOf({ moved: ['route/shop/orders'] })).toEqual([])
  await deploy()
  expect(emulator.cloud.apig.route(ROUTE)?.deployment?.endsAt).toBeLessThan(Infinity)
})
