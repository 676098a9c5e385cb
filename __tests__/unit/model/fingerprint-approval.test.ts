import { expect, test } from '@jest/globals'
import { approvalLines, parseApprovals } from '../../../src/model/fingerprint.ts'

const ONE = `fp1:${'1'.repeat(64)}`
const TWO = `fp1:${'2'.repeat(64)}`

test('reads a single fingerprint', () => {
  expect(parseApprovals(`\n ${ONE} \n`)).toEqual({ kind: 'single', fingerprint: ONE })
})

test('reads the lines of a plan file', () => {
  const text = approvalLines([
    { name: 'orders/TEST', fingerprint: ONE },
    { name: 'orders/RELEASE', fingerprint: TWO }
  ])
  expect(parseApprovals(text.replaceAll('\n', '\r\n'))).toEqual({
    kind: 'named',
    fingerprints: new Map([
      ['orders/TEST', ONE],
      ['orders/RELEASE', TWO]
    ])
  })
})

test('reads the fingerprint of a definition with a secret', () => {
  const secret = `fp2:${'3'.repeat(64)}`
  expect(parseApprovals(secret)).toEqual({ kind: 'single', fingerprint: secret })
  expect(parseApprovals(`a/TEST ${ONE}\nb/TEST ${secret}`)).toMatchObject({ kind: 'named' })
})

test.each([
  ['', 'contains no fingerprint'],
  ['yes', 'line 1'],
  [`a ${ONE}\nb fp1:12`, 'line 2'],
  [`fp3:${'1'.repeat(64)}`, 'line 1'],
  [`a b ${ONE}`, 'line 1'],
  [`a ${ONE}\na ${TWO}`, 'a second fingerprint']
])('%j is refused', (text, reason) => {
  expect(() => parseApprovals(text)).toThrow(reason)
})
