import { describe, expect, test } from '@jest/globals'
import { asCallError, readResponse } from '../../../src/cloud/response.ts'
import { CallError } from '../../../src/cloud/call-error.ts'
import { createReader } from '../../../src/cloud/client.ts'
import { decodeTask } from '../../../src/cloud/decode.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import { createRateLimiter } from '../../../src/cloud/rate-limiter.ts'
import { createRetryBudget } from '../../../src/cloud/retry.ts'
import { TransportError } from '../../../src/runtime/transport-error.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

function failure(status: number, body: string, headers: Record<string, string> = {}): CallError {
  try {
    readResponse(OPERATIONS.modifyBackend, { status, body, headers })
  } catch (error) {
    if (error instanceof CallError) return error
  }
  throw new Error('no CallError')
}

const json = (code: string, message = 'why'): string =>
  JSON.stringify({ RequestId: 'R', HostId: 'h', Code: code, Message: message })

const denied = (code: string): string =>
  JSON.stringify({
    RequestId: 'R',
    Code: code,
    Message: 'why',
    AccessDeniedDetail: { NoPermissionType: 'ImplicitDeny' }
  })

test('a response of the API', () => {
  expect(
    readResponse({ action: 'X' }, { status: 200, headers: {}, body: '{"RequestId":"R","A":1}' })
  ).toEqual({
    RequestId: 'R',
    A: 1
  })
})

describe('the fault, and whether the request may have taken effect', () => {
  test.each([
    [400, json('NotFoundBackend'), 'client', false],
    [404, json('InvalidApi.NotFound'), 'client', false],
    [403, json('NoPermission'), 'denied', false],
    [403, json('Forbidden.RAM'), 'denied', false],
    [403, json('NoPermission.Any'), 'denied', false],
    [400, json('NoPermission'), 'denied', false],
    [403, denied('Whatever'), 'denied', false],
    [403, denied('Forbidden.Api'), 'denied', false],
    [403, json('Forbidden.RiskControl'), 'client', false],
    [403, json('ForbiddenSomething'), 'client', false],
    [400, json('ForbiddenSomething'), 'client', false],
    [403, json('SignatureDoesNotMatch'), 'client', false],
    [403, json('InvalidAction'), 'client', false],
    [403, json('Whatever'), 'client', false],
    [400, denied('Whatever'), 'client', false],
    [403, JSON.stringify({ RequestId: 'R', Code: 'Whatever', AccessDeniedDetail: null }), 'client', false],
    [403, JSON.stringify({ RequestId: 'R', Code: 'Whatever', AccessDeniedDetail: {} }), 'client', false],
    [403, '<html>', 'malformed', true],
    [404, '<html>', 'malformed', true],
    [408, '', 'malformed', true],
    [400, '{}', 'malformed', true],
    [400, json('Throttling.User'), 'busy', false],
    [400, json('Throttling'), 'busy', false],
    [503, json('Rejected.Throttling'), 'busy', false],
    [400, json('RepeatedCommit'), 'busy', false],
    [400, json('ConcurrencyLockTimeout'), 'busy', false],
    [429, '', 'busy', false],
    [500, json('InternalError'), 'server', true],
    [503, json('ServiceUnavailable'), 'server', true],
    [502, '<html>bad gateway</html>', 'server', true],
    [503, '', 'server', true],
    [200, '{}', 'malformed', true],
    [200, '<html>', 'malformed', true],
    [200, '[]', 'malformed', true],
    [200, '{"RequestId":"R"', 'malformed', true],
    [204, '', 'malformed', true],
    [302, '', 'malformed', true]
  ] as const)('%d %s: %s, ambiguous %s', (status, body, fault, ambiguous) => {
    expect(failure(status, body)).toMatchObject({ fault, ambiguous, status, action: 'ModifyBackendModel' })
  })
})

test('the message has the code, the status and the cloud’s text; the request ID is separate', () => {
  const error = failure(400, json('NotFoundBackend', 'Cannot find\nresource ::error::x'))
  expect(error.message).toBe(
    'ModifyBackendModel failed with NotFoundBackend (HTTP 400): Cannot find resource ::error::x'
  )
  expect(error).toMatchObject({
    code: 'NotFoundBackend',
    requestId: 'R',
    hint: expect.stringContaining('backend-id')
  })
})

test('a page is described, not quoted', () => {
  const { message } = failure(502, '<html>secret</html>', { 'content-type': 'text/html' })
  expect(message).toContain('an HTML page of 19 bytes')
  expect(message).not.toContain('secret')
})

test('the message names an encoding that was not requested', () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  expect(failure(200, '\u001f\ufffd', headers)).toMatchObject({
    fault: 'malformed',
    message: expect.stringContaining('application/json of 4 bytes, encoded as gzip')
  })
})

test.each([
  ['SignatureDoesNotMatch', 'access key secret'],
  ['InvalidAction', 'Check endpoint'],
  ['Forbidden.RiskControl', 'risk control'],
  ['Forbidden.Other', 'account']
])('a 403 that is not a RAM denial has no policy: %s', (code, cure) => {
  const { hint } = failure(403, json(code))
  expect(hint).toContain(cure)
  expect(hint).not.toContain('"Statement"')
})

