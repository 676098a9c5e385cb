import { describe, expect, test } from '@jest/globals'
import * as parse from '../../../src/inputs/parsers.ts'

describe('durations', () => {
  test.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1h0m5s', 3_605_000],
    ['24h', 86_400_000]
  ])('%s', (raw, ms) => {
    expect(parse.duration(raw)).toBe(ms)
  })
  test.each(['0', '0s', '', 's', '10 m', '1.5h', '-5s', '5d', '30m1h', '25h', '9999999999', '1e3'])(
    '%j is refused',
    raw => {
      expect(() => parse.duration(raw)).toThrow('duration')
    }
  )
})

describe('booleans of the YAML 1.2 core schema', () => {
  test.each(['true', 'True', 'TRUE'])('%s', raw => {
    expect(parse.boolean(raw)).toBe(true)
  })
  test.each(['false', 'False', 'FALSE'])('%s', raw => {
    expect(parse.boolean(raw)).toBe(false)
  })
  test.each(['yes', 'on', '1', 'tRUE'])('%s is refused', raw => {
    expect(() => parse.boolean(raw)).toThrow('must be true or false')
  })
})

describe('endpoints', () => {
  test.each([
    ['apigateway.cn-hangzhou.aliyuncs.com', 'https://apigateway.cn-hangzhou.aliyuncs.com/'],
    ['gateway.internal:8443', 'https://gateway.internal:8443/'],
    ['https://gateway.internal/', 'https://gateway.internal/'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['localhost:443', 'http://localhost:443/'],
    ['[::1]:8080', 'http://[::1]:8080/'],
    ['http://127.9.9.9:1', 'http://127.9.9.9:1/'],
    ['https://127.0.0.1:1', 'https://127.0.0.1:1/']
  ])('%s', (raw, href) => {
    expect(parse.endpoint(raw).href).toBe(href)
  })
  test.each([
    'http://gateway.internal',
    'http://127.0.0.1.evil.example',
    'https://user@host',
    'https://host/path',
    'https://host?query',
    'https://host#fragment',
    'ftp://host',
    'https://',
    'gateway.internal:0',
    'https://gateway.internal:0',
    '127.0.0.1:0',
    'a b'
  ])('%s is refused', raw => {
    expect(() => parse.endpoint(raw)).toThrow()
  })
  test('a password is not repeated in the message', () => {
    let message = ''
    try {
      parse.endpoint('https://user:hunter2hunter2@host')
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain('a host and optionally a port, without user')
    expect(message).not.toContain('hunter2')
  })
})

test.each([
  ['probeUrls', 'user:hunter2@host/path'],
  ['probeUrls', 'http://user:hun/ter2@host'],
  ['probeUrls', 'ftp://user:hunter2@host'],
  ['endpoint', 'user:hunter2\n@host'],
  ['endpoint', 'https://user:hun/ter2@host']
] as const)('%s: a password in %j is not repeated', (parser, raw) => {
  let message = ''
  try {
    parse[parser](raw)
  } catch (error) {
    message = String(error)
  }
  expect(message).toContain('(secret)@host')
  expect(message).not.toContain('ter2')
})

test.each(['RELEASE', 'PRE', 'TEST', 'GRAY01'])('the stage %s is accepted', raw => {
  expect(parse.stageName(raw)).toBe(raw)
})
test.each(['release', 'A', 'TOOLONGNAME', 'A-B', '*'])('the stage %s is refused', raw => {
  expect(() => parse.stageName(raw)).toThrow('must be RELEASE, PRE, TEST, or a custom environment')
})
test('* is accepted if a manifest can have several stages', () => {
  expect(parse.stageSelection('*')).toBe('*')
  expect(parse.stageSelection('TEST')).toBe('TEST')
  expect(() => parse.stageSelection('**')).toThrow('must be RELEASE, PRE, TEST, or a custom environment')
})

test.each([
  ['all', 'all'],
  ['orders', ['orders']],
  ['orders, payments/TEST,\n users\r\norders', ['orders', 'payments/TEST', 'users']]
])('the targets %j are accepted', (raw, value) => {
  expect(parse.targets(raw)).toEqual(value)
})
test.each([',', ' , ,', 'all,orders'])('the targets %j are refused', raw => {
  expect(() => parse.targets(raw)).toThrow()
})

test.each([
  ['1/1', 1, 1],
  ['2/8', 2, 8],
  ['256/256', 256, 256],
  ['*/8', '*', 8]
])('the shard %s is accepted', (raw, index, count) => {
  expect(parse.shard(raw)).toEqual({ index, count })
})
test.each(['0/8', '9/8', '1/0', '1/257', '*/0', '*', '8', '1/8/2', '-1/8', '1.0/8', '1 / 8', ''])(
  'the shard %j is refused',
  raw => {
    expect(() => parse.shard(raw)).toThrow('must be a shard')
  }
)
test('a description of 181 characters is refused, one of 180 is not', () => {
  expect(parse.description('x'.repeat(180))).toHaveLength(180)
  expect(() => parse.description('x'.repeat(181))).toThrow('181 characters')
})
test.each(['cn-hangzhou', 'ap-southeast-1', 'cn-north-2-gov-1'])('the region %s is accepted', raw => {
  expect(parse.region(raw)).toBe(raw)
})
test.each(['CN-hangzhou', 'cn_hangzhou', 'cn-', 'evil.example/', 'a.b'])('the region %s is refused', raw => {
  expect(() => parse.region(raw)).toThrow('region')
})

test.each([
  ['http://%zz@shop.example/', 'a % in its user or password'],
  ['http://user:hunter2%@shop.example/', 'a % in its user or password'],
  ['http://127.0.0.1:0/', 'port 0']
])('probeUrls: %s is refused', (raw, reason) => {
  expect(() => parse.probeUrls(raw)).toThrow(reason)
  expect(() => parse.probeUrl(raw)).toThrow(/^(?!.*hunter2)/)
})
