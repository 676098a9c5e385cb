import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../../../src/model/json.ts'
import { keepFields, readKept, restoringFields, textsOf } from '../../../../src/targets/service/fields.ts'
import { SERVICE } from '../../../support/native.ts'

const SECRET = 'sk-4f8a1b2c3d4e5f60'
const RAW = SERVICE as unknown as JsonObject
const othersOf = (raw: JsonObject): ReadonlyMap<string, string> => textsOf(keepFields('svc-1', raw))
const side = (raw: JsonObject) => ({ raw, otherFields: othersOf(raw) })

test('states, time stamps and the addresses do not count as other fields', () => {
  expect([
    ...othersOf({ ...RAW, healthCheck: { enable: true }, agentStatus: 'x', dnsServers: [] }).keys()
  ]).toEqual(['serviceId', 'name', 'gatewayId', 'sourceType', 'protocol', 'healthCheck'])
})

describe('equivalent values are equal', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['an absent value, in four spellings', { a: null, b: '', c: [], d: {} }, {}],
    ['a number and its text', { timeout: 5 }, { timeout: '5' }],
    ['a flag that is off, and no flag', { healthCheck: { enable: false } }, {}],
    ['keys in another order', { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }],
    ['a list in another order', { dnsServers: ['a', 'b'] }, { dnsServers: ['b', 'a'] }],
    [
      'lists within lists',
      { versions: [{ labels: [1, 2] }, { name: 'v' }] },
      { versions: [{ name: 'v' }, { labels: [2, 1] }] }
    ]
  ])('%s', (_, one, other) => {
    expect(othersOf(one)).toEqual(othersOf(other))
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['a flag that was on', { healthCheck: { enable: true } }, {}],
    ['another value', { protocol: 'HTTP' }, { protocol: 'HTTPS' }],
    ['a list with one element less', { dnsServers: ['a', 'b'] }, { dnsServers: ['a'] }],
    [
      'another secret',
      { aiServiceConfig: { apiKeys: [SECRET] } },
      { aiServiceConfig: { apiKeys: ['sk-other-key'] } }
    ]
  ])('not equal: %s', (_, one, other) => {
    expect(othersOf(one)).not.toEqual(othersOf(other))
  })
})

test('stores secrets as digests only, and everything else unchanged', () => {
  const raw = {
    ...RAW,
    aiServiceConfig: { provider: 'qwen', apiKeys: [SECRET] },
    agentServiceConfig: { address: 'agent.example.com' },
    healthCheck: { enable: true, token: SECRET }
  }
  const kept = keepFields('svc-1', raw)
  expect(Object.keys(kept.digests)).toEqual(['healthCheck', 'aiServiceConfig', 'agentServiceConfig'])
  const stored = JSON.stringify(kept)
  expect(stored).not.toContain(SECRET)
  expect(stored).not.toContain('agent.example.com')
  const read = readKept(JSON.parse(stored) as JsonObject)
  expect(read && textsOf(read)).toEqual(othersOf(raw))
})

test.each<[unknown]>([[undefined], [{}], [{ fields: {} }], [{ fields: [], digests: {} }]])(
  '%j is not a stored value',
  value => {
    expect(readKept(value as JsonObject | undefined)).toBeUndefined()
  }
)

describe('the fields that restore a reading', () => {
  const before = {
    ...RAW,
    name: 'orders-blue',
    protocol: 'HTTPS',
    healthCheck: { enable: true, protocol: 'TCP' },
    outlierDetection: { enable: true },
    dnsServers: ['10.0.0.53:53']
  }
  test('are the different ones, by their names in writes, without states', () => {
    const now = {
      ...before,
      healthCheck: null,
      outlierDetection: {},
      healthStatus: 'Unhealthy',
      updateTimestamp: 1
    }
    expect(restoringFields(side(before), side(now))).toEqual({
      healthCheckConfig: { enable: true, protocol: 'TCP' },
      outlierDetectionConfig: { enable: true }
    })
  })
  test('are none if nothing differs or one side is unknown', () => {
    expect(restoringFields(side(before), side({ ...before, healthStatus: 'x' }))).toEqual({})
    expect(restoringFields(undefined, side(RAW))).toEqual({})
    expect(restoringFields(side(before), undefined)).toEqual({})
    expect(restoringFields(side(before), { raw: RAW })).toEqual({})
  })
  test('omit what no write accepts, and what did not exist', () => {
    const now = { ...before, name: 'another', groupName: 'g', healthyPanicThreshold: 50 }
    expect(restoringFields(side(before), side(now))).toEqual({})
  })
  test('include a secret from memory, but not one that the service masked', () => {
    const secret = { ...before, aiServiceConfig: { apiKeys: [SECRET] } }
    expect(restoringFields(side(secret), side(before))).toEqual({ aiServiceConfig: { apiKeys: [SECRET] } })
    const masked = { ...before, aiServiceConfig: { apiKeys: ['sk-4f***'] } }
    expect(restoringFields(side(masked), side(before))).toEqual({})
    // after a restart it is no longer known
    const kept = keepFields('svc-1', secret)
    const restored = { raw: kept.fields, otherFields: textsOf(kept) }
    expect(restoringFields(restored, side(before))).toEqual({})
  })
})
