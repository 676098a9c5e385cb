import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { Cloud } from '../../emulator/cloud/cloud.ts'
import { CloudError } from '../../emulator/cloud/cloud-error.ts'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { DEFAULT_APIG_DOUBTS } from '../../emulator/apig/doubts.ts'
import { NATIVE_DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'
import { errorOf } from './support.ts'
import {
  API,
  callApig,
  BLUE,
  ENVIRONMENT,
  GREEN,
  newNativeCloud,
  ON_ROUTE,
  one,
  whole
} from './apig-support.ts'

const ON_API = { httpApiId: API }
const ON_BLUE = { serviceId: BLUE }
const read = (cloud: Cloud): JsonObject => callApig(cloud, 'GetHttpApiRoute', ON_ROUTE)
const save = (cloud: Cloud, backend: JsonObject): JsonObject =>
  callApig(cloud, 'UpdateHttpApiRoute', ON_ROUTE, whole(read(cloud), backend))
const deploy = (cloud: Cloud): JsonObject =>
  callApig(cloud, 'DeployHttpApi', ON_API, { routeId: ON_ROUTE.routeId })
const statusOf = (cloud: Cloud): unknown => read(cloud)['deployStatus']
/** The service that receives the route's requests. */
const live = (cloud: Cloud): unknown => {
  const route = cloud.apig.route(ON_ROUTE.routeId)
  const { backend = {} } = (route && cloud.apig.routeInEffect(route)) ?? {}
  return (backend['services'] as JsonObject[] | undefined)?.[0]?.['serviceId']
}
const doubts = (text: string) => newNativeCloud({ more: `doubts: { ${text} }` })

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof CloudError) return thrown.message
    throw thrown
  }
  return 'none'
}

describe('default behavior', () => {
  test('a save creates a draft, and a deployment takes effect when it completes', () => {
    const { cloud, clock } = newNativeCloud({ more: 'batch: { deploy-ms: 100 }' })
    const before = read(cloud)
    save(cloud, one(GREEN))
    expect([statusOf(cloud), live(cloud)]).toEqual(['DeployedWithChanges', BLUE])
    const saved = read(cloud)
    expect(saved).toMatchObject({ backend: { services: [{ serviceId: GREEN }] }, match: before['match'] })
    expect(saved['updateTimestamp']).toBeGreaterThan(before['updateTimestamp'] as number)
    expect(deploy(cloud)).toEqual({ httpApiId: API })
    clock.time += 99
    expect([statusOf(cloud), live(cloud)]).toEqual(['Deploying', BLUE])
    clock.time += 1
    expect([statusOf(cloud), live(cloud)]).toEqual(['Deployed', GREEN])
    expect(read(cloud)['updateTimestamp']).toBe(saved['updateTimestamp'])
    // again, without a change
    deploy(cloud)
    clock.time += 100
    expect([statusOf(cloud), live(cloud)]).toEqual(['Deployed', GREEN])
  })

  test('an update of a service takes effect immediately and keeps other fields', () => {
    const { cloud } = newNativeCloud()
    const before = callApig(cloud, 'GetService', ON_BLUE)
    callApig(cloud, 'UpdateService', ON_BLUE, { addresses: ['10.0.0.5:80', '[2001:db8::1]:80'] })
    const after = callApig(cloud, 'GetService', ON_BLUE)
    const { updateTimestamp } = after
    expect(after).toEqual({ ...before, addresses: ['10.0.0.5:80', '[2001:db8::1]:80'], updateTimestamp })
    expect(updateTimestamp).toBeGreaterThan(before['updateTimestamp'] as number)
    const service = cloud.apig.service(BLUE)
    expect(service && cloud.apig.serviceInEffect(service)).toMatchObject({ addresses: after['addresses'] })
  })

  test('an update of a route resets omitted fields', () => {
    const { cloud } = newNativeCloud({ route: ', description: first' })
    callApig(cloud, 'UpdateHttpApiRoute', ON_ROUTE, { backendConfig: one(GREEN) })
    expect(read(cloud)).toMatchObject({
      description: '',
      match: { path: { type: 'Prefix', value: '/' } },
      domainInfos: []
    })
  })

  test('validates weights, scenes, services and ports', () => {
    const { cloud } = newNativeCloud()
    const outcome = (backendConfig: JsonObject) =>
      errorOf(() => callApig(cloud, 'UpdateHttpApiRoute', ON_ROUTE, { backendConfig }))
    const ratio = (...weights: unknown[]) => ({
      scene: 'MultiServiceByRatio',
      services: weights.map(weight => ({ serviceId: BLUE, weight }) as JsonObject)
    })
    expect(outcome(ratio(90, 10))).toBe('none')
    expect(outcome(ratio(100, 0))).toBe('none')
    for (const wrong of [
      ratio(90, 20),
      ratio(110, -10),
      ratio('90', 10),
      ratio(),
      ratio(...Array<number>(11).fill(1)),
      { scene: 'Single', services: [{ serviceId: BLUE }] },
      { scene: 'SingleService', services: [] },
      { scene: 'SingleService', services: [{ serviceId: BLUE, port: 0 }] },
      { services: [{ serviceId: BLUE }] }
    ]) {
      expect([wrong, outcome(wrong)]).toEqual([wrong, '400 InvalidParameter'])
    }
    const elsewhere = cloud.apig.services().find(({ name }) => name === 'elsewhere')?.id ?? ''
    expect(outcome(one(elsewhere))).toBe('404 NotFound.ServiceNotFound')
  })
})

