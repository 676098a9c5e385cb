import { expect, test } from '@jest/globals'
import { CLOUD_API } from '../../../src/cloud/operations.ts'
import { createSender } from '../../../src/cloud/sdk.ts'
import { createDeadline } from '../../../src/runtime/clock.ts'
import type { Exchange } from '../../../src/runtime/http.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const ENDPOINT = new URL('http://127.0.0.1:1')
const CALL = { api: CLOUD_API, action: 'ModifyBackendModel', request: { form: {} }, timeoutMs: 1_000 }
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
    send: createSender(ENDPOINT, { credentials, exchange, userAgent: 'test' })
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

test('a call has what is left of its deadline once there are keys for it', async () => {
  const clock = new FakeClock()
  const given: number[] = []
  const exchange: Exchange = ({ timeoutMs }) => {
    given.push(timeoutMs)
    return Promise.resolve({ status: 200, headers: {}, body: '{}' })
  }
  const keys = () => {
    clock.time += 4_000
    return Promise.resolve(KEYS)
  }
  const credentials = { identity: 'a', description: 'keys', keys }
  const send = createSender(ENDPOINT, { credentials, exchange, userAgent: 'test' })
  await send({ ...CALL, timeoutMs: 10_000, deadline: createDeadline(clock, 60_000) })
  await send({ ...CALL, timeoutMs: 10_000, deadline: createDeadline(clock, 9_000) })
  expect(given).toEqual([10_000, 5_000])
  await expect(
    send({ ...CALL, timeoutMs: 10_000, deadline: createDeadline(clock, 4_000) })
  ).rejects.toMatchObject({ fault: 'timeout', maySent: false })
  expect(given).toHaveLength(2)
})

test('the credentials are told how long their keys may take', async () => {
  const asked: unknown[] = []
  const clock = new FakeClock()
  const exchange: Exchange = () => Promise.resolve({ status: 200, headers: {}, body: '{}' })
  const keys = (signal?: AbortSignal, withinMs?: number) => {
    asked.push(signal, withinMs)
    return Promise.resolve(KEYS)
  }
  const { signal } = new AbortController()
  const credentials = { identity: 'a', description: 'keys', keys }
  const send = createSender(ENDPOINT, { credentials, exchange, userAgent: 'test' })
  await send({ ...CALL, deadline: createDeadline(clock, 10, signal) })
  await send({ ...CALL, deadline: createDeadline(clock, Infinity, signal) })
  expect(asked).toEqual([signal, 10, signal, undefined])
})
