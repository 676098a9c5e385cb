import { redactText } from '../../model/redact.ts'
import { formatDuration } from '../../runtime/clock.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'
import { listed } from '../../runtime/text.ts'
import { attempt } from './attempt.ts'
import type { Attempt, RequestOptions } from './attempt.ts'
import type { Check, CheckName, CheckResult } from './check.ts'

export interface UntilPassedOptions extends RequestOptions {
  readonly clock: Clock
  readonly log: Log
  /** For each URL. */
  readonly timeoutMs: number
}

/** How many consecutive successes a URL needs. */
export const SUCCESSES_REQUIRED = 3
const PAUSE_AFTER_SUCCESS_MS = 250
const PAUSE_AFTER_FAILURE_MS = 1_000

/** Requests each URL until it has enough consecutive successes, or its time is over. All URLs at once. */
export function requestUntilPassed(
  name: CheckName,
  urls: readonly URL[],
  options: UntilPassedOptions
): Promise<CheckResult[]> {
  const progress = createProgress(name, options.timeoutMs, options)
  return Promise.all(urls.map(url => requestOne(name, url, progress, options)))
}

async function requestOne(
  name: CheckName,
  url: URL,
  progress: Progress,
  options: UntilPassedOptions
): Promise<CheckResult> {
  const { clock, log, signal, timeoutMs } = options
  const subject = redactText(url.href)
  const startedAt = clock.now()
  const deadline = startedAt + timeoutMs
  let attempts = 0
  let successes = 0
  let last: Attempt | undefined
  while (signal?.aborted !== true) {
    const leftMs = deadline - clock.now()
    if (leftMs <= 0) break
    attempts++
    const next = await attempt(url, Math.min(options.requestTimeoutMs, leftMs), options)
    // that the time ran out in the middle of one more attempt says less than the last response
    if (last !== undefined && next.isLate && leftMs < options.requestTimeoutMs) break
    last = next
    successes = next.passed ? successes + 1 : 0
    if (successes < SUCCESSES_REQUIRED) progress.saw(subject, next.detail)
    else {
      const took = formatDuration(clock.now() - startedAt)
      log.info(
        `${name} passed: ${subject}: ${next.detail} (${SUCCESSES_REQUIRED} consecutive successes, ${took})`
      )
      return { name, subject, passed: true, attempts, detail: next.detail }
    }
    const pauseMs = next.passed ? PAUSE_AFTER_SUCCESS_MS : PAUSE_AFTER_FAILURE_MS
    await clock.sleep(Math.max(0, Math.min(pauseMs, deadline - clock.now())), signal)
  }
  const reached =
    successes > 0 ? `, ${successes} reached within ${formatDuration(timeoutMs)} (probe-timeout)` : ''
  return {
    name,
    subject,
    passed: false,
    attempts,
    detail: last?.detail ?? 'not requested',
    requirement: `${SUCCESSES_REQUIRED} consecutive successes required${reached}`,
    likelyCause: last?.likelyCause
  }
}

/** Requests the target's URLs through the gateway, after the switch. */
export function probeCheck(urls: readonly URL[], options: UntilPassedOptions): Check {
  return {
    name: 'probe',
    code: 'ProbeFailed',
    when: 'after-switch',
    includesUnchanged: true,
    count: urls.length,
    run: () => requestUntilPassed('probe', urls, options)
  }
}

/** Requests the new backend itself, past the gateway, before anything is sent: neither stage nor headers are for it. */
export function preflightCheck(
  urls: readonly URL[],
  options: Omit<UntilPassedOptions, 'headers' | 'stageName'>
): Check {
  return {
    name: 'preflight',
    code: 'PreflightFailed',
    when: 'before-write',
    includesUnchanged: false,
    count: urls.length,
    run: () => requestUntilPassed('preflight', urls, { ...options, headers: {}, stageName: undefined })
  }
}

/** Sooner than a minute, since the next response may be some seconds away. */
const SAY_AFTER_MS = 45_000
const MOST_NAMED = 5

/** What a check of several URLs says while it runs. */
export interface Progress {
  /** After each response: a line when it differs from the one before, and at least one a minute about all of them. */
  saw(subject: string, detail: string): void
}

/**
 * @param name of the check, as in `probe`
 * @param totalMs how long it may go on
 */
export function createProgress(
  name: string,
  totalMs: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log }
): Progress {
  const startedAt = clock.now()
  const last = new Map<string, string>()
  let saidAt = startedAt
  return {
    saw(subject, detail) {
      const now = clock.now()
      const elapsed = formatDuration(now - startedAt)
      if (last.get(subject) !== detail) {
        last.set(subject, detail)
        log.info(`${name} ${subject}: ${detail} (${elapsed})`)
      } else if (now - saidAt >= SAY_AFTER_MS) {
        const all = [...last].map(([one, said]) => `${one}: ${said}`)
        log.info(`${name}: ${elapsed} of ${formatDuration(totalMs)}; ${listed(all, MOST_NAMED, '; ')}`)
      } else return
      saidAt = now
    }
  }
}