test('route-save: live takes effect immediately', () => {
  const { cloud } = doubts('route-save: live')
  save(cloud, one(GREEN))
  expect([statusOf(cloud), live(cloud)]).toEqual(['Deployed', GREEN])
})

test('route-put: merge keeps omitted fields', () => {
  const { cloud } = newNativeCloud({ route: ', description: first', more: 'doubts: { route-put: merge }' })
  const before = read(cloud)
  callApig(cloud, 'UpdateHttpApiRoute', ON_ROUTE, { backendConfig: one(GREEN) })
  const { description, match, domainInfos } = before
  expect(read(cloud)).toMatchObject({
    description,
    match,
    domainInfos,
    backend: { services: [{ serviceId: GREEN }] }
  })
  callApig(cloud, 'UpdateHttpApiRoute', ON_ROUTE, { description: 'second' })
  expect(read(cloud)).toMatchObject({ description: 'second', backend: { services: [{ serviceId: GREEN }] } })
})

test('service-put: replace resets omitted fields', () => {
  const { cloud } = doubts('service-put: replace')
  callApig(cloud, 'UpdateService', ON_BLUE, { addresses: ['10.0.0.5:80'] })
  const after = callApig(cloud, 'GetService', ON_BLUE)
  expect(after['healthCheck']).toEqual({ enable: false })
  expect(after).not.toHaveProperty('aiServiceConfig')
  callApig(cloud, 'UpdateService', ON_BLUE, {
    addresses: ['10.0.0.5:80'],
    healthCheckConfig: { enable: true }
  })
  expect(callApig(cloud, 'GetService', ON_BLUE)['healthCheck']).toEqual({ enable: true })
})

test('deploy-status-lag: this number of reads return the previous status', () => {
  const { cloud } = doubts('deploy-status-lag: 2')
  save(cloud, one(GREEN))
  expect([statusOf(cloud), statusOf(cloud), statusOf(cloud)]).toEqual([
    'Deployed',
    'Deployed',
    'DeployedWithChanges'
  ])
  deploy(cloud)
  expect(live(cloud)).toBe(GREEN)
  const after = [statusOf(cloud), statusOf(cloud), statusOf(cloud)]
  expect(after).toEqual(['DeployedWithChanges', 'DeployedWithChanges', 'Deployed'])
})

test('deploy-touches-timestamp: a deployment changes the timestamp', () => {
  const { cloud } = doubts('deploy-touches-timestamp: true')
  const before = read(cloud)['updateTimestamp'] as number
  deploy(cloud)
  expect(read(cloud)['updateTimestamp']).toBeGreaterThan(before)
})

test.each([
  ['previous', BLUE],
  ['saved', GREEN],
  ['nothing', undefined]
])('deploy-failure: once, and failed-deploy-serves: %s', (serves, expected) => {
  const { cloud } = doubts(`deploy-failure: once, failed-deploy-serves: ${serves}`)
  save(cloud, one(GREEN))
  deploy(cloud)
  expect([statusOf(cloud), live(cloud)]).toEqual(['DeployFailed', expected])
  deploy(cloud)
  expect([statusOf(cloud), live(cloud)]).toEqual(['Deployed', GREEN])
})

test('deploy-failure: always fails every deployment', () => {
  const { cloud } = doubts('deploy-failure: always')
  for (let count = 0; count < 3; count++) {
    deploy(cloud)
    expect(statusOf(cloud)).toBe('DeployFailed')
  }
})

test.each([
  ['DeployedWithChanges', 'DeployedWithChanges'],
  ['Deployed', 'Deployed']
])('equal-draft: %s', (value, expected) => {
  const { cloud } = doubts(`equal-draft: ${value}`)
  save(cloud, one(GREEN))
  expect(statusOf(cloud)).toBe('DeployedWithChanges')
  // with a different key order, and with the fields that reads add
  save(cloud, {
    services: [{ port: 8080, protocol: 'HTTP', weight: 100, name: 'blue', serviceId: BLUE }],
    scene: 'SingleService'
  })
  expect([statusOf(cloud), live(cloud)]).toEqual([expected, BLUE])
  deploy(cloud)
  expect(statusOf(cloud)).toBe('Deployed')
})

