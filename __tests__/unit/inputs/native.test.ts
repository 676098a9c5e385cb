import { describe, expect, test } from '@jest/globals'
import { GOOD_ROUTE, GOOD_SERVICE, problems, problemsOfNative, readNative } from '../../support/inputs.ts'

const LADDER = {
  ...GOOD_ROUTE,
  'weight-steps': '10, 50, 100',
  'preflight-url': 'https://green.example/health'
}

describe('a service', () => {
  test('the required inputs, and the defaults of the others', async () => {
    const { targets, manifest, ...inputs } = await readNative(GOOD_SERVICE)
    expect(targets).toEqual([
      {
        kind: 'service',
        name: 'svc-cr6pk4tlhtgm58e0',
        serviceId: 'svc-cr6pk4tlhtgm58e0',
        stageName: undefined,
        gatewayId: undefined,
        regionId: 'cn-hangzhou',
        endpoint: new URL('https://apig.cn-hangzhou.aliyuncs.com'),
        definition: { addresses: ['10.0.0.2:8080'] },
        description: undefined,
        preflightUrls: [],
        probeUrls: []
      }
    ])
    expect(manifest).toBeUndefined()
    expect(inputs).toMatchObject({
      mode: 'apply',
      wait: 'auto',
      maxParallel: 4,
      onFailure: 'stop',
      allowOlderRun: false,
      rollbackOnFailure: false,
      notices: []
    })
  })

  test.each([
    ['by comma', 'a:1, b:2', ['a:1', 'b:2']],
    ['by line', 'a:1\n\n  b:2  \n', ['a:1', 'b:2']],
    ['by comma and line', 'a:1,\nb:2', ['a:1', 'b:2']],
    ['IPv6', '[2001:db8::1]:8080', ['[2001:db8::1]:8080']],
    ['as previous-definition has them', '{"addresses":["b:2","a:1"]}', ['b:2', 'a:1']],
    ['the same as YAML', ' {addresses: [b:2]}', ['b:2']],
    ['one of them twice', 'a:1\nb:2\nA:1', ['a:1', 'b:2']]
  ])('addresses %s', async (_, value, addresses) => {
    const { targets } = await readNative({ ...GOOD_SERVICE, addresses: value })
    expect(targets[0]?.definition).toEqual({ addresses })
  })

  test.each([
    ['10.0.0.2', '"10.0.0.2" has no port: an address is host:port, such as 10.0.0.1:8080'],
    ['a:1,', 'an address is empty: a job output that was dropped or misspelled arrives as an empty string'],
    [',a:1', 'an address is empty'],
    ['a:1,,b:2', 'an address is empty'],
    ['a:99999', '"a:99999" has a port that is not a number from 1 to 65535'],
    ['${HOST}:80', '"${HOST}:80" contains a placeholder (${…} or {{…}}) that was not replaced'],
    ['10.0.0:80', 'has a host that is neither an IPv4 address nor a host name'],
    ['{"addresses":[]}', 'is empty: must be a list of host:port'],
    ['{"addresses":["a"]}', 'line 1, column 15: "a" has no port'],
    ['{"address":["a:1"]}', 'line 1, column 2: the mapping: unknown key "address"; did you mean addresses?'],
    ['{"addresses":["a:1"', 'line 1, column 14: neither JSON nor YAML: a "[" that is not closed']
  ])('addresses %j: %s', async (addresses, said) => {
    const found = await problemsOfNative({ ...GOOD_SERVICE, addresses })
    expect(found[0]).toContain(`addresses: ${said.startsWith('has') ? `"${addresses}" ` : ''}`)
    expect(found.join('\n')).toContain(said)
  })

  test('no message repeats a password', async () => {
    const masks: string[] = []
    await expect(
      readNative({ ...GOOD_SERVICE, addresses: 'http://user:hunter2hunter2@host:80' }, masks)
    ).rejects.toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }))
    expect(masks).toContain('hunter2hunter2')
  })

  test('reads the gateway that it must belong to', async () => {
    const [target] = (await readNative({ ...GOOD_SERVICE, 'gateway-id': 'gw-cqoohqtlh0' })).targets
    expect(target).toMatchObject({ gatewayId: 'gw-cqoohqtlh0' })
    expect(await problemsOfNative({ ...GOOD_SERVICE, 'gateway-id': '' })).toEqual([
      expect.stringContaining('gateway-id: is empty: a job output')
    ])
    expect(await problemsOfNative({ ...GOOD_SERVICE, 'gateway-id': 'gw 1' })).toEqual([
      expect.stringMatching(/^gateway-id: invalid value "gw 1": must be an ID .*, or any$/)
    ])
  })
})

