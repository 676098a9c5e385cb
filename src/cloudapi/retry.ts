import type { Clock } from '../runtime/clock.ts'
import { formatDuration } from '../runtime/clock.ts'
import { entryOfCall } from '../errors/catalogue.ts'
import { CallError, transportCode } from './call-error.ts'
import { BUDGET_SPENT } from './retry-budget.ts'
import type { RetryBudget } from './retry-budget.ts'

const BASE_DELAY_MS = 200
const MAX_DELAY_MS = 5_000
const BUSY_BASE_DELAY_MS = 500
const MAX_BUSY_DELAY_MS = 10_000
/** How long a busy cloud is asked again, apart from the tries that faults may take. */
export const BUSY_BUDGET_MS = 120_000

export interface RetryOptions {
  readonly maxAttempts: number
  /** One try, whatever the failure. */
  readonly once: boolean
  readonly clock: Clock
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  readonly signal?: AbortSignal | undefined
  /** Which failures, other than a busy cloud, may be tried again. */
  readonly retryable: (error: CallError) => boolean
  /** Told of each try that failed and is followed by another. */
  readonly onRetry: (line: string) => void
}

/**
 * Tries a call again with exponential backoff and full jitter, as long as the step's budget lasts. The
 * last failure is thrown as it is. A busy cloud (throttling, a lock) is asked again for two minutes without using up tries.
 */
export async function withRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { budget, clock, maxAttempts } = options
  let failures = 0
  let busy = 0
  let busySince: number | undefined
  for (;;) {
    try {
      const result = await attempt()
      budget.succeeded(failures > 0)
      return result
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (options.once || error.transport === 'aborted') throw error
      let delayMs: number
      let count: string
      if (error.fault === 'busy') {
        busySince ??= clock.now()
        busy += 1
        delayMs = busyDelay(busy, error.retryAfterMs, clock.random())
        if (clock.now() + delayMs - busySince > BUSY_BUDGET_MS) throw error
        count = `busy, for ${formatDuration(clock.now() - busySince)}`
      } else {
        failures += 1
        if (failures >= maxAttempts || !options.retryable(error)) throw error
        if (!budget.take()) throw error.with(BUDGET_SPENT)
        delayMs = faultDelay(failures, clock.random())
        count = `try ${failures} of ${maxAttempts}`
      }
      options.onRetry(`${error.message} (${count}); again in ${formatDuration(delayMs)}`)
      await clock.sleep(delayMs, options.signal)
      // stopped meanwhile: the failure that was there is as good an end as any
      if (options.signal?.aborted === true) throw error
    }
  }
}

/** How long to wait before a busy cloud is asked for the nth time again: not before its own hint. */
export function busyDelay(times: number, retryAfterMs: number | undefined, random: number): number {
  return Math.max(retryAfterMs ?? 0, backoff(times, BUSY_BASE_DELAY_MS, MAX_BUSY_DELAY_MS, random))
}

/** How long to wait after the nth failure. */
export function faultDelay(failures: number, random: number): number {
  return backoff(failures, BASE_DELAY_MS, MAX_DELAY_MS, random)
}

function backoff(failures: number, baseMs: number, maxMs: number, random: number): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(failures, 16)) * random
}

/** Reads do no harm: anything that may be better the next time is tried again. */
export function isRetryableRead(error: CallError): boolean {
  switch (error.fault) {
    case 'busy':
    case 'server':
    case 'malformed':
      return true
    case 'transport':
      return error.transport === undefined || isRetried(transportCode(error.transport))
    case 'client':
      return isRetried(error.code)
    case 'denied':
    case 'credentials':
      return false
  }
}

function isRetried(code: string): boolean {
  return entryOfCall(code)?.retry === 'itself'
}

/** A write is tried again only where it surely did not arrive. */
export function isRetryableWrite(error: CallError): boolean {
  return error.fault === 'transport' && !error.ambiguous && isRetryableRead(error)
}
