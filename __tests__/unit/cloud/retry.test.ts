import { describe, expect, test } from '@jest/globals'
import { CallError } from '../../../src/cloud/call-error.ts'
import type { CallFault } from '../../../src/cloud/call-error.ts'
import {
  BUDGET_SPENT,
  createRetryBudget,
  isRetryableRead,
  isRetryableWrite,
  withRetry
} from '../../../src/cloud/retry.ts'
import type { RetryBudget } from '../../../src/cloud/retry.ts'
import { createDeadline } from '../../../src/runtime/clock.ts'
import type { Deadline } from '../../../src/runtime/clock.ts'
import { FakeClock } from '../../support/fake-clock.ts'

function fault(kind: CallFault, extra: Partial<ConstructorParameters<typeof CallError>[0]> = {}): CallError {
  return new CallError({
    operation: { action: 'X' },
    fault: kind,
    code: kind,
    message: kind,
    ambiguous: false,
    ...extra
  })
}

/** Fails with each of these errors in order, then succeeds. */
async function play(
  failures: readonly CallError[],
  options: {
    maxAttempts?: number
    once?: boolean
    budget?: RetryBudget
    retryable?: (error: CallError) => boolean
    clock?: FakeClock
    deadline?: Deadline
    untilDeadline?: boolean
  } = {}
): Promise<{ attempts: number; clock: FakeClock; lines: string[]; error?: unknown }> {
  const clock = options.clock ?? new FakeClock()
  const lines: string[] = []
  let attempts = 0
  const result = { clock, lines }
  try {
    await withRetry(
      () => {
        const failure = failures[attempts++]
        return failure === undefined ? Promise.resolve('good') : Promise.reject(failure)
      },
      {
        maxAttempts: 5,
        budget: createRetryBudget(),
        log: { info: line => lines.push(line) },
        ...options,
        clock
      }
    )
    return { ...result, attempts }
  } catch (error) {
    return { ...result, attempts, error }
  }
}

test('retries reads with growing delays and a log line each', async () => {
  const { attempts, clock, lines } = await play([
    fault('server'),
    fault('malformed'),
    fault('transport', { transport: 'reset' })
  ])
  expect(attempts).toBe(4)
  expect(clock.slept).toEqual([200, 400, 800])
  expect(lines).toEqual([
    expect.stringContaining('attempt 1 of 5'),
    expect.stringContaining('attempt 2 of 5'),
    expect.stringContaining('attempt 3 of 5')
  ])
})

test('throws the last failure unchanged', async () => {
  const failures = [1, 2, 3, 4, 5].map(() => fault('server'))
  const { attempts, error } = await play(failures)
  expect(attempts).toBe(5)
  expect(error).toBe(failures[4])
})

test.each(['client', 'denied'] as const)('does not retry %s errors', async kind => {
  expect((await play([fault(kind)])).attempts).toBe(1)
})

test('retries for two minutes while the cloud is busy, without using up attempts', async () => {
  const { attempts, clock, error } = await play(
    Array.from({ length: 1000 }, () => fault('busy')),
    { maxAttempts: 1 }
  )
  expect(attempts).toBeGreaterThan(20)
  expect(error).toMatchObject({ fault: 'busy' })
  const waited = clock.slept.reduce((sum, ms) => sum + ms, 0)
  expect(waited).toBeGreaterThan(105_000)
  expect(waited).toBeLessThanOrEqual(120_000)
})

test.each(['busy', 'server', 'malformed'] as const)('waits as long as the cloud asks: %s', async kind => {
  expect((await play([fault(kind, { retryAfterMs: 7000 })])).clock.slept).toEqual([7000])
})

describe('a page that asks to wait longer than a call may', () => {
  const asking = (ms: number): CallError[] => [1, 2, 3].map(() => fault('server', { retryAfterMs: ms }))

  test('does not hold up the attempts: two minutes in total', async () => {
    expect((await play(asking(120_001))).clock.slept).toEqual([200, 400, 800])
    const { clock, lines } = await play(asking(60_000))
    // a minute of silence looks like a hang
    expect(clock.slept).toEqual([50_000, 10_000, 50_000, 10_000, 800])
    expect(lines).toContainEqual(expect.stringMatching(/: retrying in 10s$/))
  })

  test('does not hold up the attempts before the deadline', async () => {
    const clock = new FakeClock()
    const deadline = createDeadline(clock, 10_000)
    expect((await play(asking(10_000), { clock, deadline, untilDeadline: true })).attempts).toBe(4)
    expect(clock.slept).toEqual([200, 400, 800])
  })
})