describe('a route', () => {
  test('the required inputs', async () => {
    const { targets, rollbackOnFailure } = await readNative(GOOD_ROUTE)
    expect(targets).toEqual([
      {
        kind: 'route',
        name: 'api-cr6ql0tlhtgmc8o0/hr-crf5l7tlhtgp91tabcd0',
        httpApiId: 'api-cr6ql0tlhtgmc8o0',
        routeId: 'hr-crf5l7tlhtgp91tabcd0',
        stageName: undefined,
        gatewayId: undefined,
        weightSteps: [],
        regionId: 'cn-hangzhou',
        endpoint: new URL('https://apig.cn-hangzhou.aliyuncs.com'),
        definition: { serviceId: 'svc-crgreen0tlhtgm58', port: 8080 },
        description: undefined,
        preflightUrls: [],
        probeUrls: []
      }
    ])
    expect(rollbackOnFailure).toBe(false)
  })

  test('reads a YAML backend with several services', async () => {
    const { targets } = await readNative({
      ...GOOD_ROUTE,
      'route-backend':
        'services:\n  - serviceId: svc-a\n    weight: 90\n  - {serviceId: svc-b, port: "80", weight: 10}\n'
    })
    expect(targets[0]?.definition).toEqual({
      services: [
        { serviceId: 'svc-a', weight: 90 },
        { serviceId: 'svc-b', port: 80, weight: 10 }
      ]
    })
  })

  test('reports every problem of the backend with its position', async () => {
    expect(
      await problemsOfNative({ ...GOOD_ROUTE, 'route-backend': '{serviceid: a,\n port: 0, port: 1}' })
    ).toEqual([
      expect.stringContaining('route-backend: line 1, column 1: the backend: serviceId is required'),
      expect.stringContaining(
        'route-backend: line 1, column 2: the backend: unknown key "serviceid"; did you mean serviceId?'
      ),
      'route-backend: line 2, column 8: the backend: port must be a whole number from 1 to 65535',
      'route-backend: line 2, column 11: duplicate key "port"'
    ])
    for (const [damaged, said] of [
      ['// note\n{"serviceId":"svc-a"}', 'the backend begins with a comment (//): JSON has no comments'],
      ['\'{"serviceId":"svc-a"}\'', 'the backend is a string: the quotation marks around it'],
      ['serviceId\uff1asvc-a', 'the backend contains full-width punctuation'],
      ['{serviceId: svc-a, “port”: 80}', 'the backend: a key contains typographic quotation marks'],
      ['{serviceId: svc-a, port:80}', 'the backend: a key that begins with "port" contains a colon']
    ] as const) {
      expect(await problemsOfNative({ ...GOOD_ROUTE, 'route-backend': damaged })).toEqual([
        expect.stringContaining(said)
      ])
    }
    expect(await problemsOfNative({ ...GOOD_ROUTE, 'route-backend': 'svc-a' })).toEqual([
      expect.stringContaining(
        'route-backend: line 1, column 1: the backend is a string: must be a mapping such as'
      )
    ])
  })

  test('an ID with path segments is refused', async () => {
    expect(await problemsOfNative({ ...GOOD_ROUTE, 'route-id': '../services' })).toEqual([
      expect.stringContaining(
        'route-id: invalid value "../services": must be an ID of 2 to 128 letters, digits and . _ -'
      )
    ])
  })
})

describe('exactly one kind of target', () => {
  const { 'service-id': _service, addresses: _addresses, ...nothing } = GOOD_SERVICE

  test('neither is an error', async () => {
    expect(await problemsOfNative(nothing)).toEqual([
      'service-id: is required, with addresses; or, for a route, http-api-id, route-id and route-backend'
    ])
  })

  test('both is an error', async () => {
    expect(await problemsOfNative({ ...GOOD_ROUTE, 'service-id': 'svc-a' })).toEqual([
      'service-id: cannot be set together with http-api-id, route-id and route-backend: a step switches one service or one route'
    ])
  })

  test.each([
    [{ 'service-id': 'svc-a', addresses: '' }, ['addresses: is required with service-id']],
    [{ addresses: 'a:1' }, ['service-id: is required with addresses']],
    [
      { 'route-id': 'hr-a' },
      ['http-api-id: is required with route-id', 'route-backend: is required with route-id']
    ],
    [
      { 'http-api-id': 'api-a', 'route-backend': '{"serviceId":"svc-a"}' },
      ['route-id: is required with http-api-id and route-backend']
    ]
  ])('an incomplete target is an error: %j', async (value, said) => {
    expect(await problemsOfNative({ ...nothing, ...value })).toEqual(said)
  })
})

