import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Inputs } from '../../../src/inputs/table.ts'
import { GOOD, problems, read } from '../../support/inputs.ts'

const MANIFEST = `version: 1
backends:
  orders:
    backend-id: b-orders
    stages:
      TEST: { ServiceAddress: "http://orders-test:\${PORT}" }
      RELEASE:
        region-id: cn-shanghai
        backend-id: b-orders-live
        backend-model-id: m1
        probe-url: https://orders.example.com/health
        data: { ServiceAddress: "http://orders:\${PORT}" }
  payments:
    backend-id: b-payments
    backend-type: VPC
    stages:
      TEST: { VpcConfig: { VpcAccessId: v } }
`
const { 'backend-id': _id, 'backend-model-data': _data, ...rest } = GOOD
const MANY = { ...rest, 'stage-name': 'TEST', manifest: 'services.yaml', variables: 'PORT=80' }

let workspace = ''

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'targets-'))
  await writeFile(join(workspace, 'services.yaml'), MANIFEST)
  await writeFile(
    join(workspace, 'many.json'),
    JSON.stringify({
      version: 1,
      backends: Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `b${index}`,
          { 'backend-id': `id-${index}`, stages: { TEST: { K: 1 }, PRE: { K: 1 } } }
        ])
      )
    })
  )
})

afterAll(() => rm(workspace, { recursive: true }))

const readMany = (inputs: Record<string, string> = {}, masks: string[] = []): Promise<Inputs> =>
  read({ ...MANY, ...inputs }, { GITHUB_WORKSPACE: workspace }, masks)
const problemsOfMany = (inputs: Record<string, string>): Promise<string[]> =>
  problems({ ...MANY, ...inputs }, { GITHUB_WORKSPACE: workspace })
const namesOf = ({ targets }: Inputs): string[] => targets.map(({ name }) => name)

test('reads the targets of a stage in the order of the manifest', async () => {
  const inputs = await readMany()
  expect(inputs).toMatchObject({
    manifest: { path: 'services.yaml', shard: { index: 1, count: 1 } },
    maxParallel: 4,
    onFailure: 'stop',
    notices: []
  })
  expect(inputs.targets).toEqual([
    {
      name: 'orders/TEST',
      backendId: 'b-orders',
      stageName: 'TEST',
      regionId: 'cn-hangzhou',
      endpoint: new URL('https://apigateway.cn-hangzhou.aliyuncs.com'),
      kind: 'backend',
      form: 'full',
      definition: { ServiceAddress: 'http://orders-test:80' },
      backendType: undefined,
      backendModelId: undefined,
      description: undefined,
      preflightUrls: [],
      probeUrls: []
    },
    expect.objectContaining({ name: 'payments/TEST', backendId: 'b-payments', backendType: 'VPC' })
  ])
})

test('a stage in another region', async () => {
  const { targets, notices } = await readMany({ 'stage-name': 'RELEASE', network: 'vpc' })
  expect(targets).toEqual([
    expect.objectContaining({
      name: 'orders/RELEASE',
      backendId: 'b-orders-live',
      backendModelId: 'm1',
      regionId: 'cn-shanghai',
      endpoint: new URL('https://apigateway-vpc.cn-shanghai.aliyuncs.com'),
      preflightUrls: [],
      probeUrls: [new URL('https://orders.example.com/health')]
    })
  ])
  expect(notices).toEqual(['skipped, because they have no stage RELEASE in the manifest: payments'])
})

test('inputs are the defaults of every target', async () => {
  const { targets } = await readMany({
    'stage-name': '*',
    'probe-url': 'http://all/',
    description: 'd',
    definition: 'patch'
  })
  expect(targets.map(({ probeUrls }) => probeUrls.map(({ host }) => host))).toEqual([
    ['all'],
    ['orders.example.com'],
    ['all']
  ])
  for (const target of targets) {
    expect(target).toMatchObject({
      kind: 'backend',
      form: 'patch',
      description: { text: 'd', setByAuthor: true }
    })
  }
})

