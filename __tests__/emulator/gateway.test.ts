import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { matchPath } from '../../emulator/route.ts'
import type { TextResponse } from './support.ts'
import { call, ORDERS, send, shopSeed, TestClock, text } from './support.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(seed: string, clock?: TestClock): Promise<Emulator> {
  const emulator = await startEmulator({ seed, ...(clock === undefined ? {} : { clock }) })
  open.push(emulator)
  return emulator
}

/** Starts a local backend. @returns its URL */
async function backend(
  response: (request: IncomingMessage, response: ServerResponse) => void
): Promise<string> {
  const server: Server = createServer(response)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close: async () => {
      server.close()
      server.closeAllConnections()
      await Promise.resolve()
    }
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function point(emulator: Emulator, stageName: string, definition: object): Promise<void> {
  const params = { BackendId: ORDERS, StageName: stageName, BackendModelData: JSON.stringify(definition) }
  const response = await call(emulator, 'ModifyBackendModel', params)
  expect(response.status).toBe(200)
}

function ask(
  emulator: Emulator,
  path: string,
  options: { stage?: string; host?: string; method?: string; body?: string } = {}
): Promise<TextResponse> {
  const headers = {
    host: options.host ?? 'shop.example',
    ...(options.stage === undefined ? {} : { 'x-ca-stage': options.stage })
  }
  const { method = 'GET', body = '' } = options
  return send(`${emulator.gateway}${path}`, { method, headers, body })
}

test.each([
  ['/orders', '/orders', true],
  ['/orders', '/orders/1', false],
  ['/orders/*', '/orders', true],
  ['/orders/*', '/orders/1/2', true],
  ['/orders/*', '/ordersx', false],
  ['/orders/[id]', '/orders/1', true],
  ['/orders/[id]', '/orders/', false],
  ['/orders/[id]/items', '/orders/1/items', true],
  ['/*', '/anything', true]
])('the path %s and %s: %s', (pattern, path, matches) => {
  expect(matchPath(pattern, path) > 0).toBe(matches)
})

test('the most specific path wins', () => {
  const by = (patterns: string[], path: string) =>
    patterns.toSorted((a, b) => matchPath(b, path) - matchPath(a, path))[0]
  expect(by(['/*', '/o/*', '/o/[id]', '/o/1'], '/o/1')).toBe('/o/1')
  expect(by(['/*', '/o/*', '/o/[id]', '/o/1'], '/o/2')).toBe('/o/[id]')
  expect(by(['/*', '/o/*'], '/o/2/3')).toBe('/o/*')
})

test('routes by host, path, method and stage to the definition in effect', async () => {
  const emulator = await start(shopSeed())
  const echo = await backend((request, response) => {
    const { method, url, headers } = request
    request.setEncoding('utf8')
    let body = ''
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => response.end(JSON.stringify({ method, url, host: headers.host, body })))
  })
  await point(emulator, 'RELEASE', { ServiceAddress: echo })
  await point(emulator, 'TEST', { ServiceAddress: `${echo}/base`, HttpTargetHostName: 'orders.internal' })
  const json = async (response: Promise<TextResponse>) => JSON.parse((await response).text) as unknown
  const host = new URL(echo).host
  expect(await json(ask(emulator, '/a?x=1'))).toEqual({ method: 'GET', url: '/a?x=1', host, body: '' })
  expect(await json(ask(emulator, '/c/7', { host: 'SHOP2.example:80' }))).toMatchObject({ url: '/c/7' })
  expect(await json(ask(emulator, '/b/x/y', { stage: 'test', method: 'PUT', body: 'hello' }))).toEqual({
    method: 'PUT',
    url: '/base/b/x/y',
    host: 'orders.internal',
    body: 'hello'
  })
})