test('makes one attempt with once', async () => {
  expect((await play([fault('busy')], { once: true })).attempts).toBe(1)
  expect((await play([fault('server')], { once: true })).attempts).toBe(1)
})

test('retries a write only if it certainly did not arrive', async () => {
  const write = { retryable: isRetryableWrite }
  expect((await play([fault('transport', { transport: 'refused' })], write)).attempts).toBe(2)
  expect((await play([fault('busy')], write)).attempts).toBe(2)
  expect((await play([fault('transport', { transport: 'reset', ambiguous: true })], write)).attempts).toBe(1)
  expect((await play([fault('server', { ambiguous: true })], write)).attempts).toBe(1)
  expect((await play([fault('malformed', { ambiguous: true })], write)).attempts).toBe(1)
})

test.each(['tls', 'proxy-auth', 'proxy-denied', 'refused-address', 'invalid', 'aborted'] as const)(
  'does not retry %s',
  async transport => {
    expect((await play([fault('transport', { transport })])).attempts).toBe(1)
  }
)

describe('the retry budget of a step', () => {
  const failing = (count: number): CallError[] => Array.from({ length: count }, () => fault('server'))

  test('gives a call all of its attempts if it is unused', async () => {
    expect((await play(failing(19), { maxAttempts: 20, budget: createRetryBudget() })).attempts).toBe(20)
  })

  test('is shared by the calls of a step in an outage, and named in the error', async () => {
    const budget = createRetryBudget(20)
    const ends = []
    for (let call = 1; call <= 100; call++) ends.push(await play(failing(5), { budget }))
    expect(ends.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(100 + 20)
    expect(ends[4]?.error).toMatchObject({ message: 'server' })
    expect(ends[5]).toMatchObject({
      attempts: 1,
      lines: [],
      error: { fault: 'server', code: 'server', message: `server; ${BUDGET_SPENT}` }
    })
  })

  test('is not used up by occasional failures', async () => {
    const budget = createRetryBudget(20)
    for (let call = 1; call <= 1_000; call++) {
      const { error } = await play(failing(call % 3 === 0 ? 1 : 0), { budget })
      expect(error).toBeUndefined()
    }
  })

  test('is refilled by successes up to its initial size', async () => {
    const budget = createRetryBudget(2)
    await play(failing(5), { budget })
    expect(budget.take()).toBe(false)
    for (let call = 1; call <= 100; call++) await play([], { budget })
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false])
  })

  test('is not used while the cloud is busy', async () => {
    const { attempts } = await play([fault('busy'), fault('busy'), fault('busy')], {
      budget: createRetryBudget(0)
    })
    expect(attempts).toBe(4)
  })

  test('is not used by polls and by errors that are not retried', async () => {
    const budget = createRetryBudget(1)
    await play(failing(1), { budget, once: true })
    await play([fault('client')], { budget })
    await play(failing(1), { budget, maxAttempts: 1 })
    expect(budget.take()).toBe(true)
  })
})

test.each([
  ['tls', false],
  ['proxy-auth', false],
  ['invalid', false],
  ['refused', true],
  ['timeout', true]
] as const)('a transport fault %s is retried: %s', (transport, again) => {
  expect(isRetryableRead(fault('transport', { transport }))).toBe(again)
})

test('of the client errors, only a request that arrived twice is retried', () => {
  const refused = (code: string): CallError =>
    new CallError({ operation: { action: 'X' }, fault: 'client', code, message: 'm', ambiguous: false })
  expect(isRetryableRead(refused('SignatureNonceUsed'))).toBe(true)
  for (const code of ['NotFoundBackend', 'SignatureDoesNotMatch', 'Whatever']) {
    expect(isRetryableRead(refused(code))).toBe(false)
  }
})
