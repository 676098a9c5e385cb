import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { CloudError } from '../../emulator/cloud/cloud-error.ts'
import { defaultSeed } from '../../emulator/seed.ts'
import type { Seed } from '../../emulator/seed.ts'
import type { ReceivedRequest } from '../../emulator/signature.ts'
import { canonicalRequest, SignatureVerifier, signRpc, signV3 } from '../../emulator/signature.ts'

const NOW = Date.parse('2026-01-02T03:04:05Z')
const EMPTY = createHash('sha256').update('').digest('hex')

function request(headers: Record<string, string>, query: [string, string][], body = ''): ReceivedRequest {
  return { method: 'POST', path: '/', query, form: [], headers, body: Buffer.from(body) }
}

const V3_HEADERS = {
  host: 'apigateway.cn-hangzhou.aliyuncs.com',
  'x-acs-action': 'ModifyBackendModel',
  'x-acs-content-sha256': EMPTY,
  'x-acs-date': '2026-01-02T03:04:05Z',
  'x-acs-signature-nonce': '0123456789abcdef0123456789abcdef',
  'x-acs-version': '2016-07-14'
}
const QUERY: [string, string][] = [
  ['BackendId', '20bcdc9453524b78a8beb1f6de21edb7'],
  ['StageName', 'TEST'],
  ['BackendType', 'HTTP'],
  ['BackendModelData', `{"ServiceAddress":"http://121.40.0.1:8080/a b*~'(é)"}`]
]

function seedWith(key: {
  id: string
  secret: string
  securityToken?: string
  disabled?: boolean
  expired?: boolean
}): Seed {
  const base = { name: 'x', securityToken: undefined, disabled: false, expired: false, allow: [], deny: [] }
  return { ...defaultSeed(), accounts: [{ id: '1', keys: [{ ...base, ...key }] }] }
}

const TEST_KEY = { id: 'testid', secret: 'testsecret' }

function verifier(seed = seedWith(TEST_KEY), clock = { now: () => NOW }): SignatureVerifier {
  return new SignatureVerifier(seed, clock)
}

function signed(
  overrides: Record<string, string> = {},
  query = QUERY,
  body = '',
  secret = 'testsecret'
): ReceivedRequest {
  const plain = request({ ...V3_HEADERS, ...overrides }, query, body)
  const names = Object.keys(plain.headers)
  const signature = signV3(plain, names, secret)
  const authorization = `ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=${names.sort().join(';')},Signature=${signature}`
  return { ...plain, headers: { ...plain.headers, authorization } }
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (thrown) {
    return (thrown as CloudError).code
  }
  return 'none'
}

test('computes the published vector of signature version 3', () => {
  const published = request(
    {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': EMPTY,
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26'
    },
    [
      ['RegionId', 'cn-shanghai'],
      ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd']
    ]
  )
  const names = Object.keys(published.headers)
  expect(createHash('sha256').update(canonicalRequest(published, names)).digest('hex')).toBe(
    '7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259'
  )
  expect(signV3(published, names, 'YourAccessKeySecret')).toBe(
    '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0'
  )
})

test.each([
  ['a long-lived key', {}, 'a4dedf2271ee6676a5719b60ceccd9efc667899e9309808349f5386104e51ccf'],
  [
    'an STS key',
    {
      'x-acs-accesskey-id': 'testid',
      'x-acs-security-token': 'testtoken',
      'x-acs-credentials-provider': 'static_sts'
    },
    '10f7c1ea689d3e82daed95f77cb19e7b34284d164a437b5ffa9cb87f7d0dfe4c'
  ]
])('computes the same signature as the SDK, %s', (_name, more, signature) => {
  const plain = request({ ...V3_HEADERS, ...more }, QUERY)
  expect(signV3(plain, Object.keys(plain.headers), 'testsecret')).toBe(signature)
})

test('computes the published vector of the older RPC signature', () => {
  // https://help.aliyun.com/document_detail/28747.html, from another product with the same algorithm
  const params: [string, string][] = [
    ['TimeStamp', '2016-02-23T12:46:24Z'],
    ['Format', 'XML'],
    ['AccessKeyId', 'testid'],
    ['Action', 'DescribeRegions'],
    ['SignatureMethod', 'HMAC-SHA1'],
    ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
    ['Version', '2014-05-26'],
    ['SignatureVersion', '1.0']
  ]
  const asSigned = params.map(([name, value]): [string, string] => [
    name === 'TimeStamp' ? 'Timestamp' : name,
    value
  ])
  expect(signRpc('GET', asSigned, 'testsecret')).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=')
})

test('a valid signature identifies the caller', () => {
  expect(verifier().verify(signed())).toMatchObject({ accountId: '1', key: { id: 'testid' } })
})

