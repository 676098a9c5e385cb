import { describe, expect, test } from '@jest/globals'
import { canonical, fromReadForm, isUnused } from '../../../src/model/definition.ts'
import type { JsonObject } from '../../../src/model/json.ts'

// every sub-configuration is answered, with "" for what is unused
const EMPTY: JsonObject = {
  ServiceAddress: '',
  HttpTargetHostName: '',
  ServiceTimeout: 0,
  VpcConfig: { VpcId: '', VpcAccessId: '', Port: 0 },
  FunctionComputeConfig: { FunctionName: '', OnlyBusinessPath: false },
  OssConfig: { BucketName: '' },
  MockConfig: { MockResult: '', MockHeaders: [] },
  EventBridgeConfig: { EventBus: '' },
  DiscoveryConfig: { NacosConfig: { Password: '' } },
  EdasConfig: { EdasAppId: '' }
}

describe('the read form becomes the write form', () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      'HTTP',
      { Type: 'HTTP', ServiceAddress: 'http://a', ServiceTimeout: 5000 },
      { ServiceAddress: 'http://a', ServiceTimeout: 5000 }
    ],
    [
      'VPC',
      {
        VpcConfig: {
          VpcAccessId: 'v',
          VpcScheme: 'https',
          VpcId: 'vpc-1',
          InstanceId: 'i',
          Port: 80,
          Name: 'n'
        }
      },
      { VpcConfig: { VpcAccessId: 'v', VpcScheme: 'https' } }
    ],
    [
      'VPC',
      { VpcConfig: { VpcId: 'vpc-1', InstanceId: 'i', Port: 80 } },
      { VpcConfig: { VpcId: 'vpc-1', InstanceId: 'i', Port: 80 } }
    ],
    [
      'FC_EVENT',
      { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FunctionName: 'f', Qualifier: '' } },
      { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FunctionName: 'f' } }
    ],
    [
      'FC_HTTP_V3',
      { FunctionComputeConfig: { FcBaseUrl: 'https://f', OnlyBusinessPath: true } },
      { FunctionComputeConfig: { FcBaseUrl: 'https://f', OnlyBusinessPath: true } }
    ],
    [
      'OSS',
      { OssConfig: { OssRegionId: 'r', BucketName: 'b', Key: '' } },
      { OssConfig: { OssRegionId: 'r', BucketName: 'b' } }
    ],
    [
      'MOCK',
      {
        MockConfig: {
          MockResult: 'ok',
          MockStatusCode: 200,
          MockHeaders: [{ HeaderName: 'a', HeaderValue: '' }]
        }
      },
      {
        MockConfig: {
          MockResult: 'ok',
          MockStatusCode: 200,
          MockHeaders: [{ HeaderName: 'a', HeaderValue: '' }]
        }
      }
    ],
    ['EVENTBRIDGE', { EventBridgeConfig: { EventBus: 'b' } }, { EventBridgeConfig: { EventBus: 'b' } }],
    [
      'NEW_TYPE',
      { EdasConfig: { EdasAppId: 'e' }, FutureKey: 1 },
      { EdasConfig: { EdasAppId: 'e' }, FutureKey: 1 }
    ],
    [
      'HTTP',
      { ServiceAddress: 'http://a', FutureKey: { x: 1 } },
      { ServiceAddress: 'http://a', FutureKey: { x: 1 } }
    ],
    [
      'MOCK',
      { ServiceAddress: 'http://derived', MockConfig: { MockResult: 'x' } },
      { MockConfig: { MockResult: 'x' } }
    ]
  ])('%s %j', (type, read, written) => {
    expect(fromReadForm({ ...EMPTY, ...read }, type)).toEqual(written)
  })
})

test.each([null, '', 0, false, {}, [], { a: '' }, { a: { b: 0 } }])('%j is unused', value => {
  expect(isUnused(value)).toBe(true)
})

test.each(['0', ' ', 1, true, [''], { a: 'x' }])('%j is used', value => {
  expect(isUnused(value)).toBe(false)
})

test('one canonical text of all spellings', () => {
  const spellings: JsonObject[] = [
    { A: '1', B: { C: 'true' } },
    { B: { C: true }, A: 1 },
    { A: 1, B: { C: true, D: '' }, E: {}, F: null }
  ]
  expect(new Set(spellings.map(canonical)).size).toBe(1)
})

test.each([
  [{ A: 'a' }, { A: 'b' }],
  [{ A: '007' }, { A: 7 }],
  [{ A: ['a', 'b'] }, { A: ['b', 'a'] }],
  [{ A: ['', 'b'] }, { A: ['b'] }]
])('%j is not %j', (one, other) => {
  expect(canonical(one)).not.toBe(canonical(other))
})

test('a key called __proto__ is a key like any other', () => {
  const config = JSON.parse('{"__proto__":{"polluted":"yes"}}') as JsonObject
  expect(JSON.stringify(fromReadForm(config, 'OTHER'))).toBe('{"__proto__":{"polluted":"yes"}}')
  expect(canonical(config)).toContain('polluted')
})
