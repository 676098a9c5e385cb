import { describe, expect, test } from '@jest/globals'
import { errorOf, newCloud, ORDERS, OTHERS, text } from './support.ts'

const NEW = '{"ServiceAddress":"http://127.0.0.1:4"}'
const RELEASE_MODEL = '3bb6375bc71c4e4c95ce05b4e7a55a9d'

describe('ModifyBackendModel', () => {
  test('replaces the whole definition, and the description only if set', () => {
    const { cloud } = newCloud()
    const params = {
      BackendId: ORDERS,
      StageName: 'RELEASE',
      BackendType: 'HTTP',
      BackendModelId: RELEASE_MODEL
    }
    const response = cloud.call('ModifyBackendModel', {
      ...params,
      BackendModelData: '{"HttpTargetHostName":"x"}'
    })
    expect(response).toEqual({
      RequestId: '00000000-0000-4000-8000-000000000001',
      OperationId: '00000000000000000000000000000002'
    })
    expect(cloud.model(ORDERS, 'RELEASE')).toMatchObject({
      definition: { HttpTargetHostName: 'x' },
      description: 'first'
    })
    cloud.call('ModifyBackendModel', { ...params, BackendModelData: NEW, Description: '' })
    expect(cloud.model(ORDERS, 'RELEASE')).toMatchObject({
      definition: { ServiceAddress: 'http://127.0.0.1:4' },
      description: ''
    })
    expect(cloud.definition(ORDERS, 'TEST')).toEqual({ ServiceAddress: 'http://127.0.0.1:1' })
    expect(cloud.writes().map(({ stageName, by }) => [stageName, by])).toEqual([
      ['RELEASE', 'root'],
      ['RELEASE', 'root']
    ])
  })

  test('finds stage and backend through the model', () => {
    const { cloud } = newCloud()
    cloud.call('ModifyBackendModel', { BackendModelId: RELEASE_MODEL, BackendModelData: NEW })
    expect(cloud.definition(ORDERS, 'RELEASE')).toEqual({ ServiceAddress: 'http://127.0.0.1:4' })
  })

  test('keeps the definition without data', () => {
    const { cloud } = newCloud()
    cloud.call('ModifyBackendModel', { BackendId: ORDERS, StageName: 'RELEASE', Description: 'new' })
    expect(cloud.model(ORDERS, 'RELEASE')).toMatchObject({
      definition: { ServiceAddress: 'http://127.0.0.1:3' },
      description: 'new'
    })
  })

  test.each([
    [{}, '400 MissingBackendId'],
    [{ BackendId: 'x', StageName: 'TEST' }, '400 NotFoundBackend'],
    [{ BackendId: ORDERS }, '400 MissingStageName'],
    [{ BackendId: ORDERS, StageName: 'CANARY' }, '400 NotFoundBackendModel'],
    [{ BackendId: ORDERS, StageName: 'test' }, '400 InvalidStageName'],
    [{ BackendId: ORDERS, StageName: 'TEST', BackendModelId: RELEASE_MODEL }, '400 InvalidBackendModelId'],
    [{ BackendModelId: 'x' }, '400 NotFoundBackendModel'],
    [{ BackendId: ORDERS, BackendModelId: 'x' }, '400 NotFoundBackendModel'],
    [{ BackendId: ORDERS, StageName: 'TEST', BackendType: 'VPC' }, '400 InvalidBackendType'],
    [{ BackendId: ORDERS, StageName: 'TEST', BackendModelData: '{' }, '400 InvalidBackendModelData'],
    [{ BackendId: ORDERS, StageName: 'TEST', BackendModelData: '[]' }, '400 InvalidBackendModelData'],
    [{ BackendId: ORDERS, StageName: 'TEST', BackendModelData: '' }, '400 InvalidBackendModelData']
  ])('%j: %s', (params, error) => {
    const { cloud } = newCloud()
    expect(errorOf(() => cloud.call('ModifyBackendModel', { BackendModelData: NEW, ...params }))).toBe(error)
    expect(cloud.writes()).toEqual([])
  })
})

