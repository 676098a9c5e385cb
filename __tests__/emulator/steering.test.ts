import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { startControl } from '../../emulator/steering/server.ts'
import type { ControlEndpoint } from '../../emulator/steering/server.ts'
import { Steering, SteeringError } from '../../emulator/steering/steering.ts'
import { call, ORDERS, send, shopSeed, TestClock } from './support.ts'

const NEW = { ServiceAddress: 'http://127.0.0.1:4' }
const OLD = { ServiceAddress: 'http://127.0.0.1:3' }

let clock: TestClock
let emulator: Emulator
let steering: Steering
beforeEach(async () => {
  clock = new TestClock()
  emulator = await startEmulator({ seed: shopSeed(), clock })
  steering = new Steering(emulator)
})
afterEach(() => emulator.close())

function run(request: object | string): ReturnType<Steering['run']> {
  return steering.run(typeof request === 'string' ? request : JSON.stringify(request))
}

function failuresOf(request: object | string): readonly string[] {
  return run(request).failures
}

function problemsOf(request: object | string): readonly string[] {
  try {
    run(request)
  } catch (thrown) {
    if (thrown instanceof SteeringError) return thrown.problems
    throw thrown
  }
  return []
}

async function write(definition: object = NEW, stage = 'RELEASE'): Promise<void> {
  const params = { BackendId: ORDERS, StageName: stage, BackendModelData: JSON.stringify(definition) }
  await call(emulator, 'ModifyBackendModel', params)
}

describe('after one write of RELEASE and two reads', () => {
  beforeEach(async () => {
    await write()
    await call(emulator, 'DescribeBackendInfo', { BackendId: ORDERS })
    await call(emulator, 'DescribeBackendList', {})
  })

  test.each([
    ['requests', { requests: 3 }],
    [
      'requests by action',
      { requests: { ModifyBackendModel: 1, 'Describe*': 2, DeleteBackend: 0, '*': '>= 3' } }
    ],
    ['requests by action, with several wildcards', { requests: { '*Backend*': 3, 'Describe*Info*': 1 } }],
    ['writes', { writes: 1 }],
    ['writes by stage, name or ID', { writes: { 'orders/RELEASE': 1, [`${ORDERS}/TEST`]: 0 } }],
    ['a range', { requests: '> 2', writes: '<= 1' }],
    ['stored definitions', { definitions: { 'orders/RELEASE': NEW } }],
    [
      'definitions in effect',
      { 'in-effect': { 'a/RELEASE': NEW, 'a/TEST': { ServiceAddress: 'http://127.0.0.1:1' } } }
    ],
    ['moved APIs', { moved: ['c/RELEASE', 'a/RELEASE', 'b/RELEASE'] }],
    ['nothing', {}]
  ])('meets: %s', (_, expected) => {
    expect(failuresOf(expected)).toEqual([])
  })

  test.each([
    [
      'requests',
      { requests: 2 },
      [
        `requests: expected 2, found 3 (ModifyBackendModel ${ORDERS} RELEASE -> 200; DescribeBackendInfo ${ORDERS} -> 200; DescribeBackendList -> 200)`
      ]
    ],
    [
      'requests by action',
      { requests: { 'Describe*': 1, DeleteBackend: '>= 1' } },
      [
        `requests Describe*: expected 1, found 2 (DescribeBackendInfo ${ORDERS} -> 200; DescribeBackendList -> 200)`,
        'requests DeleteBackend: expected >= 1, found 0'
      ]
    ],
    ['writes', { writes: 0 }, ['writes: expected 0, found 1 (orders/RELEASE by root)']],
    [
      'writes by stage',
      { writes: { 'orders/RELEASE': '> 1', 'orders/TEST': 1 } },
      [
        'writes orders/RELEASE: expected > 1, found 1 (orders/RELEASE by root)',
        'writes orders/TEST: expected 1, found 0'
      ]
    ],
    [
      'stored definitions',
      { definitions: { 'orders/RELEASE': { ...OLD, ServiceTimeout: 5 } } },
      [
        'definition orders/RELEASE: ServiceAddress: expected "http://127.0.0.1:3", found "http://127.0.0.1:4"',
        'definition orders/RELEASE: ServiceTimeout: expected 5, found no such key'
      ]
    ],
    [
      'an unexpected key',
      { definitions: { 'orders/RELEASE': {} } },
      ['definition orders/RELEASE: ServiceAddress: expected no such key, found "http://127.0.0.1:4"']
    ],
    [
      'a missing definition',
      { definitions: { 'files/RELEASE': {} } },
      ['definition files/RELEASE: expected {}, found none (not stored)']
    ],
    [
      'an unpublished API',
      { 'in-effect': { 'd/RELEASE': NEW } },
      [`in effect d/RELEASE: expected ${JSON.stringify(NEW)}, found none (not published)`]
    ],
    ['moved APIs', { moved: [] }, ['moved: expected none, found a/RELEASE, b/RELEASE, c/RELEASE']],
    [
      'some of several moved APIs',
      { moved: ['a/RELEASE', 'a/TEST'] },
      ['moved: expected a/RELEASE, a/TEST, found a/RELEASE, b/RELEASE, c/RELEASE']
    ]
  ])('does not meet: %s', (_, expected, failures) => {
    expect(failuresOf(expected)).toEqual(failures)
  })

  test('returns the number of requests by action', () => {
    expect(run({})).toMatchObject({
      requests: { ModifyBackendModel: 1, DescribeBackendInfo: 1, DescribeBackendList: 1 },
      writes: 1
    })
  })

  test('counts since the previous request', async () => {
    const quiet = { since: 'previous', requests: 0, writes: 0, moved: [] }
    expect(failuresOf({ writes: 1 })).toEqual([])
    expect(failuresOf(quiet)).toEqual([])
    await write(OLD)
    expect(
      failuresOf({
        since: 'previous',
        requests: 1,
        writes: 1,
        moved: ['a/RELEASE', 'b/RELEASE', 'c/RELEASE']
      })
    ).toEqual([])
    // the same state as at the start again
    expect(failuresOf({ since: 'start', requests: 4, writes: 2, moved: [] })).toEqual([])
    expect(failuresOf(quiet)).toEqual([])
  })

  test('a failure changes nothing', () => {
    const { failures, changes } = run({ writes: 2, write: { 'orders/TEST': NEW }, 'hold-batches': 0 })
    expect(failures).toHaveLength(1)
    expect(changes).toEqual([])
    expect(emulator.cloud.definition(ORDERS, 'TEST')).not.toEqual(NEW)
  })
})

