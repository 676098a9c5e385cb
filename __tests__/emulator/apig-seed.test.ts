import { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import { expect, test } from '@jest/globals'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import { defaultSeed, parseSeed, SeedError } from '../../emulator/seed.ts'
import { callApig, nativeSeed } from './apig-support.ts'

const KEYS = 'accounts: [{ id: 1, keys: [{ id: k, secret: s }] }]\n'

function problems(yaml: string): string[] {
  try {
    parseSeed(KEYS + yaml)
  } catch (thrown) {
    if (thrown instanceof SeedError) return thrown.message.split('\n')
    throw thrown
  }
  return []
}

test("omitted ids are deterministic and have the product's format", () => {
  const yaml = `${KEYS}
gateways: [{ name: g }]
services: [{ name: s, gateway: g, type: VIP }]
http-apis: [{ name: a, gateway: g, routes: [{ name: r, backend: { service: s }, domains: [a.example] }], operations: [{ name: o, path: /o }] }]`
  const { gateways, services, httpApis, domains } = parseSeed(yaml)
  expect([gateways[0]?.id, gateways[0]?.environment.id, services[0]?.id, domains[0]?.id]).toEqual([
    expect.stringMatching(/^gw-[0-9a-f]{20}$/),
    expect.stringMatching(/^env-[0-9a-f]{20}$/),
    expect.stringMatching(/^svc-[0-9a-f]{20}$/),
    expect.stringMatching(/^d-[0-9a-f]{20}$/)
  ])
  expect(httpApis[0]).toMatchObject({
    id: expect.stringMatching(/^api-/),
    type: 'Http',
    routes: [{ id: expect.stringMatching(/^hr-/), status: 'Deployed', domainIds: [domains[0]?.id] }],
    operations: [{ id: expect.stringMatching(/^op-/), method: 'GET', backend: null }]
  })
  expect(parseSeed(yaml)).toEqual(parseSeed(yaml))
})

test('reads each form of a backend', () => {
  const backendOf = (backend: string) =>
    parseSeed(`${KEYS}
gateways: [{ name: g }]
services: [{ id: svc-a, name: a, gateway: g, type: VIP }, { id: svc-b, name: b, gateway: g, type: FC3 }]
http-apis: [{ name: a, gateway: g, routes: [{ name: r, backend: ${backend} }] }]`).httpApis[0]?.routes[0]
      ?.backend
  expect(backendOf('{ service: a, port: 80, protocol: HTTPS, version: v1 }')).toEqual({
    scene: 'SingleService',
    services: [{ serviceId: 'svc-a', port: 80, protocol: 'HTTPS', version: 'v1' }]
  })
  expect(backendOf('{ services: [{ service: a, weight: 90 }, { service: svc-b, weight: 10 }] }')).toEqual({
    scene: 'MultiServiceByRatio',
    services: [
      { serviceId: 'svc-a', weight: 90 },
      { serviceId: 'svc-b', weight: 10 }
    ]
  })
  expect(backendOf('{ services: [{ service: a }] }')).toMatchObject({ scene: 'SingleService' })
  expect(
    backendOf('{ scene: MultiServiceByTag, services: [{ service: b, version: v2 }, { serviceId: svc-a }] }')
  ).toEqual({
    scene: 'MultiServiceByTag',
    services: [{ serviceId: 'svc-b', version: 'v2' }, { serviceId: 'svc-a' }]
  })
})

test('returns further fields of a service', () => {
  const [service] = parseSeed(`${KEYS}
gateways: [{ name: g }]
services: [{ name: s, gateway: g, type: DNS, protocol: HTTPS, addresses: ['a.example:443'], dnsServers: ['10.0.0.2:53'], healthyPanicThreshold: 0.5 }]`).services
  expect(service?.fields).toEqual({
    addresses: ['a.example:443'],
    protocol: 'HTTPS',
    dnsServers: ['10.0.0.2:53'],
    healthyPanicThreshold: 0.5
  })
})

test("returns the seed's status until the next write", () => {
  const cloud = new Cloud({ seed: parseSeed(nativeSeed({ route: ', status: Unheard-of' })), clock: Date })
  const shown = () =>
    callApig(cloud, 'GetHttpApiRoute', {
      httpApiId: 'api-cr6ql0tlhtgmc8o0',
      routeId: 'hr-crf5l7tlhtgp91tabcd0'
    })
  expect(shown()).toMatchObject({ deployStatus: 'Unheard-of' })
  cloud.apig.writeRoute('hr-crf5l7tlhtgp91tabcd0', { description: 'x' })
  expect(shown()).toMatchObject({ deployStatus: 'DeployedWithChanges' })
})

test('reads MCP and built-in routes', () => {
  const routes = `      - { name: mcp, path: /mcp, mcp: true, builtin: true, backend: { service: blue } }`
  const cloud = new Cloud({ seed: parseSeed(nativeSeed({ routes })), clock: Date })
  const { items } = callApig(cloud, 'ListHttpApiRoutes', { httpApiId: 'api-cr6ql0tlhtgmc8o0', name: 'mcp' })
  expect((items as JsonObject[])[0]).toMatchObject({ builtin: 'true', mcpServerInfo: { mcpRouteConfig: {} } })
})

test('reports all problems at once, each with its position', () => {
  expect(
    problems(`gateways:
  - { id: gw-1, name: g, account: 7 }
  - { id: gw-1, name: h }
services:
  - { name: s, gateway: nope, type: VIP }
  - { name: s, gateway: g, type: vip, addresses: [no-port] }
  - { name: s, gateway: g, type: DNS, color: red, id: svc-1 }
http-apis:
  - name: a
    gateway: g
    type: Http-2
    routes:
      - { name: r, backend: { service: elsewhere }, domains: ['a.example:80'] }
      - { name: q, path: { type: Glob, value: x } }
      - { name: p, path: { type: Regex, value: '(' }, backend: { scene: SingleService, services: [{ service: gone }] } }
      - { name: o, path: x, methods: [get], backend: { services: [{ service: s, weight: 101, port: 0 }] } }
doubts: { lock-failed-status: 500, route-save: maybe, deploy-statuses: [], gateway-lock: 1 }
batch: { deploy-ms: -1 }
`)
  ).toEqual([
    '3:35: gateways[0].account is not an account of this seed',
    '4:5: gateways[1] has a duplicate id: gw-1',
    '6:25: services[0].gateway refers to gateway "nope", which does not exist; must be one of g, h',
    '7:34: services[1].type must be a type such as VIP, DNS or FC3',
    '7:51: services[1].addresses[0] must be a host and a port, such as 10.0.0.1:8080',
    '8:5: services[2] has a duplicate name: s in gateway gw-1',
    expect.stringMatching(/^8:46: services\[2\]\.color is not a known field/),
    '12:11: http-apis[0].type must be a type such as Http or Rest',
    '14:40: http-apis[0].routes[0].backend.service refers to service of this gateway "elsewhere", which does not exist; must be one of s',
    '14:63: http-apis[0].routes[0].domains[0] must be a host name without a port',
    '15:9: http-apis[0].routes[1].backend is required',
    '15:34: http-apis[0].routes[1].path.type must be one of Exact, Prefix, Regex',
    '16:48: http-apis[0].routes[2].path.value is not a valid RE2 regular expression, or is too large',
    '16:64: http-apis[0].routes[2].backend refers to gone, which is not a service of this gateway',
    '17:26: http-apis[0].routes[3].path must be a path that begins with /',
    '17:39: http-apis[0].routes[3].methods[0] must be a method such as GET',
    '17:89: http-apis[0].routes[3].backend.services[0].weight must be a whole number from 0 to 100',
    '17:100: http-apis[0].routes[3].backend.services[0].port must be a whole number from 1 to 65535',
    '18:31: doubts.lock-failed-status must be one of 409, 200',
    '18:48: doubts.route-save must be one of draft, live',
    '18:72: doubts.deploy-statuses must contain at least the final status',
    '18:90: doubts.gateway-lock must be true or false',
    '19:21: batch.deploy-ms must be a whole number from 0'
  ])
})

test('rejects a domain of both products, and weights that do not sum to 100', () => {
  expect(
    problems(`gateways: [{ name: g }]
groups: [{ name: shop, domains: [a.example] }]
services: [{ name: s, gateway: g, type: VIP }, { name: t, gateway: g, type: VIP }]
http-apis:
  - name: a
    gateway: g
    routes:
      - { name: r, domains: [A.example], backend: { services: [{ service: s, weight: 50 }, { service: t, weight: 40 }] } }
`)
  ).toEqual([
    '3:10: groups[0] uses the domain a.example, which http-apis also uses',
    '9:51: http-apis[0].routes[0].backend must have weights that sum to 100'
  ])
})

test.each([
  ['health: Unhealthy', 'Unhealthy', ['10.0.0.1:80']],
  ['health: Healthy', 'Healthy', []],
  ['health: Unheard-of', 'Unheard-of', []],
  ["unhealthy: ['10.0.0.2:80']", 'Healthy', []]
])('%s: %s until its addresses change', (health, before, unhealthyEndpoints) => {
  const seed = parseSeed(`${KEYS}
gateways: [{ name: g }]
services: [{ id: svc-a, name: a, gateway: g, type: VIP, addresses: ['10.0.0.1:80'], ${health} }]`)
  const cloud = new Cloud({ seed, clock: Date })
  const shown = () => callApig(cloud, 'GetService', { serviceId: 'svc-a' })
  expect(shown()).toMatchObject({ healthStatus: before, unhealthyEndpoints })
  cloud.apig.writeService('svc-a', { addresses: ['10.0.0.2:80'] })
  const isListed = health.startsWith('unhealthy')
  expect(shown()).toMatchObject({
    healthStatus: isListed ? 'Unhealthy' : before === 'Unheard-of' ? before : 'Healthy',
    unhealthyEndpoints: isListed ? ['10.0.0.2:80'] : []
  })
})

test('the default seed has a gateway, services and a route that its role is allowed to switch', () => {
  const seed = defaultSeed()
  const cloud = new Cloud({ seed, clock: Date })
  const [route] = cloud.apig.routes()
  expect(route?.backend).toMatchObject({ services: [{ serviceId: seed.services[0]?.id }] })
  expect(seed.services.map(({ type }) => type)).toEqual(['VIP', 'VIP', 'DNS'])
  expect(seed.roles[0]?.allow.flatMap(({ actions }) => actions)).toEqual(
    expect.arrayContaining([
      'apig:Get*',
      'apig:UpdateService',
      'apig:UpdateHttpApiRoute',
      'apig:DeployHttpApi'
    ])
  )
})

test("with TLS, the certificate covers the product's hosts, domains and environments", async () => {
  const emulator = await startEmulator({ seed: nativeSeed(), tls: true })
  try {
    const names = await new Promise<string>((resolve, reject) => {
      const port = Number(new URL(emulator.gateway).port)
      const options = { host: '127.0.0.1', port, ca: emulator.authority ?? '', servername: 'localhost' }
      const socket = connect(options, () => {
        resolve(new X509Certificate(socket.getPeerCertificate(true).raw).subjectAltName ?? '')
        socket.destroy()
      })
      socket.on('error', reject)
    })
    expect(names.split(', ')).toEqual(
      expect.arrayContaining([
        'DNS:apig.cn-hangzhou.aliyuncs.com',
        'DNS:api.example.com',
        'DNS:env-crhq1u5lhtgju0-cn-hangzhou.alicloudapi.com'
      ])
    )
  } finally {
    await emulator.close()
  }
})
