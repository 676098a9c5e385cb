import { expect, test } from '@jest/globals'
import { exchange } from '../../emulator/exchange.ts'
import { Faults } from '../../emulator/faults.ts'
import type { Fault } from '../../emulator/faults.ts'
import type { Cloud } from '../../emulator/cloud/cloud.ts'
import { errorOf, newCloud, ORDERS, text } from './support.ts'

const PACE = 'batch: { ms-per-api: 100 }'

function write(cloud: Cloud, port: number, ...faults: Fault[]): string {
  const params = {
    BackendId: ORDERS,
    StageName: 'RELEASE',
    BackendModelData: JSON.stringify({ ServiceAddress: `http://127.0.0.1:${port}` })
  }
  const { body } = exchange(cloud, new Faults(faults), { action: 'ModifyBackendModel', params })
  return (JSON.parse(body) as { OperationId: string }).OperationId
}

function rows(cloud: Cloud, operation: string): string[] {
  const response = cloud.call('DescribeUpdateBackendTask', { OperationUid: operation })
  const results = response['ApiUpdateBackendResults'] as { ApiUpdateBackendResult: Record<string, string>[] }
  return results.ApiUpdateBackendResult.map(
    row => `${row['ApiName']} ${row['UpdateStatus']} ${row['ErrorMsg']}`
  )
}

/** What each API serves now, as the last digit of its port. */
function serving(cloud: Cloud): string {
  const ports = cloud
    .apis()
    .map(({ id }) => text(cloud.inEffect(id, 'RELEASE')?.definition['ServiceAddress'] ?? '-'))
  return ports
    .slice(0, 4)
    .map(port => port.slice(-1))
    .join('')
}

test("updates APIs one after the other, at the seed's pace", () => {
  const { cloud, clock } = newCloud(PACE)
  const operation = write(cloud, 4)
  expect([rows(cloud, operation), serving(cloud)]).toEqual([[], '333-'])
  clock.time += 100
  expect([rows(cloud, operation), serving(cloud)]).toEqual([['a OVER Success. Request Success.'], '433-'])
  clock.time += 199
  expect(serving(cloud)).toBe('443-')
  clock.time += 1
  expect([rows(cloud, operation).length, serving(cloud)]).toEqual([3, '444-'])
})

test('lists pending APIs with list-pending', () => {
  const { cloud, clock } = newCloud('batch: { ms-per-api: 100 }\ndoubts: { list-pending: true }')
  const operation = write(cloud, 4)
  clock.time += 100
  expect(rows(cloud, operation)).toEqual(['a OVER Success. Request Success.', 'b UPDATING ', 'c UPDATING '])
})

test('without a pace, updates all APIs immediately', () => {
  const { cloud } = newCloud()
  const operation = write(cloud, 4)
  expect([rows(cloud, operation).length, serving(cloud)]).toEqual([3, '444-'])
})

test('the later of two writes wins, even if rows of the first complete later', () => {
  const { cloud, clock } = newCloud(PACE)
  write(cloud, 4)
  clock.time += 50
  write(cloud, 5)
  const seen = []
  for (let step = 0; step < 4; step++) {
    clock.time += 100
    seen.push(serving(cloud))
  }
  expect(seen).toEqual(['533-', '553-', '555-', '555-'])
})

test('with lock, rejects a second write', () => {
  const { cloud, clock } = newCloud('batch: { ms-per-api: 100 }\ndoubts: { lock: true }')
  write(cloud, 4)
  const again = { BackendId: ORDERS, StageName: 'TEST', BackendModelData: '{}' }
  expect(errorOf(() => cloud.call('ModifyBackendModel', again))).toBe('400 ConcurrencyLockTimeout')
  clock.time += 300
  cloud.call('ModifyBackendModel', again)
})

test('a task without APIs is empty; an unknown task is an error', () => {
  const { cloud } = newCloud()
  const params = { BackendId: ORDERS, StageName: 'PRE', BackendModelData: '{}' }
  expect(rows(cloud, text(cloud.call('ModifyBackendModel', params)['OperationId']))).toEqual([])
  expect(errorOf(() => rows(cloud, 'x'))).toBe('400 NotFoundOperationUid')
})

test('an API whose update fails keeps serving the old definition', () => {
  const { cloud } = newCloud(PACE.replace('100', '0'))
  const operation = write(cloud, 4, { kind: 'failing-batch', apis: ['b'], message: 'no route' })
  expect(rows(cloud, operation)[1]).toBe('b OVER Failed. no route')
  expect(serving(cloud)).toBe('434-')
})

test('fails a batch, and holds a batch', () => {
  const { cloud, clock } = newCloud(PACE)
  const failed = write(cloud, 4, { kind: 'failing-batch' })
  const stuck = write(cloud, 5, { kind: 'stuck-batch', after: 1 })
  clock.time += 1e9
  expect(rows(cloud, failed)).toEqual(['a OVER Failed', 'b OVER Failed', 'c OVER Failed'])
  expect(rows(cloud, stuck)).toEqual(['a OVER Success. Request Success.'])
  expect(serving(cloud)).toBe('533-')
})
