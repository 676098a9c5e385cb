import { expect, test } from '@jest/globals'
import { createSender } from '../../../src/cloudapi/sdk.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import type { Exchange } from '../../../src/runtime/http.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const SERVICE = { endpoint: new URL('http://127.0.0.1:1'), version: '2016-07-14' }
const CALL = { action: 'ModifyBackendModel', parameters: {}, timeoutMs: 1_000 }
const KEYS = { accessKeyId: 'an-access-key-id', accessKeySecret: 'an-access-key-secret' }

/** A sender whose keys come when `stop` is aborted, and what left it. */
function senderWith(stop: AbortController) {
  const sent: string[] = []
  const exchange: Exchange = ({ url }) => {
    sent.push(url.href)
    return Promise.resolve({ status: 200, headers: {}, body: '{}' })
  }
  const keys = () => {
    stop.abort()
    return Promise.resolve(KEYS)
  }
  const credentials = { identity: 'a', description: 'keys', keys }
  return {
    sent,
    send: createSender(SERVICE, { credentials, exchange, clock: systemClock, userAgent: 'test' })
  }
}

test('a call that has not left when it is stopped does not leave any more', async () => {
  const stop = new AbortController()
  const { sent, send } = senderWith(stop)
  await expect(send({ ...CALL, stop: stop.signal })).rejects.toMatchObject({
    fault: 'aborted',
    maySent: false
  })
  expect(sent).toEqual([])
})

test('without it, it does', async () => {
  const { sent, send } = senderWith(new AbortController())
  await send(CALL)
  expect(sent).toEqual(['http://127.0.0.1:1/'])
})

test.each([
  [1_000, 9_000],
  // a call gets some time at least
  [8_000, 3_000]
])('%i ms for keys leave %i of the 10,000 of a call', async (tookMs, leftMs) => {
  const clock = new FakeClock()
  const given: number[] = []
  const exchange: Exchange = ({ timeoutMs }) => {
    given.push(timeoutMs)
    return Promise.resolve({ status: 200, headers: {}, body: '{}' })
  }
  const keys = () => {
    clock.time += tookMs
    return Promise.resolve(KEYS)
  }
  const credentials = { identity: 'a', description: 'keys', keys }
  const send = createSender(SERVICE, { credentials, exchange, clock, userAgent: 'test' })
  await send({ ...CALL, timeoutMs: 10_000, keysWithinMs: 10_000 })
  expect(given).toEqual([leftMs])
})

test('the credentials are told how long their keys may take', async () => {
  const asked: unknown[] = []
  const exchange: Exchange = () => Promise.resolve({ status: 200, headers: {}, body: '{}' })
  const keys = (signal?: AbortSignal, withinMs?: number) => {
    asked.push(signal, withinMs)
    return Promise.resolve(KEYS)
  }
  const { signal } = new AbortController()
  const credentials = { identity: 'a', description: 'keys', keys }
  const send = createSender(SERVICE, { credentials, exchange, clock: systemClock, userAgent: 'test' })
  await send({ ...CALL, signal, keysWithinMs: 10 })
  expect(asked).toEqual([signal, 10])
})
