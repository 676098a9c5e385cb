import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { listen, stop } from '../../emulator/loopback.ts'
import { BACKEND_TYPES } from '../../src/model/backend-types.ts'
import type { Definition } from '../../src/model/definition.ts'
import { BACKEND_ID, withCloud } from '../support/cloud.ts'
import { connectionTo, ROOT, step } from '../support/step.ts'

// Every definition that docs/definitions.md shows is planned and applied as pasted, against a cloud as strict as the service's pages.

const page = readFileSync(join(ROOT, 'docs/definitions.md'), 'utf8')

/** The live definition of each type before the switch. */
const BEFORE: Readonly<Record<(typeof BACKEND_TYPES)[number], Definition>> = {
  HTTP: { ServiceAddress: 'http://orders-v1.internal:8080' },
  VPC: { VpcConfig: { VpcAccessId: 'vpc-access-orders-v1' } },
  FC_EVENT: { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FunctionName: 'old' } },
  FC_EVENT_V3: { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FunctionName: 'old' } },
  FC_HTTP: { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FcBaseUrl: 'https://old.example.com/' } },
  FC_HTTP_V3: { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FcBaseUrl: 'https://old.example.com/' } },
  OSS: { OssConfig: { OssRegionId: 'cn-hangzhou', BucketName: 'orders-v1' } },
  MOCK: { MockConfig: { MockResult: 'old', MockStatusCode: 200 } },
  EVENTBRIDGE: { EventBridgeConfig: { EventBridgeRegionId: 'cn-hangzhou', EventBus: 'orders-v1' } }
}

/** The YAML blocks of a section. */
function blocksOf(section: string): string[] {
  const [, text = ''] = page.split(new RegExp(`^#{2,3} ${section}\n`, 'm'))
  const [own = ''] = text.split(/^#{2,3} /m)
  return [...own.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => block)
}

/** The shortest definition of each type, from the first table. */
const SHORTEST = new Map(
  [...page.matchAll(/^\| \[`(\w+)`\]\(#\w+\) \| .* \| `(\{.*\})` \|$/gm)].map(([, type = '', data = '']) => [
    type,
    data
  ])
)

function cloudOf(type: keyof typeof BEFORE): string {
  return JSON.stringify({
    region: 'cn-hangzhou',
    accounts: [{ id: '1234567890123456', keys: [{ id: 'test-access-key-id', secret: 'test-key-secret-1' }] }],
    vpc: ['v1', 'v2'].map(version => ({
      address: 'http://127.0.0.1:8080',
      'access-id': `vpc-access-orders-${version}`
    })),
    backends: [
      {
        id: BACKEND_ID,
        name: 'orders',
        type,
        stages: Object.fromEntries(['TEST', 'RELEASE'].map(stage => [stage, { definition: BEFORE[type] }]))
      }
    ],
    groups: [{ name: 'shop', domains: ['shop.localhost'] }],
    apis: [
      { name: 'list-orders', group: 'shop', path: '/orders', backend: 'orders', published: ['RELEASE'] }
    ],
    strict: true
  })
}

/** Plans and applies an example; @returns what is stored afterwards. */
async function planAndApply(type: keyof typeof BEFORE, example: Record<string, string>): Promise<unknown> {
  return await withCloud(cloudOf(type), async emulator => {
    const inputs = {
      'backend-id': BACKEND_ID,
      'stage-name': 'RELEASE',
      ...connectionTo(emulator),
      ...example
    }
    const planned = await step({ ...inputs, mode: 'plan' })
    expect(planned.outputs).toMatchObject({ result: 'planned', 'has-changes': 'true', 'backend-type': type })
    const applied = await step({ ...inputs, 'approved-plan': planned.outputs['plan-fingerprint'] ?? '' })
    expect(applied.outputs).toMatchObject({ result: 'switched', 'backend-type': type })
    return emulator.cloud.definition(BACKEND_ID, 'RELEASE')
  })
}

test('the first table has every type', () => {
  expect([...SHORTEST.keys()]).toEqual([...BACKEND_TYPES])
})

test.each(['README.md', 'README.zh-CN.md'])('%s shows the shortest definition of each type', path => {
  const readme = readFileSync(join(ROOT, path), 'utf8')
  const rows = readme.matchAll(/^\| \[`(\w+)`\]\(docs\/definitions\.md#\w+\) \| `(\{.*\})` \|$/gm)
  expect(new Map([...rows].map(([, type = '', data = '']) => [type, data]))).toEqual(SHORTEST)
})

describe.each(BACKEND_TYPES)('%s', type => {
  test('the shortest definition is switched as pasted', async () => {
    const data = SHORTEST.get(type) ?? ''
    expect(await planAndApply(type, { 'backend-model-data': data })).toEqual(JSON.parse(data))
  })

  test('the example is switched as pasted', async () => {
    const [block = ''] = blocksOf(type)
    const example = parse(block) as Record<string, string>
    expect(Object.keys(example)).toEqual(['backend-model-data'])
    expect(await planAndApply(type, example)).toEqual(parse(example['backend-model-data'] ?? ''))
  })
})

test('the patch changes one key as pasted', async () => {
  const [block = ''] = blocksOf('Format')
  const stored = await planAndApply('HTTP', parse(block) as Record<string, string>)
  expect(stored).toEqual({ ...BEFORE.HTTP, ServiceAddress: 'http://orders-v3.internal:8080' })
})

test('the manifest switches a stage in the short form and one in the long form', async () => {
  const [block = ''] = blocksOf('In a manifest')
  const server = createServer((_, response) => response.end('ok'))
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
  const url = `http://127.0.0.1:${String(await listen(server, 0))}`
  try {
    await withCloud(cloudOf('HTTP'), async emulator => {
      await writeFile(join(workspace, 'backends.yml'), block.replaceAll('https://orders.example.com', url))
      const inputs = { manifest: 'backends.yml', 'stage-name': '*', ...connectionTo(emulator) }
      const applied = await step(inputs, { workspace })
      expect(applied.outputs['result']).toBe('switched')
      expect(emulator.cloud.definition(BACKEND_ID, 'TEST')).toEqual({
        ServiceAddress: 'http://orders-test-v2.internal:8080'
      })
      expect(emulator.cloud.definition(BACKEND_ID, 'RELEASE')).toEqual({
        ServiceAddress: 'http://orders-v2.internal:8080',
        ServiceTimeout: 10000
      })
    })
  } finally {
    await stop(server)
    await rm(workspace, { recursive: true })
  }
})
