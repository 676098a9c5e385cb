import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Inputs } from '../../../src/inputs/table.ts'
import { GOOD, problems, read } from '../../support/inputs.ts'

// Backends, services and routes in one manifest.

const BOTH = `version: 1
services:
  orders-native:
    stages:
      RELEASE: { service-id: svc-orders, addresses: ["10.0.0.2:\${PORT}"] }
backends:
  orders:
    backend-id: b-orders
    stages:
      RELEASE: { ServiceAddress: "http://orders:\${PORT}" }
      TEST: { ServiceAddress: "http://orders-test:\${PORT}" }
routes:
  checkout:
    http-api-id: api-shop
    gateway-id: gw-shop
    stages:
      RELEASE:
        region-id: cn-shanghai
        route-id: hr-checkout
        backend: { serviceId: svc-green, port: 8080 }
        weight-steps: [10, 100]
  cart:
    http-api-id: api-shop
    stages:
      RELEASE: { route-id: hr-cart, backend: { serviceId: svc-green }, probe-url: none }
`
const both = {
  manifest: 'both.yaml',
  'stage-name': 'RELEASE',
  'probe-url': 'https://shop.example/health',
  description: 'by hand'
}
const { 'backend-id': _id, 'backend-model-data': _data, ...rest } = GOOD
const MANY = { ...rest, variables: 'PORT=80' }

let workspace = ''

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'both-'))
  await writeFile(join(workspace, 'both.yaml'), BOTH)
})

afterAll(() => rm(workspace, { recursive: true }))

const readMany = (inputs: Record<string, string>): Promise<Inputs> =>
  read({ ...MANY, ...inputs }, { GITHUB_WORKSPACE: workspace })
const problemsOfMany = (inputs: Record<string, string>): Promise<string[]> =>
  problems({ ...MANY, ...inputs }, { GITHUB_WORKSPACE: workspace })
const namesOf = ({ targets }: Inputs): string[] => targets.map(({ name }) => name)

test('reads targets of every kind in the order of the file, each with the endpoint of its product', async () => {
  const { targets, manifest } = await readMany({ ...both, definition: 'patch' })
  const probeUrls = [new URL('https://shop.example/health')]
  expect(targets).toEqual([
    {
      kind: 'service',
      name: 'orders-native/RELEASE',
      stageName: 'RELEASE',
      serviceId: 'svc-orders',
      gatewayId: undefined,
      regionId: 'cn-hangzhou',
      endpoint: new URL('https://apig.cn-hangzhou.aliyuncs.com'),
      definition: { addresses: ['10.0.0.2:80'] },
      // the product has none
      description: undefined,
      preflightUrls: [],
      probeUrls
    },
    expect.objectContaining({
      kind: 'backend',
      name: 'orders/RELEASE',
      form: 'patch',
      endpoint: new URL('https://apigateway.cn-hangzhou.aliyuncs.com'),
      description: { text: 'by hand', setByAuthor: true }
    }),
    {
      kind: 'route',
      name: 'checkout/RELEASE',
      stageName: 'RELEASE',
      httpApiId: 'api-shop',
      routeId: 'hr-checkout',
      gatewayId: 'gw-shop',
      weightSteps: [10, 100],
      regionId: 'cn-shanghai',
      endpoint: new URL('https://apig.cn-shanghai.aliyuncs.com'),
      definition: { serviceId: 'svc-green', port: 8080 },
      description: undefined,
      preflightUrls: [],
      probeUrls
    },
    expect.objectContaining({ kind: 'route', name: 'cart/RELEASE', weightSteps: [], probeUrls: [] })
  ])
  expect([...(manifest?.names ?? [])]).toEqual([
    'orders-native/RELEASE',
    'orders/RELEASE',
    'orders/TEST',
    'checkout/RELEASE',
    'cart/RELEASE'
  ])
})

test('assigns shards by service, backend and API', async () => {
  const parts = await Promise.all(
    [1, 2, 3, 4].map(async index => namesOf(await readMany({ ...both, shard: `${index}/4` })))
  )
  expect(parts).toEqual([
    ['orders-native/RELEASE'],
    ['orders/RELEASE'],
    ['checkout/RELEASE', 'cart/RELEASE'],
    []
  ])
})

test('selects targets by name, and by a stage that only some have', async () => {
  expect(namesOf(await readMany({ ...both, targets: 'cart, orders-native/RELEASE' }))).toEqual([
    'orders-native/RELEASE',
    'cart/RELEASE'
  ])
  const { targets, notices } = await readMany({ ...both, 'stage-name': 'TEST' })
  expect(targets.map(({ name }) => name)).toEqual(['orders/TEST'])
  expect(notices).toEqual([
    'skipped, because they have no stage TEST in the manifest: orders-native, checkout, cart'
  ])
})

