import { expect, test } from '@jest/globals'
import { readArguments } from '../../conformance/arguments.ts'
import { startKit } from './support.ts'

const KEYS = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a-key-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'a-secret' }

const NATIVE = ['--native', '--endpoint', '127.0.0.1:1', '--gateway', 'gw-1', '--http-api', 'api-1']

test.each([
  ['another machine', ['--endpoint', 'apigateway.cn-hangzhou.aliyuncs.com'], 'only --live may speak to one'],
  ['another machine by address', ['--endpoint', 'https://192.0.2.1'], 'only --live may speak to one'],
  [
    'a name that begins like loopback',
    ['--endpoint', 'https://127.0.0.1.example.com'],
    'only --live may speak to one'
  ],
  ['a region', ['--region', 'cn-hangzhou'], 'takes --live as well'],
  ['live without a region', ['--live'], '--live needs --region'],
  ['live with a bad region', ['--live', '--region', 'example.com/'], '--region: '],
  [
    'live over plain http',
    ['--live', '--region', 'cn-hangzhou', '--endpoint', 'http://example.com'],
    'plain http'
  ],
  ['cleaning up nowhere', ['--clean-up'], '--clean-up needs'],
  ['an unknown option', ['--force'], '--force'],
  ['a gateway for the other product', ['--gateway', 'gw-1'], '--gateway and --http-api go with --native'],
  ['a gateway for no account', ['--native', '--gateway', 'gw-1'], 'go with --endpoint or --live'],
  [
    'a gateway that nobody named',
    ['--native', '--live', '--region', 'cn-hangzhou', '--http-api', 'api-1'],
    '--native needs --gateway and --http-api'
  ],
  [
    'an id that leads elsewhere',
    ['--native', '--endpoint', '127.0.0.1:1', '--gateway', 'gw-1', '--http-api', '../x'],
    '--http-api is no id'
  ],
  [
    'a gateway to request, and nothing behind it',
    [...NATIVE, '--through', 'http://127.0.0.1:2'],
    'go together'
  ],
  [
    'another machine’s gateway',
    [...NATIVE, '--through', 'http://env-1.alicloudapi.com', '--answering', '10.0.0.1:80,10.0.0.2:80'],
    'only --live may speak to one'
  ],
  [
    'an address twice',
    [...NATIVE, '--through', 'http://127.0.0.1:2', '--answering', '10.0.0.1:80,10.0.0.1:80'],
    '--answering is two addresses'
  ],
  [
    'what is no URL',
    [...NATIVE, '--through', '127.0.0.1', '--answering', '10.0.0.1:80,10.0.0.2:80'],
    '--through is the http or https URL'
  ]
])('%s is refused', (_, args, message) => {
  expect(() => readArguments(args, KEYS)).toThrow(message)
})

test('live takes keys from the environment, and the region’s endpoint', () => {
  const { remote } = readArguments(['--live', '--region', 'cn-hangzhou'], KEYS)
  expect(remote).toMatchObject({ name: 'cloud', region: 'cn-hangzhou', keys: { accessKeyId: 'a-key-id' } })
  expect(remote?.endpoint.href).toBe('https://apigateway.cn-hangzhou.aliyuncs.com/')
})

test('the endpoint and the gateway of Cloud-native API Gateway', () => {
  const args = ['--native', '--live', '--region', 'cn-hangzhou', '--gateway', 'gw-1', '--http-api', 'api-1']
  const { remote, native } = readArguments(args, KEYS)
  expect(native).toBe(true)
  expect(remote?.endpoint.href).toBe('https://apig.cn-hangzhou.aliyuncs.com/')
  expect(remote?.through).toBeUndefined()
  const further = ['--through', 'http://env-1.alicloudapi.com', '--answering', '10.0.0.1:80, 10.0.0.2:80']
  expect(readArguments([...args, ...further], KEYS).remote?.through).toEqual({
    gateway: new URL('http://env-1.alicloudapi.com'),
    answering: ['10.0.0.1:80', '10.0.0.2:80']
  })
  expect(remote?.ground).toEqual({ gatewayId: 'gw-1', httpApiId: 'api-1' })
})

test.each([
  ['no keys', {}, 'no keys in the environment'],
  [
    'half of the keys',
    { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a-key-id' },
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set'
  ],
  ['certificates unverified', { ...KEYS, NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
  [
    'a proxy that cannot be used',
    { ...KEYS, HTTPS_PROXY: 'socks5://proxy' },
    'HTTPS_PROXY has the scheme socks5'
  ]
])('live with %s is refused', (_, env, message) => {
  expect(() => readArguments(['--live', '--region', 'cn-hangzhou'], env)).toThrow(message)
})

test('without arguments it starts an emulator of its own, whatever keys there are', () => {
  expect(readArguments([], KEYS).remote).toBeUndefined()
})

test('the command: refused with 2 and one line; run without arguments with 0', async () => {
  const [refused, alone, help] = await Promise.all([
    startKit(['--endpoint', 'apigateway.cn-hangzhou.aliyuncs.com'], KEYS).ended,
    startKit([]).ended,
    startKit(['--help']).ended
  ])
  expect(refused).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: apigateway.cn-hangzhou.aliyuncs.com is another machine: only --live may speak to one\n',
    record: ''
  })
  expect(alone).toMatchObject({ code: 0, stderr: '' })
  expect(alone.stdout).toContain('nothing to compare with')
  expect(JSON.parse(alone.record)).toMatchObject({
    target: 'emulator',
    region: null,
    endedEarly: null,
    differences: []
  })
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--clean-up') })
})