describe('weight-steps', () => {
  test('is always rolled back', async () => {
    const { targets, rollbackOnFailure } = await readNative(LADDER)
    expect(targets[0]).toMatchObject({ weightSteps: [10, 50, 100] })
    expect(rollbackOnFailure).toBe(true)
    expect((await readNative({ ...LADDER, 'rollback-on-failure': 'true' })).rollbackOnFailure).toBe(true)
    expect(await problemsOfNative({ ...LADDER, 'rollback-on-failure': 'false' })).toEqual([
      expect.stringContaining(
        'rollback-on-failure: must not be false with weight-steps, which always rolls back'
      )
    ])
    expect((await readNative({ ...GOOD_ROUTE, 'rollback-on-failure': 'false' })).rollbackOnFailure).toBe(
      false
    )
    expect((await readNative({ ...GOOD_ROUTE, 'rollback-on-failure': 'true' })).rollbackOnFailure).toBe(true)
  })

  test.each([
    ['none', []],
    ['100', [100]],
    ['1,2, 100', [1, 2, 100]],
    ['10\n100\n', [10, 100]]
  ])('%j', async (value, steps) => {
    const { targets } = await readNative({ ...LADDER, 'weight-steps': value })
    expect(targets[0]).toMatchObject({ weightSteps: steps })
  })

  test.each([
    '0',
    '10',
    '10,50',
    '50,10,100',
    '50,50,100',
    '10,101',
    '10%,100%',
    '10,,100',
    '10,100,',
    'all',
    '010,100'
  ])('%j is invalid', async value => {
    expect(await problemsOfNative({ ...LADDER, 'weight-steps': value })).toEqual([
      `weight-steps: invalid value "${value}": must be ascending whole percentages up to 100, such as 10, 50, 100, or none`
    ])
  })

  test('is a guard: empty is an error', async () => {
    expect(await problemsOfNative({ ...LADDER, 'weight-steps': '' })).toEqual([
      expect.stringContaining('weight-steps: is empty: a job output that was dropped')
    ])
  })

  test('requires a URL', async () => {
    const { 'preflight-url': _, ...bare } = LADDER
    expect(await problemsOfNative(bare)).toEqual([
      'weight-steps: requires preflight-url or probe-url, to check each step'
    ])
    expect((await readNative({ ...bare, 'probe-url': 'http://a/' })).targets).toHaveLength(1)
  })

  test('requires a route with one desired service, and wait', async () => {
    const services = '{"services":[{"serviceId":"svc-a","weight":100}]}'
    expect(await problemsOfNative({ ...LADDER, 'route-backend': services })).toEqual([
      'weight-steps: requires a backend with one service: services have their own weights'
    ])
    expect(
      await problemsOfNative({ ...GOOD_SERVICE, 'weight-steps': '100', 'probe-url': 'http://a/' })
    ).toEqual(['weight-steps: requires a route: the addresses of a service are switched at once'])
    expect(await problemsOfNative({ ...LADDER, wait: 'false' })).toEqual([
      'weight-steps: requires each write to be followed to completion, which wait: false does not do'
    ])
  })
})

test('bake-time requires probe-url or, with weight-steps, preflight-url', async () => {
  const bake = { 'bake-time': '1m' }
  const said = ['bake-time: requires probe-url, which is not set']
  expect(await problemsOfNative({ ...GOOD_SERVICE, ...bake })).toEqual(said)
  expect(await problemsOfNative({ ...GOOD_ROUTE, ...bake, 'preflight-url': 'http://a/' })).toEqual(said)
  expect((await readNative({ ...LADDER, ...bake })).bakeTimeMs).toBe(60_000)
  // together with other problems, after which no target is left
  expect(await problemsOfNative({ ...LADDER, ...bake, 'route-id': '!' })).toEqual([
    expect.stringContaining('route-id: invalid value "!": must be an ID')
  ])
})

test('native/ has no export', async () => {
  expect(await problemsOfNative({ ...GOOD_SERVICE, mode: 'export' })).toEqual([
    'mode: invalid value "export": must be apply, plan or validate'
  ])
})

test('validate requires neither credentials nor region, and finds every problem', async () => {
  const { 'access-key-id': _id, 'access-key-secret': _secret, 'region-id': _region, ...bare } = GOOD_SERVICE
  expect((await readNative({ ...bare, mode: 'validate' })).targets).toHaveLength(1)
  const found = await problemsOfNative({
    mode: 'validate',
    'route-id': '!',
    'route-backend': '{"serviceId":""}',
    'weight-steps': '10',
    'max-apis': 'x'
  })
  expect(found.map(line => line.replace(/: .*/, '')).sort()).toEqual([
    'http-api-id',
    'max-apis',
    'route-backend',
    'route-id',
    'weight-steps'
  ])
})

test('an approval requires mode: apply, and one line is enough for one target', async () => {
  const fingerprint = `fp1:${'0'.repeat(64)}`
  expect((await readNative({ ...GOOD_SERVICE, 'approved-plan': fingerprint })).approvals).toMatchObject({
    kind: 'single'
  })
  expect(await problemsOfNative({ ...GOOD_SERVICE, mode: 'plan', 'approved-plan': fingerprint })).toEqual([
    expect.stringContaining('approved-plan: cannot be set with mode: plan')
  ])
})

test('the root action refuses inputs of native/, and names native/', async () => {
  expect(await problems(GOOD_SERVICE)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^service-id: is not an input of this action. It is an input of native\/, .*manifest/
      ),
      expect.stringMatching(/^addresses: is not an input of this action. It is an input of native\//)
    ])
  )
})
