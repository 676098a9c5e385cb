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

test('accepts a burst of calls, then as many as the rate allows', () => {
  const { cloud, clock } = newCloud('throttle: { per-second: 50, burst: 3 }')
  const ask = () => errorOf(() => cloud.call('DescribeBackendInfo', READ))
  const responses = (times: number) => Array.from({ length: times }, ask)
  expect(responses(4)).toEqual(['none', 'none', 'none', '400 Throttling.User'])
  clock.time += 19
  expect(ask()).toBe('400 Throttling.User')
  clock.time += 1
  expect(responses(2)).toEqual(['none', '400 Throttling.User'])
  clock.time += 60_000
  expect(responses(4)).toEqual(['none', 'none', 'none', '400 Throttling.User'])
})

test('a throttled write has no effect', () => {
  const { cloud } = newCloud('throttle: { per-second: 1 }')
  cloud.call('DescribeBackendInfo', READ)
  const response = exchange(cloud, new Faults(), { action: 'ModifyBackendModel', params: WRITE })
  expect(response).toMatchObject({ status: 400, committed: false })
  expect(response.body).toContain('"Code":"Throttling.User"')
  expect(cloud.writes()).toEqual([])
})

test('each service has its own throttle', () => {
  const { cloud } = newCloud('throttle: { per-second: 1 }')
  cloud.call('DescribeBackendInfo', READ)
  const asked = errorOf(() => cloud.call('GetCallerIdentity', {}, undefined, { version: '2015-04-01' }))
  expect(asked).toBe('none')
})