test('only some of the targets', async () => {
  expect(namesOf(await readMany({ 'stage-name': '*', targets: 'payments,\norders/RELEASE' }))).toEqual([
    'orders/RELEASE',
    'payments/TEST'
  ])
  expect(await problemsOfMany({ targets: 'order,payment/TEST' })).toEqual([
    'targets: "order" is not in the manifest; did you mean orders?',
    'targets: "payment/TEST" is not in the manifest; did you mean payments/TEST?'
  ])
})

describe('shards', () => {
  const all = { manifest: 'many.json', variables: '', 'stage-name': '*' }

  test('are parts that make the whole, and keep the stages of a backend together', async () => {
    const whole = namesOf(await readMany(all))
    const parts = await Promise.all(
      [1, 2, 3, 4].map(async index => namesOf(await readMany({ ...all, shard: `${index}/4` })))
    )
    expect(parts.flat().sort()).toEqual([...whole].sort())
    for (const part of parts) {
      expect(part).toEqual(whole.filter(name => part.includes(name)))
      expect(part.filter(name => name.endsWith('/TEST'))).toHaveLength(part.length / 2)
      // 40 backends in 4 shards
      expect(part).toHaveLength(20)
    }
  })

  test('are dealt out before the selection, which moves no target to another', async () => {
    const shard = { ...all, shard: '2/4' }
    expect(namesOf(await readMany({ ...shard, 'stage-name': 'PRE' }))).toEqual(
      namesOf(await readMany(shard)).filter(name => name.endsWith('/PRE'))
    )
    expect(namesOf(await readMany({ ...shard, targets: 'b0,b1,b5,b6' }))).toEqual([
      'b1/TEST',
      'b1/PRE',
      'b5/TEST',
      'b5/PRE'
    ])
  })

  test('may all be planned in one', async () => {
    const inputs = await readMany({ ...all, mode: 'plan', shard: '*/4' })
    expect(inputs.targets).toHaveLength(80)
    expect(inputs.manifest?.shard).toEqual({ index: '*', count: 4 })
    for (const mode of ['apply', 'validate']) {
      expect(await problemsOfMany({ ...all, mode, shard: '*/4' })).toEqual([
        expect.stringContaining('shard: */4 requires mode: plan')
      ])
    }
  })

  test('may have nothing to do', async () => {
    const inputs = await readMany({ shard: '9/9' })
    expect(inputs.targets).toEqual([])
  })
})

test('inputs that the manifest replaces are refused', async () => {
  const found = await problemsOfMany({
    'backend-id': 'b',
    'backend-type': 'HTTP',
    'backend-model-id': 'm',
    'backend-model-data': '{}',
    'backend-model-data-file': 'x.json'
  })
  expect(found.map(line => line.split(':')[0])).toEqual([
    'backend-id',
    'backend-type',
    'backend-model-id',
    'backend-model-data',
    'backend-model-data-file'
  ])
})

test('every problem of the manifest and of the inputs at once', async () => {
  await writeFile(
    join(workspace, 'bad.yaml'),
    'version: 2\nbackends:\n  a: { backend-id: "!", stages: { TEST: { ServiceAddress: "${NO}", Password: hunter2hunter2 } } }\n'
  )
  const found = await problemsOfMany({ manifest: 'bad.yaml', targets: 'b', wait: 'maybe', 'region-id': 'X' })
  expect(found).toEqual([
    'region-id: invalid value "X": must be a region ID, such as cn-hangzhou or ap-southeast-1',
    'manifest: bad.yaml, line 1, column 10: version must be 1',
    expect.stringContaining(
      'manifest: bad.yaml, line 3, column 20: a: backend-id: invalid value "!": must be an ID'
    ),
    expect.stringContaining('manifest: bad.yaml, line 3, column 59: NO is not set in the input variables'),
    'targets: "b" is not in the manifest',
    expect.stringContaining('wait: invalid value "maybe"')
  ])
})

