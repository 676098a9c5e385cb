import { describe, expect, test } from '@jest/globals'
import { readResponse } from '../../../src/cloud/response.ts'
import { CallError, isNotFound } from '../../../src/cloud/call-error.ts'
import type { ClientOptions } from '../../../src/cloud/client.ts'
import { createReader, maskingReader } from '../../../src/cloud/client.ts'
import { policyFor, ramStatement } from '../../../src/cloud/ram-policies.ts'
import { NATIVE_OPERATIONS } from '../../../src/cloud/native-operations.ts'
import { callOf } from '../../../src/cloud/operation.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createRetryBudget, isRetryableRead } from '../../../src/cloud/retry.ts'
import { createWriter } from '../../../src/cloud/writer.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { SERVICE, responseBody } from '../../support/native.ts'

const { getService, listHttpApis, updateHttpApiRoute, updateService } = NATIVE_OPERATIONS

/** An error in the product's spelling, or in the API gateway's in front of it. */
const refusal = (code: string, message = '服务不存在', more: object = {}): string =>
  JSON.stringify({ requestId: 'R-1', code, message, ...more })
const frontDoor = (Code: string, more: object = {}): string =>
  JSON.stringify({ RequestId: 'R-1', HostId: 'apig', Code, Message: 'why', ...more })

function failure(status: number, body: string): CallError {
  try {
    readResponse(updateHttpApiRoute, { status, body, headers: {} })
  } catch (error) {
    if (error instanceof CallError) return error
  }
  throw new Error('no CallError')
}

describe('the code takes precedence over the status, and the message has no effect', () => {
  test.each([
    ...['NotFound.RouteNotFound', 'NotFound.ServiceNotFound', 'NotFound.GatewayNotFound', 'NotFound.Whatever']
      .concat(['NotFound.EnvironmentNotFound', 'DatabaseError.RecordNotFound'])
      .concat(['Error.DatabaseError.RecordNotFound'])
      .flatMap(code => [200, 400, 404].map(status => [status, code, 'client', false] as const)),
    ...[200, 400, 409, 500].flatMap(status => [
      [status, 'Conflict.LockFailed', 'busy', false] as const,
      [status, 'Throttling.User', 'busy', false] as const,
      // the API was changing: the request may have taken effect, so the live definition is read first
      [status, 'Conflict.Whatever', 'server', true] as const,
      [status, 'Conflict', 'server', true] as const,
      [status, 'InternalError', 'server', true] as const
    ]),
    [409, 'Conflict.GatewayIsDeleted', 'client', false],
    [409, 'Conflict.ServiceExisted', 'client', false],
    [409, 'Conflict.DomainExisted', 'client', false],
    [409, 'Conflict.McpServerNameAlreadyExists', 'client', false],
    [400, 'InvalidParameter.IsEmpty', 'client', false],
    [200, 'InvalidParameter.IsEmpty', 'client', false],
    [400, 'Whatever', 'client', false],
    [200, 'Whatever', 'malformed', true],
    [200, '0', 'malformed', true],
    [500, 'Whatever', 'server', true]
  ] as const)('HTTP %d %s: %s, ambiguous %s', (status, code, fault, ambiguous) => {
    for (const body of [refusal(code), frontDoor(code), refusal(code, 'Success')]) {
      expect(failure(status, body)).toMatchObject({ fault, ambiguous, code, requestId: 'R-1' })
    }
  })
  test.each(['Ok', 'ok', 'Success', '200', 200])('200 with %j is a success', code => {
    const body = JSON.stringify({ requestId: 'R', code, message: '成功', data: {} })
    expect(readResponse(getService, { status: 200, headers: {}, body })).toMatchObject({ data: {} })
  })
})

test.each([
  [404, 'NotFound.RouteNotFound', true],
  [200, 'DatabaseError.RecordNotFound', true],
  [404, 'Error.DatabaseError.RecordNotFound', true],
  [400, 'NotFoundBackend', true],
  // the access key or the operation was not found
  [404, 'InvalidAccessKeyId.NotFound', false],
  [404, 'InvalidApi.NotFound', false],
  [404, 'InvalidAction.NotFound', false],
  [400, 'Whatever', false]
])('HTTP %d %s: not found %s', (status, code, found) => {
  expect(isNotFound(failure(status, refusal(code)))).toBe(found)
})