test('equal-draft: Deployed only applies to completely equal drafts', () => {
  const { cloud } = doubts('equal-draft: Deployed')
  const before = read(cloud)
  for (const changed of [
    { ...whole(before, one(BLUE)), domainIds: [] },
    whole(before, {
      scene: 'SingleService',
      services: [{ serviceId: BLUE, port: 8080, protocol: 'HTTPS' }]
    }),
    whole(before, { scene: 'SingleService', services: [{ serviceId: BLUE, port: 81 }] })
  ]) {
    callApig(cloud, 'UpdateHttpApiRoute', ON_ROUTE, changed)
    expect(statusOf(cloud)).toBe('DeployedWithChanges')
  }
})

test('equal-draft: Deployed compares a draft with what a deployment in progress puts in effect', () => {
  const { cloud, clock } = newNativeCloud({
    more: 'batch: { deploy-ms: 100 }\ndoubts: { equal-draft: Deployed }'
  })
  save(cloud, one(GREEN))
  deploy(cloud)
  save(cloud, one(BLUE))
  expect([statusOf(cloud), live(cloud)]).toEqual(['Deploying', BLUE])
  clock.time += 100
  expect([statusOf(cloud), live(cloud)]).toEqual(['DeployedWithChanges', GREEN])
})

test('deploy-statuses: undocumented values, in sequence', () => {
  const { cloud, clock } = newNativeCloud({
    more: 'batch: { deploy-ms: 100 }\ndoubts: { deploy-statuses: [Queued, Publishing, Online] }'
  })
  deploy(cloud)
  const seen = [statusOf(cloud)]
  clock.time += 50
  seen.push(statusOf(cloud))
  clock.time += 50
  expect([...seen, statusOf(cloud)]).toEqual(['Queued', 'Publishing', 'Online'])
})

test.each(['409', '200'])('lock-failures: this number per service and route, with status %s', status => {
  const { cloud } = doubts(`lock-failures: 2, lock-failed-status: ${status}`)
  const update = () =>
    errorOf(() => callApig(cloud, 'UpdateService', ON_BLUE, { addresses: ['10.0.0.5:80'] }))
  const other = () => errorOf(() => save(cloud, one(GREEN)))
  const refused = `${status} Conflict.LockFailed`
  expect([update(), other(), update(), update(), other(), other()]).toEqual([
    refused,
    refused,
    refused,
    'none',
    refused,
    'none'
  ])
  expect(cloud.apig.writes()).toHaveLength(2)
})

test('gateway-lock: rejects writes while a deployment of the gateway is in progress', () => {
  const { cloud, clock } = newNativeCloud({
    more: 'batch: { deploy-ms: 100 }\ndoubts: { gateway-lock: true }'
  })
  const update = () =>
    errorOf(() => callApig(cloud, 'UpdateService', ON_BLUE, { addresses: ['10.0.0.5:80'] }))
  deploy(cloud)
  expect([update(), errorOf(() => save(cloud, one(GREEN))), errorOf(() => deploy(cloud))]).toEqual(
    Array(3).fill('409 Conflict.LockFailed')
  )
  const other = cloud.apig.services().find(({ name }) => name === 'elsewhere')?.id ?? ''
  callApig(cloud, 'UpdateService', { serviceId: other }, { addresses: ['10.0.0.5:80'] })
  clock.time += 100
  expect(update()).toBe('none')
})

test.each(['404', '200'])('not-found-status: %s', status => {
  const { cloud } = doubts(`not-found-status: ${status}`)
  const outcome = errorOf(() => callApig(cloud, 'GetHttpApi', { httpApiId: 'api-gone' }))
  expect(outcome).toBe(`${status} DatabaseError.RecordNotFound`)
})

test('messages: chinese keeps the codes', () => {
  const ask404 = (cloud: Cloud) => () => callApig(cloud, 'GetService', { serviceId: 'svc-$&' })
  const { cloud } = doubts('messages: chinese')
  expect(errorOf(ask404(cloud))).toBe('404 NotFound.ServiceNotFound')
  expect(messageOf(ask404(cloud))).toBe('服务 svc-$& 不存在。')
  expect(messageOf(ask404(newNativeCloud().cloud))).toBe('The service svc-$& does not exist.')
})

