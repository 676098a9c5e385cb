import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { Steering, SteeringError } from '../../emulator/steering/steering.ts'
import { until } from '../support/until.ts'
import { call, ORDERS, shopSeed } from './support.ts'

// An expectation that cannot fail is worse than none, and so is a fault or a hold that can never apply.

let emulator: Emulator
let steering: Steering
beforeEach(async () => {
  emulator = await startEmulator({ seed: shopSeed() })
  steering = new Steering(emulator)
})
afterEach(() => emulator.close())

const run = (request: object) => steering.run(JSON.stringify(request))

function problemsOf(request: object): readonly string[] {
  try {
    run(request)
  } catch (thrown) {
    if (thrown instanceof SteeringError) return thrown.problems
    throw thrown
  }
  return []
}

describe('rejects what could never fail or apply', () => {
  test.each([
    [
      'an unknown action',
      { requests: { ModifyBackendModle: 0 } },
      'requests.ModifyBackendModle is not a known action; must be one of CreateBackend, '
    ],
    [
      'an action in the wrong case',
      { requests: { modifybackendmodel: 0 } },
      'requests.modifybackendmodel is not a known action'
    ],
    ['a prefix of an action', { requests: { Describe: 0 } }, 'or a pattern such as Describe*'],
    ['a pattern without matches', { requests: { 'Lost*': 0 } }, 'requests.Lost* is not a known action'],
    ['an unknown held action', { held: { Modify: 0 } }, 'held.Modify is not a known action'],
    [
      'an unknown stage',
      { writes: { 'orders/RELAESE': 0 } },
      'writes.orders/RELAESE refers to stage RELAESE, in which orders has no definition; must be one of TEST, PRE, RELEASE'
    ],
    ...['requests', 'held', 'writes', 'definitions', 'in-effect', 'write'].map(
      name => [`no ${name}`, { [name]: {} }, `${name} is empty; add an entry or omit it`] as const
    )
  ] as const)('%s', (_, request, problem) => {
    expect(problemsOf(request).join('\n')).toContain(problem)
  })

  test.each([
    [
      'a fault',
      { faults: [{ kind: 'keeps-old-value', action: 'ModifyBackendModle' }] },
      'faults[0].action is not a known action; must be * or one of'
    ],
    [
      'a hold',
      { holds: [{ action: 'Modify', point: 'before-commit' }] },
      'holds[0].action is not a known action'
    ],
    [
      'a hold at an unknown point',
      { holds: [{ point: 'after' }] },
      'holds[0].point must be one of before-commit, before-response'
    ],
    ['a hold without a point', { holds: [{ nth: 2 }] }, 'holds[0].point is required'],
    [
      'a misspelled hold',
      { holds: [{ point: 'before-commit', times: 2 }] },
      'holds[0].times is not a known field'
    ]
  ])('%s that matches nothing', (_, request, problem) => {
    expect(problemsOf(request).join('\n')).toContain(problem)
  })

  test('accepts actions of both products, and patterns', () => {
    const requests = { ModifyBackendModel: 0, AssumeRoleWithOIDC: 0, 'Describe*': 0, '*Model': 0, '*': 0 }
    expect(run({ requests }).failures).toEqual([])
  })

  test('rejects a definition that contains itself', () => {
    expect(() => steering.run('write: { orders/TEST: &a { A: *a } }')).toThrow(
      'write.orders/TEST must not nest deeper than 100 levels'
    )
    expect(emulator.cloud.writes()).toEqual([])
  })
})