test('sanitizes client input that looks like a workflow command', async () => {
  await call(emulator, 'Modify', { BackendId: '\n::error::x', StageName: '' })
  expect(failuresOf({ requests: 0 })).toEqual(['requests: expected 0, found 1 (Modify ???error??x -> 404)'])
})

test('fails to count if older entries were dropped', async () => {
  await write()
  const old = { ...emulator, droppedRequests: 0 }
  const other = new Steering(old)
  const ask = (request: object) => other.run(JSON.stringify(request)).failures
  await write(OLD)
  // the oldest of three was dropped; it preceded the start
  old.requests = emulator.requests.slice(1)
  old.droppedRequests = 1
  expect(ask({ requests: 1 })).toEqual([])
  await write()
  old.requests = []
  old.droppedRequests = 3
  expect(ask({ requests: '>= 0', writes: 2 })).toEqual([
    'requests: cannot be counted because the oldest 2 were dropped; assert more often, with since: previous'
  ])
  expect(ask({ since: 'previous', requests: 0 })).toEqual([])
})

test('truncates a long list', async () => {
  for (let index = 0; index < 7; index += 1) await call(emulator, 'DescribeBackendList', {})
  expect(failuresOf({ requests: 1 })[0]).toMatch(/found 7 \((DescribeBackendList -> 200; ){5}and 2 more\)$/)
})

test.each([
  [
    'an unknown field',
    { reqests: 1 },
    'reqests is not a known field; must be one of since, requests, held, writes'
  ],
  [
    'an invalid count',
    { requests: 'many' },
    'requests must be a number, optionally preceded by >=, <=, > or <'
  ],
  [
    'an invalid count for an action',
    { requests: { Modify: -1 } },
    'requests.Modify must be a number, optionally preceded by'
  ],
  ['an unknown since', { since: 'yesterday' }, 'since must be one of start, previous'],
  [
    'an unknown backend',
    { writes: { 'order/RELEASE': 1 } },
    'writes.order/RELEASE refers to backend "order", which does not exist; must be one of orders, others, inside, files'
  ],
  [
    'a stage without writes',
    { writes: { 'orders/RELAESE': 0 } },
    'writes.orders/RELAESE refers to stage RELAESE, in which orders has no definition; must be one of TEST, PRE, RELEASE'
  ],
  [
    'an unknown action',
    { requests: { ModifyBackendModle: 0 } },
    'requests.ModifyBackendModle is not a known action; must be one of CreateBackend'
  ],
  [
    'a pattern without matches',
    { requests: { 'Describes*': 0 } },
    'requests.Describes* is not a known action'
  ],
  [
    'a fault with an unknown action',
    { faults: [{ kind: 'throttling', action: 'ModifyBackend_Model' }] },
    'faults[0].action must be an action or *'
  ],
  [
    'a fault with an unknown backend',
    { faults: [{ kind: 'another-writer', backend: 'order', definition: {} }] },
    'faults[0].backend refers to backend "order", which does not exist; must be one of orders'
  ],
  ['an unknown API', { moved: ['z/RELEASE'] }, 'moved[0] refers to API "z", which does not exist'],
  [
    'a missing stage',
    { definitions: { orders: {} } },
    'definitions.orders is invalid: "orders"; must be a backend and a stage, such as orders/RELEASE'
  ],
  [
    'an invalid definition',
    { 'in-effect': { 'a/RELEASE': 'http://x' } },
    'in-effect.a/RELEASE must be a mapping'
  ],
  ['an unknown fault', { faults: [{ kind: 'storm' }] }, 'faults[0].kind must be one of latency'],
  [
    'a write to a stage without a definition',
    { write: { 'files/RELEASE': {} } },
    'write.files/RELEASE refers to stage RELEASE, in which files has no definition; must be one of TEST'
  ],
  [
    'a subject without an OIDC provider',
    { 'oidc-subject': 'repo:o/r:pull_request' },
    'oidc-subject requires an emulator started with oidc'
  ],
  ['a request that is not a mapping', 'a text', 'the request must be a mapping'],
  ['invalid YAML', '{ writes: 1,\nreqests: [', 'line 2, column 11: Flow sequence']
])('rejects %s', (_, request, problem) => {
  expect(problemsOf(request).join('\n')).toContain(problem)
})