test('a denial that is only recognizable by its detail has the policy', () => {
  expect(failure(403, denied('Forbidden.Api')).hint).toContain('"Statement"')
})

// https://github.com/certimate-go/certimate/issues/720
test.each([
  [404, 'InvalidAccessKeyId', 'access-key-id'],
  [404, 'InvalidAccessKeyId.NotFound', 'access-key-id'],
  [400, 'InvalidAccessKeySecret', 'secret'],
  [404, 'InvalidAction.NotFound', 'Check endpoint'],
  [404, 'NoSuchVersion', 'Check endpoint'],
  [400, 'InsufficientBalance', 'balance'],
  [403, 'IllegalTimestamp', 'clock'],
  [400, 'InvalidTimeStamp.Expired', 'clock'],
  [400, 'InvalidAccessKeyId.Inactive', 'Enable the access key'],
  [400, 'SignatureDoesNotMatch', 'Copy both again'],
  [404, 'InvalidAction', 'Check endpoint'],
  [404, 'InvalidVersion', 'Check endpoint'],
  [403, 'Forbidden.RiskControl', 'risk control']
])('HTTP %d %s has its own cure', (status, code, cure) => {
  expect(failure(status, json(code))).toMatchObject({ code, hint: expect.stringContaining(cure) })
})

test('the policy for a denied read names *, for a denied write the backend', () => {
  expect(failure(403, json('NoPermission')).hint).toContain('acs:apigateway:*:*:backend/*')
  const read = (): unknown =>
    readResponse(OPERATIONS.describeBackend, { status: 403, headers: {}, body: json('NoPermission') })
  expect(read).toThrow(expect.objectContaining({ hint: expect.stringContaining('"Resource":"*"') }))
})

describe('the code takes precedence over the status', () => {
  const BUSY = ['Throttling', 'Throttling.Api', 'Rejected.Throttling', 'RepeatedCommit']
  test.each(
    [...BUSY, 'ConcurrencyLockTimeout', 'Conflict.LockFailed'].flatMap(code =>
      [200, 400, 403, 409, 429, 500, 503].map(status => [status, code] as const)
    )
  )('HTTP %d %s is busy', (status, code) => {
    expect(failure(status, json(code))).toMatchObject({ fault: 'busy', code, ambiguous: false })
    expect(failure(status, denied(code))).toMatchObject({ fault: 'busy', ambiguous: false })
  })
  test.each([
    [429, json('NoPermission'), 'denied', false],
    [429, json('Whatever'), 'busy', false],
    [400, json('InternalError'), 'server', true],
    [400, json('ServiceUnavailable'), 'server', true],
    // a gateway in front of the service may have returned the status for a write that took effect
    [500, json('NoPermission'), 'denied', true],
    [503, json('NotFoundBackend'), 'client', true],
    [503, json('Whatever'), 'server', true]
  ] as const)('%d %s: %s, ambiguous %s', (status, body, fault, ambiguous) => {
    expect(failure(status, body)).toMatchObject({ fault, ambiguous })
  })
})

describe('a response with HTTP 200 and a code', () => {
  test.each(['Ok', 'OK', 'ok', '200', 'Success', 'success', 200, '', null])('%j is a success', code => {
    const body = { RequestId: 'R', Code: code, OperationId: 'O' }
    expect(
      readResponse(OPERATIONS.modifyBackend, { status: 200, headers: {}, body: JSON.stringify(body) })
    ).toEqual(body)
  })
  test.each([
    ['NotFoundBackend', 'client', false],
    ['NotFound.Backend', 'client', false],
    ['TaskNotFound', 'client', false],
    ['OperationNotExist', 'client', false],
    ['InvalidParameter.Format', 'client', false],
    ['InvalidAccessKeyId.NotFound', 'client', false],
    ['NoPermission', 'denied', false],
    ['Forbidden.RAM', 'denied', false],
    ['SignatureNonceUsed', 'client', true],
    ['InternalError', 'server', true],
    ['ServiceUnavailable', 'server', true],
    ['Whatever', 'malformed', true],
    ['Fail', 'malformed', true],
    ['500', 'malformed', true],
    ['Okay', 'malformed', true],
    ['200.Whatever', 'malformed', true],
    // codes of this action, which no service returns
    ['MalformedResponse', 'malformed', true],
    ['Transport.Reset', 'malformed', true]
  ] as const)('%s: %s, ambiguous %s', (code, fault, ambiguous) => {
    const error = failure(200, json(code, 'the cloud says why'))
    expect(error).toMatchObject({ fault, ambiguous, code, status: 200, requestId: 'R' })
    expect(error.message).toContain(`${code} (HTTP 200): the cloud says why`)
    expect(error.hint).not.toBeUndefined()
  })
  test('is from the API only if it has a request ID', () => {
    expect(failure(200, '{"Code":"NotFoundBackend"}')).toMatchObject({
      code: 'MalformedResponse',
      ambiguous: true
    })
  })
})