describe('deletions and creations count as writes', () => {
  const modelId = () => emulator.cloud.model(ORDERS, 'TEST')?.id ?? ''

  test('both are counted', async () => {
    await call(emulator, 'DeleteBackendModel', { BackendModelId: modelId() })
    expect(run({ writes: 0 }).failures).toEqual(['writes: expected 0, found 1 (orders/TEST deleted by root)'])
    const created = { BackendId: ORDERS, BackendType: 'HTTP', StageName: 'TEST' }
    const data = { ...created, BackendModelData: '{"ServiceAddress":"http://127.0.0.1:1"}' }
    expect((await call(emulator, 'CreateBackendModel', data)).status).toBe(200)
    expect(run({ writes: { 'orders/TEST': 1 } }).failures).toEqual([
      'writes orders/TEST: expected 1, found 2 (orders/TEST deleted by root; orders/TEST created by root)'
    ])
  })

  test('also in a stage that the seed does not have', async () => {
    const created = { BackendId: ORDERS, BackendType: 'HTTP', StageName: 'GREEN' }
    await call(emulator, 'CreateBackendModel', {
      ...created,
      BackendModelData: '{"ServiceAddress":"http://127.0.0.1:1"}'
    })
    expect(run({ writes: { 'orders/GREEN': 1 } }).failures).toEqual([])
    await call(emulator, 'DeleteBackendModel', {
      BackendModelId: emulator.cloud.model(ORDERS, 'GREEN')?.id ?? ''
    })
    expect(run({ writes: { 'orders/GREEN': 2 } }).failures).toEqual([])
  })

  test('rejected ones are not', async () => {
    await call(emulator, 'DeleteBackendModel', { BackendModelId: 'x' })
    expect(run({ writes: 0 }).failures).toEqual([])
  })
})

test('sanitizes an action that looks like a workflow command', async () => {
  await call(emulator, '##[error]x', {})
  expect(run({}).requests).toEqual({ '???error?x': 1 })
})

describe('holds calls', () => {
  const NEW = { ServiceAddress: 'http://127.0.0.1:4' }
  const write = () =>
    call(emulator, 'ModifyBackendModel', {
      BackendId: ORDERS,
      StageName: 'RELEASE',
      BackendModelData: JSON.stringify(NEW)
    })
  const held = (expected: unknown) => run({ held: expected }).failures

  test('before their commit until they are released', async () => {
    expect(run({ holds: [{ action: 'ModifyBackendModel', point: 'before-commit' }] }).changes).toEqual([
      'ModifyBackendModel is held before-commit'
    ])
    const response = write()
    await until(() => held(1).length === 0)
    expect(held({ ModifyBackendModel: 1, 'Describe*': 0 })).toEqual([])
    expect(held(0)).toEqual([
      `held: expected 0, found 1 (ModifyBackendModel ${ORDERS} RELEASE -> no response)`
    ])
    // other calls are not held
    expect((await call(emulator, 'DescribeBackendList', {})).status).toBe(200)
    expect(run({ writes: 0 }).failures).toEqual([])
    expect(run({ 'release-holds': true }).changes).toEqual(['held calls released'])
    expect((await response).status).toBe(200)
    expect(run({ writes: 1, held: 0 }).failures).toEqual([])
    // new calls are not held anymore
    expect((await write()).status).toBe(200)
  })

  test('before their response, from the nth on, for any action', async () => {
    run({ holds: [{ point: 'before-response', nth: 2 }] })
    expect((await call(emulator, 'DescribeBackendList', {})).status).toBe(200)
    const response = write()
    await until(() => held(1).length === 0)
    expect(run({ writes: 1 }).failures).toEqual([])
    // one request replaces these holds with others
    expect(
      run({ 'release-holds': true, holds: [{ action: 'DeleteBackend', point: 'before-commit' }] }).changes
    ).toEqual(['held calls released', 'DeleteBackend is held before-commit'])
    expect((await response).status).toBe(200)
  })

  test('stops waiting if the client disconnects', async () => {
    run({ holds: [{ point: 'before-response' }] })
    const gone = new AbortController()
    const broken = expect(call(emulator, 'DescribeBackendList', {}, gone.signal)).rejects.toThrow()
    await until(() => held(1).length === 0)
    gone.abort()
    await broken
    await until(() => held(0).length === 0)
  })
})
