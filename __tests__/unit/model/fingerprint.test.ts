import { scryptSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { digestOf, parseFingerprint } from '../../../src/model/fingerprint.ts'
import { fingerprintOver } from '../../support/reading.ts'

const OF = {
  backendId: 'b',
  stageName: 'TEST',
  backendType: 'HTTP',
  live: { Type: 'HTTP', ServiceAddress: 'http://old', ServiceTimeout: '', OssConfig: { BucketName: '' } },
  desired: { ServiceAddress: 'http://new', ServiceTimeout: 5000 }
}
const fingerprint = fingerprintOver(OF)

test('the format of a fingerprint', () => {
  expect(fingerprint).toMatch(/^fp1:[0-9a-f]{64}$/)
  expect(parseFingerprint(fingerprint)).toEqual({
    version: 1,
    live: fingerprint.slice(4, 36),
    desired: fingerprint.slice(36)
  })
  for (const wrong of ['', 'fp1:', fingerprint.slice(1), `${fingerprint}0`, fingerprint.toUpperCase()]) {
    expect(parseFingerprint(wrong)).toBeUndefined()
  }
})

// a plan that was approved before an upgrade of this action stays approved
test.each([
  [OF, 'fp1:79bd581964a3c7e044b9123209a9bb4b89cabb11b11463869b8d0eb746215226'],
  [
    {
      backendId: '20bcdc9453524b78a8beb1f6de21edb7',
      stageName: 'RELEASE',
      backendType: 'VPC',
      live: {
        Type: 'VPC',
        ServiceAddress: '',
        ServiceTimeout: 0,
        VpcConfig: {
          ...{ VpcAccessId: 'v1', VpcScheme: 'https' },
          ...{ VpcId: 'vpc-1', InstanceId: 'i-1', Port: 8080, Name: 'n' }
        },
        FunctionComputeConfig: { FunctionName: '', OnlyBusinessPath: false },
        MockConfig: { MockHeaders: [] }
      },
      desired: { VpcConfig: { VpcAccessId: 'v2', VpcScheme: 'https' }, HttpTargetHostName: '' }
    },
    'fp1:97b3d8bddaf4cb7465f54704085bdd96f6afb7a0720faa75caaf96f0ccd40d9f'
  ],
  [
    {
      backendId: 'b',
      stageName: 'PRE',
      backendType: 'MOCK',
      live: {
        MockConfig: {
          MockResult: 'ok',
          MockStatusCode: '200',
          MockHeaders: [{ HeaderName: 'a', HeaderValue: '' }]
        }
      },
      desired: {
        MockConfig: {
          MockResult: 'no',
          MockStatusCode: 503,
          MockHeaders: [{ HeaderName: 'a', HeaderValue: 'b' }, {}]
        }
      }
    },
    'fp1:e38e41877d0a07b71fc9c6dcd1b7cacf9256997de8de80ed4fe12a4d3e140083'
  ],
  [
    {
      backendId: 'b',
      stageName: 'TEST',
      backendType: 'FC_HTTP_V3',
      live: {
        FunctionComputeConfig: {
          ...{ FcBaseUrl: 'https://f.example.com/x', FunctionName: 'f', OnlyBusinessPath: true }
        }
      },
      desired: {
        FunctionComputeConfig: {
          ...{ FcBaseUrl: 'https://g.example.com/x', FunctionName: 'f', OnlyBusinessPath: true }
        }
      }
    },
    'fp1:1837e32bb50fb32d295fea10a72cc1e932bb8c3d3c669ad6d9c0ee92c86744a9'
  ]
])('fingerprints never change (%#)', (of, expected) => {
  expect(fingerprintOver(of)).toBe(expected)
})

test('a false that was set is part of the fingerprint, one that only live contains is not', () => {
  const withFalse = fingerprintOver({ ...OF, desired: { ...OF.desired, A: false } })
  expect(withFalse.slice(36)).not.toBe(fingerprint.slice(36))
  expect(fingerprintOver({ ...OF, live: { ...OF.live, A: false } })).toBe(fingerprint)
})

describe('a definition with a secret', () => {
  const SECRET = { ServiceAddress: 'http://new', Password: '482913' }
  const withSecret = fingerprintOver({ ...OF, desired: SECRET })

  test('makes the fingerprint fp2, live or desired', () => {
    expect(withSecret).toMatch(/^fp2:[0-9a-f]{64}$/)
    expect(fingerprintOver({ ...OF, live: SECRET })).toMatch(/^fp2:[0-9a-f]{64}$/)
    expect(parseFingerprint(withSecret)).toEqual({
      version: 2,
      live: withSecret.slice(4, 36),
      desired: withSecret.slice(36)
    })
  })

  test('is hashed with scrypt, in its own half only', () => {
    expect(withSecret.slice(4, 36)).toBe(fingerprint.slice(4, 36))
    const text = JSON.stringify(['b', 'TEST', '{"Password":"482913","ServiceAddress":"http://new"}'])
    const salt = '["b","TEST"]'
    expect(withSecret.slice(36)).toBe(scryptSync(text, salt, 16, { N: 16_384, r: 8, p: 1 }).toString('hex'))
  })

  test('is recognized by a digest that is as hard to guess', () => {
    expect(digestOf(['b', 'TEST'], SECRET)).toBe(withSecret.slice(36))
  })

  test('is the same in every spelling, and differs with the secret, backend or stage', () => {
    const respelled = { Password: 482913, ServiceAddress: 'HTTP://NEW/', HttpTargetHostName: null }
    expect(fingerprintOver({ ...OF, desired: respelled })).toBe(withSecret)
    const others = [
      fingerprintOver({ ...OF, desired: { ...SECRET, Password: '482914' } }),
      fingerprintOver({ ...OF, desired: SECRET, backendId: 'c' }),
      fingerprintOver({ ...OF, desired: SECRET, stageName: 'PRE' })
    ]
    expect(new Set([withSecret, ...others].map(text => text.slice(36))).size).toBe(4)
  })
})

// the service does not distinguish a false that was set from its own
test('a digest recognizes a definition in its readings', () => {
  const digest = digestOf(['b', 'TEST'], { A: 1, B: 'x' })
  expect(digestOf(['b', 'TEST'], { A: '1', B: 'x', C: false, D: { E: false } })).toBe(digest)
  expect(digestOf(['b', 'TEST'], { A: 1, B: 'x', C: true })).not.toBe(digest)
})

test.each([
  ['the order of keys', { desired: { ServiceTimeout: 5000, ServiceAddress: 'http://new' } }],
  ['a number as a string', { desired: { ServiceAddress: 'http://new', ServiceTimeout: '5000' } }],
  [
    'unused keys',
    { live: { ServiceAddress: 'http://old' }, desired: { ...OF.desired, HttpTargetHostName: '' } }
  ],
  ['a removed key', { desired: { ...OF.desired, HttpTargetHostName: null } }]
])('%s makes no difference', (_, other) => {
  expect(fingerprintOver({ ...OF, ...other })).toBe(fingerprint)
})

test('each half depends only on its own definition', () => {
  const live = fingerprintOver({
    ...OF,
    live: { ServiceAddress: 'http://old', HttpTargetHostName: 'left out' }
  })
  expect(live.slice(4, 36)).not.toBe(fingerprint.slice(4, 36))
  expect(live.slice(36)).toBe(fingerprint.slice(36))
  const desired = fingerprintOver({ ...OF, desired: { ServiceAddress: 'http://other' } })
  expect(desired.slice(4, 36)).toBe(fingerprint.slice(4, 36))
  expect(desired.slice(36)).not.toBe(fingerprint.slice(36))
  for (const other of [{ stageName: 'PRE' }, { backendId: 'c' }]) {
    const elsewhere = fingerprintOver({ ...OF, ...other })
    expect(elsewhere.slice(4, 36)).not.toBe(fingerprint.slice(4, 36))
    expect(elsewhere.slice(36)).not.toBe(fingerprint.slice(36))
  }
})
