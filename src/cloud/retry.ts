import { entryOfCall } from '../errors/catalog.ts'
import { createDeadline, formatDuration } from '../runtime/clock.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { CallError, transportCode } from './call-error.ts'
import type { CallOptions } from './operation.ts'

const BASE_DELAY_MS = 200
const MAX_DELAY_MS = 5_000
const BUSY_BASE_DELAY_MS = 500
const MAX_BUSY_DELAY_MS = 10_000
/** How long calls to a busy cloud are retried, in addition to the attempts after other faults. */
const BUSY_BUDGET_MS = 120_000

export interface RetryPolicyOptions {
  readonly maxAttempts: number
  readonly clock: Clock
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  readonly deadline: Deadline
  /** Allows as many attempts as the deadline permits, regardless of `maxAttempts` and the budget. */
  readonly untilDeadline: boolean
  /** Which failures, other than a busy cloud, may be retried. */
  readonly retryable: (error: CallError) => boolean
}

/** What follows a failed attempt: another one after a delay, or an error. */
export type RetryDecision =
  | {
      readonly retry: true
      readonly delayMs: number
      /** Which attempt failed, for the log. */
      readonly count: string
    }
  | { readonly retry: false; readonly error: CallError }

/** Decides about the retries of one call. */
export interface RetryPolicy {
  /** @param limit replaces the deadline of the policy for this decision */
  next(error: CallError, limit?: Deadline): RetryDecision
  succeeded(): void
}

/**
 * The only retry policy: exponential backoff with full jitter, within the attempts, the step's budget and the deadline. Calls to a
 * busy cloud (throttling, a lock) are retried for two minutes without using up attempts.
 */
export function createRetryPolicy(options: RetryPolicyOptions): RetryPolicy {
  const { budget, clock, maxAttempts, untilDeadline } = options
  let failures = 0
  let busy = 0
  let busySince: number | undefined
  /** How long pages have asked this call to wait, in total. */
  let waitedMs = 0
  const stop = (error: CallError): RetryDecision => ({ retry: false, error })
  return {
    next(error, deadline = options.deadline) {
      if (error.transport === 'aborted' || deadline.isOver()) return stop(error)
      if (error.fault === 'busy') {
        const now = clock.now()
        busySince ??= now
        busy += 1
        const delayMs = busyDelay(busy, error.retryAfterMs, clock.random())
        const isTooLong = !untilDeadline && now + delayMs - busySince > BUSY_BUDGET_MS
        if (isTooLong || delayMs >= deadline.leftMs()) return stop(error)
        const most = untilDeadline ? '' : ` of at most ${formatDuration(BUSY_BUDGET_MS)}`
        return { retry: true, delayMs, count: `busy for ${formatDuration(now - busySince)}${most}` }
      }
      failures += 1
      if (!options.retryable(error)) return stop(error)
      if (!untilDeadline) {
        if (failures >= maxAttempts) return stop(error)
        if (!budget.take()) return stop(error.as({ message: `${error.message}; ${BUDGET_SPENT}` }))
      }
      const askedMs = requestedDelay(error)
      const isWaited = waitedMs + askedMs <= BUSY_BUDGET_MS && askedMs < deadline.leftMs()
      const requestedMs = isWaited ? askedMs : 0
      waitedMs += requestedMs
      const delayMs = Math.max(requestedMs, backoff(failures, BASE_DELAY_MS, MAX_DELAY_MS, clock.random()))
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
  /** Defaults to the rule for reads. */
  readonly retryable?: RetryPolicyOptions['retryable']
  /** Gets a line for each failed attempt that is retried. */
  readonly log: Pick<Log, 'info'>
}

/** Retries a call according to the policy. The last failure is thrown unchanged. */
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
      log.info(`${error.message} (${decision.count}); retrying in ${formatDuration(decision.delayMs)}`)
      await sleepUntilNext(decision.delayMs, deadline, leftMs =>
        log.info(`${error.action}: retrying in ${formatDuration(leftMs)}`)
      )
      // stopped meanwhile: report the failure of the last attempt
      if (deadline.isStopped()) throw error
    }
  }
}

/**
 * How long the response of a failed call asks to wait before the next one; 0 if it does not. Any proxy can return a page: its request
 * counts up to two minutes only.
 */
export function requestedDelay({ fault, retryAfterMs = 0 }: CallError): number {
  return fault === 'busy' || retryAfterMs <= BUSY_BUDGET_MS ? retryAfterMs : 0
}

/** How long a wait may log nothing: less than a minute, because the next poll may be 10 s away. */
export const HEARTBEAT_MS = 50_000

/** Sleeps until the next request. A response may have asked for a longer time than a wait may log nothing. */
export async function sleepUntilNext(
  ms: number,
  deadline: Deadline,
  heartbeat: (leftMs: number) => void
): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !deadline.isOver(); leftMs -= HEARTBEAT_MS) {
    if (leftMs < ms) heartbeat(leftMs)
    await deadline.sleep(Math.min(leftMs, HEARTBEAT_MS))
  }
}

/** How long to wait before the nth retry of a call to a busy cloud: at least as long as the cloud asked. */
export function busyDelay(times: number, retryAfterMs: number | undefined, random: number): number {
  return Math.max(retryAfterMs ?? 0, backoff(times, BUSY_BASE_DELAY_MS, MAX_BUSY_DELAY_MS, random))
}

function backoff(failures: number, baseMs: number, maxMs: number, random: number): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(failures, 16)) * random
}

/** Reads have no side effects: anything that may succeed next time is retried. */
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

/** A write is retried only if it certainly did not arrive. */
export function isRetryableWrite(error: CallError): boolean {
  return error.fault === 'transport' && !error.ambiguous && isRetryableRead(error)
}

/**
 * How many retries all calls of one step may use together, not counting retries because the cloud is busy. A single call that
 * fails for a while gets all of its attempts. In an outage, when every call fails, the step sends at most this many additional
 * requests, regardless of the number of targets. This is the retry quota of the AWS SDKs: a retry takes one, and a success returns
 * the last one that the call took, or a part of one if it took none.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export interface RetryBudget {
  /** Takes one retry. @returns false if none is left, so the call must not be retried */
  take(): boolean
  /** To be called after every successful call. */
  succeeded(afterRetry: boolean): void
}

/** Slightly more than the most that one call can use (max-attempts). */
const RETRIES = 20
/** This many calls that succeed at the first attempt return one retry. */
const SUCCESSES_PER_RETRY = 10

export function createRetryBudget(retries = RETRIES): RetryBudget {
  const all = retries * SUCCESSES_PER_RETRY
  let left = all
  return {
    take() {
      if (left < SUCCESSES_PER_RETRY) return false
      left -= SUCCESSES_PER_RETRY
      return true
    },
    succeeded(afterRetry) {
      left = Math.min(all, left + (afterRetry ? SUCCESSES_PER_RETRY : 1))
    }
  }
}

/** The reason in the message of a failure that is not retried. */
export const BUDGET_SPENT = 'not retried: too many calls of this step failed, so its retries are used up'
