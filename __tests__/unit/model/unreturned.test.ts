import { describe, expect, test } from '@jest/globals'
import { BACKEND_TYPES, pathsOf, rowOf } from '../../../src/model/backend-types.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { backendConfig } from '../../../emulator/cloud/read-form.ts'
import { parseSeed } from '../../../emulator/seed.ts'
import { unseenAndOmitted, unseenKeys, withUnreturned } from '../../../src/model/unreturned.ts'

const FUNCTION_KEYS = ['FcVersion', 'Method', 'Path', 'ContentTypeCatagory'].map(
  key => `FunctionComputeConfig.${key}`
)

describe('keys that a reading may not contain', () => {
  test.each<[string, string, JsonObject, readonly string[]]>([
    [
      'everything is there',
      'HTTP',
      { ServiceAddress: 'http://a', HttpTargetHostName: '', ServiceTimeout: 0 },
      []
    ],
    ['one key is missing', 'HTTP', { ServiceAddress: 'http://a', ServiceTimeout: 0 }, ['HttpTargetHostName']],
    [
      'a service that leaves out what is unused',
      'HTTP',
      { Type: 'HTTP', ServiceAddress: 'http://a', VpcConfig: { VpcScheme: 'http' } },
      []
    ],
    [
      'it is judged by what other types use, too',
      'HTTP',
      { ServiceAddress: 'http://a', ServiceTimeout: 9, VpcConfig: { VpcScheme: '' } },
      ['HttpTargetHostName']
    ],
    [
      'below another key',
      'VPC',
      { ServiceTimeout: 0, VpcConfig: { VpcAccessId: 'a', VpcScheme: '' } },
      ['VpcConfig.VpcTargetHostName']
    ],
    [
      'all of it',
      'EVENTBRIDGE',
      { ServiceAddress: '' },
      ['EventBridgeRegionId', 'EventBus', 'EventSource', 'RoleArn'].map(key => `EventBridgeConfig.${key}`)
    ],
    [
      'a function, whatever it shows',
      'FC_EVENT',
      { FunctionComputeConfig: { Qualifier: 'r1' } },
      FUNCTION_KEYS
    ],
    ['a function that shows one of them', 'FC_EVENT', { FunctionComputeConfig: { Path: '/' } }, []],
    ['a type that no page has', 'NEW_TYPE', { ServiceAddress: '' }, []],
    ['a type that is called like what every object has', 'constructor', { ServiceAddress: '' }, []]
  ])('%s: %s', (_, type, raw, unseen) => {
    expect(unseenKeys(raw, type)).toEqual(unseen)
  })

  test.each<[JsonObject, readonly string[]]>([
    [{ ServiceAddress: 'http://b' }, ['HttpTargetHostName']],
    [{ HttpTargetHostName: 'b' }, []],
    [{ HttpTargetHostName: null }, []]
  ])('a patch of %j omits %j', (patch, unseen) => {
    expect(unseenAndOmitted({ ServiceAddress: 'http://a', ServiceTimeout: 0 }, patch, 'HTTP')).toEqual(unseen)
  })
})

describe('keys that a rollback takes from the definition of its step', () => {
  const raw = { ServiceTimeout: 0 }
  test.each<[string, JsonObject, JsonObject, JsonObject, readonly string[]]>([
    ['a key', {}, { HttpTargetHostName: 'b' }, { HttpTargetHostName: 'b' }, ['HttpTargetHostName']],
    ['never the address', {}, { ServiceAddress: 'http://b' }, {}, []],
    [
      'nor what it holds itself',
      { HttpTargetHostName: 'a' },
      { HttpTargetHostName: 'b' },
      { HttpTargetHostName: 'a' },
      []
    ],
    ['nor what a reading shows', {}, { ServiceTimeout: 9 }, {}, []],
    ['nor what is removed', {}, { HttpTargetHostName: null }, {}, []]
  ])('%s', (_, previous, sent, definition, taken) => {
    expect(withUnreturned(previous, sent, 'HTTP', raw)).toEqual({ definition, taken })
  })

  test('below another key', () => {
    const sent = { VpcConfig: { VpcAccessId: 'b', VpcScheme: 'https' } }
    expect(withUnreturned({ VpcConfig: { VpcAccessId: 'a' } }, sent, 'VPC', { ServiceAddress: '' })).toEqual({
      definition: { VpcConfig: { VpcAccessId: 'a', VpcScheme: 'https' } },
      taken: ['VpcConfig.VpcScheme']
    })
  })
})

// if this fails for a new type, the emulator's read form lacks keys that its row says are returned
test.each(BACKEND_TYPES)('in the documented form, no key of %s is unseen', type => {
  const row = rowOf(type)
  const [path = ''] = row === undefined ? [] : pathsOf(row, row.address)
  const unreturned = row?.unreturned.at(-1)
  const [key = '', child] = path.split('.')
  const config = {
    ...(child === undefined ? {} : { [child]: 'a' }),
    ...(unreturned === undefined ? {} : { [unreturned]: 'a' })
  }
  const definition = child === undefined ? { [key]: 'a' } : { [key]: config }
  const seed = parseSeed("accounts: [{ id: '1', keys: [{ id: a, secret: b }] }]")
  const body = JSON.stringify(backendConfig(type, definition, seed))
  expect(unseenKeys(JSON.parse(body) as JsonObject, type)).toEqual([])
})
