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

/** Runs the failures one after the other, then succeeds. */
async function play(
  failures: readonly CallError[],
  options: {
    maxAttempts?: number
    once?: boolean
    budget?: RetryBudget
    retryable?: (error: CallError) => boolean
  } = {}
): Promise<{ tries: number; clock: FakeClock; lines: string[]; error?: unknown }> {
  const clock = new FakeClock()
  const lines: string[] = []
  let tries = 0
  const result = { clock, lines }
  try {
    await withRetry(
      () => {
        const failure = failures[tries++]
        return failure === undefined ? Promise.resolve('good') : Promise.reject(failure)
      },
      {
        maxAttempts: 5,
        clock,
        budget: createRetryBudget(),
        log: { info: line => lines.push(line) },
        ...options
      }
    )
    return { ...result, tries }
  } catch (error) {
    return { ...result, tries, error }
  }
}

test('reads are tried again, with growing delays, a line each', async () => {
  const { tries, clock, lines } = await play([
    fault('server'),
    fault('malformed'),
    fault('transport', { transport: 'reset' })
  ])
  expect(tries).toBe(4)
  expect(clock.slept).toEqual([200, 400, 800])
  expect(lines).toEqual([
    expect.stringContaining('attempt 1 of 5'),
    expect.stringContaining('attempt 2 of 5'),
    expect.stringContaining('attempt 3 of 5')
  ])
})

test('the last failure is thrown as it is', async () => {
  const failures = [1, 2, 3, 4, 5].map(() => fault('server'))
  const { tries, error } = await play(failures)
  expect(tries).toBe(5)
  expect(error).toBe(failures[4])
})

test.each(['client', 'denied'] as const)('%s errors are not tried again', async kind => {
  expect((await play([fault(kind)])).tries).toBe(1)
})

test('a busy cloud is asked for two minutes without using up tries', async () => {
  const { tries, clock, error } = await play(
    Array.from({ length: 1000 }, () => fault('busy')),
    { maxAttempts: 1 }
  )
  expect(tries).toBeGreaterThan(20)
  expect(error).toMatchObject({ fault: 'busy' })
  const waited = clock.slept.reduce((sum, ms) => sum + ms, 0)
  expect(waited).toBeGreaterThan(105_000)
  expect(waited).toBeLessThanOrEqual(120_000)
})

test('a hint of the cloud is taken', async () => {
  expect((await play([fault('busy', { retryAfterMs: 7000 })])).clock.slept).toEqual([7000])
})

test('once means once', async () => {
  expect((await play([fault('busy')], { once: true })).tries).toBe(1)
  expect((await play([fault('server')], { once: true })).tries).toBe(1)
})

test('a write is tried again only where it surely did not arrive', async () => {
  const write = { retryable: isRetryableWrite }
  expect((await play([fault('transport', { transport: 'refused' })], write)).tries).toBe(2)
  expect((await play([fault('busy')], write)).tries).toBe(2)
  expect((await play([fault('transport', { transport: 'reset', ambiguous: true })], write)).tries).toBe(1)
  expect((await play([fault('server', { ambiguous: true })], write)).tries).toBe(1)
  expect((await play([fault('malformed', { ambiguous: true })], write)).tries).toBe(1)
})

test.each(['tls', 'proxy-auth', 'proxy-denied', 'refused-address', 'invalid', 'aborted'] as const)(
  '%s does not get better',
  async transport => {
    expect((await play([fault('transport', { transport })])).tries).toBe(1)
  }
)

describe('the budget of a step', () => {
  const failing = (count: number): CallError[] => Array.from({ length: count }, () => fault('server'))

  test('a call gets all of its tries from a budget that nobody has used', async () => {
    expect((await play(failing(19), { maxAttempts: 20, budget: createRetryBudget() })).tries).toBe(20)
  })

  test('in an outage the calls of a step share it, and the error says so', async () => {
    const budget = createRetryBudget(20)
    const ends = []
    for (let call = 1; call <= 100; call++) ends.push(await play(failing(5), { budget }))
    expect(ends.reduce((sum, { tries }) => sum + tries, 0)).toBe(100 + 20)
    expect(ends[4]?.error).toMatchObject({ message: 'server' })
    expect(ends[5]).toMatchObject({
      tries: 1,
      lines: [],
      error: { fault: 'server', code: 'server', message: `server; ${BUDGET_SPENT}` }
    })
  })

  test('calls that fail now and then never use it up', async () => {
    const budget = createRetryBudget(20)
    for (let call = 1; call <= 1_000; call++) {
      const { error } = await play(failing(call % 3 === 0 ? 1 : 0), { budget })
      expect(error).toBeUndefined()
    }
  })

  test('good answers give it back, and never more than it had', async () => {
    const budget = createRetryBudget(2)
    await play(failing(5), { budget })
    expect(budget.take()).toBe(false)
    for (let call = 1; call <= 100; call++) await play([], { budget })
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false])
  })

  test('a busy cloud takes nothing of it', async () => {
    const { tries } = await play([fault('busy'), fault('busy'), fault('busy')], {
      budget: createRetryBudget(0)
    })
    expect(tries).toBe(4)
  })

  test('polls and errors that no try can mend take nothing of it', async () => {
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
] as const)('a transport fault %s is worth another try: %s', (transport, again) => {
  expect(isRetryableRead(fault('transport', { transport }))).toBe(again)
})

test('of what the cloud refuses, only a request that arrived twice is sent again', () => {
  const refused = (code: string): CallError =>
    new CallError({ operation: { action: 'X' }, fault: 'client', code, message: 'm', ambiguous: false })
  expect(isRetryableRead(refused('SignatureNonceUsed'))).toBe(true)
  for (const code of ['NotFoundBackend', 'SignatureDoesNotMatch', 'Whatever']) {
    expect(isRetryableRead(refused(code))).toBe(false)
  }
})
