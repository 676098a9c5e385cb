import { expect, test } from '@jest/globals'
import { readGatewayError, secretsOfRequest } from '../../../../src/rollout/checks/likely-cause.ts'

const plainUrl = new URL('http://shop.example/a')

function read(
  message: string,
  { code = 'D504CO', url = plainUrl, headers = {}, masked = '' } = {}
): { code: string; message: string } | undefined {
  return readGatewayError(
    { 'x-ca-error-code': code, 'x-ca-error-message': message },
    secretsOfRequest(url, headers),
    text => (masked === '' ? text : text.replaceAll(masked, '***'))
  )
}

test.each([
  'Backend service connect failed `Connection refused: 10.0.0.2/10.0.0.2:8080`',
  "Backend service connect failed 'Timeout connecting to 172.16.0.1:80'",
  'Invalid Domain `orders.example.com`',
  'API not found `/v2/orders/20261130`',
  'Throttled by USER Flow Control.',
  'Backend service connect failed `i-bp1g6zv0ce8oghu7k7dh:8080`',
  'vpc-bp1opxu1zkhn00gzv26cn has no route',
  'route hr-crf5l7tlhtgp91tabcd0 of gw-cq7l5s5lhtgi6qasrdc0',
  'account 1234567890123456, acs:ram::1234567890123456:role/gateway',
  'nlb-ab12cd34ef56gh78ij.cn-hangzhou.nlb.aliyuncs.com refused',
  'request 0A1B2C3D4E5F60718293A4B5C6D7E8F9',
  'request 0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9',
  'Invalid Header `X-Ca-Timestamp` is 900 seconds old (group 20bcdc9453524b78a8beb1f6de21edb7)'
])('shown unchanged: %s', message => {
  expect(read(message)).toEqual({ code: 'D504CO', message })
})

test('shows the domain of the Host header, which is not masked either', () => {
  const message = 'Invalid Domain `orders.example.com`'
  expect(read(message, { headers: { Host: 'orders.example.com' } })?.message).toBe(message)
})

test('decodes a message in UTF-8, which Node reads as Latin-1', () => {
  const message = '后端服务连接失败 `refused`'
  expect(read(Buffer.from(message).toString('latin1'))?.message).toBe(message)
})

test('without both headers, the backend responded', () => {
  expect(readGatewayError({}, [], text => text)).toBeUndefined()
})

const TOKEN = 'q7Zr2-mKp9Wx4vTn8Lb3'
const secret = {
  headers: {
    Authorization: `Bearer ${TOKEN}`,
    'X-Password': 'correct horse battery',
    'X-Probe-Authorization': `Basic ${Buffer.from('prober:basic-password').toString('base64')}`
  },
  url: new URL('http://prober:probe-password@shop.example/a?access_token=url-token-1234')
}
test.each([
  ['a header', `token ${TOKEN} is expired`, TOKEN],
  ['the beginning of a secret', `token ${TOKEN.slice(0, 8)}… is expired`, TOKEN.slice(0, 6)],
  ['the end of a secret', `no such token: …${TOKEN.slice(-7)}`, TOKEN.slice(-6)],
  ['both ends of a secret', `${TOKEN.slice(0, 7)}-${TOKEN.slice(-7)}`, TOKEN.slice(-6)],
  ['words of a secret', 'password horse battery is wrong', 'battery'],
  ["the URL's password", 'user prober: probe-password is wrong', 'probe-password'],
  [
    'user and password in Base64',
    `got Basic ${Buffer.from('prober:probe-password').toString('base64')}`,
    'cHJvYm'
  ],
  ['a URL parameter', 'GET /a?access_token=url-token-1234', 'url-token'],
  ['unknown Basic credentials', 'no such user: Basic dXNlcjpodW50ZXIyaHVudGVyMg==', 'dXNlc'],
  ['an unknown token', 'JWT tok_0123456789abcdef is expired', '0123456'],
  ['an unknown key with a prefix', 'key sk-bp1g6zv0ce8oghu7k7dh is expired', 'bp1g6z'],
  ['an unknown key of 32 digits', 'key sk-0123456789abcdef0123456789abcdef is expired', '01234567'],
  ['an unknown key of both cases', 'key 0a1b2c3d4e5f60718293A4B5C6D7E8F9 is expired', '0a1b2c'],
  ['the password of Basic credentials', 'user prober: basic-password is wrong', 'basic-pass'],
  ['an unknown JWT', 'bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_1', 'abc-DEF'],
  ['an unknown password in a URL', 'cannot connect to http://user:hunter2@host', 'hunter2'],
  ['a value that is masked in this job', 'key AKmasked1 is unknown', 'AKmasked1']
])('does not show an echoed secret: %s', (_, message, part) => {
  expect(message).toContain(part)
  const shown = read(message, { ...secret, masked: 'AKmasked1' })?.message
  expect(shown).not.toContain(part)
  expect(shown).toMatch(/\(secret\)|\*\*\*/)
})

test('does not show part of a secret where the message is truncated', () => {
  const shown = read(`${'x '.repeat(148)}${TOKEN} and more ${'y '.repeat(100)}`, secret)?.message ?? ''
  expect(shown).not.toContain(TOKEN.slice(0, 4))
  expect(shown.length).toBeLessThanOrEqual(301)
})

test.each(['::error::x', 'a ##[group]x', 'a\u202eb', 'a\tb', 'a\u0000b', '\u0085'])(
  'a value that is not text yields no message: %j',
  message => {
    const shown = read(message, { code: message })
    const text = `${shown?.code ?? ''} ${shown?.message ?? ''}`
    expect(text).not.toMatch(/##\[|^::|\p{Cc}|\u202e/u)
  }
)
