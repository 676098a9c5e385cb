import { expect, test } from '@jest/globals'
import { defaultSeed, parseSeed, SeedError } from '../../emulator/seed.ts'
import { ORDERS, shopSeed } from './support.ts'

function problems(yaml: string): string[] {
  try {
    parseSeed(yaml)
  } catch (thrown) {
    if (thrown instanceof SeedError) return thrown.message.split('\n')
    throw thrown
  }
  return []
}

test('the default seed has backends, APIs and a role', () => {
  const seed = defaultSeed()
  expect(seed.accounts[0]?.keys[0]).toMatchObject({
    id: 'emulator-access-key-id',
    allow: [{ actions: ['*'], resources: ['*'] }]
  })
  const [orders, mock] = seed.backends
  expect(orders).toMatchObject({ id: ORDERS, name: 'orders', type: 'HTTP' })
  expect(orders?.stages.map(stage => stage.name)).toEqual(['TEST', 'PRE', 'RELEASE'])
  expect(mock?.type).toBe('MOCK')
  expect(seed.apis.filter(api => api.published.includes('RELEASE')).length).toBeGreaterThan(3)
})

test('derives deterministic ids from names', () => {
  const [first, second] = [parseSeed(shopSeed()), parseSeed(shopSeed())]
  expect(first).toEqual(second)
  expect(first.apis[0]).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    group: first.groups[0]?.id,
    backend: ORDERS
  })
  expect(first.groups[0]?.domains).toEqual(['shop.example', 'shop2.example'])
  expect(first.accounts[0]?.keys[1]?.allow).toEqual([{ actions: ['apigateway:Describe*'], resources: ['*'] }])
})

test('reads every fault kind with its fields', () => {
  const faults = `
faults:
  - { kind: latency, ms: 10, action: ModifyBackendModel, nth: 2, times: 3, where: { StageName: TEST } }
  - { kind: error-after-commit, status: 502, body: html, times: every }
  - { kind: custom, status: 403, code: Forbidden, message: no }
  - { kind: another-writer, backend: orders, stage: TEST, definition: { ServiceAddress: http://x } }
  - { kind: adds-defaults, defaults: { ServiceTimeout: 1 } }
  - { kind: failing-batch, apis: [a], message: m }
  - { kind: stuck-batch, after: 1 }
  - { kind: slow-drip, ms: 5, bytes: 10 }
  - { kind: hang-before-commit }
`
  expect(parseSeed(shopSeed(faults)).faults).toEqual([
    { kind: 'latency', ms: 10, action: 'ModifyBackendModel', nth: 2, times: 3, where: { StageName: 'TEST' } },
    { kind: 'error-after-commit', status: 502, body: 'html', times: 'every' },
    { kind: 'custom', status: 403, code: 'Forbidden', message: 'no' },
    { kind: 'another-writer', backend: ORDERS, stage: 'TEST', definition: { ServiceAddress: 'http://x' } },
    { kind: 'adds-defaults', defaults: { ServiceTimeout: 1 } },
    { kind: 'failing-batch', apis: ['a'], message: 'm' },
    { kind: 'stuck-batch', after: 1 },
    { kind: 'slow-drip', ms: 5, bytes: 10 },
    { kind: 'hang-before-commit' }
  ])
})

test('rejects a fault with unknown names', () => {
  const faults = `
faults:
  - { kind: throttling, action: ModifyBackendModle }
  - { kind: another-writer, backend: order, definition: {} }
  - { kind: another-writer, backend: orders, stage: RELAESE, definition: {} }
  - { kind: failing-batch, apis: [a, z] }
`
  expect(problems(shopSeed(faults)).map(problem => problem.replace(/^\d+:\d+: /, ''))).toEqual([
    expect.stringMatching(
      /^faults\[0\]\.action is not a known action; must be \* or one of CreateBackend, .*AssumeRoleWithOIDC/
    ),
    'faults[1].backend refers to backend "order", which does not exist; must be one of orders, others, inside, files',
    'faults[2].stage refers to stage RELAESE, in which orders has no definition; must be one of TEST, PRE, RELEASE',
    expect.stringMatching(
      /^faults\[3\]\.apis\[1\] refers to API "z", which does not exist; must be one of a, b/
    )
  ])
})