test('single-scene: Single is returned and can be written back', () => {
  const { cloud } = doubts('single-scene: Single')
  expect(read(cloud)['backend']).toMatchObject({ scene: 'Single' })
  save(cloud, { ...one(GREEN), scene: 'Single' })
  expect(cloud.apig.route(ON_ROUTE.routeId)?.backend).toMatchObject({ scene: 'SingleService' })
})

test('single-weight: absent only affects a single service', () => {
  const { cloud } = doubts('single-weight: absent')
  const weights = (route: JsonObject) =>
    ((route['backend'] as JsonObject)['services'] as JsonObject[]).map(({ weight }) => weight)
  expect(weights(read(cloud))).toEqual([undefined])
  expect(weights(callApig(cloud, 'GetHttpApiRoute', { httpApiId: API, routeId: 'hr-split' }))).toEqual([
    90, 10
  ])
})

test('service-order: reversed reverses the services in reads', () => {
  const order = (cloud: Cloud) =>
    callApig(cloud, 'GetHttpApiRoute', { httpApiId: API, routeId: 'hr-split' })['backend'] as JsonObject
  expect(order(newNativeCloud().cloud)).toMatchObject({
    services: [{ serviceId: BLUE }, { serviceId: GREEN }]
  })
  expect(order(doubts('service-order: reversed').cloud)).toMatchObject({
    services: [{ serviceId: GREEN }, { serviceId: BLUE }]
  })
})

test('builtin-type: boolean changes the type in reads', () => {
  const shown = (more: string) => read(newNativeCloud({ route: ', builtin: true', more }).cloud)['builtin']
  expect([shown(''), shown('doubts: { builtin-type: boolean }')]).toEqual(['true', true])
})

test('environment-id: refuse rejects an update with an environmentId', () => {
  const { cloud } = doubts('environment-id: refuse')
  expect(errorOf(() => save(cloud, one(GREEN)))).toBe('400 InvalidParameter')
  expect(messageOf(() => save(cloud, one(GREEN)))).toContain('environmentId')
  const { environmentId, ...others } = whole(read(cloud), one(GREEN))
  expect(environmentId).toBe(ENVIRONMENT)
  callApig(cloud, 'UpdateHttpApiRoute', ON_ROUTE, others)
})

test.each(['upper', 'lower'] as const)('denial-form: %s', form => {
  const { cloud } = doubts(`denial-form: ${form}`)
  let denied: unknown
  try {
    callApig(cloud, 'UpdateService', ON_BLUE, {}, 'reader')
  } catch (thrown) {
    denied = thrown
  }
  expect(denied).toMatchObject({ status: 403, code: 'NoPermission', form })
})

test('weight-sum: take accepts any sum', () => {
  const { cloud } = doubts('weight-sum: take')
  save(cloud, { scene: 'MultiServiceByRatio', services: [{ serviceId: BLUE, weight: 5 }] })
  expect(statusOf(cloud)).toBe('DeployedWithChanges')
})

test('service-visible-after-ms: reads return each previous state for that time', () => {
  const { cloud, clock } = doubts('service-visible-after-ms: 100')
  const before = callApig(cloud, 'GetService', ON_BLUE)
  const update = (address: string) => callApig(cloud, 'UpdateService', ON_BLUE, { addresses: [address] })
  const addresses = () => callApig(cloud, 'GetService', ON_BLUE)['addresses']
  update('10.0.0.5:80')
  clock.time += 60
  update('10.0.0.6:80')
  expect(callApig(cloud, 'GetService', ON_BLUE)).toEqual(before)
  clock.time += 40
  expect(addresses()).toEqual(['10.0.0.5:80'])
  clock.time += 60
  expect(addresses()).toEqual(['10.0.0.6:80'])
})

test('service-live-after-ms: the gateway keeps the previous addresses for that time', () => {
  const { cloud, clock } = doubts('service-live-after-ms: 100')
  callApig(cloud, 'UpdateService', ON_BLUE, { addresses: ['10.0.0.5:80'] })
  expect(callApig(cloud, 'GetService', ON_BLUE)['addresses']).toEqual(['10.0.0.5:80'])
  const service = cloud.apig.service(BLUE)
  const inEffect = () => service && cloud.apig.serviceInEffect(service)?.['addresses']
  clock.time += 99
  expect(inEffect()).toEqual(['10.0.0.1:8080'])
  clock.time += 1
  expect(inEffect()).toEqual(['10.0.0.5:80'])
})

test('this file covers every doubt about the product', () => {
  const tests = readFileSync(import.meta.filename, 'utf8')
  expect(NATIVE_DOUBT_NAMES).toHaveLength(Object.keys(DEFAULT_APIG_DOUBTS).length)
  expect(NATIVE_DOUBT_NAMES.filter(name => !tests.includes(`${name}:`))).toEqual([])
})
