import { describe, expect, test } from '@jest/globals'
import type { Json } from '../../../src/model/json.ts'
import { holdsSecret, redact, REDACTED, redactText, secretsOf } from '../../../src/model/redact.ts'
import { expectGrowth } from '../../support/cpu-time.ts'

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

test('secret keys are redacted and found at any depth', () => {
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

test('a header with a credential is redacted', () => {
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

test('a mapping or list below a secret key is redacted completely', () => {
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

test.each([
  ['{"Password":"abc1234","Port":8080}', '{"Password":"(secret)","Port":8080}'],
  ['{"Password" : 1234567890, "a": 1}', '{"Password" : "(secret)", "a": 1}'],
  ['{"Password":"ab\\"c1234","a":"b"}', '{"Password":"(secret)","a":"b"}'],
  ['{"Password":"abc1234\\\\"} rest', '{"Password":"(secret)"} rest'],
  ['{"Password":"abc1234', '{"Password":"(secret)"'],
  ['{"d":"{\\"Password\\":\\"abc1234\\",\\"a\\":1}"}', '{"d":"{\\"Password\\":"(secret)",\\"a\\":1}"}'],
  ['{"d":"{\\"Password\\":\\"ab\\\\\\"c1234\\"}"}', '{"d":"{\\"Password\\":"(secret)"}"}'],
  ['{"d":"{\\"Password\\":\\"abc1234"}', '{"d":"{\\"Password\\":"(secret)"}'],
  ['{"Credentials":{"x":"abc1234"},"a":1}', '{"Credentials":"(secret)"'],
  [
    '[{"HeaderValue":"abc1234","HeaderName":"Authorization"}]',
    '[{"HeaderValue":"(secret)","HeaderName":"Authorization"}]'
  ],
  ['[{"HeaderName":"X-A","HeaderValue":"b"}]', '[{"HeaderName":"X-A","HeaderValue":"b"}]'],
  ['{"Password":null,"a":1}', '{"Password":null,"a":1}'],
  ['http://u:p@@abc1234@host', 'http://(secret)@host'],
  ['http:\\/\\/u:abc1234@host', 'http:\\/\\/(secret)@host'],
  ['://u:abc1234@host', '://(secret)@host'],
  ['host:h\nx-acs-security-token:CAIS/abc1234==\n\nhost', 'host:h\nx-acs-security-token:(secret)\n\nhost'],
  ['Authorization: ACS3-HMAC-SHA256 Credential=abc1234', 'Authorization: (secret)'],
  ['?url=http://h/?token=abc1234', '?url=http://h/?token=(secret)']
])('the text %s', (text, shown) => {
  expect(redactText(text)).toBe(shown)
})

test.each([
  '?',
  '?token',
  '?token=',
  'a.',
  '\\',
  '\\"',
  '"a":',
  '"a" ',
  '"Password":"',
  ':\\\\',
  '://',
  '@',
  '&a=',
  'authorization: ',
  'headername":"',
  'header',
  'cookie',
  'x-security-token',
  ';secret'
])('a megabyte of %j is read in linear time', piece =>
  expectGrowth(
    size => {
      const text = piece.repeat(size / piece.length)
      redactText(text)
      secretsOf({ a: text })
    },
    { size: 1_000_000 }
  )
)

test.each([
  ['{"Password":"hunter2hunter2"}', 'hunter2hunter2'],
  ['say {\\"Token\\": \\"hunter2hunter2\\"}', 'hunter2hunter2'],
  ['Authorization: Bearer hunter2hunter2', 'Bearer hunter2hunter2'],
  ['Authorization : hunter2hunter2', 'hunter2hunter2'],
  ['Cookie: hunter2hunter2', 'hunter2hunter2'],
  ['x-acs-security-token: hunter2hunter2', 'hunter2hunter2'],
  ['{"AccessKeySecret":12345678}', '12345678']
])('what is redacted in a text is also found in it: %s', (text, secret) => {
  expect(redactText(text)).not.toContain(secret)
  expect(secretsOf({ MockConfig: { MockResult: text } })).toContain(secret)
  expect(holdsSecret({ MockConfig: { MockResult: text } })).toBe(true)
})

describe('names that only look like a secret’s', () => {
  const NAMES = [
    ...['Access-Control-Allow-Credentials', 'X-Ca-Key', 'X-Ca-Signature-Headers', 'X-Ca-Signature-Method'],
    ...['Surrogate-Key', 'X-Cache-Key', 'X-Idempotency-Key']
  ]
  test.each(NAMES.flatMap(name => [name, name.toLowerCase(), name.toUpperCase()]))('%s', name => {
    for (const definition of [
      { MockHeaders: [{ HeaderName: name, HeaderValue: 'a-value-of-it' }] },
      { [name]: 'a-value-of-it' },
      { [name]: { a: ['a-value-of-it'] } },
      { MockResult: JSON.stringify({ [name]: 'a-value-of-it' }) },
      { MockResult: JSON.stringify([{ HeaderName: name, HeaderValue: 'a-value-of-it' }]) },
      { MockResult: JSON.stringify(JSON.stringify([{ HeaderName: name, HeaderValue: 'a-value-of-it' }])) },
      { MockResult: `${name}: a-value-of-it` },
      { ServiceAddress: `http://h/?a=1&${name}=a-value-of-it` }
    ]) {
      expect(redact(definition)).toEqual(definition)
      expect(secretsOf(definition)).toEqual([])
      expect(holdsSecret(definition)).toBe(false)
    }
  })

  test.each([
    ...['X-Ca-Signature', 'X-Ca-Key-Id', 'My-X-Ca-Key', 'X-Ca-Keys', 'X-Cache-Key2', 'X-Secret-Key'],
    ...['X-Api-Key', 'Allow-Credentials', 'Access-Control-Allow-Credentials ']
  ])('%s is not exempt', name => {
    for (const definition of [
      { MockHeaders: [{ HeaderName: name, HeaderValue: 'a-value-of-it' }] },
      { MockResult: JSON.stringify([{ HeaderName: name, HeaderValue: 'a-value-of-it' }]) }
    ]) {
      expect(JSON.stringify(redact(definition))).not.toContain('a-value-of-it')
      expect(secretsOf(definition)).toContain('a-value-of-it')
    }
  })

  test('next to a secret header, they have no effect', () => {
    const text = JSON.stringify([
      { HeaderName: 'X-Ca-Key', HeaderValue: 'plain-value' },
      { HeaderName: 'Authorization', HeaderValue: 'secret-value' }
    ])
    expect(redactText(text)).not.toContain('secret-value')
    expect(JSON.stringify(redact({ MockHeaders: JSON.parse(text) as Json }))).toContain('plain-value')
  })
})
