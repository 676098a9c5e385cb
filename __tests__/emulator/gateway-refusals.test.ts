import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { call, ORDERS, OTHERS, send, shopSeed } from './support.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(): Promise<Emulator> {
  const emulator = await startEmulator({ seed: shopSeed() })
  open.push(emulator)
  return emulator
}

async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function backend(response: RequestListener, host?: string): Promise<number> {
  const server = createServer(response)
  open.push({
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  })
  return listening(server, host)
}

async function point(emulator: Emulator, definition: object, stage = 'RELEASE'): Promise<void> {
  const params = { BackendId: ORDERS, StageName: stage, BackendModelData: JSON.stringify(definition) }
  expect((await call(emulator, 'ModifyBackendModel', params)).status).toBe(200)
}

async function ask(emulator: Emulator, path = '/a', headers: Record<string, string> = {}) {
  const response = await send(`${emulator.gateway}${path}`, { headers: { host: 'shop.example', ...headers } })
  const { 'x-ca-error-code': code, 'x-ca-error-message': message } = response.headers
  return { ...response, said: `${response.status} ${String(code)} ${String(message)}` }
}

test('reports a closed connection and an unresolvable host', async () => {
  const emulator = await start()
  const closing = createTcpServer(socket => socket.destroy())
  open.push({ close: () => closing.close() })
  await point(emulator, { ServiceAddress: `http://127.0.0.1:${await listening(closing)}` })
  expect((await ask(emulator)).said).toBe('504 D504CO Backend service connect failed `Connection is closed`')
  // a label this long is invalid in DNS, so no query is sent
  const name = `${'x'.repeat(64)}.invalid`
  await point(emulator, { ServiceAddress: `http://${name}:8080` })
  expect((await ask(emulator)).said).toBe(
    `504 D504CO Backend service connect failed \`Failed to resolve ${name}\``
  )
})

test('rejects a WebSocket and ignores an HTTP/2 offer', async () => {
  const emulator = await start()
  const port = await backend((request, response) => response.end(JSON.stringify(request.headers)))
  await point(emulator, { ServiceAddress: `http://127.0.0.1:${port}` })
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
  expect((await ask(emulator, '/a', upgrade)).said).toBe('403 I403PT Invalid protocol WEBSOCKET unsupported')
  const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' }
  const response = await ask(emulator, '/a', offer)
  expect(response.status).toBe(200)
  const seen = JSON.parse(response.text) as object
  expect(seen).not.toHaveProperty('upgrade')
  expect(seen).not.toHaveProperty('http2-settings')
})

test('forwards to an IPv6 address', async () => {
  const emulator = await start()
  const port = await backend((request, response) => response.end(request.headers.host), '::1')
  await point(emulator, { ServiceAddress: `http://[::1]:${port}` })
  expect((await ask(emulator)).text).toBe(`[::1]:${port}`)
})

test('breaks a loop back to the gateway with an error', async () => {
  const emulator = await start()
  await point(emulator, { ServiceAddress: emulator.gateway, HttpTargetHostName: 'shop.example' })
  expect((await ask(emulator)).said).toBe(
    '504 D504CO Backend service connect failed `Loop detected: the definition leads back to this gateway`'
  )
})

test('allows an API to point to another API of the same gateway', async () => {
  const emulator = await start()
  const port = await backend((request, response) => response.end(request.headers.via))
  await point(emulator, { ServiceAddress: `http://127.0.0.1:${port}` }, 'TEST')
  await point(emulator, { ServiceAddress: emulator.gateway, HttpTargetHostName: 'shop.example' })
  // a backend that forwards the request to another stage
  const between = await backend((request, response) => {
    const headers = { host: 'shop.example', via: request.headers.via ?? '', 'x-ca-stage': 'TEST' }
    void send(`${emulator.gateway}/a`, { headers }).then(({ text }) => response.end(text))
  })
  await point(emulator, { ServiceAddress: `http://127.0.0.1:${between}` })
  const { text } = await ask(emulator)
  expect(text.split(', ')).toEqual([
    expect.stringMatching(/^1\.1 gateway-/),
    expect.stringMatching(/^1\.1 gateway-/)
  ])
})

test('ignores connection headers of a mock', async () => {
  const emulator = await start()
  const headers = {
    'Content-Length': '3',
    'Transfer-Encoding': 'chunked',
    Connection: 'close',
    'Keep-Alive': 'timeout=1',
    Upgrade: 'websocket',
    Trailer: 'x-later',
    'X-Mock': 'yes'
  }
  const definition = {
    MockConfig: {
      MockResult: 'a whole body',
      MockHeaders: Object.entries(headers).map(([HeaderName, HeaderValue]) => ({ HeaderName, HeaderValue }))
    }
  }
  const params = { BackendId: OTHERS, StageName: 'TEST', BackendModelData: JSON.stringify(definition) }
  expect((await call(emulator, 'ModifyBackendModel', params)).status).toBe(200)
  const socket = connect(Number(new URL(emulator.gateway).port), '127.0.0.1')
  open.push({ close: () => socket.destroy() })
  const request = 'GET /mock HTTP/1.1\r\nhost: shop.example\r\nx-ca-stage: TEST\r\n\r\n'
  // both on one connection, which an invalid message would close
  socket.write(request.repeat(2))
  const text = await textUntil(socket, /(a whole body[^]*){2}/)
  expect(text.match(/HTTP\/1\.1 200 OK\r$/gm)).toHaveLength(2)
  expect(text.match(/^x-mock: yes\r$/gim)).toHaveLength(2)
  expect(text.match(/^content-length: 12\r$/gim)).toHaveLength(2)
  expect(text).not.toMatch(/^(transfer-encoding|upgrade|trailer|connection: close)/im)
})

test("a client's connection outlives the one to the backend", async () => {
  const emulator = await start()
  const port = await backend((_request, response) => response.end('hello'))
  await point(emulator, { ServiceAddress: `http://127.0.0.1:${port}` })
  const socket = connect(Number(new URL(emulator.gateway).port), '127.0.0.1')
  open.push({ close: () => socket.destroy() })
  for (let count = 0; count < 3; count++) {
    socket.write('GET /a HTTP/1.1\r\nhost: shop.example\r\n\r\n')
    expect(await textUntil(socket, /hello$/)).toMatch(/^connection: keep-alive\r$/im)
  }
})

/** Reads until the text matches, or the connection closes. */
async function textUntil(socket: Socket, end: RegExp): Promise<string> {
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    text += chunk.toString()
    if (end.test(text)) break
  }
  return text
}
