import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import type { Fault } from '../../emulator/faults.ts'
import { API, BLUE, GREEN, nativeSeed, one, roa, ROUTE } from './apig-support.ts'
import type { RoaCall } from './apig-support.ts'
import { TestClock } from './support.ts'

let emulator: Emulator
let clock: TestClock
beforeEach(async () => {
  clock = new TestClock()
  emulator = await startEmulator({ seed: nativeSeed(), clock })
})
afterEach(() => emulator.close())

const PATH = `/v1/services/${BLUE}`
const ROUTE_PATH = `/v1/http-apis/${API}/routes/${ROUTE}`
const UPDATE: RoaCall = {
  path: PATH,
  action: 'UpdateService',
  method: 'PUT',
  body: '{"addresses":["10.0.0.5:80"]}'
}
const DEPLOY: RoaCall = {
  path: `/v1/http-apis/${API}/deploy`,
  action: 'DeployHttpApi',
  method: 'POST',
  body: JSON.stringify({ routeId: ROUTE })
}

const read = async (path: string, action: string): Promise<JsonObject> => {
  const { data = {} } = JSON.parse((await roa(emulator, { path, action })).text) as {
    readonly data?: JsonObject
  }
  return data
}
const addresses = () => emulator.cloud.apig.service(BLUE)?.fields['addresses']
const isWritten = () => JSON.stringify(addresses()) === '["10.0.0.5:80"]'
const outcome = async (request: RoaCall): Promise<string> => {
  const response = await roa(emulator, request).catch(
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'broken'
  )
  return typeof response === 'string' ? response : `${response.status} ${response.text}`
}

