import { expect, test } from '@jest/globals'
import { readArguments } from '../../conformance/arguments.ts'
import { startKit } from './support.ts'

const KEYS = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a-key-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'a-secret' }

const NATIVE = ['--native', '--endpoint', '127.0.0.1:1', '--gateway', 'gw-1', '--http-api', 'api-1']

test.each([
  ['another machine', ['--endpoint', 'apigateway.cn-hangzhou.aliyuncs.com'], '--live is required'],
  ['another machine by address', ['--endpoint', 'https://192.0.2.1'], '--live is required'],
  ['a name that starts like loopback', ['--endpoint', 'https://127.0.0.1.example.com'], '--live is required'],
  ['a region', ['--region', 'cn-hangzhou'], '--region requires --live'],
  ['live without a region', ['--live'], '--live requires --region'],
  ['live with an invalid region', ['--live', '--region', 'example.com/'], '--region: '],
  [
    'live over plain http',
    ['--live', '--region', 'cn-hangzhou', '--endpoint', 'http://example.com'],
    'plain http'
  ],
  ['clean-up without a target', ['--clean-up'], '--clean-up requires'],
  ['an unknown option', ['--force'], '--force'],
  ['a gateway for the other product', ['--gateway', 'gw-1'], '--gateway and --http-api require --native'],
  ['a gateway without an account', ['--native', '--gateway', 'gw-1'], 'require --endpoint or --live'],
  [
    'no gateway',
    ['--native', '--live', '--region', 'cn-hangzhou', '--http-api', 'api-1'],
    '--native requires --gateway and --http-api'
  ],
  [
    'an ID with a path',
    ['--native', '--endpoint', '127.0.0.1:1', '--gateway', 'gw-1', '--http-api', '../x'],
    'for --http-api: must be an ID'
  ],
  [
    'a gateway to request without servers behind it',
    [...NATIVE, '--through', 'http://127.0.0.1:2'],
    'require each other'
  ],
  [
    'another machine’s gateway',
    [...NATIVE, '--through', 'http://env-1.alicloudapi.com', '--answering', '10.0.0.1:80,10.0.0.2:80'],
    '--live is required'
  ],
  [
    'the same address twice',
    [...NATIVE, '--through', 'http://127.0.0.1:2', '--answering', '10.0.0.1:80,10.0.0.1:80'],
    'for --answering: must be two addresses'
  ],
  [
    'an invalid URL',
    [...NATIVE, '--through', '127.0.0.1', '--answering', '10.0.0.1:80,10.0.0.2:80'],
    'for --through: must be the http or https URL'
  ]
])('rejects %s', (_, args, message) => {
  expect(() => readArguments(args, KEYS)).toThrow(message)
})

test('--live uses the access keys of the environment and the endpoint of the region', () => {
  const { remote } = readArguments(['--live', '--region', 'cn-hangzhou'], KEYS)
  expect(remote).toMatchObject({ name: 'cloud', region: 'cn-hangzhou', keys: { accessKeyId: 'a-key-id' } })
  expect(remote?.endpoint.href).toBe('https://apigateway.cn-hangzhou.aliyuncs.com/')
})

test('reads the endpoint and the gateway of Cloud-native API Gateway', () => {
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
  expect(remote?.scope).toEqual({ gatewayId: 'gw-1', httpApiId: 'api-1' })
})

test.each([
  ['no access keys', {}, 'access keys are required'],
  [
    'an incomplete access key',
    { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a-key-id' },
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set'
  ],
  [
    'certificate verification turned off',
    { ...KEYS, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    'NODE_TLS_REJECT_UNAUTHORIZED'
  ],
  [
    'a proxy that cannot be used',
    { ...KEYS, HTTPS_PROXY: 'socks5://proxy' },
    'HTTPS_PROXY has the scheme socks5'
  ]
])('rejects --live with %s', (_, env, message) => {
  expect(() => readArguments(['--live', '--region', 'cn-hangzhou'], env)).toThrow(message)
})

test('without arguments the kit starts an emulator, even if the environment has access keys', () => {
  expect(readArguments([], KEYS).remote).toBeUndefined()
})

test('the command exits with 2 and one line for invalid arguments, and with 0 without arguments', async () => {
  const [rejected, alone, help] = await Promise.all([
    startKit(['--endpoint', 'apigateway.cn-hangzhou.aliyuncs.com'], KEYS).ended,
    startKit([]).ended,
    startKit(['--help']).ended
  ])
  expect(rejected).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: apigateway.cn-hangzhou.aliyuncs.com is another machine: --live is required\n',
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
