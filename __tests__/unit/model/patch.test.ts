import { expect, test } from '@jest/globals'
import { applyPatch } from '../../../src/model/definition.ts'

const LIVE = {
  ServiceAddress: 'http://old',
  ServiceTimeout: 5000,
  VpcConfig: { VpcAccessId: 'v', VpcScheme: 'http' }
}

test('keys are laid over, mappings key by key, and the rest stays', () => {
  expect(applyPatch(LIVE, { ServiceAddress: 'http://new', VpcConfig: { VpcScheme: 'https' } }).data).toEqual({
    ServiceAddress: 'http://new',
    ServiceTimeout: 5000,
    VpcConfig: { VpcAccessId: 'v', VpcScheme: 'https' }
  })
})

test('null removes; what is compared afterwards remembers it', () => {
  const { data, desired } = applyPatch(LIVE, { ServiceTimeout: null, VpcConfig: { VpcScheme: null } })
  expect(data).toEqual({ ServiceAddress: 'http://old', VpcConfig: { VpcAccessId: 'v' } })
  expect(desired).toMatchObject({ ServiceTimeout: null, VpcConfig: { VpcScheme: null } })
})

test('a list, and a mapping over a text, replace', () => {
  expect(applyPatch({ A: [1, 2], B: 'x' }, { A: [3], B: { C: 1, D: null } }).data).toEqual({
    A: [3],
    B: { C: 1 }
  })
})

test('a key called __proto__ is a key', () => {
  const patch = JSON.parse('{"__proto__":{"a":1}}') as Record<string, never>
  expect(JSON.stringify(applyPatch({}, patch).data)).toBe('{"__proto__":{"a":1}}')
})
