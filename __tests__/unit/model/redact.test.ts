import { expect, test } from '@jest/globals'
import { holdsSecret, redact, REDACTED, redactText, secretsOf } from '../../../src/model/redact.ts'

const NACOS = {
  DiscoveryConfig: {
    NacosConfig: {
      UserName: 'nacos',
      Password: 'hunter2hunter2',
      AccessKey: 'ak',
      SecretKey: 'sk',
      ServerAddress: 'x'
    }
  }
}

test('secret keys are redacted wherever they stand, and are found', () => {
  expect(redact(NACOS)).toEqual({
    DiscoveryConfig: {
      NacosConfig: {
        UserName: 'nacos',
        Password: REDACTED,
        AccessKey: REDACTED,
        SecretKey: REDACTED,
        ServerAddress: 'x'
      }
    }
  })
  expect(secretsOf(NACOS)).toEqual(['hunter2hunter2', 'ak', 'sk'])
})

test.each([
  ['http://user:pass@host/x', `http://${REDACTED}@host/x`, ['user:pass', 'pass']],
  ['http://user:p@ss@host/x', `http://${REDACTED}@host/x`, ['user:p@ss', 'p@ss']],
  ['https://h/?a=1&Signature=abc%3D&b=2', `https://h/?a=1&Signature=${REDACTED}&b=2`, ['abc%3D']],
  ['https://h/?security-token=t', `https://h/?security-token=${REDACTED}`, ['t']],
  ['https://h/?OSSAccessKeyId=id', `https://h/?OSSAccessKeyId=${REDACTED}`, ['id']],
  ['https://host:8080/path', 'https://host:8080/path', []]
])('%s', (url, shown, secrets) => {
  expect(redactText(url)).toBe(shown)
  expect(secretsOf({ ServiceAddress: url })).toEqual(secrets)
})

test('a header that carries a credential', () => {
  const headers = {
    MockHeaders: [
      { HeaderName: 'Authorization', HeaderValue: 'Bearer abc' },
      { HeaderName: 'X-A', HeaderValue: 'b' }
    ]
  }
  expect(redact(headers)).toEqual({
    MockHeaders: [
      { HeaderName: 'Authorization', HeaderValue: REDACTED },
      { HeaderName: 'X-A', HeaderValue: 'b' }
    ]
  })
  expect(secretsOf(headers)).toEqual(['Bearer abc'])
})

test('a whole mapping or list below a secret key', () => {
  expect(redact({ AccessToken: ['a', { b: 'c' }] })).toEqual({ AccessToken: REDACTED })
  expect(secretsOf({ AccessToken: ['a', { b: 'c' }] })).toEqual(['a', 'c'])
})

test.each([{ A: '******' }, { A: ['x', { B: 'ab****yz' }] }, { Password: 'p' }])(
  '%j cannot be fed back',
  definition => {
    expect(holdsSecret(definition)).toBe(true)
  }
)

test('an ordinary definition can', () => {
  expect(holdsSecret({ ServiceAddress: 'http://a', VpcConfig: { VpcAccessId: 'v' } })).toBe(false)
})
