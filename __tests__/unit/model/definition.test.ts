import { describe, expect, test } from '@jest/globals'
import { canonical, fromReadForm, isUnused, withoutKeysOf } from '../../../src/model/definition.ts'
import { compare } from '../../../src/model/diff.ts'
import { classify } from '../../../src/rollout/classify.ts'
import type { Verdict } from '../../../src/rollout/classify.ts'
import type { Live } from '../../../src/targets/kind.ts'
import { readingOf } from '../../support/reading.ts'
import { planOf } from '../report/outcomes.ts'
import type { JsonObject } from '../../../src/model/json.ts'

// every sub-configuration is returned, with "" for unused keys
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

describe('converts the read form to the write form', () => {
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

describe('values that are equivalent to an absent key', () => {
  test.each([undefined, null, '', {}, [], { a: '' }, { a: { b: null } }, { Port: 0 }, { Port: '0' }])(
    '%j is unused',
    value => {
      expect(isUnused(value)).toBe(true)
    }
  )
  test.each(['0', ' ', 0, 1, true, false, 'false', [''], [0], { a: 'x' }, { a: 0 }, { Port: [0] }])(
    '%j is used',
    value => {
      expect(isUnused(value)).toBe(false)
    }
  )
  test.each(['ServiceTimeout', 'Port', 'MockStatusCode'])(
    '0 is unused under %s, a number of the service',
    key => {
      for (const zero of [0, -0, '0']) expect(isUnused(zero, key)).toBe(true)
      for (const value of ['00', 1, false]) expect(isUnused(value, key)).toBe(false)
    }
  )
})

describe('two spellings of the same value', () => {
  test.each<[JsonObject, JsonObject]>([
    [
      { A: '1', B: { C: 'true' } },
      { B: { C: true }, A: 1 }
    ],
    [{ A: 1 }, { A: 1, D: '', E: {}, F: null, G: [] }],
    [{ A: 'false' }, { A: false }],
    [{ A: '0' }, { A: 0 }],
    [{ A: '200' }, { A: 200 }],
    [{ ServiceTimeout: 0 }, {}],
    [{ VpcConfig: { Port: '0' } }, { VpcConfig: {} }],
    [{ MockConfig: { MockStatusCode: 0 } }, { MockConfig: { MockStatusCode: null } }],
    [{ A: [1, false, null] }, { A: ['1', 'false', ''] }],
    [{ A: [{ B: 1, C: '' }] }, { A: [{ B: '1' }] }],
    [{ ServiceAddress: 'HTTP://Orders.Example.COM:80' }, { ServiceAddress: 'http://orders.example.com:80' }],
    [{ ServiceAddress: 'http://a:8080/' }, { ServiceAddress: 'http://a:8080' }],
    [{ ServiceAddress: 'http://a/?b=C' }, { ServiceAddress: 'http://a?b=C' }],
    [
      { FunctionComputeConfig: { FcBaseUrl: 'https://F.x/' } },
      { FunctionComputeConfig: { FcBaseUrl: 'https://f.x' } }
    ]
  ])('%j is %j', (one, other) => {
    expect(canonical(one)).toBe(canonical(other))
    expect(reading(one).canonical).toBe(reading(other).canonical)
    for (const [live, desired] of [
      [one, other],
      [other, one]
    ] as const) {
      expect(compare(desired, reading(live))).toEqual({ changes: [], omitted: [] })
      expect(verdictOf(desired, reading(live), reading(desired))).toBe('previous')
    }
  })
})

describe('two different values', () => {
  test.each<[JsonObject, JsonObject]>([
    [{ A: 'a' }, { A: 'b' }],
    [{ A: 'a' }, { A: 'A' }],
    [{ A: '007' }, { A: 7 }],
    [{ A: 0 }, {}],
    [{ A: 0 }, { A: '' }],
    [{ A: ['a', 'b'] }, { A: ['b', 'a'] }],
    [{ A: ['', 'b'] }, { A: ['b'] }],
    ...pairs([{ A: [0] }, { A: [false] }, { A: [''] }, { A: [] }]),
    [{ Port: [0] }, { Port: [''] }],
    [{ ServiceAddress: 'http://a/B' }, { ServiceAddress: 'http://a/b' }],
    [{ ServiceAddress: 'http://a/b/' }, { ServiceAddress: 'http://a/b' }],
    [{ ServiceAddress: 'http://a//' }, { ServiceAddress: 'http://a' }],
    [{ ServiceAddress: 'http://User:P@a' }, { ServiceAddress: 'http://user:p@a' }],
    [{ ServiceAddress: 'http://a?B' }, { ServiceAddress: 'http://a?b' }],
    [{ ServiceAddress: 'http://#Host#' }, { ServiceAddress: 'http://#host#' }],
    [{ MockConfig: { MockResult: 'see HTTP://A/' } }, { MockConfig: { MockResult: 'see http://a' } }],
    [{ MockConfig: { MockResult: 'http://A' } }, { MockConfig: { MockResult: 'http://a' } }]
  ])('%j is not %j', (one, other) => {
    expect(canonical(one)).not.toBe(canonical(other))
    for (const [live, desired] of [
      [one, other],
      [other, one]
    ] as const) {
      const { changes, omitted } = compare(desired, reading(live))
      expect(changes.length + omitted.length).toBeGreaterThan(0)
    }
  })

  // the service returns false for what was never set: it only counts if it was set
  test('a false that was set is not equivalent to an absent key', () => {
    expect(canonical({ A: false })).not.toBe(canonical({}))
    expect(compare({ A: false }, reading({})).changes).toHaveLength(1)
    expect(compare({ A: false }, reading({ A: true })).changes).toEqual([
      { path: 'A', before: true, after: false, secret: false }
    ])
    expect(compare({ A: true }, reading({ A: false })).changes).toEqual([
      { path: 'A', before: false, after: true, secret: false }
    ])
  })
  test.each<[JsonObject]>([[{}], [{ A: null }], [{ A: '' }], [{ A: {} }]])(
    'a false that only live holds is not removed by %j',
    desired => {
      expect(compare(desired, reading({ A: false }))).toEqual({ changes: [], omitted: [] })
      expect(reading({ A: false }).canonical).toBe(reading({}).canonical)
      expect(verdictOf(desired, reading({}), reading({ A: false }))).toBe('previous')
    }
  )
  test('neither is one in an element of a list', () => {
    const desired = { A: [{ B: 'x' }, 'y'] }
    const live = reading({ A: [{ B: 'x', C: false, D: { E: false } }, 'y'] })
    expect(compare(desired, live)).toEqual({ changes: [], omitted: [] })
    expect(reading(desired).canonical).toBe(live.canonical)
    expect(compare({ A: [{ B: 'x', C: true }, 'y'] }, live).changes).toHaveLength(1)
    expect(compare({ A: [{ B: 'x' }] }, live).changes).toHaveLength(1)
  })
  test('a "false" that was set and one of the service are not foreign to each other', () => {
    const [text, value] = [reading({ A: 'false' }), reading({ A: false })]
    expect(verdictOf({}, text, value)).toBe('previous')
    expect(verdictOf({}, value, text)).toBe('previous')
  })
})

function reading(config: JsonObject): Live {
  return readingOf(config, 'NEW_TYPE')
}

/** The classification of a reading after a write of the desired definition over another one. */
function verdictOf(desired: JsonObject, before: Live, now: Live): Verdict {
  const plan = { ...planOf(), targetType: 'NEW_TYPE', live: before, desired, data: desired }
  return classify(now, { ...plan, difference: compare(desired, before) }).verdict
}

function pairs(values: readonly JsonObject[]): [JsonObject, JsonObject][] {
  return values.flatMap((one, index) =>
    values.slice(index + 1).map((other): [JsonObject, JsonObject] => [one, other])
  )
}

test('restoring a definition removes the keys that another one set, not those that it set empty', () => {
  const other = {
    ServiceAddress: 'http://b',
    HttpTargetHostName: '',
    Config: { Type: 'x', Role: '', Added: null, Path: '/x' }
  }
  expect(withoutKeysOf(other, { ServiceAddress: 'http://a', Config: { Type: 'y' } })).toEqual({
    ServiceAddress: 'http://a',
    Config: { Type: 'y', Path: null }
  })
  expect(withoutKeysOf({ Config: { Role: '' }, ServiceTimeout: 5 }, {})).toEqual({ ServiceTimeout: null })
})

test('a key named __proto__ is a regular key', () => {
  const config = JSON.parse('{"__proto__":{"polluted":"yes"}}') as JsonObject
  expect(JSON.stringify(fromReadForm(config, 'OTHER'))).toBe('{"__proto__":{"polluted":"yes"}}')
  expect(canonical(config)).toContain('polluted')
})
