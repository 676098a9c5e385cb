import { expect, test } from '@jest/globals'
import { fingerprintOf, parseFingerprint } from '../../../src/model/fingerprint.ts'

const OF = {
  backendId: 'b',
  stageName: 'TEST',
  backendType: 'HTTP',
  live: { Type: 'HTTP', ServiceAddress: 'http://old', ServiceTimeout: '', OssConfig: { BucketName: '' } },
  wanted: { ServiceAddress: 'http://new', ServiceTimeout: 5000 }
}
const fingerprint = fingerprintOf(OF)

test('its form', () => {
  expect(fingerprint).toMatch(/^fp1:[0-9a-f]{64}$/)
  expect(parseFingerprint(fingerprint)).toEqual({
    live: fingerprint.slice(4, 36),
    wanted: fingerprint.slice(36)
  })
  for (const wrong of ['', 'fp1:', fingerprint.slice(1), `${fingerprint}0`, fingerprint.toUpperCase()]) {
    expect(parseFingerprint(wrong)).toBeUndefined()
  }
})

test.each([
  ['the order of keys', { wanted: { ServiceTimeout: 5000, ServiceAddress: 'http://new' } }],
  ['a number as a string', { wanted: { ServiceAddress: 'http://new', ServiceTimeout: '5000' } }],
  [
    'unused keys',
    { live: { ServiceAddress: 'http://old' }, wanted: { ...OF.wanted, HttpTargetHostName: '' } }
  ],
  ['a removed key', { wanted: { ...OF.wanted, HttpTargetHostName: null } }]
])('%s makes no difference', (_, other) => {
  expect(fingerprintOf({ ...OF, ...other })).toBe(fingerprint)
})

test('each half tells what it is made of', () => {
  const live = fingerprintOf({
    ...OF,
    live: { ServiceAddress: 'http://old', HttpTargetHostName: 'left out' }
  })
  expect(live.slice(4, 36)).not.toBe(fingerprint.slice(4, 36))
  expect(live.slice(36)).toBe(fingerprint.slice(36))
  const wanted = fingerprintOf({ ...OF, wanted: { ServiceAddress: 'http://other' } })
  expect(wanted.slice(4, 36)).toBe(fingerprint.slice(4, 36))
  expect(wanted.slice(36)).not.toBe(fingerprint.slice(36))
  for (const other of [{ stageName: 'PRE' }, { backendId: 'c' }]) {
    const elsewhere = fingerprintOf({ ...OF, ...other })
    expect(elsewhere.slice(4, 36)).not.toBe(fingerprint.slice(4, 36))
    expect(elsewhere.slice(36)).not.toBe(fingerprint.slice(36))
  }
})
