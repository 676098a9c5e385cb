import { once } from 'node:events'
import { Agent, createServer, request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { until } from '../support/until.ts'
import { call, ORDERS, send, shopSeed } from './support.ts'

let emulator: Emulator
beforeEach(async () => {
  emulator = await startEmulator({ seed: shopSeed() })
})
afterEach(() => emulator.close())

const READ = { BackendId: ORDERS }
const isAlive = async () => (await call(emulator, 'DescribeBackendInfo', READ)).status === 200

function portOf(url: string): number {
  return Number(new URL(url.includes('://') ? url : `http://${url}`).port)
}

/** Sends a text on a new connection, closes it, and returns what was received. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let response = ''
  socket.on('data', (chunk: Buffer) => (response += chunk.toString()))
  // a reset is accepted, too
  socket.on('error', () => undefined)
  socket.end(text)
  await once(socket, 'close')
  return response
}

const HOSTILE: readonly string[] = [
  'garbage\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET //[ HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET http://[ HTTP/1.1\r\nhost: shop.example\r\n\r\n',
  'GET /%zz%00 HTTP/1.1\r\nhost: shop.example\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: shop.example\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /a HTTP/1.1\r\nhost: shop.example\r\nexpect: nothing\r\n\r\n',
  'GET /a HTTP/1.1\r\nhost: shop.example\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'GET /a HTTP/1.1\r\nhost: shop.example\r\nx-ca-stage: __proto__\r\n\r\n',
  'GET / HTTP/1.1\r\nhost: a\r\nx-acs-version: __proto__\r\nx-acs-action: constructor\r\n\r\n',
  'GET /?Action=__proto__&AccessKeyId=constructor&Signature=x&SignatureMethod=HMAC-SHA1 HTTP/1.1\r\nhost: a\r\n\r\n',
  'POST / HTTP/1.1\r\nhost: shop.example\r\ncontent-length: 100\r\n\r\nhalf',
  'POST / HTTP/1.1\r\nhost: shop.example\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'
]

test.each(HOSTILE)('survives %j on both planes', async text => {
  await raw(portOf(emulator.endpoint), text)
  await raw(portOf(emulator.gateway), text)
  expect(await isAlive()).toBe(true)
  expect((await send(`${emulator.gateway}/a`, { headers: { host: 'other.example' } })).status).toBe(404)
})

describe('limits', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  test.each([
    ['fields', 'a&'.repeat(1_001)],
    ['nothing but separators', '&'.repeat(2_000_000)],
    ['bytes', `x=${'x'.repeat(3 * 1024 * 1024)}`]
  ])('%s: 413, and nothing is kept', async (_, body) => {
    const response = await send(`http://${emulator.endpoint}/`, { method: 'POST', headers: form, body })
    expect([response.status, response.text]).toEqual([
      413,
      expect.stringContaining('"Code":"RequestEntityTooLarge"')
    ])
    expect(emulator.requests.at(-1)?.params).toEqual({})
    expect(await isAlive()).toBe(true)
  })

  test('reads long queries with definitions and ID tokens, as SDKs send them', async () => {
    const { status } = await send(`http://${emulator.endpoint}/?OIDCToken=${'x'.repeat(100_000)}`)
    expect(status).toBe(400)
    expect(emulator.requests.at(-1)?.params['OIDCToken']).toHaveLength(100_000)
    // a longer one is rejected before it has been sent completely
    await send(`http://${emulator.endpoint}/?a=${'x'.repeat(200_000)}`).catch(() => undefined)
    expect(emulator.requests).toHaveLength(1)
    expect(await isAlive()).toBe(true)
  })

  test('reads a thousand fields', async () => {
    const params = Object.fromEntries(Array.from({ length: 999 }, (_, index) => [`p${index}`, 'x']))
    expect((await call(emulator, 'DescribeBackendInfo', { ...READ, ...params })).status).toBe(200)
  })

  test.each([
    [90, 200],
    [150, 400],
    [100_000, 400]
  ])('a definition of %d levels: %d, and the backend remains readable', async (levels, status) => {
    const data = `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
    const write = { ...READ, StageName: 'RELEASE', BackendModelData: data }
    const response = await call(emulator, 'ModifyBackendModel', write)
    expect(response.status).toBe(status)
    if (status === 400) expect(response.text).toContain('"Code":"InvalidBackendModelData"')
    expect(await isAlive()).toBe(true)
  })
})

test('an incomplete write has no effect', async () => {
  const body = new URLSearchParams({ ...READ, StageName: 'RELEASE', BackendModelData: '{}' }).toString()
  const lines = ['POST / HTTP/1.1', 'host: a', 'content-type: application/x-www-form-urlencoded']
  const port = portOf(emulator.endpoint)
  for (const framing of [`content-length: ${body.length}`, 'transfer-encoding: chunked']) {
    const chunk = framing.startsWith('transfer') ? `${body.length.toString(16)}\r\n` : ''
    await raw(port, `${[...lines, framing].join('\r\n')}\r\n\r\n${chunk}${body.slice(0, -3)}`)
  }
  expect(emulator.requests).toEqual([])
  expect(emulator.cloud.writes()).toEqual([])
  expect(await isAlive()).toBe(true)
})

test("aborts the backend's request if the client's body is incomplete", async () => {
  const { promise: broken, resolve } = Promise.withResolvers<{ got: string; complete: boolean }>()
  const backend = createServer((request: IncomingMessage, response) => {
    let got = ''
    request.on('data', (chunk: Buffer) => (got += chunk.toString()))
    request.on('error', () => undefined)
    request.on('close', () => resolve({ got, complete: request.complete }))
    // the client disconnects when half of the body has arrived
    request.once('data', () => client.destroy())
    response.on('error', () => undefined)
  })
  backend.listen(0, '127.0.0.1')
  await once(backend, 'listening')
  const data = { ServiceAddress: `http://127.0.0.1:${(backend.address() as AddressInfo).port}` }
  const write = { ...READ, StageName: 'RELEASE', BackendModelData: JSON.stringify(data) }
  await call(emulator, 'ModifyBackendModel', write)
  const client = connect(portOf(emulator.gateway), '127.0.0.1')
  client.on('error', () => undefined)
  client.write('POST /b/x HTTP/1.1\r\nhost: shop.example\r\ncontent-length: 100\r\n\r\nhalf')
  expect(await broken).toEqual({ got: 'half', complete: false })
  backend.close()
  backend.closeAllConnections()
  expect(await isAlive()).toBe(true)
})

test('serves 200 persistent clients on both planes without errors or leaked sockets', async () => {
  const CLIENTS = 200
  const CALLS = 5
  const sockets = () => process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
  const before = sockets()
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const statusOf = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(url, { headers, agent }, response => {
        response.resume()
        response.on('end', () => resolve(response.statusCode))
        response.on('error', reject)
      })
      request.on('error', reject)
      request.end()
    })
  const client = async () => {
    const seen = new Set<number | undefined>()
    for (let count = 0; count < CALLS; count++) {
      // unsigned calls also get a response, and each uses a connection
      seen.add(await statusOf(`http://${emulator.endpoint}/`, { host: emulator.endpoint }))
      seen.add(await statusOf(`${emulator.gateway}/mock`, { host: 'shop.example', 'x-ca-stage': 'TEST' }))
    }
    return [...seen]
  }
  const all = await Promise.all(Array.from({ length: CLIENTS }, client))
  expect(new Set(all.flat())).toEqual(new Set([400, 201]))
  expect(emulator.requests).toHaveLength(CLIENTS * CALLS)
  expect(sockets()).toBeGreaterThan(before + CLIENTS)
  agent.destroy()
  await until(() => sockets() <= before)
})
