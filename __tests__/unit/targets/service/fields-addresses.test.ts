import { describe, expect, test } from '@jest/globals'
import {
  canonicalAddresses,
  compareAddresses,
  definitionOf,
  formProblem
} from '../../../../src/targets/service/fields.ts'

const A = '10.0.0.1:8080'
const B = '10.0.0.2:8080'

describe('addresses are a set', () => {
  test.each([
    ['the same', [A], [A]],
    ['in another order', [B, A], [A, B]],
    ['a host in upper case', ['Orders.Example.com:80'], ['orders.example.com:80']],
    ['one twice', [A, A], [A]],
    ['an IPv6 address in another spelling', ['[2001:DB8:0::1]:80'], ['[2001:db8::1]:80']]
  ])('%s', (_, desired, live) => {
    expect(compareAddresses({ addresses: desired }, { addresses: live })).toEqual({
      changes: [],
      omitted: []
    })
    expect(canonicalAddresses({ addresses: desired })).toBe(canonicalAddresses({ addresses: live }))
  })

  test.each([
    ['another host', [B], [A]],
    ['another port', ['10.0.0.1:9090'], [A]],
    ['one more', [A, B], [A]],
    ['one less', [A], [A, B]],
    ['the same host by name', ['orders.example.com:8080'], [A]]
  ])('%s is a change, with both complete lists', (_, desired, live) => {
    expect(compareAddresses({ addresses: desired }, { addresses: live })).toEqual({
      changes: [{ path: 'addresses', before: live, after: desired, secret: false }],
      omitted: []
    })
    expect(canonicalAddresses({ addresses: desired })).not.toBe(canonicalAddresses({ addresses: live }))
  })

  test('shows an empty side as absent, also without a definition', () => {
    expect(definitionOf([])).toEqual({})
    expect(compareAddresses({ addresses: [A] }, {}).changes).toEqual([
      { path: 'addresses', before: undefined, after: [A], secret: false }
    ])
    expect(compareAddresses({}, { addresses: [A] }).changes).toEqual([
      { path: 'addresses', before: [A], after: undefined, secret: false }
    ])
  })
})

test.each([
  ['VIP', [A, '[2001:db8::1]:80'], undefined],
  ['VIP', [A, 'orders.example.com:80'], 'orders.example.com:80'],
  ['DNS', ['orders.example.com:80', 'orders:80'], undefined],
  ['DNS', ['orders.example.com:80', A], A],
  ['DNS', ['[2001:db8::1]:80'], '[2001:db8::1]:80'],
  // this function does not know the types
  ['FC3', [A], undefined]
])('a %s service with %j: %s', (sourceType, addresses, wrong) => {
  const problem = formProblem(addresses, sourceType)
  if (wrong === undefined) expect(problem).toBeUndefined()
  else expect(problem).toMatch(new RegExp(`source type ${sourceType} takes .*, not ${RegExp.escape(wrong)}$`))
})
