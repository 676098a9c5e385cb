import { expect, test } from '@jest/globals'
import { requestUntilPassed } from '../../../../src/rollout/checks/probe.ts'
import type { UntilPassedOptions } from '../../../../src/rollout/checks/probe.ts'
import { TransportError } from '../../../../src/runtime/transport-error.ts'
import { VirtualTime, clockOf } from '../../../simulation/virtual-time.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

/** A status, or a request that times out. */
type Answer = number | 'none'

/** Probes a URL that returns these responses in order and repeats the last one. */
async function probed(
  answers: readonly Answer[],
  options: Partial<UntilPassedOptions> & { tookMs?: number } = {}
) {
  const { tookMs = 600, ...rest } = options
  const clock = new FakeClock()
  const log = createMemoryLog()
  let count = 0
  const [result] = await requestUntilPassed('probe', [new URL('http://shop.example/a')], {
    exchange: ({ timeoutMs }) => {
      const answer = answers[Math.min(count++, answers.length - 1)] ?? 'none'
      clock.time += answer === 'none' ? timeoutMs : tookMs
      return answer === 'none'
        ? Promise.reject(new TransportError('timeout', `no complete answer within ${timeoutMs} ms`, true))
        : Promise.resolve({ status: answer, headers: {}, body: '' })
    },
    clock,
    log,
    stageName: 'RELEASE',
    headers: {},
    status: [{ from: 200, to: 299 }],
    contains: '',
    timeoutMs: 2_000,
    requestTimeoutMs: 1_000,
    userAgent: 'test',
    scrub: text => text,
    ...rest
  })
  return { result, lines: log.of('info') }
}

test('passes after three consecutive successes, and starts over after a failure', async () => {
  const { result, lines } = await probed([200, 200, 500, 200], { timeoutMs: 60_000 })
  expect(result).toMatchObject({ passed: true, attempts: 6, detail: 'HTTP 200' })
  expect(lines.at(-1)).toMatch(
    /^probe passed: http:\/\/shop\.example\/a: HTTP 200 \(3 consecutive successes, 5\.\ds\)$/
  )
})

test('reports the last response, not the attempt that was interrupted by the time limit', async () => {
  // 2 s: 0.6 for the response, 1 for the pause
  expect((await probed([503, 'none'])).result).toMatchObject({
    passed: false,
    detail: 'HTTP 503',
    attempts: 2,
    requirement: '3 consecutive successes required'
  })
})

test('reports a last response that was a success, with the number of successes', async () => {
  // 0.6 and 0.25, twice; 0.3 are left
  expect((await probed([200, 200, 'none'])).result).toMatchObject({
    passed: false,
    detail: 'HTTP 200',
    attempts: 3,
    requirement: '3 consecutive successes required, 2 reached within 2.0s (probe-timeout)'
  })
})

test('reports that nothing ever responded', async () => {
  expect((await probed(['none'])).result).toMatchObject({
    detail: 'no complete answer within 1000 ms',
    attempts: 1
  })
})

test('a late response within the request time-out counts as the last one', async () => {
  const { result } = await probed([503, 'none'], { timeoutMs: 3_000 })
  expect(result).toMatchObject({ detail: 'no complete answer within 1000 ms', attempts: 2 })
})

test('logs a line when the response changes, and at least one a minute with the elapsed time', async () => {
  const { lines } = await probed([...Array<number>(200).fill(503), 502], { timeoutMs: 400_000, tookMs: 0 })
  const changes = lines.filter(line => line.startsWith('probe http://shop.example/a: '))
  expect(changes).toEqual([
    'probe http://shop.example/a: HTTP 503 (0ms)',
    'probe http://shop.example/a: HTTP 502 (3m20s)'
  ])
  const others = lines.filter(line => !changes.includes(line))
  expect(others[0]).toBe('probe: 45s of 6m40s; http://shop.example/a: HTTP 503')
  expect(others).toHaveLength(8)
})

test('logs at least one line a minute while requests hang', async () => {
  const time = new VirtualTime()
  const clock = clockOf(time, () => true, 1)
  const startedAt = clock.now()
  const loggedAt: number[] = []
  const lines: string[] = []
  let isOver = false
  const requested = requestUntilPassed(
    'preflight',
    [new URL('http://shop.example/a'), new URL('http://shop.example/b')],
    {
      exchange: async ({ url, timeoutMs }) => {
        if (url.pathname === '/a' && lines.length === 0) return { status: 503, headers: {}, body: '' }
        await clock.sleep(timeoutMs)
        throw new TransportError('timeout', 'no complete answer', true)
      },
      clock,
      log: {
        ...createMemoryLog(),
        info: line => {
          lines.push(line)
          loggedAt.push(clock.now() - startedAt)
        }
      },
      stageName: undefined,
      headers: {},
      status: [{ from: 200, to: 299 }],
      contains: '',
      timeoutMs: 300_000,
      requestTimeoutMs: 150_000,
      userAgent: 'test',
      scrub: text => text
    }
  ).finally(() => (isOver = true))
  await time.passUntil(() => isOver)
  await requested
  const times = [0, ...loggedAt, clock.now() - startedAt]
  expect(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeLessThan(60_000)
  expect(lines).toContain(
    'preflight: 59s of 5m00s; http://shop.example/a: HTTP 503; http://shop.example/b: no response yet'
  )
})
