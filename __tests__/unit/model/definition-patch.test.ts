import { expect, test } from '@jest/globals'
import { applyPatch } from '../../../src/model/definition.ts'

const LIVE = {
  ServiceAddress: 'http://old',
  ServiceTimeout: 5000,
  VpcConfig: { VpcAccessId: 'v', VpcScheme: 'http' }
}

test('keys are merged, mappings key by key, and the rest is kept', () => {
  expect(applyPatch(LIVE, { ServiceAddress: 'http://new', VpcConfig: { VpcScheme: 'https' } }).data).toEqual({
    ServiceAddress: 'http://new',
    ServiceTimeout: 5000,
    VpcConfig: { VpcAccessId: 'v', VpcScheme: 'https' }
  })
})

test('null removes a key, and remains in the definition to compare with', () => {
  const { data, desired } = applyPatch(LIVE, { ServiceTimeout: null, VpcConfig: { VpcScheme: null } })
  expect(data).toEqual({ ServiceAddress: 'http://old', VpcConfig: { VpcAccessId: 'v' } })
  expect(desired).toMatchObject({ ServiceTimeout: null, VpcConfig: { VpcScheme: null } })
})

test('a list, and a mapping in place of a text, replace the value', () => {
  expect(applyPatch({ A: [1, 2], B: 'x' }, { A: [3], B: { C: 1, D: null } }).data).toEqual({
    A: [3],
    B: { C: 1 }
  })
})

test('a key named __proto__ is a regular key', () => {
  const patch = JSON.parse('{"__proto__":{"a":1}}') as Record<string, never>
  expect(JSON.stringify(applyPatch({}, patch).data)).toBe('{"__proto__":{"a":1}}')
})