test('serves mock and VPC backends; other errors contain the reason', async () => {
  const inside = await backend((_request, response) => response.end('inside'))
  const emulator = await start(shopSeed().replace('http://127.0.0.1:9', inside))
  const mock = await ask(emulator, '/mock', { stage: 'TEST' })
  expect([mock.status, mock.text, mock.headers['x-mock']]).toEqual([201, 'hello', 'yes'])
  expect((await ask(emulator, '/inside', { stage: 'TEST' })).text).toBe('inside')
  const refusal = async (path: string, options: Parameters<typeof ask>[2]) => {
    const { status, headers } = await ask(emulator, path, options)
    return `${status} ${text(headers['x-ca-error-message'])}`
  }
  expect(await refusal('/inside', { stage: 'PRE' })).toBe('503 VPC access not found: gone')
  expect(await refusal('/files', { stage: 'TEST' })).toBe(
    '503 Backend type OSS has no data plane in the emulator'
  )
  expect(await refusal('/nowhere', {})).toBe('404 API not Found')
  expect(await refusal('/a', { method: 'POST' })).toBe('404 API not Found')
  expect(await refusal('/a', { host: 'other.example' })).toBe('404 Invalid Domain `other.example`')
  expect(await refusal('/a', { host: '[::1]:8080' })).toBe('404 Invalid Domain `[::1]`')
  expect(await refusal('/a', { stage: 'NOWHERE' })).toBe('400 Invalid Stage')
  expect(await refusal('/mock', { stage: 'PRE' })).toBe('404 API not published in PRE')
  expect(await refusal('/d', {})).toBe('404 API not published in RELEASE')
  expect(await refusal('/a', {})).toBe(
    '504 Backend service connect failed `Connection refused: 127.0.0.1/127.0.0.1:3`'
  )
})

test('responds 504 if a backend exceeds ServiceTimeout', async () => {
  const emulator = await start(shopSeed())
  const silent = await backend(() => undefined)
  await point(emulator, 'RELEASE', { ServiceAddress: silent, ServiceTimeout: 50 })
  const response = await ask(emulator, '/a')
  expect([response.status, response.headers['x-ca-error-message']]).toEqual([
    504,
    'Backend service request timeout'
  ])
})

test('an API serves the old definition until its batch updates it', async () => {
  const clock = new TestClock()
  const emulator = await start(shopSeed('batch: { ms-per-api: 100 }'), clock)
  const [blue, green] = [await backend((_, r) => r.end('blue')), await backend((_, r) => r.end('green'))]
  await point(emulator, 'RELEASE', { ServiceAddress: blue })
  clock.time += 1000
  await point(emulator, 'RELEASE', { ServiceAddress: green })
  const both = async () => [(await ask(emulator, '/a')).text, (await ask(emulator, '/b/1')).text]
  expect(await both()).toEqual(['blue', 'blue'])
  clock.time += 100
  expect(await both()).toEqual(['green', 'blue'])
  clock.time += 100
  expect(await both()).toEqual(['green', 'green'])
})

test('a switch under load loses no requests, including those in flight', async () => {
  const emulator = await start(shopSeed())
  const held: ServerResponse[] = []
  let enough: () => void = () => undefined
  const allHeld = new Promise<void>(resolve => (enough = resolve))
  const blue = await backend((_request, response) => {
    response.write('bl')
    held.push(response)
    if (held.length === 20) enough()
  })
  const green = await backend((_request, response) => response.end('green'))
  await point(emulator, 'RELEASE', { ServiceAddress: blue })
  const inFlight = Array.from({ length: 20 }, (_, index) => ask(emulator, `/c/${index}`))
  await allHeld

  // send requests while the definition is switched back and forth
  const during = Array.from({ length: 100 }, () => ask(emulator, '/mock', { stage: 'TEST' }))
  await point(emulator, 'RELEASE', { ServiceAddress: green })
  const after = Array.from({ length: 100 }, (_, index) => ask(emulator, `/c/${index}`))
  for (const response of held) response.end('ue')

  const texts = async (responses: Promise<TextResponse>[]) =>
    new Set((await Promise.all(responses)).map(response => `${response.status} ${response.text}`))
  expect(await texts(inFlight)).toEqual(new Set(['200 blue']))
  expect(await texts(during)).toEqual(new Set(['201 hello']))
  expect(await texts(after)).toEqual(new Set(['200 green']))
})