test.each<[Fault, RegExp, boolean]>([
  [{ kind: 'reset-before-commit' }, /^ECONNRESET$/, false],
  [{ kind: 'reset-after-commit' }, /^ECONNRESET$/, true],
  [{ kind: 'error-before-commit', status: 502, body: 'html' }, /^502 <html>/, false],
  [{ kind: 'error-after-commit' }, /^503 \{"requestId":"[0-9A-F-]+","code":"ServiceUnavailable"/, true],
  [{ kind: 'throttling' }, /^400 \{"RequestId":.*"Code":"Throttling.User"/, false],
  [
    { kind: 'custom', status: 200, code: 'Conflict.LockFailed', message: '获取锁失败' },
    /^200 \{"requestId":"[0-9A-F-]+","code":"Conflict.LockFailed","message":"获取锁失败"\}$/,
    false
  ],
  [{ kind: 'truncated-json' }, /^200 \{"requestId":"[^}]*$/, true],
  [{ kind: 'empty-object' }, /^200 \{\}$/, true],
  [{ kind: 'keeps-old-value' }, /^200 .*"code":"Ok"/, false]
])('%j', async (fault, expected, written) => {
  emulator.faults.add({ ...fault, action: 'UpdateService' })
  expect(await outcome(UPDATE)).toMatch(expected)
  expect(isWritten()).toBe(written)
  // the fault does not apply to the next call
  expect(await outcome(UPDATE)).toMatch(/"code":"Ok"/)
  expect(isWritten()).toBe(true)
})

test('`where` matches ids in the path and fields of the body', async () => {
  emulator.faults.add(
    { kind: 'custom', status: 500, code: 'A', message: 'a', where: { serviceId: GREEN } },
    {
      kind: 'custom',
      status: 500,
      code: 'B',
      message: 'b',
      where: { routeId: ROUTE },
      action: 'DeployHttpApi'
    }
  )
  expect(await outcome(UPDATE)).toMatch(/^200/)
  expect(await outcome({ ...UPDATE, path: `/v1/services/${GREEN}` })).toMatch(/^500 .*"code":"A"/)
  expect(await outcome(DEPLOY)).toMatch(/^500 .*"code":"B"/)
})

test('adds-defaults: adds omitted fields', async () => {
  emulator.faults.add({ kind: 'adds-defaults', defaults: { protocol: 'HTTPS' } })
  await roa(emulator, UPDATE)
  expect(emulator.cloud.apig.service(BLUE)?.fields).toMatchObject({ protocol: 'HTTPS' })
})

describe('another-writer writes right before a call', () => {
  const before = async (
    fault: Omit<Extract<Fault, { kind: 'another-writer' }>, 'kind'>,
    request: RoaCall
  ) => {
    emulator.faults.add({ kind: 'another-writer', ...fault })
    await roa(emulator, request)
  }

  test('to the service that is read', async () => {
    await before({ definition: { addresses: ['10.0.0.7:80'] } }, { path: PATH, action: 'GetService' })
    expect(await read(PATH, 'GetService')).toMatchObject({ addresses: ['10.0.0.7:80'] })
    expect(emulator.cloud.apig.writes()).toMatchObject([{ kind: 'service', id: BLUE, by: 'another-writer' }])
  })

  test.each([
    [false, 'DeployedWithChanges'],
    [true, 'Deployed']
  ])('to a route by name, with deploy: %s', async (deploy, deployStatus) => {
    const fault = { route: 'orders', deploy, definition: { backendConfig: one(GREEN) } }
    await before(fault, { path: PATH, action: 'GetService' })
    expect(await read(ROUTE_PATH, 'GetHttpApiRoute')).toMatchObject({
      deployStatus,
      match: { path: { value: '/orders' } },
      backend: { services: [{ serviceId: GREEN }] }
    })
  })

  test('to the route that is deployed', async () => {
    await before({ definition: { backendConfig: one(GREEN) } }, DEPLOY)
    expect(await read(ROUTE_PATH, 'GetHttpApiRoute')).toMatchObject({
      deployStatus: 'Deployed',
      backend: { services: [{ serviceId: GREEN }] }
    })
  })
})

describe('deployments', () => {
  const status = async () => (await read(ROUTE_PATH, 'GetHttpApiRoute'))['deployStatus']

  test('stuck-batch: does not complete until it is released', async () => {
    emulator.faults.add({ kind: 'stuck-batch', action: 'DeployHttpApi' })
    await roa(emulator, DEPLOY)
    clock.time += 600_000
    expect(await status()).toBe('Deploying')
    emulator.cloud.releaseBatches()
    expect(await status()).toBe('Deployed')
  })

  test.each([
    [undefined, 'DeployFailed'],
    [['orders'], 'DeployFailed'],
    [[ROUTE], 'DeployFailed'],
    [['other'], 'Deployed']
  ])('failing-batch: %j', async (apis, expected) => {
    emulator.faults.add({
      kind: 'failing-batch',
      action: 'DeployHttpApi',
      ...(apis === undefined ? {} : { apis })
    })
    await roa(emulator, DEPLOY)
    expect(await status()).toBe(expected)
  })
})

test.each(['before-commit', 'before-response'] as const)('holds a call %s', async point => {
  const hold = emulator.hold({ action: 'UpdateService', point })
  const response = roa(emulator, UPDATE)
  expect(await hold.reached).toMatchObject({ action: 'UpdateService', params: { serviceId: BLUE } })
  expect(isWritten()).toBe(point === 'before-response')
  hold.release()
  expect((await response).status).toBe(200)
  expect(isWritten()).toBe(true)
})

test('throttle: each product has its own bucket', async () => {
  const throttled = await startEmulator({ seed: nativeSeed({ more: 'throttle: { per-second: 1 }' }), clock })
  try {
    const read = { path: PATH, action: 'GetService' }
    expect((await roa(throttled, read)).status).toBe(200)
    const second = await roa(throttled, read)
    expect([second.status, JSON.parse(second.text)]).toMatchObject([400, { Code: 'Throttling.User' }])
    expect(second.headers['x-acs-retry-after']).toBe('1000')
    throttled.cloud.call('DescribeBackendList', {})
  } finally {
    await throttled.close()
  }
})