test.each([
  ['a wrong secret', () => signed({}, QUERY, '', 'guess'), 'SignatureDoesNotMatch'],
  [
    'a modified query',
    () => ({ ...signed(), query: [['StageName', 'RELEASE']] as [string, string][] }),
    'SignatureDoesNotMatch'
  ],
  [
    'a modified body',
    () => ({ ...signed(), body: Buffer.from('StageName=RELEASE') }),
    'SignatureDoesNotMatch'
  ],
  ['a different method', () => ({ ...signed(), method: 'GET' }), 'SignatureDoesNotMatch'],
  [
    'an unsigned x-acs header',
    () => {
      const good = signed()
      return { ...good, headers: { ...good.headers, 'x-acs-extra': '1' } }
    },
    'IncompleteSignature'
  ],
  ['no signature', () => request(V3_HEADERS, QUERY), 'MissingAccessKeyId'],
  [
    'a malformed authorization',
    () => request({ ...V3_HEADERS, authorization: 'Bearer x' }, []),
    'IncompleteSignature'
  ],
  ['a malformed time', () => signed({ 'x-acs-date': 'today' }), 'InvalidTimeStamp.Format'],
  ['16 minutes late', () => signed({ 'x-acs-date': '2026-01-02T02:48:04Z' }), 'InvalidTimeStamp.Expired'],
  ['16 minutes early', () => signed({ 'x-acs-date': '2026-01-02T03:20:06Z' }), 'InvalidTimeStamp.Expired'],
  ['15 minutes late', () => signed({ 'x-acs-date': '2026-01-02T02:49:05Z' }), 'none'],
  ['no nonce', () => signed({ 'x-acs-signature-nonce': '' }), 'MissingSignatureNonce'],
  [
    'a token for a key without one',
    () => signed({ 'x-acs-security-token': 't' }),
    'InvalidSecurityToken.MismatchWithAccessKey'
  ]
])('%s', (_name, make, code) => {
  expect(codeOf(() => verifier().verify(make()))).toBe(code)
})

test('rejects a used nonce; only a valid request uses it up', () => {
  const one = verifier()
  expect(codeOf(() => one.verify(signed({}, QUERY, '', 'guess')))).toBe('SignatureDoesNotMatch')
  one.verify(signed())
  expect(codeOf(() => one.verify(signed()))).toBe('SignatureNonceUsed')
  one.verify(signed({ 'x-acs-signature-nonce': 'another' }))
})

test('rejects unknown, disabled and expired keys, and wrong tokens', () => {
  const other = seedWith({ id: 'other', secret: 's' })
  expect(codeOf(() => verifier(other).verify(signed()))).toBe('InvalidAccessKeyId.NotFound')
  const disabled = seedWith({ ...TEST_KEY, disabled: true })
  expect(codeOf(() => verifier(disabled).verify(signed()))).toBe('InvalidAccessKeyId.Inactive')
  const sts = seedWith({ ...TEST_KEY, securityToken: 'testtoken' })
  const withToken = { 'x-acs-accesskey-id': 'testid', 'x-acs-security-token': 'testtoken' }
  verifier(sts).verify(signed(withToken))
  expect(codeOf(() => verifier(sts).verify(signed()))).toBe('MissingSecurityToken')
  const another = { ...withToken, 'x-acs-security-token': 'another' }
  expect(codeOf(() => verifier(sts).verify(signed(another)))).toBe(
    'InvalidSecurityToken.MismatchWithAccessKey'
  )
  const expired = seedWith({ ...TEST_KEY, securityToken: 'testtoken', expired: true })
  expect(codeOf(() => verifier(expired).verify(signed(withToken)))).toBe('InvalidSecurityToken.Expired')
})

test('accepts the older RPC signature in query and body, with a token', () => {
  const common: [string, string][] = [
    ['Action', 'ModifyBackendModel'],
    ['Version', '2016-07-14'],
    ['Format', 'JSON'],
    ['AccessKeyId', 'testid'],
    ['SignatureMethod', 'HMAC-SHA1'],
    ['SignatureVersion', '1.0'],
    ['SignatureNonce', 'n'],
    ['Timestamp', '2026-01-02T03:04:05Z'],
    ['SecurityToken', 'testtoken']
  ]
  const form: [string, string][] = [['BackendModelData', '{"a":"b c*"}']]
  const signature = signRpc('POST', [...common, ...form], 'testsecret')
  const good: ReceivedRequest = { ...request({ host: 'h' }, [...common, ['Signature', signature]]), form }
  const seed = seedWith({ ...TEST_KEY, securityToken: 'testtoken' })
  expect(verifier(seed).verify(good).key.id).toBe('testid')
  const tampered = { ...good, form: [['BackendModelData', '{}']] as [string, string][] }
  expect(codeOf(() => verifier(seed).verify(tampered))).toBe('SignatureDoesNotMatch')
  expect(codeOf(() => verifier().verify(good))).toBe('InvalidSecurityToken.MismatchWithAccessKey')
})