test('reports all problems at once and changes nothing', () => {
  const request = {
    requests: 'x',
    writes: 'y',
    faults: [{ kind: 'keeps-old-value' }],
    write: { 'orders/TEST': NEW }
  }
  expect(problemsOf(request)).toHaveLength(2)
  expect(emulator.cloud.writes()).toEqual([])
})

describe('changes', () => {
  test('adds and clears faults', async () => {
    expect(
      run({ faults: [{ kind: 'keeps-old-value', action: 'ModifyBackendModel', times: 'every' }] }).changes
    ).toEqual(['fault keeps-old-value added for ModifyBackendModel'])
    await write()
    expect(failuresOf({ definitions: { 'orders/RELEASE': OLD }, writes: 1 })).toEqual([])
    expect(run({ 'clear-faults': true }).changes).toEqual(['faults cleared'])
    await write()
    expect(failuresOf({ definitions: { 'orders/RELEASE': NEW } })).toEqual([])
  })

  test('holds batches after some APIs, and releases them', async () => {
    expect(run({ 'hold-batches': 1 }).changes).toEqual(['new batches are held after 1 API'])
    // clear-faults does not release them
    run({ 'clear-faults': true })
    await write()
    clock.time += 3_600_000
    expect(failuresOf({ definitions: { 'orders/RELEASE': NEW }, moved: ['a/RELEASE'] })).toEqual([])
    expect(run({ 'release-batches': true }).changes).toEqual(['held batches released'])
    expect(failuresOf({ moved: ['a/RELEASE', 'b/RELEASE', 'c/RELEASE'] })).toEqual([])
    // new batches are not held anymore
    await write(OLD)
    expect(failuresOf({ moved: [] })).toEqual([])
  })

  test('writes a definition as another writer', () => {
    expect(run({ write: { 'orders/TEST': NEW } }).changes).toEqual([
      'orders/TEST: definition changed by another writer'
    ])
    expect(failuresOf({ definitions: { 'orders/TEST': NEW }, writes: { 'orders/TEST': 1 } })).toEqual([])
    expect(failuresOf({ writes: 0 })).toEqual(['writes: expected 0, found 1 (orders/TEST by another-writer)'])
  })
})

describe('the control endpoint', () => {
  let control: ControlEndpoint
  beforeEach(async () => {
    control = await startControl(emulator, 'the token')
  })
  afterEach(() => control.close())

  const post = (body: string, authorization = 'Bearer the token', path = '/steer', method = 'POST') =>
    send(`${control.url}${path}`, { method, headers: { authorization }, body })

  test('requires the token', async () => {
    for (const authorization of ['', 'the token', 'Bearer the', 'Bearer the tokens', 'Bearer another']) {
      const response = await post('{ write: { orders/TEST: { A: 1 } } }', authorization)
      expect([response.status, response.text]).toEqual([
        401,
        `{"problems":["the control token is missing or not this emulator's"]}\n`
      ])
    }
    expect(emulator.cloud.writes()).toEqual([])
  })

  test('returns the outcome as JSON', async () => {
    const response = await post('writes: 1')
    expect(response.status).toBe(200)
    expect(JSON.parse(response.text)).toEqual({
      failures: ['writes: expected 1, found 0'],
      changes: [],
      requests: {},
      writes: 0
    })
  })

  test('returns the problems of an invalid request', async () => {
    expect(await post('writes: x')).toMatchObject({
      status: 400,
      text: expect.stringContaining('writes must be a number')
    })
    expect((await post('', undefined, '/')).status).toBe(404)
    expect((await post('', undefined, '/steer', 'GET')).status).toBe(405)
    expect((await post(`a: ${'x'.repeat(9 * 1024 * 1024)}`)).status).toBe(413)
  })

  test('is not the control plane', async () => {
    expect(control.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await post('{}')).status).toBe(200)
    expect(emulator.requests).toEqual([])
  })
})
