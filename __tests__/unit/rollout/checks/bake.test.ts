import { expect, test } from '@jest/globals'
import { bakeCheck } from '../../../../src/rollout/checks/bake.ts'
import type { BakeOptions } from '../../../../src/rollout/checks/bake.ts'
import { TransportError } from '../../../../src/runtime/transport-error.ts'
import { planOf } from '../../report/outcomes.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

/** A status; `none` for a request that times out. */
type Answer = number | 'none'

/** Bakes one URL that returns these responses in order and repeats the last one. */
async function baked(answers: readonly Answer[], bakeMs: number, options: Partial<BakeOptions> = {}) {
  const clock = new FakeClock()
  const log = createMemoryLog()
  const startedAt = clock.time
  const askedAt: number[] = []
  const check = bakeCheck([new URL('http://shop.example/a')], bakeMs, {
    exchange: ({ timeoutMs }) => {
      const answer = answers[Math.min(askedAt.length, answers.length - 1)] ?? 'none'
      askedAt.push((clock.time - startedAt) / 1_000)
      if (answer === 'none') clock.time += timeoutMs
      return answer === 'none'
        ? Promise.reject(new TransportError('timeout', 'no complete answer', true))
        : Promise.resolve({ status: answer, headers: {}, body: '' })
    },
    clock,
    log,
    stageName: 'RELEASE',
    headers: {},
    status: [{ from: 200, to: 299 }],
    contains: '',
    requestTimeoutMs: 10_000,
    userAgent: 'test',
    scrub: text => text,
    ...options
  })
  const [result] = await check.run(planOf())
  return { result, askedAt, lines: log.of('info') }
}

test.each([
  [20_000, [5, 10, 15, 20]],
  [12_000, [5, 10, 12]],
  // shorter than the pause: once, at the end
  [2_000, [2]]
])('a bake time of %d ms: requests every five seconds, and at its end', async (bakeMs, times) => {
  const { result, askedAt } = await baked([200], bakeMs)
  expect(askedAt).toEqual(times)
  expect(result).toMatchObject({ name: 'bake', passed: true, attempts: times.length, detail: 'HTTP 200' })
})

test.each([
  ['in total, if all failures count', true, false],
  ['unless only consecutive failures count', false, true]
])(
  'if the old version responds in between, three failures fail the bake %s',
  async (_, countsAll, passed) => {
    const { result } = await baked([200, 500, 200, 500, 200, 500, 200, 200], 35_000, { countsAll })
    expect(result?.passed).toBe(passed)
    if (!passed) expect(result?.requirement).toMatch(/^3 failures in total, 30s into/)
  }
)

test('three consecutive failures fail the bake, and the result has their time', async () => {
  const { result, askedAt } = await baked([200, 500, 500, 200, 500, 500, 503, 200], 600_000)
  expect(askedAt).toHaveLength(7)
  expect(result).toMatchObject({
    passed: false,
    attempts: 7,
    detail: 'HTTP 503',
    requirement: '3 consecutive failures, 35s into the bake time of 10m00s'
  })
})

test('two consecutive failures are reported and tolerated', async () => {
  const { result, lines } = await baked([200, 500, 500, 200], 20_000)
  expect(result).toMatchObject({ passed: true, detail: 'HTTP 200; 2 of 4 requests failed' })
  expect(lines).toContain('bake http://shop.example/a: HTTP 500, failure 2 of 3 (15s)')
  expect(lines.at(-1)).toBe(
    'bake passed: http://shop.example/a: HTTP 200; 2 of 4 requests failed (4 requests, 20s)'
  )
})

test.each([
  ['fails', [200, 500], 10_000, { passed: false, attempts: 4 }, [5, 10, 15, 20]],
  ['passes', [200, 500, 200], 10_000, { passed: true, attempts: 3 }, [5, 10, 15]]
] as const)(
  'continues after a failure at the end of the bake time until the URL %s',
  async (_, answers, bakeMs, expected, times) => {
    const { result, askedAt } = await baked(answers, bakeMs)
    expect(result).toMatchObject(expected)
    expect(askedAt).toEqual(times)
  }
)

test('a hanging service takes three requests at most', async () => {
  const { result, askedAt } = await baked(['none'], 600_000)
  expect(askedAt).toEqual([5, 15, 25])
  expect(result).toMatchObject({ passed: false, detail: 'no complete answer' })
})

test('logs at least one line a minute, with the elapsed time', async () => {
  const { lines } = await baked([200], 300_000)
  const times = lines.filter(line => line.includes(' of 5m00s; http://shop.example/a: HTTP 200'))
  expect(times).toHaveLength(6)
  expect(times[0]).toBe('bake: 50s of 5m00s; http://shop.example/a: HTTP 200')
})

test('if one of two URLs fails, the other stops without a result', async () => {
  const clock = new FakeClock()
  const asked: string[] = []
  const check = bakeCheck([new URL('http://a/'), new URL('http://b/')], 600_000, {
    exchange: ({ url }) => {
      asked.push(url.host)
      return Promise.resolve({ status: url.host === 'b' ? 500 : 200, headers: {}, body: '' })
    },
    clock,
    log: createMemoryLog(),
    stageName: undefined,
    headers: {},
    status: [{ from: 200, to: 299 }],
    contains: '',
    requestTimeoutMs: 10_000,
    userAgent: 'test',
    scrub: text => text
  })
  const results = await check.run(planOf())
  expect(results).toMatchObject([{ subject: 'http://b/', passed: false }])
  expect(asked.filter(host => host === 'a').length).toBeLessThan(6)
})

test('claims no passed check after a signal', async () => {
  const stop = new AbortController()
  const { result } = await baked([200], 60_000, {
    signal: stop.signal,
    exchange: () => {
      stop.abort()
      return Promise.resolve({ status: 200, headers: {}, body: '' })
    }
  })
  expect(result).toMatchObject({ passed: false, detail: 'stopped by a signal' })
})

test('without a bake time, nothing is checked', () => {
  expect(bakeCheck([new URL('http://a/')], 0, {} as BakeOptions).count).toBe(0)
})
