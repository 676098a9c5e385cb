import { expect, test } from '@jest/globals'
import { placeInputs } from '../../../src/model/target.ts'

const REGION = { 'region-id': 'cn-hangzhou' }

test.each([
  ['https://apigateway.cn-hangzhou.aliyuncs.com', 'cn-hangzhou', REGION],
  ['https://apigateway-vpc.cn-hangzhou.aliyuncs.com', 'cn-hangzhou', { ...REGION, network: 'vpc' }],
  ['https://gateway.example:8443', 'cn-hangzhou', { ...REGION, endpoint: 'https://gateway.example:8443' }],
  // of another region than its name says
  [
    'https://apigateway.cn-beijing.aliyuncs.com',
    'cn-hangzhou',
    { ...REGION, endpoint: 'https://apigateway.cn-beijing.aliyuncs.com' }
  ],
  ['http://127.0.0.1:4010', undefined, { endpoint: 'http://127.0.0.1:4010' }]
])('another step comes to %s of %s', (endpoint, regionId, inputs) => {
  expect(placeInputs({ endpoint: new URL(endpoint), regionId })).toEqual(inputs)
})
