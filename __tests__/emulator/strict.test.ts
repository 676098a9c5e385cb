import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import { CloudError } from '../../emulator/cloud/cloud-error.ts'
import { countingIds } from '../../emulator/cloud/ids.ts'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { send, TestClock, text } from './support.ts'

const OWN_FORM: Readonly<Record<string, JsonObject>> = {
  HTTP: { ServiceAddress: 'http://10.0.0.1:8080', HttpTargetHostName: 'www.example.com' },
  VPC: { VpcConfig: { VpcAccessId: 'access-1', VpcScheme: 'https', VpcTargetHostName: 'www.host.com' } },
  FC_EVENT: { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', ServiceName: 's', FunctionName: 'f' } },
  FC_EVENT_V3: { FunctionComputeConfig: { FcRegionId: 'cn-hangzhou', FunctionName: 'f', FcVersion: '3.0' } },
  FC_HTTP: { FunctionComputeConfig: { FcBaseUrl: 'https://f.example/', OnlyBusinessPath: true } },
  FC_HTTP_V3: { FunctionComputeConfig: { FcBaseUrl: 'https://f.example/', TriggerName: 't' } },
  OSS: { OssConfig: { OssRegionId: 'cn-hangzhou', BucketName: 'b' } },
  MOCK: {
    MockConfig: {
      MockResult: 'ok',
      MockStatusCode: 200,
      MockHeaders: [{ HeaderName: 'a', HeaderValue: 'b' }]
    }
  },
  EVENTBRIDGE: { EventBridgeConfig: { EventBridgeRegionId: 'cn-hangzhou', EventBus: 'b', EventSource: 's' } }
}

function cloudWith(top: string, type = 'HTTP'): { cloud: Cloud; id: string; clock: TestClock } {
  const clock = new TestClock()
  const seed = parseSeed(`
accounts: [{ id: 1234567890123456, keys: [{ id: root, secret: root-secret }] }]
backends:
  - { name: own, type: ${type}, stages: { TEST: ${JSON.stringify(OWN_FORM[type])} } }
vpc:
  - { access-id: access-1, address: 'http://127.0.0.1:9', vpc-id: vpc-1, instance-id: i-1, port: 8080, name: inside }
${top}
`)
  const cloud = new Cloud({ seed, clock, ids: countingIds() })
  return { cloud, id: seed.backends[0]?.id ?? '', clock }
}

const STRICT = 'strict: true'

function modify({ cloud, id }: { cloud: Cloud; id: string }, data: JsonObject, more = {}): string {
  try {
    const params = { BackendId: id, StageName: 'TEST', BackendModelData: JSON.stringify(data), ...more }
    cloud.call('ModifyBackendModel', params)
  } catch (thrown) {
    if (thrown instanceof CloudError) return `${thrown.status} ${thrown.code}: ${thrown.message}`
    throw thrown
  }
  return 'accepted'
}

function configOf({ cloud, id }: { cloud: Cloud; id: string }): JsonObject {
  const { BackendInfo } = cloud.call('DescribeBackendInfo', { BackendId: id })
  return (
    (BackendInfo as { BackendModels: { BackendConfig: JsonObject }[] }).BackendModels[0]?.BackendConfig ?? {}
  )
}

test.each(Object.entries(OWN_FORM))(
  '%s: its own form is taken, and its read form can be sent back',
  (type, own) => {
    const target = cloudWith(STRICT, type)
    expect(modify(target, { ...own, ServiceTimeout: 10_000 })).toBe('accepted')
    const { Type: _, ...readForm } = configOf(target)
    expect(modify(target, readForm)).toBe('accepted')
  }
)

const BAD = '400 InvalidBackendModelData: The specified parameter BackendModelData value is not valid.'

/** By rule: definitions that it rejects, and that are accepted if only this rule is disabled. */
const REFUSED: readonly (readonly [rule: string, type: string, data: JsonObject, refusal: string])[] = [
  ['data-types', 'HTTP', { ServiceAddress: 8080 }, `${BAD} ServiceAddress is not a string.`],
  [
    'data-types',
    'HTTP',
    { ServiceAddress: '10.0.0.1' },
    `${BAD} ServiceAddress is not an http or https URL.`
  ],
  [
    'data-types',
    'HTTP',
    { ...OWN_FORM['HTTP'], ServiceTimeout: 'soon' },
    `${BAD} ServiceTimeout is not a whole number.`
  ],
  [
    'data-types',
    'HTTP',
    { ...OWN_FORM['HTTP'], ServiceTimeout: 1.5 },
    `${BAD} ServiceTimeout is not a whole number.`
  ],
  ['data-types', 'HTTP', { ...OWN_FORM['HTTP'], VpcConfig: 'none' }, `${BAD} VpcConfig is not an object.`],
  [
    'data-types',
    'FC_HTTP',
    { FunctionComputeConfig: { FcBaseUrl: 'https://f', OnlyBusinessPath: 'yes' } },
    `${BAD} FunctionComputeConfig.OnlyBusinessPath is not a Boolean.`
  ],
  [
    'data-types',
    'MOCK',
    { MockConfig: { MockHeaders: {}, MockResult: 'a' } },
    `${BAD} MockConfig.MockHeaders is not a list.`
  ],
  [
    'data-types',
    'MOCK',
    { MockConfig: { MockHeaders: [{ HeaderName: 1 }] } },
    `${BAD} MockConfig.MockHeaders[0].HeaderName is not a string.`
  ],
  ['required-keys', 'HTTP', {}, `${BAD} ServiceAddress is missing.`],
  ['required-keys', 'HTTP', { ServiceAddress: '' }, `${BAD} ServiceAddress is missing.`],
  [
    'required-keys',
    'VPC',
    { VpcConfig: { VpcId: 'vpc-1', InstanceId: 'i-1' } },
    `${BAD} VpcConfig.VpcAccessId, or VpcConfig.VpcId with VpcConfig.InstanceId with VpcConfig.Port, or VpcConfig.Name is missing.`
  ],
  [
    'required-keys',
    'OSS',
    { OssConfig: { OssRegionId: 'cn-hangzhou' } },
    `${BAD} OssConfig.BucketName is missing.`
  ],
  [
    'required-keys',
    'FC_EVENT',
    { FunctionComputeConfig: { FcBaseUrl: 'https://f' } },
    `${BAD} FunctionComputeConfig.FunctionName is missing.`
  ],
  [
    'foreign-keys',
    'HTTP',
    { ...OWN_FORM['HTTP'], ...OWN_FORM['MOCK'] },
    `${BAD} MockConfig does not belong to a backend of the type HTTP.`
  ],
  [
    'foreign-keys',
    'MOCK',
    { ...OWN_FORM['MOCK'], ...OWN_FORM['HTTP'] },
    `${BAD} ServiceAddress does not belong to a backend of the type MOCK.`
  ],
  [
    'vpc-access',
    'VPC',
    { VpcConfig: { VpcAccessId: 'gone' } },
    '400 NotFoundVpc: Cannot find resource according to your specified Vpc.'
  ],
  [
    'vpc-access',
    'VPC',
    { VpcConfig: { VpcId: 'vpc-1', InstanceId: 'i-1', Port: 80 } },
    '400 NotFoundVpc: Cannot find resource according to your specified Vpc.'
  ]
]

describe.each(REFUSED)('%s: %s %j', (rule, type, data, refusal) => {
  test('rejected in both writes, and nothing is stored', () => {
    const target = cloudWith(`strict: [${rule}]`, type)
    expect(modify(target, data)).toBe(refusal)
    expect(target.cloud.writes()).toEqual([])
    const create = {
      BackendId: target.id,
      BackendType: type,
      StageName: 'PRE',
      BackendModelData: JSON.stringify(data)
    }
    expect(() => target.cloud.call('CreateBackendModel', create)).toThrow(
      refusal.split(': ').slice(1).join(': ')
    )
    expect(target.cloud.model(target.id, 'PRE')).toBeUndefined()
  })

  test('accepted without the rule', () => {
    expect(modify(cloudWith('strict: false', type), data)).toBe('accepted')
  })
})

test('does not check undocumented types', () => {
  const { cloud } = cloudWith(STRICT)
  const { BackendId } = cloud.call('CreateBackend', { BackendName: 'new', BackendType: 'DISCOVERY' })
  expect(modify({ cloud, id: text(BackendId) }, {})).toBe(
    '400 NotFoundBackendModel: Cannot find resource according to your specified BackendModel.'
  )
  const model = {
    BackendId: text(BackendId),
    BackendType: 'DISCOVERY',
    StageName: 'TEST',
    BackendModelData: '{"Anything":1}'
  }
  expect(cloud.call('CreateBackendModel', model)).toHaveProperty('BackendModelId')
})

test('descriptions of definitions and backends have at most 180 characters', () => {
  const target = cloudWith('strict: [description-length]')
  const own = OWN_FORM['HTTP'] ?? {}
  expect(modify(target, own, { Description: 'x'.repeat(180) })).toBe('accepted')
  expect(modify(target, own, { Description: 'x'.repeat(181) })).toBe(
    '400 InvalidDescription: The specified parameter Description value is not valid.'
  )
  const backend = { BackendName: 'other', BackendType: 'HTTP', Description: 'x'.repeat(181) }
  expect(() => target.cloud.call('CreateBackend', backend)).toThrow('Description')
  expect(modify(cloudWith('strict: false'), own, { Description: 'x'.repeat(181) })).toBe('accepted')
})

test('returns only documented keys', () => {
  const data = {
    FunctionComputeConfig: {
      FunctionName: 'f',
      FcRegionId: 'r',
      FcVersion: '3.0',
      Method: 'GET',
      Path: '/',
      Other: 1
    },
    Unheard: 'of'
  }
  const returned = (top: string) => {
    const target = cloudWith(top, 'FC_EVENT')
    expect(modify(target, data)).toBe('accepted')
    const config = configOf(target)
    return [Object.hasOwn(config, 'Unheard'), config['FunctionComputeConfig']]
  }
  const shown = {
    FcBaseUrl: '',
    FcRegionId: 'r',
    FcType: '',
    FunctionName: 'f',
    OnlyBusinessPath: false,
    Qualifier: '',
    RoleArn: '',
    ServiceName: '',
    TriggerName: ''
  }
  expect(returned('strict: [documented-keys]')).toEqual([false, shown])
  expect(returned('strict: false')).toEqual([true, { ...shown, ...data.FunctionComputeConfig }])
})

test("returns strings and numbers as in the SDK's models", () => {
  const data = { MockConfig: { MockResult: 'a', MockStatusCode: 201 }, ServiceTimeout: '9000' }
  const returned = (top: string) => {
    const target = cloudWith(top, 'MOCK')
    expect(modify(target, data)).toBe('accepted')
    const { ServiceTimeout, MockConfig } = configOf(target)
    return [ServiceTimeout, (MockConfig as JsonObject)['MockStatusCode']]
  }
  expect(returned('strict: [documented-types]')).toEqual([9000, '201'])
  expect(returned('strict: false')).toEqual(['9000', 201])
})

test("formats a backend's times with +08:00, and a definition's with +0000", () => {
  const times = (top: string) => {
    const { cloud, id } = cloudWith(top)
    const info = cloud.call('DescribeBackendInfo', { BackendId: id })['BackendInfo'] as JsonObject
    const [model] = info['BackendModels'] as JsonObject[]
    const [listed] = cloud.call('DescribeBackendList', {})['BackendInfoList'] as JsonObject[]
    return [info['CreatedTime'], info['ModifiedTime'], model?.['GmtModified'], listed?.['CreatedTime']]
  }
  const [model, listed] = ['2026-01-02T03:04:05.678+0000', '2026-01-02T03:04:05Z']
  expect(times('strict: [documented-times]')).toEqual([
    '2026-01-02T11:04:05+08:00',
    '2026-01-02T11:04:05+08:00',
    model,
    listed
  ])
  expect(times('strict: false')).toEqual([listed, listed, model, listed])
})

describe('an instance in a VPC', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  test.each([
    ['VpcAccessId', { VpcAccessId: 'access-1' }, 200],
    ['instance ids and port', { VpcId: 'vpc-1', InstanceId: 'i-1', Port: 8080 }, 200],
    ['a port as a string', { VpcId: 'vpc-1', InstanceId: 'i-1', Port: '8080' }, 200],
    ['the name of the access', { Name: 'inside' }, 200],
    ['a different port', { VpcId: 'vpc-1', InstanceId: 'i-1', Port: 8081 }, 503],
    ['a different instance', { VpcId: 'vpc-1', InstanceId: 'i-2', Port: 8080 }, 503],
    ['nothing', {}, 503]
  ])('identified by %s', async (_, config, status) => {
    const inside = createServer((__, response) => response.end('inside'))
    await new Promise<void>(resolve => void inside.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise(resolve => void inside.close(() => resolve())))
    const emulator = await startEmulator({
      seed: `
accounts: [{ id: 1234567890123456, keys: [{ id: root, secret: root-secret }] }]
backends: [{ name: inside, type: VPC, stages: { RELEASE: { VpcConfig: ${JSON.stringify(config)} } } }]
groups: [{ name: shop, domains: [shop.example] }]
apis: [{ name: a, group: shop, path: /a, backend: inside, published: [RELEASE] }]
vpc: [{ access-id: access-1, name: inside, vpc-id: vpc-1, instance-id: i-1, port: 8080, address: 'http://127.0.0.1:${(inside.address() as AddressInfo).port}' }]
`
    })
    closing.push(() => emulator.close())
    const response = await send(`${emulator.gateway}/a`, { headers: { host: 'shop.example' } })
    expect(response.status).toBe(status)
    if (status === 200) expect(response.text).toBe('inside')
    else expect(response.headers['x-ca-error-message']).toMatch(/^VPC access not found/)
  })

  test('a seed entry without a VPC access identifies the instance', () => {
    const { cloud, id } = cloudWith('', 'VPC')
    const seed = parseSeed(`
accounts: [{ id: 1234567890123456, keys: [{ id: root, secret: root-secret }] }]
vpc: [{ vpc-id: vpc-2, instance-id: i-2, port: 80, address: 'http://127.0.0.1:9' }]
`)
    expect(seed.vpc).toEqual([
      { accessId: '', name: '', vpcId: 'vpc-2', instanceId: 'i-2', port: 80, address: 'http://127.0.0.1:9' }
    ])
    expect(() =>
      parseSeed(`
accounts: [{ id: 1, keys: [{ id: root, secret: root-secret }] }]
vpc: [{ vpc-id: vpc-2, address: 'http://127.0.0.1:9' }]
`)
    ).toThrow('vpc[0] requires access-id, or vpc-id and instance-id')
    expect(modify({ cloud, id }, { VpcConfig: { VpcId: 'vpc-1', InstanceId: 'i-1', Port: 8080 } })).toBe(
      'accepted'
    )
    expect(configOf({ cloud, id })['VpcConfig']).toMatchObject({
      VpcAccessId: 'access-1',
      Name: 'inside',
      Port: 8080
    })
  })
})