test('the message has the service’s own words in its own language', () => {
  const error = failure(404, refusal('NotFound.RouteNotFound'))
  expect(error.message).toBe('UpdateHttpApiRoute failed with NotFound.RouteNotFound (HTTP 404): 服务不存在')
  expect(error.hint).toContain('route-id')
})

test.each([
  ['DatabaseError.RecordNotFound', 'Check http-api-id, route-id'],
  ['Error.DatabaseError.RecordNotFound', 'Check http-api-id, route-id'],
  ['NotFound.ServiceNotFound', 'Check service-id'],
  ['NotFound.GatewayNotFound', 'Check gateway-id'],
  ['Conflict.GatewayIsDeleted', 'Check gateway-id'],
  ['Conflict.LockFailed', 'concurrency group'],
  ['Conflict.ApiChanging', 'concurrency group'],
  ['InvalidApi.NotFound', 'apig-endpoint'],
  ['InvalidParameter.IsEmpty', 'Correct the input']
])('%s has its own cure', (code, cure) => {
  for (const status of [200, 404]) expect(failure(status, refusal(code)).hint).toContain(cure)
})

describe('a denial in either spelling has the policy to add', () => {
  const detail = { AuthPrincipalOwnerId: '1234567890123456', NoPermissionType: 'ImplicitDeny' }
  const where = { regionId: 'cn-hangzhou' }
  const denied = callOf(updateHttpApiRoute, { httpApiId: 'api-1', routeId: 'hr-1' })
  test.each([
    frontDoor('Forbidden.RAM', { AccessDeniedDetail: detail }),
    frontDoor('NoPermission', { AccessDeniedDetail: detail }),
    refusal('NoPermission', 'x', { accessDeniedDetail: detail }),
    refusal('Whatever', 'x', { accessDeniedDetail: detail }),
    frontDoor('Whatever', { AccessDeniedDetail: detail })
  ])('%s', body => {
    expect(() => readResponse(denied, { status: 403, headers: {}, body }, where)).toThrow(
      expect.objectContaining({
        fault: 'denied',
        hint: expect.stringContaining(
          '{"Effect":"Allow","Action":["apig:UpdateHttpApiRoute"],"Resource":"acs:apig:cn-hangzhou:1234567890123456:httpapi/api-1"}'
        )
      })
    )
  })
})

test('a RAM policy names the resource of each call, or * without a call', () => {
  const where = { regionId: 'cn-hangzhou', accountId: '1' }
  const about = { serviceId: 'svc-1', httpApiId: 'api-1', routeId: 'hr-1', gatewayId: 'gw-1', body: {} }
  const resources = Object.values(NATIVE_OPERATIONS).flatMap(operation => {
    const statement = (text: string) =>
      (JSON.parse(text) as { Statement: { Action: string[]; Resource: string }[] }).Statement[0]
    const one = statement(ramStatement([callOf<typeof about>(operation, about)], where))
    const all = statement(policyFor([operation]).document)
    return `${one?.Action.join()} ${one?.Resource} ${all?.Resource}`
  })
  const service = 'acs:apig:cn-hangzhou:1:service/svc-1 acs:apig:*:*:service/*'
  const api = 'acs:apig:cn-hangzhou:1:httpapi/api-1 acs:apig:*:*:httpapi/*'
  expect(resources).toEqual([
    `apig:GetService ${service}`,
    `apig:UpdateService ${service}`,
    'apig:ListHttpApis acs:apig:cn-hangzhou:1:httpapi/* acs:apig:*:*:httpapi/*',
    `apig:GetHttpApi ${api}`,
    `apig:ListHttpApiRoutes ${api}`,
    `apig:GetHttpApiRoute ${api}`,
    `apig:ListHttpApiOperations ${api}`,
    `apig:UpdateHttpApiRoute ${api}`,
    `apig:DeployHttpApi ${api}`
  ])
})