test('a file that is no YAML, that is not there, or that has problems without end', async () => {
  await writeFile(join(workspace, 'broken.yaml'), 'version: 1\nbackends: {a: "hunter2\n')
  expect(await problemsOfMany({ manifest: 'broken.yaml' })).toEqual([
    expect.stringMatching(
      /^manifest: broken.yaml, line 2, column 15: neither JSON nor YAML: a quote that is not closed/
    )
  ])
  expect(await problemsOfMany({ manifest: 'nothing.yaml' })).toEqual([
    expect.stringContaining('manifest: "nothing.yaml" does not exist in the workspace')
  ])
  await writeFile(join(workspace, 'endless.yaml'), `version: 1\nbackends:\n${'  a: x\n'.repeat(500)}`)
  const found = await problemsOfMany({ manifest: 'endless.yaml' })
  expect(found).toHaveLength(101)
  expect(found.at(-1)).toBe('manifest: endless.yaml has 400 more problems')
})

test('a bake time requires a probe of every target that is selected, from the manifest or from the input', async () => {
  const baked = { 'stage-name': '*', 'bake-time': '10m' }
  expect(await problemsOfMany(baked)).toEqual([
    'bake-time: requires probe-url, which is not set for orders/TEST, payments/TEST'
  ])
  expect((await readMany({ ...baked, 'probe-url': 'http://all/' })).bakeTimeMs).toBe(600_000)
  expect((await readMany({ ...baked, targets: 'orders/RELEASE' })).bakeTimeMs).toBe(600_000)
})

test('a probe of the manifest requires completion, too', async () => {
  expect(await problemsOfMany({ 'stage-name': 'RELEASE', wait: 'false' })).toEqual([
    'manifest: probe-url of orders/RELEASE requires the write to be followed to completion, which wait: false does not do'
  ])
  expect(namesOf(await readMany({ wait: 'false' }))).toHaveLength(2)
})

describe('regions and endpoints', () => {
  const elsewhere = { 'stage-name': 'RELEASE' }

  test('a step needs no region where every target has one', async () => {
    expect(namesOf(await readMany({ ...elsewhere, 'region-id': '' }))).toEqual(['orders/RELEASE'])
    expect(await problemsOfMany({ 'region-id': '' })).toEqual([
      expect.stringContaining('region-id: is required')
    ])
  })

  test('an endpoint of the service is that of one region', async () => {
    const endpoint = 'apigateway.cn-hangzhou.aliyuncs.com'
    expect(await problemsOfMany({ ...elsewhere, endpoint })).toEqual([
      expect.stringMatching(
        /^endpoint: belongs to another region than orders\/RELEASE, which is in cn-shanghai \(services.yaml, line 7, column 7\)/
      )
    ])
    const same = await readMany({ ...elsewhere, endpoint: 'apigateway.cn-shanghai.aliyuncs.com' })
    expect(same.targets[0]?.endpoint.host).toBe('apigateway.cn-shanghai.aliyuncs.com')
  })

  test('any other endpoint serves every region', async () => {
    const { targets } = await readMany({ 'stage-name': '*', endpoint: 'http://127.0.0.1:8080' })
    expect(targets.map(({ endpoint, regionId }) => [endpoint.host, regionId])).toEqual([
      ['127.0.0.1:8080', 'cn-hangzhou'],
      ['127.0.0.1:8080', 'cn-shanghai'],
      ['127.0.0.1:8080', 'cn-hangzhou']
    ])
  })
})

test('mode: validate checks a manifest without credentials, region or network', async () => {
  const { 'access-key-id': _key, 'access-key-secret': _secret, 'region-id': _region, ...bare } = MANY
  const inputs = await read({ ...bare, mode: 'validate', 'stage-name': '*' }, { GITHUB_WORKSPACE: workspace })
  expect(namesOf(inputs)).toEqual(['orders/TEST', 'orders/RELEASE', 'payments/TEST'])
})

test('the variables of a manifest are every one known, and used', async () => {
  expect(await problemsOfMany({ variables: '' })).toHaveLength(2)
  // a file that cannot be read is not also reported as missing
  expect(await problemsOfMany({ variables: 'PORT=', 'stage-name': '*' })).toEqual([
    expect.stringContaining('variables: has no value for PORT')
  ])
  const { notices } = await readMany({ variables: 'PORT=80\nHOST=h' })
  expect(notices).toEqual(['set in variables, but not used: HOST'])
})
