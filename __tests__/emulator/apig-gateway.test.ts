import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { Balance } from '../../emulator/apig/data-plane.ts'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { createGateway } from '../../emulator/gateway.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { API, BLUE, ENVIRONMENT, GREEN, nativeSeed, one, ROUTE, sdk } from './apig-support.ts'
import type { NativeSeed } from './apig-support.ts'
import { send } from './support.ts'
import type { TextResponse } from './support.ts'

const servers: Server[] = []
const emulators: Emulator[] = []

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

let blue: string
let green: string
beforeAll(async () => {
  blue = await listen((request, response) => response.end(`blue ${request.headers.host} ${request.url}`))
  green = await listen((_, response) => response.end('green'))
})
afterEach(async () => {
  await Promise.all(emulators.splice(0).map(emulator => emulator.close()))
})
afterAll(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

const HOST = 'api.example.com'
const SUB_DOMAIN = `${ENVIRONMENT}-cn-hangzhou.alicloudapi.com`

async function start(seed: NativeSeed = {}): Promise<Emulator> {
  const emulator = await startEmulator({ seed: nativeSeed({ blue, green, ...seed }) })
  emulators.push(emulator)
  return emulator
}

function get({ gateway }: Emulator, path: string, host = HOST, method = 'GET'): Promise<TextResponse> {
  return send(`${gateway}${path}`, { method, headers: { host } })
}

/** The number of 20 consecutive requests that each service receives. */
async function twenty(emulator: Emulator, path: string, host?: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (let count = 0; count < 20; count++) {
    const { text, status } = await get(emulator, path, host)
    const who = status === 200 ? (text.split(' ')[0] ?? '') : String(status)
    counts[who] = (counts[who] ?? 0) + 1
  }
  return counts
}

const save = (emulator: Emulator, backendConfig: object) =>
  sdk(emulator, 'UpdateHttpApiRoute', `/v1/http-apis/${API}/routes/${ROUTE}`, {
    method: 'PUT',
    body: {
      match: { path: { type: 'Prefix', value: '/orders' } },
      domainIds: domainsOf(emulator),
      backendConfig
    }
  })
const deploy = (emulator: Emulator) =>
  sdk(emulator, 'DeployHttpApi', `/v1/http-apis/${API}/deploy`, { method: 'POST', body: { routeId: ROUTE } })
const domainsOf = (emulator: Emulator) => emulator.cloud.apig.route(ROUTE)?.domainIds ?? []

test('routes by a custom domain and by the sub-domain, without rewriting Host and path', async () => {
  const emulator = await start()
  const response = await get(emulator, '/orders/7?a=b')
  expect([response.status, response.text]).toEqual([200, 'blue api.example.com /orders/7?a=b'])
  expect(response.headers['server']).toBe('istio-envoy')
  expect((await get(emulator, '/orders', SUB_DOMAIN)).text).toBe(`blue ${SUB_DOMAIN} /orders`)
  expect((await get(emulator, '/orders', `${HOST}:8080`)).status).toBe(200)
  // without a domain, only the sub-domain reaches it
  expect((await get(emulator, '/split', SUB_DOMAIN)).status).toBe(200)
  const other = await get(emulator, '/split')
  expect([other.status, other.text]).toEqual([404, ''])
  expect((await get(emulator, '/orders', HOST, 'DELETE')).status).toBe(404)
  // not a domain of the product: the traditional gateway responds
  const traditional = await get(emulator, '/orders', 'gone.example')
  expect([traditional.status, traditional.headers['x-ca-error-code']]).toEqual([404, 'I404DO'])
})

test('a save has no effect until a deployment', async () => {
  const emulator = await start()
  await save(emulator, one(GREEN))
  expect((await get(emulator, '/orders')).text).toMatch(/^blue/)
  await deploy(emulator)
  expect((await get(emulator, '/orders')).text).toBe('green')
})

test('an update of a service immediately moves everything that uses it', async () => {
  const emulator = await start()
  await sdk(emulator, 'UpdateService', `/v1/services/${BLUE}`, {
    method: 'PUT',
    body: { addresses: [green] }
  })
  expect((await get(emulator, '/orders')).text).toBe('green')
  expect((await get(emulator, '/v1/items', 'catalog.example.com')).text).toBe('green')
})

describe('weights', () => {
  test('split requests', async () => {
    const emulator = await start()
    expect(await twenty(emulator, '/split', SUB_DOMAIN)).toEqual({ blue: 18, green: 2 })
    const ratio = (weight: number) => ({
      scene: 'MultiServiceByRatio',
      services: [
        { serviceId: BLUE, weight: 100 - weight },
        { serviceId: GREEN, weight }
      ]
    })
    await save(emulator, ratio(50))
    await deploy(emulator)
    expect(await twenty(emulator, '/orders')).toEqual({ blue: 10, green: 10 })
    await save(emulator, ratio(100))
    await deploy(emulator)
    expect(await twenty(emulator, '/orders')).toEqual({ green: 20 })
  })

  test('requests to a service that is down fail', async () => {
    const emulator = await start({ green: '127.0.0.1:1' })
    expect(await twenty(emulator, '/split', SUB_DOMAIN)).toEqual({ 503: 2, blue: 18 })
  })

  test.each([
    [[90, 10], 100, [90, 10]],
    [[33, 33, 34], 100, [33, 33, 34]],
    [[0, 100], 10, [0, 10]],
    [[55, 45], 100, [55, 45]],
    [[1, 1], 4, [2, 2]]
  ])('%j over %d turns: %j', (weights, turns, expected) => {
    const balance = new Balance(weights)
    const counts = weights.map(() => 0)
    for (let turn = 0; turn < turns; turn++) {
      const index = balance.next()
      counts[index] = (counts[index] ?? 0) + 1
    }
    expect(counts).toEqual(expected)
  })

  test('without a positive weight, no service is selected', () => {
    expect(new Balance([0, 0]).next()).toBe(-1)
  })
})

describe('health', () => {
  test('an unhealthy address gets no requests', async () => {
    const seed = nativeSeed({
      blue,
      green,
      more: `  - { name: pair, gateway: prod, routes: [{ name: pair, path: /pair, backend: { service: pair } }] }`
    }).replace(
      'http-apis:',
      `  - { name: pair, gateway: prod, type: VIP, addresses: ['${blue}', '${green}'], unhealthy: ['${blue}'] }\nhttp-apis:`
    )
    const emulator = await startEmulator({ seed })
    emulators.push(emulator)
    expect(await twenty(emulator, '/pair', SUB_DOMAIN)).toEqual({ green: 20 })
    const pair = emulator.cloud.apig.services().find(({ name }) => name === 'pair')
    const { data } = await sdk(emulator, 'GetService', `/v1/services/${pair?.id ?? ''}`)
    expect(data).toMatchObject({ healthStatus: 'Healthy', unhealthyEndpoints: [blue] })
  })

  test('rotates through healthy addresses; without one, responds 503', async () => {
    const emulator = await start()
    const update = (addresses: string[]) =>
      sdk(emulator, 'UpdateService', `/v1/services/${BLUE}`, { method: 'PUT', body: { addresses } })
    await update([blue, green])
    expect(await twenty(emulator, '/orders')).toEqual({ blue: 10, green: 10 })
    const sick = await startEmulator({
      seed: nativeSeed({ blue, green }).replace('    healthCheck:', '    health: Unhealthy\n    healthCheck:')
    })
    emulators.push(sick)
    const response = await get(sick, '/orders')
    expect([response.status, response.text]).toEqual([503, 'no healthy upstream'])
    const { data } = await sdk(sick, 'GetService', `/v1/services/${BLUE}`)
    expect(data).toMatchObject({ healthStatus: 'Unhealthy', unhealthyEndpoints: [blue] })
  })

  test.each([
    ['refused', '127.0.0.1:1', 503, /delayed connect error: ECONNREFUSED$/],
    ['not resolvable', 'gone.invalid:80', 503, /^upstream connect error/]
  ])('responds 503 if a connection is %s', async (_, address, status, text) => {
    const isName = address.startsWith('gone')
    const emulator = await start(isName ? { dns: address } : { blue: address })
    const dns = emulator.cloud.apig.services().find(({ name }) => name === 'dns')?.id ?? ''
    if (isName) {
      await save(emulator, one(dns))
      await deploy(emulator)
    }
    const response = await get(emulator, '/orders')
    expect([response.status, response.text]).toEqual([status, expect.stringMatching(text)])
  })

  test('responds 503 if a connection is reset, and 504 if a backend does not respond', async () => {
    const resetting = await listen(request => request.socket.resetAndDestroy())
    const silent = await listen(() => undefined)
    const emulator = await start({ blue: resetting })
    const response = await get(emulator, '/orders')
    expect([response.status, response.text]).toEqual([503, expect.stringMatching(/connection termination$/)])

    const cloud = new Cloud({ seed: parseSeed(nativeSeed({ blue: silent })), clock: Date })
    const gateway = createGateway(cloud, { nativeTimeoutMs: 50 })
    servers.push(gateway)
    gateway.listen(0, '127.0.0.1')
    await once(gateway, 'listening')
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/orders`
    const late = await send(url, { headers: { host: HOST } })
    expect([late.status, late.text]).toEqual([504, 'upstream request timeout'])
  })
})

describe('route precedence', () => {
  const routes = `
      - { name: exact, path: { type: Exact, value: /p/exact }, backend: { scene: Mock, mock: { responseCode: 201, responseContent: exact } } }
      - { name: prefix, path: /p, backend: { scene: Mock, mock: { responseContent: prefix } } }
      - { name: longer, path: /p/longer, backend: { scene: Mock, mock: { responseContent: longer } } }
      - { name: regex, path: { type: Regex, value: '/p/\\d+' }, backend: { scene: Mock, mock: { responseContent: regex } } }
      - { name: only, path: { type: Regex, value: '/q/\\d+' }, backend: { scene: Mock, mock: { responseContent: only } } }
      - { name: header, path: /p, match: { headers: [{ name: X-Canary, type: Exact, value: 'yes' }] }, backend: { scene: Mock, mock: { responseContent: header } } }
      - { name: query, path: /p/longer, match: { queryParams: [{ name: v, type: Prefix, value: '2' }] }, backend: { scene: Mock, mock: { responseContent: query } } }
      - { name: folded, path: { type: Exact, value: /Folded }, match: { ignoreUriCase: true }, backend: { scene: Mock, mock: { responseContent: folded } } }
      - { name: moved, path: /moved, backend: { scene: Redirect, redirect: { code: 302, location: 'https://b.example/' } } }
      - { name: draft, path: /draft, status: NotDeployed, backend: { service: blue } }
      - { name: edited, path: /edited, status: DeployedWithChanges, backend: { service: green }, live: { service: blue } }
      - { name: function, path: /function, backend: { service: function } }
      - { name: content, path: /content, backend: { scene: MultiServiceByContent, services: [{ service: blue, match: { default: true } }, { service: green, match: { conditions: [{ type: Header, key: x-canary, operator: equal, value: 'yes' }] } }] } }`
  test.each([
    ['/p/exact', {}, 201, 'exact'],
    ['/p/exact/x', {}, 200, 'prefix'],
    ['/p/longer/x', {}, 200, 'longer'],
    ['/p/longer?v=21', {}, 200, 'query'],
    ['/p/longer?v=12', {}, 200, 'longer'],
    ['/p/12', {}, 200, 'prefix'],
    ['/q/12', {}, 200, 'only'],
    ['/q/a', {}, 404, ''],
    ['/p/x', { 'x-canary': 'yes' }, 200, 'header'],
    ['/fOLDED', {}, 200, 'folded'],
    ['/moved', {}, 302, ''],
    ['/draft', {}, 404, ''],
    ['/edited', {}, 200, /^blue/],
    ['/function', {}, 503, 'no healthy upstream'],
    ['/content', {}, 200, /^blue/],
    ['/content', { 'x-canary': 'yes' }, 200, 'green']
  ])('%s %j: %d %s', async (path, headers, status, text) => {
    const emulator = await start({ routes })
    const response = await send(`${emulator.gateway}${path}`, { headers: { host: SUB_DOMAIN, ...headers } })
    expect([response.status, response.text]).toEqual([
      status,
      typeof text === 'string' ? text : expect.stringMatching(text)
    ])
    if (status === 302) expect(response.headers.location).toBe('https://b.example/')
  })

  test('a wildcard domain matches any host below it', async () => {
    const emulator = await start({
      routes: `      - { name: wild, path: /wild, domains: ['*.shop.example'], backend: { service: green } }`
    })
    expect((await get(emulator, '/wild', 'a.shop.example')).text).toBe('green')
    expect((await get(emulator, '/wild', 'shop.example')).headers['x-ca-error-code']).toBe('I404DO')
  })
})

test("a Rest API uses its own backend or an operation's", async () => {
  const emulator = await start()
  const ask = (path: string, method?: string) => get(emulator, path, 'catalog.example.com', method)
  expect((await ask('/v1/items')).text).toBe('blue catalog.example.com /v1/items')
  expect((await ask('/v1/items/7')).text).toBe('green')
  for (const [path, method] of [
    ['/v1/items', 'POST'],
    ['/v1/items/7/x'],
    ['/items'],
    ['/v1/items/']
  ] as const) {
    expect([path, (await ask(path, method)).status]).toEqual([path, 404])
  }
})

test('breaks a loop back to the gateway', async () => {
  const emulator = await start()
  const address = emulator.gateway.replace('http://', '')
  await sdk(emulator, 'UpdateService', `/v1/services/${BLUE}`, {
    method: 'PUT',
    body: { addresses: [address] }
  })
  const response = await get(emulator, '/orders')
  expect([response.status, response.text]).toEqual([503, expect.stringMatching(/ELOOP$/)])
})