/** A client of a service that returns these responses in order and repeats the last one. */
function clientOf(bodies: readonly (readonly [status: number, body: string])[], maxAttempts = 5) {
  const clock = new FakeClock()
  const log = createMemoryLog()
  let calls = 0
  const options: ClientOptions = {
    send: () => {
      const [status, body] = bodies[Math.min(calls++, bodies.length - 1)] ?? [500, '']
      return Promise.resolve({ status, headers: {}, body })
    },
    clock,
    rateLimiter: createRateLimiter(clock),
    log,
    budget: createRetryBudget(),
    requestTimeoutMs: 1_000,
    maxAttempts
  }
  return { options, clock, log, calls: () => calls }
}

test('waits for a lock for up to two minutes, regardless of max-attempts', async () => {
  const locked = clientOf([[200, refusal('Conflict.LockFailed')]], 1)
  await expect(createReader(locked.options).read(getService, { serviceId: 'svc-1' })).rejects.toMatchObject({
    code: 'Conflict.LockFailed',
    fault: 'busy'
  })
  const waited = locked.clock.slept.reduce((sum, ms) => sum + ms, 0)
  expect(waited).toBeGreaterThan(105_000)
  expect(waited).toBeLessThanOrEqual(120_000)

  const free = clientOf(
    [
      [409, refusal('Conflict.LockFailed')],
      [200, responseBody(SERVICE)]
    ],
    1
  )
  expect(await createReader(free.options).read(getService, { serviceId: 'svc-1' })).toMatchObject({
    name: 'orders-blue'
  })
})

test('retries a read while the API is changing, but not a write', async () => {
  const changing = [
    [500, refusal('InternalError')],
    [409, refusal('Conflict.ApiChanging')],
    [200, responseBody(SERVICE)]
  ] as const
  const reading = clientOf(changing)
  await createReader(reading.options).read(getService, { serviceId: 'svc-1' })
  expect(reading.calls()).toBe(3)
  const writing = clientOf(changing)
  const write = createWriter(writing.options).write(updateService, { serviceId: 'svc-1', body: {} })
  await expect(write).rejects.toMatchObject({ ambiguous: true })
  expect(writing.calls()).toBe(1)
  expect(isRetryableRead(failure(404, refusal('NotFound.RouteNotFound')))).toBe(false)
})

describe('secrets in a response', () => {
  const ai = {
    ...SERVICE,
    sourceType: 'AI',
    aiServiceConfig: { provider: 'qwen', apiKeys: ['sk-0123456789abcdef'], enableHealthCheck: false },
    agentServiceConfig: { nested: { key: 'agent-key-0123' } }
  }
  test('are masked, and appear in no later message', async () => {
    const masked: string[] = []
    const secrets = createSecrets(value => masked.push(value))
    const client = clientOf(
      [
        [200, responseBody(ai)],
        [400, refusal('InvalidParameter', 'bad key sk-0123456789abcdef of agent-key-0123')]
      ],
      1
    )
    const reader = maskingReader(createReader({ ...client.options, scrub: secrets.scrub }), secrets)
    expect((await reader.read(getService, { serviceId: 'svc-1' })).raw).toEqual(ai)
    expect(masked).toEqual(['sk-0123456789abcdef', 'agent-key-0123'])
    await expect(reader.read(getService, { serviceId: 'svc-1' })).rejects.toMatchObject({
      message: 'GetService failed with InvalidParameter (HTTP 400): bad key *** of ***'
    })
    expect(client.log.lines).toEqual([])
  })
  test('are masked in every item of a list', async () => {
    const masked: string[] = []
    const secrets = createSecrets(value => masked.push(value))
    const items = ['one', 'two'].map(name => ({
      name,
      versionedHttpApis: [{ httpApiId: `api-${name}`, authConfig: { accessKey: `the-key-of-${name}` } }]
    }))
    const client = clientOf([[200, responseBody({ items, totalSize: 2 })]])
    await maskingReader(createReader(client.options), secrets).list(listHttpApis, {})
    expect(masked).toEqual(['the-key-of-one', 'the-key-of-two'])
  })
  test('an operation without secrets masks nothing', async () => {
    const secrets = createSecrets(value => {
      throw new Error(value)
    })
    const client = clientOf([[200, '{"RequestId":"R","AccountId":"1234567890123456"}']])
    await maskingReader(createReader(client.options), secrets).read(OPERATIONS.getAccountId, {})
  })
})