test('rejects duplicate names without IDs', () => {
  const yaml =
    "accounts: [{ id: '1', keys: [{ id: k, secret: s }] }]\nbackends:\n  - { name: a, type: HTTP }\n  - { name: a, type: HTTP }"
  expect(problems(yaml)).toEqual([
    expect.stringMatching(
      /^4:5: backends\[1\] has a duplicate id: \w{32}; IDs are derived from names by default: set a unique ID$/
    )
  ])
})

test('the burst of a throttle defaults to its rate', () => {
  const throttleOf = (yaml: string) => parseSeed(shopSeed(yaml)).throttle
  expect(throttleOf('')).toBeUndefined()
  expect(throttleOf('throttle: { per-second: 50 }')).toEqual({ perSecond: 50, burst: 50 })
  expect(throttleOf('throttle: { per-second: 50, burst: 5 }')).toEqual({ perSecond: 50, burst: 5 })
})

test('reports all problems at once, in document order, with line and column', () => {
  const yaml = `accounts:
  - id: abc
    keys: [{ id: k }]
backends:
  - { id: b1, name: orders, type: HTTP, stages: { Test: {}, PRE: 3 } }
  - { id: b1, name: other, type: http, account: 7 }
groups:
  - { name: g, domains: [a.example, "b:80"] }
apis:
  - { name: x, group: nope, path: x, backend: orders, published: [RELEASE] }
  - { name: y, group: g, path: /y }
vpc: {}
batch: { ms-per-api: fast, speed: 1 }
throttle: { burst: 0 }
faults:
  - { kind: explode }
  - { kind: latency, nth: 0, times: never, bytes: 1 }
  - { action: x }
color: red
`
  expect(problems(yaml)).toEqual([
    '2:9: accounts[0].id must be digits',
    '3:12: accounts[0].keys[0].secret is required',
    '5:57: backends[0].stages.Test must have a name of 2 to 10 uppercase letters and digits',
    '5:66: backends[0].stages.PRE must be a mapping',
    '6:5: backends[1] has a duplicate id: b1',
    '6:34: backends[1].type must be a backend type such as HTTP',
    '6:49: backends[1].account refers to account "7", which does not exist; none is defined',
    '8:37: groups[0].domains[1] must be a host name without a port',
    '10:23: apis[0].group refers to group "nope", which does not exist; must be one of g',
    '10:35: apis[0].path must be a path that begins with /',
    '10:67: apis[0].published[0] refers to stage RELEASE, in which orders has no definition; must be one of Test, PRE',
    '11:5: apis[1].backend is required',
    '12:6: vpc must be a list',
    '13:22: batch.ms-per-api must be a whole number from 0',
    '13:35: batch.speed is not a known field; must be one of ms-per-api, deploy-ms',
    '14:11: throttle.per-second is required',
    '14:20: throttle.burst must be a whole number from 1',
    expect.stringMatching(/^16:13: faults\[0\].kind must be one of latency, /),
    '17:5: faults[1].ms is required',
    '17:27: faults[1].nth must be a whole number from 1',
    '17:37: faults[1].times must be a whole number of at least 1, or every',
    expect.stringMatching(/^17:51: faults\[1\].bytes is not a known field/),
    expect.stringMatching(/^18:5: faults\[2\] requires kind/),
    expect.stringMatching(/^19:8: color is not a known field/)
  ])
})

test.each([
  ['', ['1:1: the seed must be a mapping']],
  ['accounts: [', [expect.stringMatching(/^1:12: /)]],
  ['accounts: []', ['1:11: accounts must contain at least one access key']],
  ['{}', ['1:1: accounts is required']]
])('%j', (yaml, expected) => {
  expect(problems(yaml)).toEqual(expected)
})
