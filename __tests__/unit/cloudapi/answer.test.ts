import { describe, expect, test } from '@jest/globals'
import { asCallError, readAnswer } from '../../../src/cloudapi/answer.ts'
import { CallError } from '../../../src/cloudapi/call-error.ts'
import { TransportError } from '../../../src/runtime/http.ts'

function failure(status: number, body: string, headers: Record<string, string> = {}): CallError {
  try {
    readAnswer('ModifyBackendModel', { status, body, headers })
  } catch (error) {
    if (error instanceof CallError) return error
  }
  throw new Error('no CallError')
}

const json = (code: string, message = 'why'): string =>
  JSON.stringify({ RequestId: 'R', HostId: 'h', Code: code, Message: message })

test('an answer of the API', () => {
  expect(readAnswer('X', { status: 200, headers: {}, body: '{"RequestId":"R","A":1}' })).toEqual({
    RequestId: 'R',
    A: 1
  })
})

describe('what went wrong, and whether the cloud may have done it', () => {
  test.each([
    [400, json('NotFoundBackend'), 'client', false],
    [404, json('InvalidApi.NotFound'), 'client', false],
    [403, json('NoPermission'), 'denied', false],
    [403, json('Forbidden.RAM'), 'denied', false],
    [400, json('ForbiddenSomething'), 'denied', false],
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

test('the message has the code, the status and what the cloud said; the request id stands apart', () => {
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

test('a page is described and never repeated', () => {
  const { message } = failure(502, '<html>secret</html>', { 'content-type': 'text/html' })
  expect(message).toContain('an HTML page of 19 bytes')
  expect(message).not.toContain('secret')
})

test('an encoding that was not asked for is named', () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  expect(failure(200, '\u001f\ufffd', headers)).toMatchObject({
    fault: 'malformed',
    message: expect.stringContaining('application/json of 4 bytes, encoded as gzip')
  })
})

test('a denied read’s cure names the resource * and a denied write’s the backend', () => {
  expect(failure(403, json('NoPermission')).hint).toContain('acs:apigateway:*:*:backend/*')
  const read = (): unknown =>
    readAnswer('DescribeBackendInfo', { status: 403, headers: {}, body: json('NoPermission') })
  expect(read).toThrow(expect.objectContaining({ hint: expect.stringContaining('"Resource":"*"') }))
})

test('Retry-After is heeded', () => {
  expect(failure(429, '', { 'retry-after': '3' }).retryAfterMs).toBe(3000)
  expect(failure(429, '', { 'retry-after': 'soon' }).retryAfterMs).toBeUndefined()
})

test.each([
  ['refused', false],
  ['dns', false],
  ['reset', true],
  ['timeout', true]
] as const)('a transport fault %s is ambiguous %s', (fault, maySent) => {
  expect(asCallError('X', new TransportError(fault, 'm', maySent))).toMatchObject({
    fault: 'transport',
    transport: fault,
    ambiguous: maySent
  })
})

test('a secret that the cloud repeats is not in the message', () => {
  const { message } = failure(
    400,
    json('InvalidParameter', 'bad: {"ServiceAddress":"http://u:pw1@h","Password":"abc1234","Port":8080}')
  )
  expect(message).toContain('"Port":8080')
  for (const secret of ['pw1', 'abc1234']) expect(message).not.toContain(secret)
})

test('a secret at the place where a long message is cut off is not shown in part', () => {
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

test('a message without a character that can be shown is described', () => {
  expect(failure(500, json('', '\ufeff\u0000')).message).toMatch(/\(HTTP 500\): a body of \d+ bytes$/)
})

test.each([
  ['NoPermission.\n::error::x', 'NoPermission.errorx'],
  ['Throttling.User', 'Throttling.User'],
  ['<img src=x>', 'imgsrcx'],
  [':::', 'Http503']
])('the code %j is the word %s', (answered, code) => {
  expect(failure(503, json(answered)).code).toBe(code)
})