test('each product has its own endpoint', async () => {
  const inputs = { ...both, endpoint: 'old.example', 'apig-endpoint': 'new.example:8443' }
  const { targets } = await readMany(inputs)
  expect(targets.map(({ endpoint }) => endpoint.host)).toEqual([
    'new.example:8443',
    'old.example',
    'new.example:8443',
    'new.example:8443'
  ])
  const wrong = { ...both, 'apig-endpoint': 'apig.cn-hangzhou.aliyuncs.com' }
  expect(await problemsOfMany(wrong)).toEqual([
    'apig-endpoint: belongs to another region than checkout/RELEASE, which is in cn-shanghai (both.yaml, line 17, column 7): remove apig-endpoint to use the endpoint of each region'
  ])
})

test.each([
  { endpoint: '127.0.0.1:8080' },
  { 'apig-endpoint': '127.0.0.1:8080' },
  { 'apig-endpoint': 'http://localhost:8080', endpoint: 'real.example' }
])('a rehearsal on loopback never reaches the real cloud: %j', async inputs => {
  const { targets, stsEndpoint } = await readMany({
    ...both,
    ...inputs,
    'allowed-account-ids': '1234567890123456'
  })
  const local = targets.filter(
    ({ kind }) => kind !== 'backend' || !('endpoint' in inputs && 'apig-endpoint' in inputs)
  )
  expect(new Set(local.map(({ endpoint }) => endpoint.port))).toEqual(new Set(['8080']))
  expect(stsEndpoint?.port).toBe('8080')
})

test('network: vpc requires a VPC endpoint of each product that a target uses', async () => {
  const vpc = { ...both, network: 'vpc', 'region-id': 'cn-wulanchabu' }
  // the other product has an endpoint there
  expect(await problemsOfMany(vpc)).toEqual([
    'network: is vpc, but API Gateway has no VPC endpoint in cn-wulanchabu: set endpoint, or network: public'
  ])
  const { targets } = await readMany({ ...vpc, targets: 'orders-native, cart' })
  expect(targets.map(({ endpoint }) => endpoint.host)).toEqual([
    'apig-vpc.cn-wulanchabu.aliyuncs.com',
    'apig-vpc.cn-wulanchabu.aliyuncs.com'
  ])
  expect(await problemsOfMany({ ...vpc, 'region-id': 'cn-chengdu' })).toEqual([
    'network: is vpc, but Cloud-native API Gateway has no VPC endpoint in cn-chengdu: set apig-endpoint, or network: public'
  ])
  expect((await readMany({ ...vpc, 'region-id': 'cn-chengdu', targets: 'orders' })).targets).toHaveLength(1)
})

test('weight-steps requires a URL in the stage or as an input, and wait', async () => {
  const { 'probe-url': _, ...unprobed } = both
  expect(await problemsOfMany(unprobed)).toEqual([
    'manifest: both.yaml, line 17, column 7: checkout/RELEASE: weight-steps requires preflight-url or probe-url, here or as an input, to check each step'
  ])
  const preflight = { ...unprobed, 'preflight-url': 'http://green/' }
  expect((await readMany(preflight)).targets).toHaveLength(4)
  expect(await problemsOfMany({ ...preflight, wait: 'false' })).toEqual([
    'manifest: weight-steps of checkout/RELEASE requires each write to be followed to completion, which wait: false does not do'
  ])
  expect((await readMany({ ...preflight, targets: 'checkout', 'bake-time': '1m' })).bakeTimeMs).toBe(60_000)
  expect(await problemsOfMany({ ...preflight, targets: 'checkout,orders', 'bake-time': '1m' })).toEqual([
    'bake-time: requires probe-url, which is not set for orders/RELEASE'
  ])
})

test('an approval has one line per target name', async () => {
  const fingerprint = `fp1:${'0'.repeat(64)}`
  const lines = ['orders-native', 'orders', 'checkout', 'cart'].map(name => `${name}/RELEASE ${fingerprint}`)
  const { approvals } = await readMany({ ...both, 'approved-plan': lines.join('\n') })
  expect(approvals).toMatchObject({ kind: 'named' })
  expect(await problemsOfMany({ ...both, 'approved-plan': `other/RELEASE ${fingerprint}` })).toEqual([
    'approved-plan: names "other/RELEASE", which the manifest does not contain'
  ])
})

test('validate is offline for every kind, and finds problems in all of them', async () => {
  const { 'access-key-id': _key, 'access-key-secret': _secret, 'region-id': _region, ...bare } = MANY
  const env = { GITHUB_WORKSPACE: workspace }
  const inputs = await read({ ...bare, ...both, mode: 'validate' }, env)
  expect(namesOf(inputs)).toHaveLength(4)
  await writeFile(
    join(workspace, 'wrong.yaml'),
    BOTH.replace('10.0.0.2:', '10.0.0.2;')
      .replace('http://orders:', 'ftp://orders:')
      .replace('[10, 100]', '[10]')
  )
  const found = await problems({ ...bare, ...both, manifest: 'wrong.yaml', mode: 'validate' }, env)
  expect(found.map(line => line.replace(/^manifest: wrong.yaml, (line \d+).*/, '$1'))).toEqual([
    'line 5',
    'line 10',
    'line 21'
  ])
})
