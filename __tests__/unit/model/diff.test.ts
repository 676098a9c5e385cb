import { expect, test } from '@jest/globals'
import { addedByService, compare } from '../../../src/model/diff.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Live } from '../../../src/targets/kind.ts'
import { readingOf } from '../../support/reading.ts'

const HTTP = (config: JsonObject): Live => readingOf(config)

test('a changed, an added and an omitted key', () => {
  const live = HTTP({ ServiceAddress: 'http://old', HttpTargetHostName: 'host', ServiceTimeout: '' })
  const { changes, omitted } = compare({ ServiceAddress: 'http://new', ServiceTimeout: 5000 }, live)
  expect(changes).toEqual([
    { path: 'ServiceAddress', before: 'http://old', after: 'http://new', secret: false },
    { path: 'ServiceTimeout', before: undefined, after: 5000, secret: false }
  ])
  expect(omitted).toEqual([{ path: 'HttpTargetHostName', before: 'host', after: undefined, secret: false }])
})

test('a different spelling is not a change', () => {
  const live = HTTP({ ServiceAddress: 'http://a', ServiceTimeout: '5000', HttpTargetHostName: '' })
  expect(compare({ ServiceTimeout: 5000, ServiceAddress: 'http://a', HttpTargetHostName: '' }, live)).toEqual(
    {
      changes: [],
      omitted: []
    }
  )
})

test('mappings are compared key by key, without derived keys', () => {
  const live = readingOf(
    { VpcConfig: { VpcAccessId: 'v1', VpcScheme: 'http', VpcId: 'vpc', Port: 80 } },
    'VPC'
  )
  expect(compare({ VpcConfig: { VpcAccessId: 'v2' } }, live)).toEqual({
    changes: [{ path: 'VpcConfig.VpcAccessId', before: 'v1', after: 'v2', secret: false }],
    omitted: [{ path: 'VpcConfig.VpcScheme', before: 'http', after: undefined, secret: false }]
  })
})

test('a key that the author set is compared even if the write form drops it', () => {
  const live = readingOf({ VpcConfig: { VpcAccessId: 'v', Port: 80 } }, 'VPC')
  expect(compare({ VpcConfig: { VpcAccessId: 'v', Port: 81 } }, live).changes).toEqual([
    { path: 'VpcConfig.Port', before: 80, after: 81, secret: false }
  ])
})

test('lists are compared as a whole', () => {
  const live = readingOf({ MockConfig: { MockHeaders: [{ HeaderName: 'a' }] } }, 'MOCK')
  expect(compare({ MockConfig: { MockHeaders: [] } }, live).changes).toEqual([
    { path: 'MockConfig.MockHeaders', before: [{ HeaderName: 'a' }], after: undefined, secret: false }
  ])
})

test('a mapping in place of a text, and vice versa', () => {
  expect(compare({ A: { B: 1 } }, HTTP({ A: 'x' })).changes).toEqual([
    { path: 'A', before: 'x', after: { B: 1 }, secret: false }
  ])
  expect(compare({ A: 'x' }, HTTP({ A: { B: 1 } })).changes).toEqual([
    { path: 'A', before: { B: 1 }, after: 'x', secret: false }
  ])
})

test('a key that is not a word is written in brackets', () => {
  expect(compare({ 'a.b': { 'c d': 1 } }, HTTP({})).changes[0]?.path).toBe('["a.b"]["c d"]')
})

test('inherited property names are not live keys', () => {
  expect(compare({ toString: 'x', constructor: 'y' }, HTTP({})).changes).toHaveLength(2)
})

test('keys that the service added were neither set nor live before', () => {
  expect(addedByService({ A: 1 }, { B: 1 }, { A: 1, B: 1, C: 2 })).toEqual([
    { path: 'C', before: undefined, after: 2, secret: false }
  ])
})

test('the values of a secret key are secret at any depth, and so is the value of a secret header', () => {
  const { changes, omitted } = compare(
    { Secrets: { db: 'new' }, MockConfig: { Header: { HeaderName: 'Authorization', HeaderValue: 'n' } } },
    HTTP({ Secrets: { db: 'old', other: 'x' }, MockConfig: { Header: { HeaderValue: 'o' } }, Plain: 1 })
  )
  const secret = Object.fromEntries([...changes, ...omitted].map(change => [change.path, change.secret]))
  expect(secret).toEqual({
    'Secrets.db': true,
    'Secrets.other': true,
    'MockConfig.Header.HeaderName': false,
    'MockConfig.Header.HeaderValue': true,
    Plain: false
  })
})
