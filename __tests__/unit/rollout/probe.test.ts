import { expect, test } from '@jest/globals'
import { probeAll } from '../../../src/rollout/probe.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

test('a refusal of the gateway itself is told with its reason, as one line and without secrets', async () => {
  const log = createMemoryLog()
  const [result] = await probeAll([new URL('http://shop.example/a')], {
    exchange: () =>
      Promise.resolve({
        status: 404,
        headers: { 'x-ca-error-message': 'API not Found\n::error::at http://u:hunter2@h' },
        body: ''
      }),
    clock: new FakeClock(),
    log,
    stageName: 'RELEASE',
    headers: {},
    status: [{ from: 200, to: 299 }],
    contains: '',
    timeoutMs: 2_000,
    requestTimeoutMs: 1_000,
    userAgent: 'test'
  })
  expect(result).toMatchObject({ good: false })
  expect(result?.detail).toMatch(/^HTTP 404 \(API not Found ::error::at http:\/\/\S+@h\)$/)
  expect(result?.detail).not.toContain('hunter2')
})
