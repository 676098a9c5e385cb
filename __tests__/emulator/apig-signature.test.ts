import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { ReceivedRequest } from '../../emulator/signature.ts'
import { canonicalRequest, SignatureVerifier, signRoa, signV3 } from '../../emulator/signature.ts'
import type { CloudError } from '../../emulator/cloud/cloud-error.ts'
import { parseSeed } from '../../emulator/seed.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const COMMON = {
  host: 'apig.cn-hangzhou.aliyuncs.com',
  'x-acs-version': '2024-03-27',
  'x-acs-date': '2026-01-02T03:04:05Z',
  'x-acs-signature-nonce': '0123456789abcdef0123456789abcdef'
}

const BODY =
  '{"backendConfig":{"scene":"MultiServiceByRatio","services":[{"serviceId":"svc-a","weight":90},{"serviceId":"svc-b","weight":10}]},"description":"é"}'

const UPDATE: ReceivedRequest = {
  method: 'PUT',
  path: '/v1/http-apis/api-1/routes/hr-1',
  query: [],
  form: [],
  headers: {
    ...COMMON,
    'x-acs-action': 'UpdateHttpApiRoute',
    'x-acs-content-sha256': sha256(BODY),
    'content-type': 'application/json; charset=utf-8'
  },
  body: Buffer.from(BODY)
}

// computed with @alicloud/openapi-util and with node:crypto; no ROA vectors are published
test.each<[string, ReceivedRequest, string, string]>([
  [
    'a body',
    UPDATE,
    '12357c27d58aac4cf876593bf62e117b87cf7d517bec4d2aaa0bb920b51eed50',
    '7689c9669f2ebef20460f19b0d3fd3909429a9f653d72c2c268314f373cd01e1'
  ],
  [
    'a body, temporary credentials',
    {
      ...UPDATE,
      headers: {
        ...UPDATE.headers,
        'x-acs-accesskey-id': 'testid',
        'x-acs-security-token': 'testtoken',
        'x-acs-credentials-provider': 'static_sts'
      }
    },
    '087cd15ed848e254829dfec8253b4189e09d4276b6f13f5d5f72435fc36b9486',
    '691c9e4b1378fd66bc40cd1a7cc88f79e0c0bcf08d908e04529958441abf68ef'
  ],
  [
    'a query with special characters',
    {
      method: 'GET',
      path: '/v1/http-apis/api-1/routes',
      query: [
        ['pageNumber', '1'],
        ['pageSize', '100'],
        ['nameLike', "a b*~'(é)"]
      ],
      form: [],
      headers: { ...COMMON, 'x-acs-action': 'ListHttpApiRoutes', 'x-acs-content-sha256': sha256('') },
      body: Buffer.alloc(0)
    },
    '0062111cd618943012070ac42c434e2341974ff53a709f237e223ae777f709f8',
    '493bbd517768274cd91f9e9f960bd646fec4ef8bd0bd3547ebc200a1a0d4a42c'
  ]
])('the signature of a request in the ROA style: %s', (_, request, canonical, signature) => {
  const names = Object.keys(request.headers)
  expect(sha256(canonicalRequest(request, names))).toBe(canonical)
  expect(signV3(request, names, 'testsecret')).toBe(signature)
})

const SEED = parseSeed(`
accounts:
  - id: 1
    keys: [{ id: testid, secret: testsecret }, { id: STS.x, secret: s, security-token: t }]`)

const OLD: ReceivedRequest = {
  method: 'PUT',
  path: '/v1/services/svc-a',
  query: [
    ['b', ''],
    ['a', 'x y']
  ],
  form: [],
  headers: {
    accept: 'application/json',
    'content-md5': createHash('md5').update('{}').digest('base64'),
    'content-type': 'application/json',
    date: 'Fri, 02 Jan 2026 03:04:05 GMT',
    'x-acs-signature-method': 'HMAC-SHA1',
    'x-acs-signature-nonce': 'nonce-1',
    'x-acs-signature-version': '1.0',
    'x-acs-version': '2024-03-27'
  },
  body: Buffer.from('{}')
}

const STRING_TO_SIGN = `PUT
application/json
mZFLkyvTelC5g8XnyQrpOw==
application/json
Fri, 02 Jan 2026 03:04:05 GMT
x-acs-signature-method:HMAC-SHA1
x-acs-signature-nonce:nonce-1
x-acs-signature-version:1.0
x-acs-version:2024-03-27
/v1/services/svc-a?a=x y&b`

describe('the older ROA signature', () => {
  const signature = createHmac('sha1', 'testsecret').update(STRING_TO_SIGN).digest('base64')
  const verify = (changes: Partial<ReceivedRequest>, authorization = `acs testid:${signature}`): string => {
    const verifier = new SignatureVerifier(SEED, { now: () => Date.parse('2026-01-02T03:10:00Z') })
    const request = { ...OLD, ...changes }
    try {
      const { key } = verifier.verify({ ...request, headers: { ...request.headers, authorization } })
      return key.id
    } catch (thrown) {
      return (thrown as CloudError).code
    }
  }

  test('covers method, headers, path and query', () => {
    expect(signRoa(OLD, 'testsecret')).toBe(signature)
    expect(verify({})).toBe('testid')
  })

  test.each<[string, Partial<ReceivedRequest>, string]>([
    ['a different path', { path: '/v1/services/svc-b' }, 'SignatureDoesNotMatch'],
    ['a different method', { method: 'DELETE' }, 'SignatureDoesNotMatch'],
    ['a different query', { query: [['a', 'x']] }, 'SignatureDoesNotMatch'],
    ['a different body', { body: Buffer.from('[]') }, 'SignatureDoesNotMatch'],
    [
      'a different header',
      { headers: { ...OLD.headers, 'x-acs-version': '2016-07-14' } },
      'SignatureDoesNotMatch'
    ],
    [
      'an old date',
      { headers: { ...OLD.headers, date: 'Fri, 02 Jan 2026 02:04:05 GMT' } },
      'InvalidTimeStamp.Expired'
    ],
    ['an invalid date', { headers: { ...OLD.headers, date: 'yesterday' } }, 'InvalidTimeStamp.Format']
  ])('%s', (_, changes, code) => {
    expect(verify(changes)).toBe(code)
  })

  test.each([
    ['acs testid', 'IncompleteSignature'],
    ['acs nobody:x', 'InvalidAccessKeyId.NotFound'],
    ['acs STS.x:x', 'MissingSecurityToken']
  ])('%j: %s', (authorization, code) => {
    expect(verify({}, authorization)).toBe(code)
  })

  test('rejects a used nonce', () => {
    const verifier = new SignatureVerifier(SEED, { now: () => Date.parse('2026-01-02T03:10:00Z') })
    const signed = { ...OLD, headers: { ...OLD.headers, authorization: `acs testid:${signature}` } }
    verifier.verify(signed)
    expect(() => verifier.verify(signed)).toThrow('was used already')
  })
})
