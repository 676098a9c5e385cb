import { expect, test } from '@jest/globals'
import { exchange } from '../../emulator/exchange.ts'
import { Faults } from '../../emulator/faults.ts'
import { errorOf, newCloud, ORDERS } from './support.ts'

const READ = { BackendId: ORDERS }
const WRITE = {
  BackendId: ORDERS,
  StageName: 'RELEASE',
  BackendModelData: '{"ServiceAddress":"http://127.0.0.1:4"}'
}

test('so many calls at once as the burst, then as many as time brings', () => {
  const { cloud, clock } = newCloud('throttle: { per-second: 50, burst: 3 }')
  const ask = () => errorOf(() => cloud.call('DescribeBackendInfo', READ))
  const answers = (times: number) => Array.from({ length: times }, ask)
  expect(answers(4)).toEqual(['none', 'none', 'none', '400 Throttling.User'])
  clock.time += 19
  expect(ask()).toBe('400 Throttling.User')
  clock.time += 1
  expect(answers(2)).toEqual(['none', '400 Throttling.User'])
  clock.time += 60_000
  expect(answers(4)).toEqual(['none', 'none', 'none', '400 Throttling.User'])
})

test('of a throttled write nothing is done', () => {
  const { cloud } = newCloud('throttle: { per-second: 1 }')
  cloud.call('DescribeBackendInfo', READ)
  const answer = exchange(cloud, new Faults(), { action: 'ModifyBackendModel', params: WRITE })
  expect(answer).toMatchObject({ status: 400, committed: false })
  expect(answer.body).toContain('"Code":"Throttling.User"')
  expect(cloud.writes()).toEqual([])
})

test('another service has a throttle of its own', () => {
  const { cloud } = newCloud('throttle: { per-second: 1 }')
  cloud.call('DescribeBackendInfo', READ)
  const asked = errorOf(() => cloud.call('GetCallerIdentity', {}, undefined, { version: '2015-04-01' }))
  expect(asked).toBe('none')
})
