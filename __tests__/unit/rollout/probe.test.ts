import { expect, test } from '@jest/globals'
import { probeAll } from '../../../src/rollout/checks/probe.ts'
import { TransportError } from '../../../src/runtime/transport-error.ts'
import type { Exchange } from '../../../src/runtime/http.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const probeAnswered = (reason: string) =>
  probed(() => Promise.resolve({ status: 404, headers: { 'x-ca-error-message': reason }, body: '' }))

function probed(exchange: Exchange, clock = new FakeClock()) {
  return probeAll([new URL('http://shop.example/a')], {
    exchange,
    clock,
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
    expect(await probeAnswered(reason)).toMatchObject([{ passed: false, detail: `HTTP 404 (${reason})` }])
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
  expect(await probeAnswered(reason)).toMatchObject([{ passed: false, detail: 'HTTP 404' }])
})

/** Answers with these statuses, each after 600 ms, then no more. */
function probedInTime(...statuses: readonly number[]) {
  const clock = new FakeClock()
  const left = [...statuses]
  return probed(({ timeoutMs }) => {
    const status = left.shift()
    clock.time += status === undefined ? timeoutMs : 600
    return status === undefined
      ? Promise.reject(new TransportError('timeout', `no complete answer within ${timeoutMs} ms`, true))
      : Promise.resolve({ status, headers: {}, body: '' })
  }, clock)
}

test('a bad answer is told, not that the last one did not come in what was left of the time', async () => {
  // 2 s: 0.6 for the answer, 1 for the pause
  expect(await probedInTime(503)).toMatchObject([{ passed: false, detail: 'HTTP 503', attempts: 2 }])
})

test('after a good answer it is told that the next one did not come; and so it is of the first', async () => {
  // 0.6 and 0.25, twice; 0.3 are left
  expect(await probedInTime(200, 200)).toMatchObject([
    { passed: false, detail: 'no complete answer within 300 ms', attempts: 3 }
  ])
  expect(await probedInTime()).toMatchObject([{ detail: 'no complete answer within 1000 ms', attempts: 1 }])
})
