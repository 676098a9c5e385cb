import { afterEach, describe, expect, test } from '@jest/globals'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { exchange } from '../../emulator/exchange.ts'
import { Faults } from '../../emulator/faults.ts'
import type { Fault } from '../../emulator/faults.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { expectCheaper } from '../support/cpu-time.ts'
import { call, newCloud, ORDERS, shopSeed } from './support.ts'

const WRITE = {
  BackendId: ORDERS,
  StageName: 'RELEASE',
  BackendModelData: '{"ServiceAddress":"http://127.0.0.1:4"}'
}
const OLD = 'http://127.0.0.1:3'
const NEW = 'http://127.0.0.1:4'

describe('in process', () => {
  function strike(fault: Fault) {
    const { cloud } = newCloud()
    const result = exchange(cloud, new Faults([fault]), {
      action: 'ModifyBackendModel',
      params: WRITE,
      host: 'h:1'
    })
    return { ...result, live: cloud.definition(ORDERS, 'RELEASE')?.['ServiceAddress'], cloud }
  }

  test.each<[Fault, object]>([
    [
      { kind: 'latency', ms: 50 },
      { delayMs: 50, status: 200, live: NEW, committed: true }
    ],
    [{ kind: 'hang-before-commit' }, { delivery: { kind: 'hang' }, live: OLD, committed: false }],
    [{ kind: 'hang-after-commit' }, { delivery: { kind: 'hang' }, live: NEW, committed: true }],
    [{ kind: 'reset-before-commit' }, { delivery: { kind: 'reset' }, live: OLD, committed: false }],
    [{ kind: 'reset-after-commit' }, { delivery: { kind: 'reset' }, live: NEW, committed: true }],
    [
      { kind: 'error-before-commit', status: 502, body: 'html' },
      { status: 502, contentType: 'text/html', live: OLD }
    ],
    [
      { kind: 'error-before-commit', body: 'empty' },
      { status: 503, body: '', live: OLD }
    ],
    [
      { kind: 'error-after-commit' },
      {
        status: 503,
        live: NEW,
        committed: true,
        body: expect.stringContaining('"Code":"ServiceUnavailable"')
      }
    ],
    [
      { kind: 'throttling' },
      { status: 400, live: OLD, body: expect.stringContaining('"Code":"Throttling.User"') }
    ],
    [
      { kind: 'custom', status: 418, code: 'Tea', message: 'pot' },
      { status: 418, live: OLD, body: expect.stringMatching(/"HostId":"h:1","Code":"Tea","Message":"pot"/) }
    ],
    [{ kind: 'truncated-json' }, { status: 200, live: NEW, body: expect.not.stringContaining('}') }],
    [{ kind: 'empty-object' }, { status: 200, live: NEW, body: '{}' }],
    [{ kind: 'slow-drip' }, { delivery: { kind: 'drip', ms: 100, bytes: 1 }, live: NEW }],
    [{ kind: 'endless-body' }, { delivery: { kind: 'endless' }, live: NEW }],
    [{ kind: 'keeps-old-value' }, { status: 200, live: OLD, committed: true }],
    [
      { kind: 'another-writer', definition: { ServiceAddress: 'x' } },
      { status: 200, live: NEW }
    ]
  ])('%j', (fault, expected) => {
    expect(strike(fault)).toMatchObject(expected)
  })

  test('another-writer writes right before the call, with its own batch', () => {
    const { cloud } = strike({
      kind: 'another-writer',
      definition: { ServiceAddress: 'x' },
      description: 'theirs'
    })
    expect(cloud.writes().map(({ by, definition }) => [by, definition['ServiceAddress']])).toEqual([
      ['another-writer', 'x'],
      ['root', NEW]
    ])
    expect(cloud.tasks()).toHaveLength(2)
  })

  test('another-writer writes before a read, to a specified stage', () => {
    const { cloud } = newCloud()
    const faults = new Faults([
      { kind: 'another-writer', action: 'DescribeBackendInfo', nth: 2, stage: 'TEST', definition: { A: 1 } }
    ])
    const read = () =>
      exchange(cloud, faults, { action: 'DescribeBackendInfo', params: { BackendId: ORDERS } })
    read()
    expect(cloud.definition(ORDERS, 'TEST')).toEqual({ ServiceAddress: 'http://127.0.0.1:1' })
    read()
    expect(cloud.definition(ORDERS, 'TEST')).toEqual({ A: 1 })
  })

  test('another-writer fails without a definition to write', () => {
    const { cloud } = newCloud()
    const faults = new Faults([{ kind: 'another-writer', definition: {} }])
    const read = () =>
      exchange(cloud, faults, { action: 'DescribeBackendInfo', params: { BackendId: ORDERS } })
    expect(read).toThrow('no definition of backend')
  })

  test('adds-defaults adds omitted keys', () => {
    const { cloud } = strike({ kind: 'adds-defaults', defaults: { ServiceTimeout: 9, ServiceAddress: 'no' } })
    expect(cloud.definition(ORDERS, 'RELEASE')).toEqual({ ServiceTimeout: 9, ServiceAddress: NEW })
  })

  test('selects calls by action, parameters, nth and times', () => {
    const strikes = (fault: Fault, calls: [string, Record<string, string>][]) => {
      const faults = new Faults([fault])
      return calls.map(([action, params]) => faults.match(action, params).length).join('')
    }
    const five: [string, Record<string, string>][] = Array.from({ length: 5 }, () => ['A', {}])
    expect(strikes({ kind: 'throttling' }, five)).toBe('10000')
    expect(strikes({ kind: 'throttling', nth: 3 }, five)).toBe('00100')
    expect(strikes({ kind: 'throttling', nth: 2, times: 2 }, five)).toBe('01100')
    expect(strikes({ kind: 'throttling', nth: 2, times: 'every' }, five)).toBe('01111')
    expect(
      strikes({ kind: 'throttling', action: 'B' }, [
        ['A', {}],
        ['B', {}]
      ])
    ).toBe('01')
    expect(
      strikes({ kind: 'throttling', where: { S: 'x' } }, [
        ['A', {}],
        ['A', { S: 'x' }]
      ])
    ).toBe('01')
  })

  test('combines faults, and removes them', () => {
    const { cloud } = newCloud()
    const faults = new Faults([
      { kind: 'latency', ms: 1 },
      { kind: 'latency', ms: 2 },
      { kind: 'throttling' }
    ])
    expect(exchange(cloud, faults, { action: 'ModifyBackendModel', params: WRITE })).toMatchObject({
      delayMs: 3,
      status: 400
    })
    faults.add({ kind: 'throttling' })
    faults.clear()
    expect(exchange(cloud, faults, { action: 'ModifyBackendModel', params: WRITE })).toMatchObject({
      delayMs: 0,
      status: 200
    })
  })

  test('creates a thousand clouds with their faults faster than it reads a seed twenty times', async () => {
    const { cloud: model } = newCloud()
    const play = () => {
      for (let run = 0; run < 1000; run++) {
        const cloud = new Cloud({ seed: model.seed, clock: { now: () => 0 } })
        const faults = new Faults([{ kind: 'stuck-batch' }])
        exchange(cloud, faults, { action: 'ModifyBackendModel', params: WRITE })
      }
    }
    const read = () => {
      for (let count = 0; count < 20; count++) parseSeed(shopSeed())
    }
    await expectCheaper(play, read)
  })
})

