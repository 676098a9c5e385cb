import { createHash } from 'node:crypto'
import { afterEach, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { call, errorOf, newCloud, ORDERS, send, shopSeed, TestClock } from './support.ts'

let emulator: Emulator
afterEach(() => emulator.close())

async function start(more = '', clock = new TestClock()): Promise<TestClock> {
  emulator = await startEmulator({ seed: shopSeed(more), clock })
  return clock
}

interface ErrorBody {
  readonly Code: string
  readonly Message: string
}

const bodyOf = (text: string) => JSON.parse(text) as ErrorBody

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('ACS3-HMAC-SHA256: the error for a wrong secret contains the string to sign, and not the secret', async () => {
  await start()
  const wrong = { ...emulator, accessKeySecret: 'a-wrong-secret' }
  const response = await call(wrong, 'DescribeBackendInfo', { BackendId: ORDERS })
  expect(response.status).toBe(400)
  const { Code, Message } = bodyOf(response.text)
  expect(Code).toBe('SignatureDoesNotMatch')
  const [, stringToSign = '', canonical = ''] =
    /^Specified signature is not matched with our calculation\. server StringToSign is \[([^\]]+)\] server CanonicalRequest is \[([^]+)\]$/.exec(
      Message
    ) ?? []
  expect(stringToSign).toBe(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
  const headers = emulator.requests[0]?.headers
  expect(canonical.split('\n')).toEqual([
    'POST',
    '/',
    '',
    'content-type:application/x-www-form-urlencoded',
    `host:${emulator.endpoint}`,
    'x-acs-action:DescribeBackendInfo',
    `x-acs-content-sha256:${sha256(`BackendId=${ORDERS}`)}`,
    'x-acs-date:2026-01-02T03:04:05Z',
    `x-acs-signature-nonce:${String(headers?.['x-acs-signature-nonce'])}`,
    'x-acs-version:2016-07-14',
    '',
    'content-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version',
    sha256(`BackendId=${ORDERS}`)
  ])
  expect(response.text).not.toMatch(/a-wrong-secret|root-secret/)
})

test('signs the body as received if it was modified in transit', async () => {
  await start()
  const signed = { 'x-acs-content-sha256': sha256('BackendId=another') }
  const response = await call(
    emulator,
    'DescribeBackendInfo',
    { BackendId: ORDERS },
    undefined,
    undefined,
    signed
  )
  expect(bodyOf(response.text).Message).toContain(`\n${sha256(`BackendId=${ORDERS}`)}]`)
})

test('HMAC-SHA1: the error for a wrong secret ends with the string to sign', async () => {
  await start()
  const params = {
    AccessKeyId: 'root',
    Action: 'DescribeBackendInfo',
    BackendId: ORDERS,
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: 'n',
    SignatureVersion: '1.0',
    Timestamp: '2026-01-02T03:04:05Z',
    Version: '2016-07-14'
  }
  const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const response = await send(`http://${emulator.endpoint}/?${query.join('&')}&Signature=x`)
  expect(response.status).toBe(400)
  expect(bodyOf(response.text)).toMatchObject({
    Code: 'SignatureDoesNotMatch',
    Message: `Specified signature is not matched with our calculation. server string to sign is:GET&%2F&${encodeURIComponent(query.join('&'))}`
  })
})

test('rejects an STS key without its token with MissingSecurityToken', async () => {
  await start()
  const sts = { ...emulator, accessKeyId: 'STS.role', accessKeySecret: 'role-secret' }
  const response = await call(sts, 'DescribeBackendInfo', { BackendId: ORDERS })
  expect([response.status, bodyOf(response.text)]).toEqual([
    400,
    expect.objectContaining({
      Code: 'MissingSecurityToken',
      Message: 'SecurityToken is mandatory for this action.'
    })
  ])
})

test('every response, including errors, has a trace ID and a request ID', async () => {
  await start()
  const good = await call(emulator, 'DescribeBackendInfo', { BackendId: ORDERS })
  const unknown = await call(emulator, 'DescribeRegions', {})
  expect([unknown.status, bodyOf(unknown.text).Code]).toEqual([404, 'InvalidAction.NotFound'])
  const ids = [good, unknown].map(({ headers }) => headers['x-acs-trace-id'])
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set(ids).size).toBe(2)
})

test('throttling returns the wait in milliseconds', async () => {
  const clock = await start('throttle: { per-second: 4, burst: 1 }')
  const ask = () => call(emulator, 'DescribeBackendInfo', { BackendId: ORDERS })
  expect((await ask()).headers['x-acs-retry-after']).toBeUndefined()
  const throttled = await ask()
  expect([throttled.status, bodyOf(throttled.text).Code]).toEqual([400, 'Throttling.User'])
  expect(throttled.headers['x-acs-retry-after']).toBe('250')
  clock.time += 249
  expect((await ask()).headers['x-acs-retry-after']).toBe('1')
  clock.time += 1
  expect((await ask()).status).toBe(200)
})

test('the fault throttling has the header if the seed sets it', async () => {
  await start(`faults:
  - { kind: throttling, retry-after-ms: 5000 }
  - { kind: throttling, nth: 2, code: Throttling.Api }`)
  const ask = () => call(emulator, 'DescribeBackendInfo', { BackendId: ORDERS })
  expect((await ask()).headers['x-acs-retry-after']).toBe('5000')
  const second = await ask()
  expect([bodyOf(second.text).Code, second.headers['x-acs-retry-after']]).toEqual([
    'Throttling.Api',
    undefined
  ])
})

test('a ClientToken makes a write idempotent; a different definition is a mismatch', async () => {
  await start()
  const { cloud } = newCloud()
  const write = { BackendId: ORDERS, StageName: 'RELEASE', ClientToken: 't-1' }
  const modify = (data: string, more = {}) =>
    cloud.call('ModifyBackendModel', { ...write, BackendModelData: data, ...more })
  const first = modify('{"a":"1"}')
  expect(modify('{"a":"1"}')['OperationId']).toBe(first['OperationId'])
  expect(cloud.writes()).toHaveLength(1)
  expect(errorOf(() => modify('{"a":"2"}'))).toBe('400 IdempotentParameterMismatch')
  expect(errorOf(() => modify('{"a":"1"}', { StageName: 'TEST' }))).toBe('400 IdempotentParameterMismatch')
  expect(cloud.definition(ORDERS, 'RELEASE')).toEqual({ a: '1' })
  expect(modify('{"a":"2"}', { ClientToken: 't-2' })['OperationId']).not.toBe(first['OperationId'])
  // without a token, every call takes effect
  expect(modify('{"a":"2"}', { ClientToken: '' })['OperationId']).toBeDefined()
  expect(cloud.writes()).toHaveLength(3)
})
