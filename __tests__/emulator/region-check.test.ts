import { expect, test } from '@jest/globals'
import { checkRegion } from '../../emulator/region-check.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import { call, errorOf, shopSeed } from './support.ts'

test.each([
  ['127.0.0.1:8080', {}],
  ['localhost', { RegionId: 'cn-hangzhou' }],
  ['gateway.example', { RegionId: '' }],
  ['apigateway.cn-hangzhou.aliyuncs.com', {}],
  ['apigateway.cn-hangzhou.aliyuncs.com:8443', { RegionId: 'cn-hangzhou' }],
  ['apigateway-vpc.cn-hangzhou.aliyuncs.com', {}],
  ['APIGATEWAY.cn-hangzhou.aliyuncs.com', {}],
  ['sts.cn-hangzhou.aliyuncs.com', {}],
  ['sts-vpc.cn-hangzhou.aliyuncs.com', {}],
  ['sts.aliyuncs.com', {}]
])('%s %j is for this region', (host, params) => {
  expect(errorOf(() => checkRegion('cn-hangzhou', { headers: { host }, params }))).toBe('none')
})

test.each([
  ['127.0.0.1:8080', { RegionId: 'cn-shanghai' }],
  ['apigateway.cn-shanghai.aliyuncs.com', {}],
  ['apigateway.cn-hangzhou-finance.aliyuncs.com', {}],
  ['apigateway.aliyuncs.com', {}],
  ['sts.cn-shanghai.aliyuncs.com', {}],
  // another product's host, and the product SDK's fallback host
  ['apig.cn-hangzhou.aliyuncs.com', {}],
  ['cloudapi.cn-hangzhou.aliyuncs.com', {}],
  ['apigateway.cn-hangzhou.x.aliyuncs.com', {}]
])('%s %j is not', (host, params) => {
  expect(errorOf(() => checkRegion('cn-hangzhou', { headers: { host }, params }))).toBe('400 InvalidRegionId')
})

test.each([
  ['apig.cn-hangzhou.aliyuncs.com', 'none'],
  ['apig-vpc.cn-hangzhou.aliyuncs.com', 'none'],
  ['apig.cn-shanghai.aliyuncs.com', '400 InvalidRegionId'],
  ['apigateway.cn-hangzhou.aliyuncs.com', '400 InvalidRegionId']
])('Cloud-native API Gateway has its own hosts: %s, %s', (host, expected) => {
  const request = { headers: { host }, params: {} }
  expect(errorOf(() => checkRegion('cn-hangzhou', request, '2024-03-27'))).toBe(expected)
})

test('rejects requests for another region only with checkRegion', async () => {
  const statusOf = async (check: boolean): Promise<string> => {
    const emulator = await startEmulator({ seed: shopSeed(), checkRegion: check })
    try {
      const response = await call(emulator, 'DescribeBackendList', { RegionId: 'eu-central-1' })
      return `${response.status} ${response.text}`
    } finally {
      await emulator.close()
    }
  }
  expect(await statusOf(false)).toMatch(/^200 /)
  expect(await statusOf(true)).toMatch(
    /^400 .*"The emulator is in the region cn-hangzhou; RegionId is eu-central-1\. Check region-id and the endpoint\."/
  )
})
