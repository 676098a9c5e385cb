import { expect, test } from '@jest/globals'
import { targetInputs, nextSteps } from '../../../src/rollout/next-steps.ts'
import { targetOf } from '../../support/fake-cloud.ts'
import { planOf } from '../report/outcomes.ts'

const REGION = { 'region-id': 'cn-hangzhou' }
const STAGE = { 'backend-id': 'b1', 'stage-name': 'RELEASE' }

test.each([
  ['https://apigateway.cn-hangzhou.aliyuncs.com', 'cn-hangzhou', REGION],
  ['https://apigateway-vpc.cn-hangzhou.aliyuncs.com', 'cn-hangzhou', { ...REGION, network: 'vpc' }],
  ['https://gateway.example:8443', 'cn-hangzhou', { ...REGION, endpoint: 'https://gateway.example:8443' }],
  // of a different region than its name
  [
    'https://apigateway.cn-beijing.aliyuncs.com',
    'cn-hangzhou',
    { ...REGION, endpoint: 'https://apigateway.cn-beijing.aliyuncs.com' }
  ],
  ['http://127.0.0.1:4010', undefined, { endpoint: 'http://127.0.0.1:4010' }]
])('another step reaches %s of %s', (endpoint, regionId, inputs) => {
  const target = targetOf(
    {},
    { endpoint: new URL(endpoint), regionId, backendId: 'b1', stageName: 'RELEASE' }
  )
  expect(targetInputs({ target })).toEqual({ ...inputs, ...STAGE })
})

test('the next steps name the endpoint, unless it is masked', () => {
  const plan = planOf()
  const target = { ...plan.target, endpoint: new URL('https://gateway.example') }
  const named = 'region-id: cn-hangzhou, endpoint: https://gateway.example, backend-id: '
  expect(nextSteps({ ...plan, target })).toContain(named)
  const masked = nextSteps({ ...plan, target, isEndpointMasked: true })
  expect(masked).toContain('region-id: cn-hangzhou, backend-id: ')
  expect(masked).not.toContain('gateway.example')
})