describe('how long the response asks to wait', () => {
  const date = 'Wed, 04 Nov 2026 10:00:00 GMT'
  test.each<[Record<string, string>, number | undefined]>([
    [{ 'x-acs-retry-after': '5000' }, 5_000],
    [{ 'x-acs-retry-after': '0' }, 0],
    [{ 'x-acs-retry-after': '-1' }, undefined],
    [{ 'x-acs-retry-after': 'soon' }, undefined],
    [{ 'x-acs-retry-after': '1e99' }, 86_400_000],
    [{ 'x-acs-retry-after': '5000', 'retry-after': '7' }, 7_000],
    [{ 'x-acs-retry-after': '9000', 'retry-after': '7' }, 9_000],
    [{ 'x-acs-retry-after': 'soon', 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Wed, 04 Nov 2026 10:00:09 GMT', date }, 9_000],
    [{ 'retry-after': 'Wed, 04 Nov 2026 09:00:00 GMT', date }, 0],
    [{ 'retry-after': 'Sat, 04 Nov 2028 09:00:00 GMT', date }, 86_400_000],
    // by the service's clock only: the runner's may be minutes off
    [{ 'retry-after': 'Wed, 04 Nov 2026 10:00:09 GMT' }, undefined],
    [{ 'retry-after': 'Wed, 04 Nov 2026 10:00:09 GMT', date: 'today' }, undefined],
    [{ 'retry-after': '2026' }, 2_026_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{}, undefined]
  ])('%j: %p ms', (headers, ms) => {
    expect(failure(400, json('Throttling'), headers).retryAfterMs).toBe(ms)
  })
})

test('Retry-After is respected', () => {
  expect(failure(429, '', { 'retry-after': '3' }).retryAfterMs).toBe(3000)
  expect(failure(429, '', { 'retry-after': 'soon' }).retryAfterMs).toBeUndefined()
})

test.each([
  ['refused', false],
  ['dns', false],
  ['reset', true],
  ['timeout', true]
] as const)('a transport fault %s is ambiguous %s', (fault, maySent) => {
  expect(asCallError({ action: 'X' }, new TransportError(fault, 'm', maySent))).toMatchObject({
    fault: 'transport',
    transport: fault,
    ambiguous: maySent
  })
})

test('a secret that the cloud quotes is not in the message', () => {
  const { message } = failure(
    400,
    json('InvalidParameter', 'bad: {"ServiceAddress":"http://u:pw1@h","Password":"abc1234","Port":8080}')
  )
  expect(message).toContain('"Port":8080')
  for (const secret of ['pw1', 'abc1234']) expect(message).not.toContain(secret)
})

test('a secret where a long message is cut is not shown in part', () => {
  for (const secret of [
    'http://user:abc1234@host',
    '{"Password":"abc1234abc1234"}',
    'x-acs-security-token:abc1234'
  ]) {
    for (let length = 960; length < 1000; length++) {
      expect(failure(400, json('InvalidX', `${'x'.repeat(length)} ${secret}`)).message).not.toContain('abc')
    }
  }
})

test('a secret that only the step knows is removed before a long message is cut', () => {
  const scrub = (text: string): string => text.replaceAll('tr0ub4dor', '***')
  for (let length = 970; length < 1000; length++) {
    const body = json('InvalidX', `${'x'.repeat(length)} tr0ub4dor`)
    expect(() => readResponse({ action: 'X' }, { status: 400, headers: {}, body }, {}, scrub)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('tr0') })
    )
    const [row] = decodeTask(
      { ApiUpdateBackendResults: [{ ErrorMsg: `${'x'.repeat(length)} tr0ub4dor` }] },
      scrub
    )
    expect(row?.message).not.toContain('tr0')
  }
})

test('a client removes the step’s secrets from its messages', async () => {
  const body = json('InvalidX', `${'x'.repeat(994)} tr0ub4dor`)
  const reader = createReader({
    send: () => Promise.resolve({ status: 400, headers: {}, body }),
    clock: new FakeClock(),
    rateLimiter: createRateLimiter(new FakeClock()),
    log: createMemoryLog(),
    budget: createRetryBudget(),
    requestTimeoutMs: 1000,
    maxAttempts: 1,
    scrub: text => text.replaceAll('tr0ub4dor', '***')
  })
  await expect(reader.read(OPERATIONS.describeBackend, 'b')).rejects.toMatchObject({
    message: expect.not.stringContaining('tr0')
  })
})

test('a message without printable characters is replaced by a description', () => {
  expect(failure(500, json('', '\ufeff\u0000')).message).toMatch(/\(HTTP 500\): a body of \d+ bytes$/)
})

test.each([
  ['NoPermission.\n::error::x', 'NoPermission.errorx'],
  ['Throttling.User', 'Throttling.User'],
  ['<img src=x>', 'imgsrcx'],
  [':::', 'Http503']
])('the code %j is read as %s', (received, code) => {
  expect(failure(503, json(received)).code).toBe(code)
})
