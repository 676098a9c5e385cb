import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { NATIVE_API_GATEWAY, regionOf, regionalEndpoint, stsEndpoint } from '../../../src/model/endpoints.ts'
import { GOOD, problems, read } from '../../support/inputs.ts'

/** Regions of the product, with whether its list has a host inside VPCs there. */
const REGIONS: readonly (readonly [string, boolean])[] = [
  ['cn-qingdao', true],
  ['cn-beijing', true],
  ['cn-zhangjiakou', true],
  ['cn-huhehaote', true],
  ['cn-wulanchabu', false],
  ['cn-hangzhou', true],
  ['cn-shanghai', true],
  ['cn-shenzhen', true],
  ['cn-heyuan', false],
  ['cn-heyuan-acdr-1', true],
  ['cn-guangzhou', false],
  ['cn-chengdu', true],
  ['cn-hongkong', true],
  ['ap-northeast-1', true],
  ['ap-northeast-2', false],
  ['ap-southeast-1', true],
  ['ap-southeast-2', false],
  ['ap-southeast-3', true],
  ['ap-southeast-5', true],
  ['ap-southeast-6', true],
  ['ap-southeast-7', false],
  ['ap-south-1', false],
  ['us-east-1', true],
  ['us-west-1', true],
  ['eu-west-1', true],
  ['eu-central-1', true],
  ['me-east-1', true],
  ['me-central-1', true],
  ['cn-hangzhou-finance', true],
  ['cn-shanghai-finance-1', false],
  ['cn-shenzhen-finance-1', false],
  ['cn-beijing-finance-1', true],
  ['cn-north-2-gov-1', true],
  ['xx-not-listed-1', false]
]

describe.each(REGIONS)('%s', (region, isInVpcs) => {
  test('the public endpoint contains the region', () => {
    expect(regionalEndpoint(region)?.href).toBe(`https://apigateway.${region}.aliyuncs.com/`)
  })

  test(`has ${isInVpcs ? 'a' : 'no'} VPC endpoint`, async () => {
    const host = `apigateway-vpc.${region}.aliyuncs.com`
    expect(regionalEndpoint(region, 'vpc')?.host).toBe(isInVpcs ? host : undefined)
    for (const mode of ['apply', 'plan', 'validate']) {
      const inputs = { ...GOOD, 'region-id': region, network: 'vpc', mode }
      if (isInVpcs) {
        expect((await read(inputs)).targets[0]?.endpoint.host).toBe(host)
      } else {
        expect(await problems(inputs)).toEqual([
          `network: is vpc, but API Gateway has no VPC endpoint in ${region}: set endpoint, or network: public`
        ])
        const own = await read({ ...inputs, endpoint: 'apigateway.internal' })
        expect(own.targets[0]?.endpoint.host).toBe('apigateway.internal')
      }
    }
  })
})

describe('Cloud-native API Gateway', () => {
  // its own list of hosts inside VPCs, which is much shorter
  const IN_VPCS = ['us-east-1', 'cn-wulanchabu', 'cn-shenzhen', 'cn-shanghai', 'cn-hangzhou', 'cn-beijing']
  test.each([...new Set([...REGIONS.map(([region]) => region), ...IN_VPCS])])('%s', region => {
    const inVpcs = [...IN_VPCS, 'ap-southeast-1'].includes(region)
    const hosts = (['public', 'vpc'] as const).map(
      network => regionalEndpoint(region, network, NATIVE_API_GATEWAY)?.href
    )
    expect(hosts).toEqual([
      `https://apig.${region}.aliyuncs.com/`,
      inVpcs ? `https://apig-vpc.${region}.aliyuncs.com/` : undefined
    ])
  })
})

test.each([
  ['apigateway.cn-hangzhou.aliyuncs.com', 'cn-hangzhou'],
  ['apigateway-vpc.cn-hangzhou.aliyuncs.com', 'cn-hangzhou'],
  ['apig.ap-southeast-1.aliyuncs.com', 'ap-southeast-1'],
  ['apig-vpc.us-east-1.aliyuncs.com', 'us-east-1'],
  ['sts.cn-hangzhou.aliyuncs.com', undefined],
  ['apigs.cn-hangzhou.aliyuncs.com', undefined],
  ['xapig.cn-hangzhou.aliyuncs.com', undefined],
  ['apig.cn-hangzhou.aliyuncs.com.example.com', undefined],
  ['apig.aliyuncs.com', undefined]
])('%s is in the region %s', (host, region) => {
  expect(regionOf(new URL(`https://${host}`))).toBe(region)
})

test('each region of a manifest’s stages is checked once', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'endpoints-'))
  const stage = (region: string): string => `{ region-id: ${region}, data: { ServiceAddress: "http://a" } }`
  try {
    await writeFile(
      join(workspace, 'targets.yaml'),
      `version: 1
backends:
  a: { backend-id: a, stages: { TEST: ${stage('ap-south-1')}, PRE: ${stage('cn-shanghai')} } }
  b: { backend-id: b, stages: { TEST: ${stage('ap-south-1')}, PRE: ${stage('cn-wulanchabu')} } }
`
    )
    const { 'backend-id': _id, 'backend-model-data': _data, ...rest } = GOOD
    const inputs = { ...rest, manifest: 'targets.yaml', 'stage-name': '*', network: 'vpc' }
    expect(await problems(inputs, { GITHUB_WORKSPACE: workspace })).toEqual(
      ['ap-south-1', 'cn-wulanchabu'].map(region => expect.stringContaining(`in ${region}: set endpoint`))
    )
    const { targets } = await read({ ...inputs, targets: 'a/PRE' }, { GITHUB_WORKSPACE: workspace })
    expect(targets.map(({ endpoint }) => endpoint.host)).toEqual(['apigateway-vpc.cn-shanghai.aliyuncs.com'])
  } finally {
    await rm(workspace, { recursive: true })
  }
})

test('STS has an endpoint per region, except where it has none', () => {
  expect(stsEndpoint('cn-hangzhou')?.host).toBe('sts.cn-hangzhou.aliyuncs.com')
  expect(stsEndpoint('cn-hangzhou', 'vpc')?.host).toBe('sts-vpc.cn-hangzhou.aliyuncs.com')
  expect(stsEndpoint('cn-hangzhou-finance')?.host).toBe('sts.aliyuncs.com')
  expect(stsEndpoint('cn-hangzhou-finance', 'vpc')).toBeUndefined()
})