test('the lifecycle of a backend', () => {
  const { cloud } = newCloud()
  const { BackendId: id } = cloud.call('CreateBackend', { BackendName: 'new', BackendType: 'HTTP' })
  const backend = { BackendId: text(id), BackendType: 'HTTP' }
  expect(errorOf(() => cloud.call('CreateBackend', { BackendName: 'new', BackendType: 'HTTP' }))).toBe(
    '400 DuplicateBackendName'
  )
  const model = { ...backend, StageName: 'CANARY', BackendModelData: NEW }
  const { BackendModelId: modelId } = cloud.call('CreateBackendModel', model)
  expect(errorOf(() => cloud.call('CreateBackendModel', model))).toBe('400 DuplicateBackendModel')
  cloud.call('ModifyBackend', { ...backend, BackendName: 'newer', Description: 'd' })
  expect(
    errorOf(() => cloud.call('ModifyBackend', { ...backend, BackendName: 'n', BackendType: 'VPC' }))
  ).toBe('400 InvalidBackendType')
  expect(cloud.call('DescribeBackendInfo', backend)).toMatchObject({
    BackendInfo: {
      BackendName: 'newer',
      Description: 'd',
      CreatedTime: '2026-01-02T03:04:05Z',
      BackendModels: [
        { BackendModelId: modelId, StageName: 'CANARY', GmtCreate: '2026-01-02T03:04:05.678+0000' }
      ]
    }
  })
  expect(errorOf(() => cloud.call('DeleteBackend', backend))).toBe('400 DependencyViolationBackend')
  expect(cloud.call('DeleteBackendModel', { BackendModelId: text(modelId) })).toHaveProperty('OperationId')
  cloud.call('DeleteBackend', backend)
  expect(errorOf(() => cloud.call('DescribeBackendInfo', backend))).toBe('400 NotFoundBackend')
})

test('deleting a definition unpublishes its APIs', () => {
  const { cloud } = newCloud()
  const { OperationId } = cloud.call('DeleteBackendModel', {
    BackendModelId: RELEASE_MODEL,
    BackendId: ORDERS
  })
  expect(cloud.publishedApis(ORDERS, 'RELEASE')).toEqual([])
  expect(cloud.task(text(OperationId))?.rows).toHaveLength(3)
  expect(cloud.publishedApis(ORDERS, 'TEST')).toHaveLength(2)
})

test('the read form has every sub-configuration, the written values, and unknown keys', () => {
  const { cloud } = newCloud()
  const data = { ServiceAddress: 'http://x', ServiceTimeout: 500, New: { Key: 1 }, OssConfig: { Other: [1] } }
  cloud.call('ModifyBackendModel', {
    BackendId: ORDERS,
    StageName: 'PRE',
    BackendModelData: JSON.stringify(data)
  })
  const [, config = {}] = configsOf(cloud.call('DescribeBackendInfo', { BackendId: ORDERS }))
  expect(config).toMatchObject({ ...data, Type: 'HTTP', HttpTargetHostName: '' })
  expect(config['OssConfig']).toEqual({ BucketName: '', OssRegionId: '', Other: [1] })
  expect(Object.keys(config)).toEqual([
    'Type',
    'ServiceAddress',
    'HttpTargetHostName',
    'ServiceTimeout',
    'VpcConfig',
    'FunctionComputeConfig',
    'OssConfig',
    'MockConfig',
    'EventBridgeConfig',
    'DiscoveryConfig',
    'EdasConfig',
    'New'
  ])
})

test('the read form of a mock and a VPC', () => {
  const { cloud } = newCloud()
  expect(configsOf(cloud.call('DescribeBackendInfo', { BackendId: OTHERS }))[0]).toMatchObject({
    Type: 'MOCK',
    MockConfig: {
      MockResult: 'hello',
      MockStatusCode: 201,
      MockHeaders: [{ HeaderName: 'x-mock', HeaderValue: 'yes' }]
    }
  })
  const inside = cloud.seed.backends.find(({ name }) => name === 'inside')?.id ?? ''
  const [found, gone] = configsOf(cloud.call('DescribeBackendInfo', { BackendId: inside }))
  expect(found?.['VpcConfig']).toEqual({
    VpcAccessId: 'access-1',
    VpcId: 'vpc-1',
    InstanceId: 'i-1',
    Port: 80,
    Name: 'inside-1',
    VpcScheme: '',
    VpcTargetHostName: ''
  })
  expect(gone?.['VpcConfig']).toMatchObject({ VpcAccessId: 'gone', VpcId: '', Port: 0 })
})

