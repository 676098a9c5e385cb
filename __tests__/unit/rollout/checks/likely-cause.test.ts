import { expect, test } from '@jest/globals'
import { likelyCause } from '../../../../src/rollout/checks/likely-cause.ts'
import type { Failure } from '../../../../src/rollout/checks/likely-cause.ts'
import { TRANSPORT_FAULTS } from '../../../../src/runtime/transport-error.ts'

function causeOf(end: Failure['end'], failure: Partial<Failure> = {}): string | undefined {
  return likelyCause({
    url: new URL('https://orders.example.com/health'),
    stageName: 'PRE',
    sendsHost: false,
    sendsHeaders: false,
    end,
    ...failure
  })
}

const refusal = (status: number, code: string, message = ''): Failure['end'] => ({
  status,
  gateway: { code, message },
  isOfGateway: true
})

test.each([
  [404, 'I404DO', '', 'the domain orders.example.com is not bound to the API group'],
  [403, 'X403DG', '', 'the domain orders.example.com is not bound'],
  [400, '', 'Invalid Domain', 'the domain orders.example.com is not bound'],
  [400, 'I400SG', '', 'the stage PRE (X-Ca-Stage) is unknown'],
  [404, 'I404ST', '', 'the stage PRE (X-Ca-Stage) is unknown'],
  [404, '', 'API not published in PRE', 'the stage PRE (X-Ca-Stage) is unknown'],
  [404, 'I404NF', '', 'no API with this path and method is published in PRE'],
  [410, 'I410GG', '', 'the API group belongs to another gateway instance'],
  [504, 'D504CO', '', 'the gateway cannot connect to the backend itself'],
  [500, '', 'Backend service connect failed', 'the gateway cannot connect to the backend itself'],
  [504, 'D504CS', '', 'TLS between the gateway and the backend itself'],
  [504, 'D504TO', '', 'the backend itself did not respond within its ServiceTimeout'],
  [503, 'D503BB', '', 'the backend itself'],
  [429, 'T429IN', '', 'a throttling policy on the gateway'],
  [403, 'A403IS', '', 'the API requires a signature or a token'],
  [401, '', '', 'the API requires a signature or a token'],
  [403, 'I403AA', '', 'the API requires a signature or a token']
])('HTTP %d, %s %s', (status, code, message, cause) => {
  expect(causeOf(refusal(status, code, message))).toContain(cause)
})

test('an unknown code, or a status alone, suggests no cause', () => {
  expect(causeOf(refusal(400, 'Z400ZZ', 'new'))).toBeUndefined()
  expect(causeOf({ status: 404, gateway: undefined, isOfGateway: true })).toBeUndefined()
})

test('without a code, the backend responded', () => {
  expect(causeOf({ status: 500, gateway: undefined, isOfGateway: true })).toBe(
    'the backend itself, which sent this response'
  )
  expect(causeOf({ status: 302, gateway: undefined, isOfGateway: true })).toContain('redirects')
})

test('names what was sent', () => {
  expect(causeOf(refusal(404, 'I404DO'), { sendsHost: true })).toContain('the domain in the Host header is')
  expect(causeOf(refusal(401, ''), { sendsHeaders: true })).toContain('has expired')
  expect(causeOf(refusal(401, ''), { stageName: undefined })).toContain(
    'preflight-url sends no probe-headers'
  )
})

test.each(['localhost', '127.0.0.1', '[::1]', '127.8.9.1'])('%s is the runner', host => {
  const url = new URL(`http://${host}:8080/health`)
  const here = { url }
  expect(causeOf({ fault: 'refused' }, here)).toBe(`${url.hostname} is the runner itself, not the backend`)
  expect(causeOf({ status: 404, gateway: undefined, isOfGateway: false }, here)).toContain('is the runner')
  // a rehearsal, if the URL has passed before
  expect(causeOf({ status: 500, gateway: undefined, isOfGateway: false }, { url, hasPassed: true })).toBe(
    'the backend itself, which sent this response'
  )
  // a gateway on this machine reports more
  expect(causeOf(refusal(404, 'I404NF'), here)).toContain('no API with this path')
  expect(causeOf({ status: 500, gateway: undefined, isOfGateway: true }, here)).toContain(
    'the backend itself'
  )
})

test.each([
  ['dns', 'orders.example.com does not resolve'],
  ['refused', 'nothing is listening on port 443 of orders.example.com'],
  ['timeout', 'the runner cannot reach orders.example.com'],
  ['unreachable', 'the runner cannot reach orders.example.com'],
  ['tls', 'the certificate of orders.example.com is invalid'],
  ['proxy', 'HTTPS_PROXY'],
  ['reset', 'does not speak https']
] as const)('%s', (fault, cause) => {
  expect(causeOf({ fault })).toContain(cause)
})

test('handles every fault, on this machine and elsewhere', () => {
  for (const fault of TRANSPORT_FAULTS) {
    expect(() => causeOf({ fault })).not.toThrow()
    expect(() => causeOf({ fault }, { url: new URL('http://localhost/') })).not.toThrow()
  }
})
