import { entryOfCall } from '../errors/catalogue.ts'
import { createDeadline, formatDuration } from '../runtime/clock.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { CallError, transportCode } from './call-error.ts'
import type { CallOptions } from './types.ts'

const BASE_DELAY_MS = 200
const MAX_DELAY_MS = 5_000
const BUSY_BASE_DELAY_MS = 500
const MAX_BUSY_DELAY_MS = 10_000
/** How long a busy cloud is asked again, apart from the attempts that faults may take. */
const BUSY_BUDGET_MS = 120_000

export interface RetryPolicyOptions {
  readonly maxAttempts: number
  readonly clock: Clock
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  readonly deadline: Deadline
  /** As many attempts as the deadline allows, whatever `maxAttempts` and the budget say. */
  readonly untilDeadline: boolean
  /** Which failures, other than a busy cloud, may be tried again. */
  readonly retryable: (error: CallError) => boolean
}

/** What follows a failed attempt: another one after a delay, or the end with an error. */
export type RetryDecision =
  | {
      readonly retry: true
      readonly delayMs: number
      /** Which attempt failed, for the log. */
      readonly count: string
    }
  | { readonly retry: false; readonly error: CallError }

/** Decides about one call, failure by failure. */
export interface RetryPolicy {
  next(error: CallError): RetryDecision
  succeeded(): void
}

/**
 * The one retry policy: exponential backoff with full jitter, as long as the attempts, the step's budget and the deadline last. A
 * busy cloud (throttling, a lock) is asked again for two minutes without using up attempts.
 */
export function createRetryPolicy(options: RetryPolicyOptions): RetryPolicy {
  const { budget, clock, deadline, maxAttempts, untilDeadline } = options
  let failures = 0
  let busy = 0
  let busySince: number | undefined
  const stop = (error: CallError): RetryDecision => ({ retry: false, error })
  return {
    next(error) {
      if (error.transport === 'aborted' || deadline.isOver()) return stop(error)
      if (error.fault === 'busy') {
        const now = clock.now()
        busySince ??= now
        busy += 1
        const delayMs = busyDelay(busy, error.retryAfterMs, clock.random())
        const isTooLong = !untilDeadline && now + delayMs - busySince > BUSY_BUDGET_MS
        if (isTooLong || delayMs >= deadline.leftMs()) return stop(error)
        return { retry: true, delayMs, count: `busy, for ${formatDuration(now - busySince)}` }
      }
      failures += 1
      if (!options.retryable(error)) return stop(error)
      if (!untilDeadline) {
        if (failures >= maxAttempts) return stop(error)
        if (!budget.take()) return stop(error.as({ message: `${error.message}; ${BUDGET_SPENT}` }))
      }
      const delayMs = backoff(failures, BASE_DELAY_MS, MAX_DELAY_MS, clock.random())
      if (delayMs >= deadline.leftMs()) return stop(error)
      return {
        retry: true,
        delayMs,
        count: untilDeadline ? `attempt ${failures}` : `attempt ${failures} of ${maxAttempts}`
      }
    },
    succeeded: () => budget.succeeded(failures > 0)
  }
}

export interface RetryOptions
  extends Pick<RetryPolicyOptions, 'maxAttempts' | 'clock' | 'budget'>, CallOptions {
  /** A read's when not set. */
  readonly retryable?: RetryPolicyOptions['retryable']
  /** Told of each attempt that failed and is followed by another. */
  readonly log: Pick<Log, 'info'>
}

/** Tries a call again as the policy says. The last failure is thrown as it is. */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  { once = false, untilDeadline = false, retryable = isRetryableRead, log, ...options }: RetryOptions
): Promise<T> {
  const deadline = options.deadline ?? createDeadline(options.clock, Infinity)
  const policy = createRetryPolicy({ ...options, deadline, untilDeadline, retryable })
  for (;;) {
    try {
      const result = await attempt()
      policy.succeeded()
      return result
    } catch (error) {
      if (!(error instanceof CallError) || once) throw error
      const decision = policy.next(error)
      if (!decision.retry) throw decision.error
      log.info(`${error.message} (${decision.count}); again in ${formatDuration(decision.delayMs)}`)
      await deadline.sleep(decision.delayMs)
      // stopped meanwhile: the failure that was there is as good an end as any
      if (deadline.isStopped()) throw error
    }
  }
}

/** How long to wait before a busy cloud is asked for the nth time again: not before its own hint. */
export function busyDelay(times: number, retryAfterMs: number | undefined, random: number): number {
  return Math.max(retryAfterMs ?? 0, backoff(times, BUSY_BASE_DELAY_MS, MAX_BUSY_DELAY_MS, random))
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

/**
 * How many tries beyond the first the calls of one step may take together, apart from those that a busy
 * cloud asks for. One call that fails for a while gets all of its tries; in an outage, where every
 * call fails, the step sends this many requests more than without retries, whatever the number of its
 * targets, and no more. It is the retry quota of the AWS SDKs: a try takes one, a good answer gives back
 * the last one that it took, or a part of one where it took none.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export interface RetryBudget {
  /** Takes one try. @returns false when none is left, and then it is not to be made */
  take(): boolean
  /** Told of every good answer. */
  succeeded(afterRetry: boolean): void
}

/** As many as one call may take at most (max-attempts), and a little more. */
const RETRIES = 20
/** So many good first tries give one try back. */
const GOOD_FOR_ONE = 10

export function createRetryBudget(retries = RETRIES): RetryBudget {
  const all = retries * GOOD_FOR_ONE
  let left = all
  return {
    take() {
      if (left < GOOD_FOR_ONE) return false
      left -= GOOD_FOR_ONE
      return true
    },
    succeeded(afterRetry) {
      left = Math.min(all, left + (afterRetry ? GOOD_FOR_ONE : 1))
    }
  }
}

/** What is said of a failure that is not tried again for this reason. */
export const BUDGET_SPENT =
  'not tried again, because too many calls of this step have failed: its retries are used up'
