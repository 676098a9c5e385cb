import { expect, test } from '@jest/globals'
import { CLOUD_API } from '../../../src/cloud/operations.ts'
import { createSender } from '../../../src/cloud/sdk.ts'
import { createDeadline } from '../../../src/runtime/clock.ts'
import type { Exchange } from '../../../src/runtime/http.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const ENDPOINT = new URL('http://127.0.0.1:1')
const CALL = { api: CLOUD_API, action: 'ModifyBackendModel', request: { form: {} }, timeoutMs: 1_000 }
const KEYS = { accessKeyId: 'an-access-key-id', accessKeySecret: 'an-access-key-secret' }

/** A sender whose keys arrive when `stop` is aborted, and the calls that it sent. */
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

test('does not send a call that is stopped before it is sent', async () => {
  const stop = new AbortController()
  const { sent, send } = senderWith(stop)
  await expect(send({ ...CALL, stop: stop.signal })).rejects.toMatchObject({
    fault: 'aborted',
    maySent: false
  })
  expect(sent).toEqual([])
})

test('sends the call without the stop signal', async () => {
  const { sent, send } = senderWith(new AbortController())
  await send(CALL)
  expect(sent).toEqual(['http://127.0.0.1:1/'])
})

test('limits a call to the time that remains after its keys arrived', async () => {
  const clock = new FakeClock()
  const timeouts: number[] = []
  const exchange: Exchange = ({ timeoutMs }) => {
    timeouts.push(timeoutMs)
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
  expect(timeouts).toEqual([10_000, 5_000])
  await expect(
    send({ ...CALL, timeoutMs: 10_000, deadline: createDeadline(clock, 4_000) })
  ).rejects.toMatchObject({ fault: 'timeout', maySent: false })
  expect(timeouts).toHaveLength(2)
})

test('passes the time limit for the keys to the credentials', async () => {
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
