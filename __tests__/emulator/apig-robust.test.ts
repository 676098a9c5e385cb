import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { API, BLUE, ENVIRONMENT, nativeSeed, one, roa, ROUTE } from './apig-support.ts'
import { send } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ seed: nativeSeed() })
})
afterAll(() => emulator.close())

const READ = { path: `/v1/services/${BLUE}`, action: 'GetService' }
const ROUTES = `/v1/http-apis/${API}/routes`
const SUB_DOMAIN = `${ENVIRONMENT}-cn-hangzhou.alicloudapi.com`

const isAlive = async () => (await roa(emulator, READ)).status === 200

/** CPU time of the emulator, which other processes on the machine do not affect. */
async function cpuMs(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

test.each([
  ['a percent sign', '/v1/services/%'],
  ['invalid UTF-8', '/v1/services/%ff%fe'],
  ['a slash in an ID', '/v1/services/a%2Fb'],
  ['nothing', '/v1/services/'],
  ['a prototype property', '/v1/services/__proto__'],
  ['a constructor', '/v1/http-apis/constructor/routes/toString'],
  ['dots', '/v1/services/..'],
  ['a long id', `/v1/services/${'x'.repeat(8_000)}`],
  ['many segments', `/v1${'/a'.repeat(4_000)}`],
  ['stars', `/v1/services/${'*'.repeat(4_000)}`]
])('an ID with %s is a 404', async (_, path) => {
  const action = path.includes('routes') ? 'GetHttpApiRoute' : 'GetService'
  const { status, text } = await roa(emulator, { path, action })
  expect(status).toBe(404)
  expect(text).toMatch(/NotFound/)
  expect(await isAlive()).toBe(true)
})

describe('rejects invalid bodies', () => {
  test.each([
    ['a null', 'null'],
    ['truncated JSON', '{"addresses":["10.0.0.1:8'],
    ['two values', '{}{}'],
    ['levels', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['addresses as a string', '{"addresses":"10.0.0.1:80"}'],
    ['addresses of numbers', '{"addresses":[1]}'],
    ['an address with a line break', '{"addresses":["10.0.0.1:80\\r\\nx: y"]}'],
    ['an address of many characters', `{"addresses":["${'9'.repeat(100_000)}:80"]}`],
    ['an invalid port', '{"addresses":["10.0.0.1:99999"]}']
  ])('a service: %s', async (_, body) => {
    const before = emulator.cloud.apig.service(BLUE)?.fields
    const { status, text } = await roa(emulator, { ...READ, action: 'UpdateService', method: 'PUT', body })
    expect([status, text]).toEqual([400, expect.stringContaining('"code":"InvalidParameter')])
    expect(emulator.cloud.apig.service(BLUE)?.fields).toBe(before)
  })

  test.each([
    ['__proto__ is no field', '{"__proto__":{"addresses":["10.0.0.9:80"]}}'],
    ['constructor as a field', '{"constructor":{"a":1},"toString":"x"}']
  ])('a service: %s', async (_, body) => {
    const before = emulator.cloud.apig.service(BLUE)?.fields
    await roa(emulator, { ...READ, action: 'UpdateService', method: 'PUT', body })
    expect(emulator.cloud.apig.service(BLUE)?.fields).toEqual(before)
  })

  test.each<[string, object]>([
    ['a match that is a string', { match: 'all', backendConfig: one(BLUE) }],
    ['a path without a value', { match: { path: { type: 'Exact' } }, backendConfig: one(BLUE) }],
    [
      'a path with an unknown type',
      { match: { path: { type: 'Glob', value: '*' } }, backendConfig: one(BLUE) }
    ],
    [
      'an invalid regular expression',
      { match: { path: { type: 'Regex', value: '(' } }, backendConfig: one(BLUE) }
    ],
    [
      'a pathological regular expression',
      { match: { path: { type: 'Regex', value: '((((a{999}){999}){999}){999})' } }, backendConfig: one(BLUE) }
    ],
    ['a backend that is a list', { backendConfig: [] }],
    ['services that are strings', { backendConfig: { scene: 'SingleService', services: ['a'] } }],
    ['a service named like a prototype property', { backendConfig: one('__proto__') }],
    [
      'a weight that is an object',
      { backendConfig: { ...one(BLUE), services: [{ serviceId: BLUE, weight: {} }] } }
    ]
  ])('a route: %s', async (_, body) => {
    const before = emulator.cloud.apig.route(ROUTE)?.modifiedAt
    const request = {
      path: `${ROUTES}/${ROUTE}`,
      action: 'UpdateHttpApiRoute',
      method: 'PUT',
      body: JSON.stringify(body)
    }
    expect((await roa(emulator, request)).status).toBeGreaterThanOrEqual(400)
    expect(emulator.cloud.apig.route(ROUTE)?.modifiedAt).toBe(before)
  })
})

test('rejects a body of more than 2 MiB with 413', async () => {
  const body = JSON.stringify({ description: 'x'.repeat(3 * 1024 * 1024) })
  const response = await roa(emulator, { ...READ, action: 'UpdateService', method: 'PUT', body })
  expect(response.status).toBe(413)
  expect(await isAlive()).toBe(true)
})

test.each([
  'GET /%zz HTTP/1.1',
  'GET //[ HTTP/1.1',
  'GET http://[ HTTP/1.1',
  'GET /orders?%zz=%00 HTTP/1.1',
  'POST /v1/services HTTP/1.1\r\nx-acs-version: 2024-03-27\r\nauthorization: acs a:b',
  'PUT /v1/services/a HTTP/1.1\r\nx-acs-version: 2024-03-27\r\nauthorization: acs',
  'GET /orders HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade',
  'POST /orders HTTP/1.1\r\ncontent-length: 100'
])('survives %j on both planes', async head => {
  for (const url of [`http://${emulator.endpoint}`, emulator.gateway]) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume()
    socket.end(`${head}\r\nhost: ${SUB_DOMAIN}\r\n\r\n`)
    await once(socket, 'close')
  }
  expect(await isAlive()).toBe(true)
})

test('pathological regular expressions of many routes take less than a second per request', async () => {
  const evil = ['(a+)+b', '(a|aa)+b', '(a|a)*b', `${'.*'.repeat(150)}b`, '(a?){100}a{100}b']
  const routes = evil.flatMap((value, index) =>
    Array.from({ length: 20 }, (_, copy) => {
      const path = { type: 'Regex', value: `/${value}` }
      return `      - { name: evil-${index}-${copy}, path: ${JSON.stringify(path)}, backend: { service: blue } }`
    })
  )
  const many = await startEmulator({ seed: nativeSeed({ routes: routes.join('\n') }) })
  try {
    const ask = () => send(`${many.gateway}/${'a'.repeat(4_000)}`, { headers: { host: SUB_DOMAIN } })
    // the first request also compiles them
    await ask()
    const spent = await cpuMs(async () => expect((await ask()).status).toBe(404))
    expect(spent).toBeLessThan(1_000)
  } finally {
    await many.close()
  }
}, 30_000)

test('handles thousands of routes', async () => {
  const routes = Array.from(
    { length: 3_000 },
    (_, index) =>
      `      - { name: r${index}, path: /many/${index}, domains: [many.example], backend: { service: blue } }`
  )
  const many = await startEmulator({ seed: nativeSeed({ routes: routes.join('\n') }) })
  try {
    await send(`${many.gateway}/none`, { headers: { host: 'many.example' } })
    const spent = await cpuMs(async () => {
      for (let count = 0; count < 10; count++) {
        expect((await send(`${many.gateway}/none`, { headers: { host: 'many.example' } })).status).toBe(404)
      }
    })
    expect(spent).toBeLessThan(1_000)
  } finally {
    await many.close()
  }
}, 60_000)
