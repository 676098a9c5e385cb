import { expect, test } from '@jest/globals'
import { exchange } from '../../emulator/exchange.ts'
import { Faults } from '../../emulator/faults.ts'
import { History } from '../../emulator/history.ts'
import { RequestLog } from '../../emulator/request-log.ts'
import { newCloud, errorOf, ORDERS, text } from './support.ts'

test('keeps the newest items up to the maximum number', () => {
  const history = new History<number>({ maxItems: 3, maxBytes: 1_000 })
  const { items } = history
  for (const item of [1, 2, 3, 4, 5]) history.add(item, 1)
  expect([items, history.dropped]).toEqual([[3, 4, 5], 2])
})

test('keeps the newest items up to the maximum size, and always the last one', () => {
  const history = new History<string>({ maxItems: 100, maxBytes: 10 })
  for (const item of ['aaaa', 'bbbb', 'cc', 'dd']) history.add(item, item.length)
  expect([history.items, history.dropped]).toEqual([['bbbb', 'cc', 'dd'], 1])
  history.add('too large', 11)
  expect([history.items, history.dropped]).toEqual([['too large'], 4])
  history.add('x', 1)
  expect(history.items).toEqual(['x'])
})

test('a log counts the size of its requests', () => {
  const log = new RequestLog<{ headers: Record<string, string>; id: number }>({
    maxItems: 100,
    maxBytes: 10_000
  })
  for (let id = 1; id <= 4; id++) log.add({ headers: { a: 'x'.repeat(1_000) }, id }, 2_000)
  // about 4 kB each, including object overhead
  expect([log.requests.map(({ id }) => id), log.dropped]).toEqual([[3, 4], 2])
})

const write = (count: number) => ({
  BackendId: ORDERS,
  StageName: 'RELEASE',
  BackendModelData: `{"count":${count}}`
})

test('keeps the newest ten thousand writes and a thousand batches', () => {
  const { cloud } = newCloud()
  const first = text(cloud.call('ModifyBackendModel', write(0))['OperationId'])
  for (let count = 1; count <= 10_004; count++) cloud.call('ModifyBackendModel', write(count))
  expect(cloud.writes()).toHaveLength(10_000)
  expect(cloud.writes()[0]?.definition).toEqual({ count: 5 })
  expect(cloud.tasks().length).toBeLessThanOrEqual(1_001)
  expect(cloud.task(cloud.writes().at(-1)?.operationId ?? '')?.rows).toHaveLength(3)
  expect(errorOf(() => cloud.call('DescribeUpdateBackendTask', { OperationUid: first }))).toBe(
    '400 NotFoundOperationUid'
  )
  for (const api of cloud.publishedApis(ORDERS, 'RELEASE')) {
    expect(api.deployments.get('RELEASE')).toHaveLength(1)
    expect(cloud.inEffect(api.id, 'RELEASE')?.definition).toEqual({ count: 10_004 })
  }
})

test('drops completed batches before running ones', () => {
  const { cloud } = newCloud('faults: []\nbatch: { ms-per-api: 1000 }')
  const slow = text(cloud.call('ModifyBackendModel', write(0))['OperationId'])
  for (let count = 1; count <= 2_000; count++) cloud.write(ORDERS, 'PRE', { count })
  expect(cloud.task(slow)?.rows).toHaveLength(3)
  expect(cloud.tasks().length).toBeLessThanOrEqual(1_001)
})

test('dropping history does not change what is in effect', () => {
  const { cloud, clock } = newCloud('batch: { ms-per-api: 100 }')
  const [a, , c] = cloud.publishedApis(ORDERS, 'RELEASE').map(({ id }) => id)
  const serves = () => [a, c].map(id => cloud.inEffect(id ?? '', 'RELEASE')?.definition['count'])
  cloud.call('ModifyBackendModel', write(1))
  clock.time += 100
  expect(serves()).toEqual([1, undefined])
  // the first batch is still running when the second starts
  cloud.call('ModifyBackendModel', write(2))
  clock.time += 199
  expect(serves()).toEqual([2, undefined])
  clock.time += 1
  expect(serves()).toEqual([2, 1])
  clock.time += 100
  expect(serves()).toEqual([2, 2])
})

test('with overlapping batches, keeps the newest pending deployments, and the last one takes effect', () => {
  const { cloud, clock } = newCloud('batch: { ms-per-api: 3600000 }')
  const old = cloud.definition(ORDERS, 'RELEASE')
  for (let count = 1; count <= 1_000; count++) {
    cloud.call('ModifyBackendModel', write(count))
    clock.time += 1
  }
  const [api] = cloud.publishedApis(ORDERS, 'RELEASE')
  expect(api?.deployments.get('RELEASE')).toHaveLength(100)
  expect(cloud.inEffect(api?.id ?? '', 'RELEASE')?.definition).toEqual(old)
  clock.time += 3_600_000
  expect(cloud.inEffect(api?.id ?? '', 'RELEASE')?.definition).toEqual({ count: 1_000 })
})

test('keeps only the last of several held batches, which takes effect on release', () => {
  const { cloud } = newCloud()
  const faults = new Faults([{ kind: 'stuck-batch', times: 'every' }])
  for (let count = 1; count <= 50; count++) {
    exchange(cloud, faults, { action: 'ModifyBackendModel', params: write(count) })
  }
  const [api] = cloud.publishedApis(ORDERS, 'RELEASE')
  expect(api?.deployments.get('RELEASE')).toHaveLength(2)
  expect(cloud.inEffect(api?.id ?? '', 'RELEASE')?.definition).not.toHaveProperty('count')
  cloud.releaseBatches()
  expect(cloud.inEffect(api?.id ?? '', 'RELEASE')?.definition).toEqual({ count: 50 })
})