describe('over a socket', () => {
  let emulator: Emulator
  const start = async (...faults: Fault[]) => {
    emulator = await startEmulator({ seed: shopSeed() })
    emulator.faults.add(...faults)
  }
  const write = (signal?: AbortSignal) => call(emulator, 'ModifyBackendModel', WRITE, signal)
  const live = () => emulator.cloud.definition(ORDERS, 'RELEASE')?.['ServiceAddress']
  afterEach(() => emulator.close())

  test('latency delays the response', async () => {
    await start({ kind: 'latency', ms: 60, nth: 2 })
    expect((await write()).status).toBe(200)
    const started = performance.now()
    expect((await write()).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(55)
    expect(emulator.requests).toMatchObject([
      {
        action: 'ModifyBackendModel',
        url: '/',
        method: 'POST',
        params: WRITE,
        status: 200,
        respondedAt: expect.any(Number)
      },
      { status: 200 }
    ])
  })

  test.each(['reset-before-commit', 'reset-after-commit'] as const)(
    '%s breaks the connection',
    async kind => {
      await start({ kind })
      await expect(write()).rejects.toMatchObject({ code: 'ECONNRESET' })
      expect(live()).toBe(kind === 'reset-after-commit' ? NEW : OLD)
      expect(emulator.requests[0]).toMatchObject({ status: undefined, respondedAt: undefined })
    }
  )

  test.each(['hang-before-commit', 'hang-after-commit'] as const)(
    '%s: no response until the client disconnects',
    async kind => {
      await start({ kind })
      const patience = new AbortController()
      const arrived = emulator.nextRequest('ModifyBackendModel')
      const response = write(patience.signal)
      await arrived
      patience.abort()
      await expect(response).rejects.toMatchObject({ name: 'AbortError' })
      expect(live()).toBe(kind === 'hang-after-commit' ? NEW : OLD)
    }
  )

  test('close() aborts hanging, slow and delayed calls', async () => {
    await start(
      { kind: 'hang-before-commit' },
      { kind: 'latency', ms: 60_000, nth: 2 },
      { kind: 'slow-drip', nth: 3, ms: 60_000 }
    )
    const responses = []
    for (let count = 0; count < 3; count++) {
      const arrived = emulator.nextRequest('ModifyBackendModel')
      responses.push(write().catch(() => 'broken'))
      await arrived
    }
    await emulator.close()
    expect(await Promise.all(responses)).toEqual(['broken', 'broken', 'broken'])
  })

  test('slow-drip delivers the complete response', async () => {
    await start({ kind: 'slow-drip', ms: 1, bytes: 20 })
    expect(JSON.parse((await write()).text)).toHaveProperty('OperationId')
  })

  test('endless-body never ends', async () => {
    await start({ kind: 'endless-body' })
    const enough = new AbortController()
    let bytes = 0
    const response = call(emulator, 'ModifyBackendModel', WRITE, enough.signal, chunk => {
      bytes += chunk.length
      if (bytes > 1_000_000) enough.abort()
    })
    await expect(response).rejects.toMatchObject({ code: 'ABORT_ERR' })
    expect(bytes).toBeGreaterThan(1_000_000)
  })

  test('sends HTML, truncated JSON and an empty object', async () => {
    await start(
      { kind: 'error-before-commit', status: 502, body: 'html' },
      { kind: 'truncated-json', nth: 2 },
      { kind: 'empty-object', nth: 3 }
    )
    const html = await write()
    expect([html.status, html.headers['content-type'], html.text.slice(0, 6)]).toEqual([
      502,
      'text/html',
      '<html>'
    ])
    const half = await write()
    expect(() => JSON.parse(half.text) as unknown).toThrow(SyntaxError)
    expect((await write()).text).toBe('{}')
  })
})
