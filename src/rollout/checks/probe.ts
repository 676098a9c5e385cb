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
  /** How many consecutive successes a URL needs; 3 unless it is set. */
  readonly successes?: number | undefined
}

/** How many consecutive successes a URL needs. */
const SUCCESSES_REQUIRED = 3
/** How likely a dead backend may pass the probes of a low weight. */
const UNSEEN = 0.01
const PAUSE_AFTER_SUCCESS_MS = 250
const PAUSE_AFTER_FAILURE_MS = 1_000

/**
 * How many consecutive successes show that a backend that gets so many percent of the requests answers: fewer would most likely
 * never have reached it.
 */
export function successesAt(weight: number): number {
  if (weight >= 100) return SUCCESSES_REQUIRED
  return Math.max(SUCCESSES_REQUIRED, Math.ceil(Math.log(UNSEEN) / Math.log(1 - weight / 100)))
}

/** That many successes, and the time that so many need. */
export function withSuccesses(
  successes: number,
  { timeoutMs }: Pick<UntilPassedOptions, 'timeoutMs'>
): Pick<UntilPassedOptions, 'successes' | 'timeoutMs'> {
  return { successes, timeoutMs: timeoutMs * Math.max(1, successes / SUCCESSES_REQUIRED) }
}

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
  const { clock, log, signal, timeoutMs, successes: required = SUCCESSES_REQUIRED } = options
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
    const timeoutMs = Math.min(options.requestTimeoutMs, leftMs)
    const next = await progress.during(subject, timeoutMs, () => attempt(url, timeoutMs, options))
    // that the time ran out in the middle of one more attempt says less than the last response
    if (last !== undefined && next.isLate && leftMs < options.requestTimeoutMs) break
    last = next
    successes = next.passed ? successes + 1 : 0
    if (successes < required) progress.saw(subject, next.detail)
    else {
      const took = formatDuration(clock.now() - startedAt)
      log.info(`${name} passed: ${subject}: ${next.detail} (${required} consecutive successes, ${took})`)
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
    requirement: `${required} consecutive successes required${reached}`,
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
/** While a request is under way, the line itself must come within the minute. */
const LONGEST_SILENCE_MS = 59_000
const MOST_NAMED = 5

/** What a check of several URLs says while it runs. */
export interface Progress {
  /** After each response: a line when it differs from the one before, and at least one a minute about all of them. */
  saw(subject: string, detail: string): void
  /** Waits for a response: where a minute may pass without a line before it comes, a line says what is waited for. */
  during<T>(subject: string, timeoutMs: number, request: () => Promise<T>): Promise<T>
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
  const asked = new Set<string>()
  let saidAt = startedAt
  const elapsed = (): string => formatDuration(clock.now() - startedAt)
  const say = (text: string): void => {
    log.info(text)
    saidAt = clock.now()
  }
  const sayAll = (): void => {
    const all = [...asked].map(one => `${one}: ${last.get(one) ?? 'no response yet'}`)
    say(`${name}: ${elapsed()} of ${formatDuration(totalMs)}; ${listed(all, MOST_NAMED, '; ')}`)
  }
  const silentMs = (): number => clock.now() - saidAt
  return {
    saw(subject, detail) {
      if (last.get(subject) !== detail) {
        last.set(subject, detail)
        say(`${name} ${subject}: ${detail} (${elapsed()})`)
      } else if (silentMs() >= SAY_AFTER_MS) sayAll()
    },
    async during(subject, timeoutMs, request) {
      asked.add(subject)
      if (silentMs() + timeoutMs <= LONGEST_SILENCE_MS) return request()
      const silence = (): (() => void) =>
        clock.after(Math.max(0, LONGEST_SILENCE_MS - silentMs()), () => {
          if (silentMs() >= LONGEST_SILENCE_MS) sayAll()
          endSilence = silence()
        })
      let endSilence = silence()
      try {
        return await request()
      } finally {
        endSilence()
      }
    }
  }
}