test('lists support paging, a name pattern, a type and drafts', () => {
  const { cloud } = newCloud()
  const names = (params: Record<string, string>) =>
    (cloud.call('DescribeBackendList', params)['BackendInfoList'] as { BackendName: string }[]).map(
      row => row.BackendName
    )
  expect(names({})).toEqual(['orders', 'others', 'inside', 'files'])
  expect(names({ BackendName: 'o*er*' })).toEqual(['orders', 'others'])
  expect(names({ BackendName: 'order' })).toEqual([])
  expect(names({ BackendType: 'OSS' })).toEqual(['files'])
  expect(names({ PageSize: '3', PageNumber: '2' })).toEqual(['files'])
  expect(cloud.call('DescribeBackendList', { PageSize: '3' })).toMatchObject({
    PageNumber: 1,
    PageSize: 3,
    TotalCount: 4
  })
  expect(errorOf(() => names({ PageSize: '101' }))).toBe('400 InvalidPageSize')

  const apis = (params: Record<string, string>) => {
    const response = cloud.call('DescribeApisByBackend', { BackendId: ORDERS, ...params })
    return (response['ApiInfoList'] as { ApiInfo: { ApiName: string }[] }).ApiInfo.map(row => row.ApiName)
  }
  expect(apis({})).toEqual(['a', 'b', 'c', 'd'])
  expect(apis({ StageName: 'RELEASE' })).toEqual(['a', 'b', 'c'])
  expect(apis({ StageName: 'PRE' })).toEqual([])
  expect(apis({ StageName: 'RELEASE', PageSize: '2', PageNumber: '2' })).toEqual(['c'])
})

describe('permissions', () => {
  const write = { BackendId: ORDERS, StageName: 'TEST', BackendModelData: NEW }
  test.each([
    ['reader', 'DescribeBackendInfo', write, 'none'],
    ['reader', 'ModifyBackendModel', write, '403 NoPermission'],
    ['writer', 'ModifyBackendModel', write, 'none'],
    ['writer', 'ModifyBackendModel', { ...write, BackendId: OTHERS }, '403 NoPermission'],
    ['writer', 'DescribeBackendInfo', write, '403 NoPermission'],
    ['careful', 'DeleteBackend', write, '403 NoPermission'],
    ['careful', 'ModifyBackendModel', write, 'none'],
    ['stranger', 'ModifyBackendModel', write, '400 NotFoundBackend'],
    ['root', 'DescribeRegions', {}, '404 InvalidAction.NotFound']
  ])('%s: %s', (key, action, params, error) => {
    const { cloud } = newCloud()
    expect(errorOf(() => cloud.call(action, params, cloud.caller(key)))).toBe(error)
  })

  test('a denial contains the denied action', () => {
    const { cloud } = newCloud()
    expect(() => cloud.call('ModifyBackendModel', write, cloud.caller('reader'))).toThrow(
      expect.objectContaining({
        accessDeniedDetail: expect.objectContaining({
          AuthAction: 'apigateway:ModifyBackendModel',
          NoPermissionType: 'ImplicitDeny'
        })
      })
    )
  })

  test('GetCallerIdentity returns the caller', () => {
    const { cloud } = newCloud()
    const identity = (key: string) =>
      cloud.call('GetCallerIdentity', {}, cloud.caller(key), { version: '2015-04-01' })
    expect(identity('root')).toMatchObject({
      AccountId: '1234567890123456',
      IdentityType: 'RAMUser',
      Arn: 'acs:ram::1234567890123456:user/emulator'
    })
    expect(identity('STS.role')).toMatchObject({
      IdentityType: 'AssumedRoleUser',
      Arn: 'acs:ram::1234567890123456:assumed-role/deploy/session'
    })
    expect(
      errorOf(() => cloud.call('GetCallerIdentity', {}, cloud.caller(), { version: '1999-01-01' }))
    ).toBe('400 InvalidVersion')
  })
})

function configsOf(response: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const info = response['BackendInfo'] as { BackendModels: { BackendConfig: Record<string, unknown> }[] }
  return info.BackendModels.map(model => model.BackendConfig)
}
