import { expect, test } from '@jest/globals'
import { DEFAULT_DOUBTS, STRICT_RULES } from '../../emulator/cloud/doubts.ts'
import type { Cloud } from '../../emulator/cloud/cloud.ts'
import type { JsonObject } from '../../emulator/cloud/json.ts'
import { parseSeed, SeedError } from '../../emulator/seed.ts'
import { DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'
import { errorOf, newCloud, ORDERS, shopSeed, text } from './support.ts'

const modify = (cloud: Cloud, data: JsonObject, more = {}): JsonObject =>
  cloud.call('ModifyBackendModel', {
    BackendId: ORDERS,
    StageName: 'RELEASE',
    BackendModelData: JSON.stringify(data),
    ...more
  })

interface Shown {
  readonly StageName: string
  readonly Description: string
  readonly GmtModified: string
  readonly BackendConfig: JsonObject
}

function shown(cloud: Cloud): Shown {
  const { BackendInfo } = cloud.call('DescribeBackendInfo', { BackendId: ORDERS })
  const models = (BackendInfo as unknown as { BackendModels: Shown[] }).BackendModels
  const found = models.find(({ StageName }) => StageName === 'RELEASE')
  if (found === undefined) throw new Error('no definition is shown')
  return found
}

const rowsOf = (cloud: Cloud, operation: JsonObject): readonly JsonObject[] => {
  const task = cloud.call('DescribeUpdateBackendTask', { OperationUid: text(operation['OperationId']) })
  return (task['ApiUpdateBackendResults'] as { ApiUpdateBackendResult: JsonObject[] }).ApiUpdateBackendResult
}

test('merge: keeps omitted keys, also nested ones', () => {
  const { cloud } = newCloud('doubts: { merge: true }')
  modify(cloud, { MockConfig: { MockResult: 'a', MockStatusCode: 200 }, ServiceTimeout: 1 })
  modify(cloud, { MockConfig: { MockResult: 'b' } })
  expect(cloud.definition(ORDERS, 'RELEASE')).toEqual({
    ServiceAddress: 'http://127.0.0.1:3',
    MockConfig: { MockResult: 'b', MockStatusCode: 200 },
    ServiceTimeout: 1
  })
})

test.each([
  ['addresses', { ServiceAddress: 'http://host.example' }],
  ['numbers', { ServiceTimeout: '9', List: [{ Deep: '1' }] }],
  ['spaces', { HttpTargetHostName: 'a b' }]
])('normalize: %s', (what, changed) => {
  const { cloud } = newCloud(`doubts: { normalize: [${what}] }`)
  const sent = {
    ServiceAddress: 'HTTP://Host.Example:80/',
    ServiceTimeout: 9,
    List: [{ Deep: 1 }],
    HttpTargetHostName: ' a b\t'
  }
  modify(cloud, sent)
  expect(cloud.definition(ORDERS, 'RELEASE')).toEqual({ ...sent, ...changed })
})

test('defaults: adds omitted keys, also nested ones, in both writes', () => {
  const { cloud } = newCloud(
    'doubts: { defaults: { ServiceTimeout: 10000, VpcConfig: { VpcScheme: http } } }'
  )
  modify(cloud, { ServiceTimeout: 1, VpcConfig: { VpcAccessId: 'a' } })
  expect(cloud.definition(ORDERS, 'RELEASE')).toEqual({
    ServiceTimeout: 1,
    VpcConfig: { VpcAccessId: 'a', VpcScheme: 'http' }
  })
  const { BackendId } = cloud.call('CreateBackend', { BackendName: 'new', BackendType: 'HTTP' })
  const model = { BackendId: text(BackendId), BackendType: 'HTTP', StageName: 'TEST', BackendModelData: '{}' }
  cloud.call('CreateBackendModel', model)
  expect(cloud.definition(text(BackendId), 'TEST')).toHaveProperty('ServiceTimeout', 10_000)
})

test('unreturned-keys: stores and serves the keys but never returns them', () => {
  const { cloud } = newCloud('doubts: { unreturned-keys: [ServiceTimeout, VpcConfig.VpcScheme, Not.There] }')
  modify(cloud, { ServiceTimeout: 1, VpcConfig: { VpcScheme: 'http', VpcAccessId: 'a' } })
  const { BackendConfig } = shown(cloud)
  expect(BackendConfig).not.toHaveProperty('ServiceTimeout')
  expect(BackendConfig['VpcConfig']).not.toHaveProperty('VpcScheme')
  expect(BackendConfig['VpcConfig']).toHaveProperty('VpcAccessId', 'a')
  expect(cloud.definition(ORDERS, 'RELEASE')).toHaveProperty('ServiceTimeout', 1)
})

test('unknown-keys: rejects them at any depth', () => {
  const { cloud } = newCloud('doubts: { unknown-keys: refuse }')
  const outcome = (data: JsonObject) => errorOf(() => modify(cloud, data))
  expect(outcome({ ServiceAddress: 'http://x' })).toBe('none')
  expect(outcome({ ServiceAdress: 'http://x' })).toBe('400 InvalidBackendModelData')
  expect(outcome({ VpcConfig: { VpcAccesId: 'a' } })).toBe('400 InvalidBackendModelData')
  expect(outcome({ toString: 'a' })).toBe('400 InvalidBackendModelData')
})

test('late-visibility-ms: reads return each previous state for that time, and the batch continues', () => {
  const { cloud, clock } = newCloud('doubts: { late-visibility-ms: 100 }')
  const before = shown(cloud)
  const look = () => [shown(cloud).BackendConfig['ServiceAddress'], shown(cloud).Description]
  modify(cloud, { ServiceAddress: 'http://1' }, { Description: 'one' })
  clock.time += 60
  modify(cloud, { ServiceAddress: 'http://2' }, { Description: 'two' })
  expect(shown(cloud)).toEqual(before)
  expect(cloud.inEffect(cloud.apis()[0]?.id ?? '', 'RELEASE')?.definition).toEqual({
    ServiceAddress: 'http://2'
  })
  clock.time += 40
  expect(look()).toEqual(['http://1', 'one'])
  clock.time += 60
  expect(look()).toEqual(['http://2', 'two'])
  modify(cloud, { ServiceAddress: 'http://3' })
  // versions that are no longer returned are dropped
  expect(cloud.model(ORDERS, 'RELEASE')?.shownUntil).toHaveLength(1)
})

test.each([
  ['always', true, true],
  ['with-apis', true, false],
  ['never', false, false]
])('operation-id: %s', (when, withApis, without) => {
  const { cloud } = newCloud(`doubts: { operation-id: ${when} }`)
  expect(Object.hasOwn(modify(cloud, {}), 'OperationId')).toBe(withApis)
  expect(Object.hasOwn(modify(cloud, {}, { StageName: 'PRE' }), 'OperationId')).toBe(without)
})

test('task-found-late-ms: finds a task only after that time', () => {
  const { cloud, clock } = newCloud('doubts: { task-found-late-ms: 100 }')
  const operation = modify(cloud, {})
  clock.time += 99
  expect(errorOf(() => rowsOf(cloud, operation))).toBe('400 NotFoundOperationUid')
  clock.time += 1
  expect(rowsOf(cloud, operation)).toHaveLength(3)
})

test("task-ids: the APIs' ids, others, or none", () => {
  const idsOf = (top: string) => {
    const { cloud } = newCloud(top)
    const known = new Set(cloud.apis().map(({ id }) => id))
    return rowsOf(cloud, modify(cloud, {})).map(({ ApiUid, ApiName }) => [
      ApiName,
      ApiUid === undefined ? 'none' : known.has(text(ApiUid)) ? 'api' : 'other'
    ])
  }
  const names = ['a', 'b', 'c']
  expect(idsOf('')).toEqual(names.map(name => [name, 'api']))
  expect(idsOf('doubts: { task-ids: other }')).toEqual(names.map(name => [name, 'other']))
  expect(idsOf('doubts: { task-ids: none }')).toEqual(names.map(name => [name, 'none']))
})

test('statuses: the last one is final, the others precede it in sequence', () => {
  const { cloud, clock } = newCloud(
    'batch: { ms-per-api: 100 }\ndoubts: { list-pending: true, statuses: [QUEUED, RUNNING, DONE] }'
  )
  const operation = modify(cloud, {})
  const look = () => rowsOf(cloud, operation).map(({ UpdateStatus }) => UpdateStatus)
  expect(look()).toEqual(['QUEUED', 'QUEUED', 'QUEUED'])
  clock.time += 60
  expect(look()).toEqual(['RUNNING', 'QUEUED', 'QUEUED'])
  clock.time += 60
  expect(look()).toEqual(['DONE', 'RUNNING', 'QUEUED'])
  clock.time += 1_000
  expect(look()).toEqual(['DONE', 'DONE', 'DONE'])
})

test('page-size-limit: rejects or reduces a larger page', () => {
  const page = (top: string, size: string) => {
    const { cloud } = newCloud(top)
    const params = { BackendId: ORDERS, StageName: 'RELEASE', PageSize: size }
    return cloud.call('DescribeApisByBackend', params) as { PageSize: number; TotalCount: number }
  }
  expect(errorOf(() => page('doubts: { page-size-limit: 2 }', '3'))).toBe('400 InvalidPageSize')
  expect(page('doubts: { page-size-limit: 2 }', '')).toMatchObject({ PageSize: 2, TotalCount: 3 })
  const cut = page('doubts: { page-size-limit: 2, page-size-over: cut }', '3')
  expect(cut).toMatchObject({ PageSize: 2, TotalCount: 3, ApiInfoList: { ApiInfo: [{}, {}] } })
})

test('the seed defaults to no doubts; strict enables all rules, some, or none', () => {
  const { strict, doubts } = parseSeed(shopSeed())
  expect([strict, doubts]).toEqual([[], DEFAULT_DOUBTS])
  expect(DOUBT_NAMES).toHaveLength(Object.keys(DEFAULT_DOUBTS).length)
  expect(parseSeed(shopSeed(), { strictByDefault: true }).strict).toEqual(STRICT_RULES)
  expect(parseSeed(shopSeed('strict: false'), { strictByDefault: true }).strict).toEqual([])
  expect(parseSeed(shopSeed('strict: true')).strict).toEqual(STRICT_RULES)
  expect(parseSeed(shopSeed('strict: [vpc-access]')).strict).toEqual(['vpc-access'])
})

test('reports unknown switches with their position', () => {
  const problems = (top: string) => {
    try {
      parseSeed(`accounts: [{ id: 1, keys: [{ id: k, secret: s }] }]\n${top}`)
    } catch (thrown) {
      if (thrown instanceof SeedError) return thrown.message.split('\n')
      throw thrown
    }
    return []
  }
  expect(problems('strict: [all, vpc-access]')).toEqual([
    `2:10: strict[0] must be one of ${STRICT_RULES.join(', ')}`
  ])
  expect(problems('strict: sometimes')).toEqual(['2:9: strict must be true or false'])
  expect(problems('doubts: { merge: 1, statuses: [], normalize: [case], task-ids: x, more: 1 }')).toEqual([
    '2:18: doubts.merge must be true or false',
    '2:31: doubts.statuses must contain at least the final status',
    '2:47: doubts.normalize[0] must be one of addresses, numbers, spaces',
    '2:64: doubts.task-ids must be one of api, other, none',
    expect.stringMatching(/^2:73: doubts\.more is not a known field/)
  ])
})
