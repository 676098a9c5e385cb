import { expect, test } from '@jest/globals'
import { probeAll } from '../../../src/rollout/probe.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

function probeAnswered(reason: string) {
  return probeAll([new URL('http://shop.example/a')], {
    exchange: () => Promise.resolve({ status: 404, headers: { 'x-ca-error-message': reason }, body: '' }),
    clock: new FakeClock(),
    log: createMemoryLog(),
    stageName: 'RELEASE',
    headers: {},
    status: [{ from: 200, to: 299 }],
    contains: '',
    timeoutMs: 2_000,
    requestTimeoutMs: 1_000,
    userAgent: 'test'
  })
}

test.each(['API not Found', 'Unauthorized', 'Throttled by USER Flow Control.', 'Domain not resolved'])(
  'a refusal of the gateway itself is told with its reason: %s',
  async reason => {
    expect(await probeAnswered(reason)).toMatchObject([{ good: false, detail: `HTTP 404 (${reason})` }])
  }
)

test.each([
  'JWT tok_0123456789abcdef is expired',
  'no such user: Basic dXNlcjpodW50ZXIyaHVudGVyMg==',
  'Invalid Signature, Server StringToSign:`GET#*/*#X-App-Code:hunter2hunter2`',
  'API not Found\n::error::x',
  'http://user:hunter2@host',
  'abcdefghijklmnopqrstuvwxyzabcdef'
])('what may repeat a part of the request is not: %j', async reason => {
  expect(await probeAnswered(reason)).toMatchObject([{ good: false, detail: 'HTTP 404' }])
})
