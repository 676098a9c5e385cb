import { messageOf } from '../../errors/action-error.ts'
import { redactText } from '../../model/redact.ts'
import { formatDuration } from '../../runtime/clock.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Exchange, HttpResponse } from '../../runtime/http.ts'
import type { Log } from '../../runtime/log.ts'
import { joinUpTo } from '../../runtime/text.ts'
import { TransportError } from '../../runtime/transport-error.ts'
import type { CheckName } from '../timeline.ts'
import type { Check, CheckResult } from './check.ts'
import { decoded, likelyCause, readGatewayError, secretsOfRequest } from './likely-cause.ts'

/** How a URL is requested, and what counts as a success. */
export interface RequestOptions {
  readonly exchange: Exchange
  /** Sent as X-Ca-Stage unless the headers set it; `undefined` if the request bypasses the gateway. */
  readonly stageName: string | undefined
  /** By name, in the author's spelling; values are secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** Accepted codes, inclusive. */
  readonly status: readonly { readonly from: number; readonly to: number }[]
  /** What the body must contain; empty for no requirement. */
  readonly contains: string
  readonly requestTimeoutMs: number
  readonly userAgent: string
  /** Removes values that are masked in this job. */
  readonly scrub: (text: string) => string
  readonly signal?: AbortSignal | undefined
  /** Whether the URL has passed before in this step. */
  readonly hasPassed?: boolean | undefined
}

/** One request to a URL. */
interface Attempt {
  readonly passed: boolean
  /** `HTTP 504, D504CO: Backend service connect failed`, or why there was no response. */
  readonly detail: string
  readonly likelyCause: string | undefined
  /** Whether there was no complete response in time. */
  readonly isLate: boolean
}

/** Sends one GET request. Never rejects because of a response. */
export async function attempt(url: URL, timeoutMs: number, options: RequestOptions): Promise<Attempt> {
  const { exchange, stageName, signal } = options
  const headers = headersOf(url, options)
  const cause = (end: Parameters<typeof likelyCause>[0]['end']): string | undefined =>
    likelyCause({
      url,
      stageName: stageSent(headers, stageName),
      sendsHost: valueOf(headers, 'host') !== undefined,
      sendsHeaders: Object.keys(options.headers).length > 0,
      hasPassed: options.hasPassed,
      end
    })
  try {
    const response = await exchange({ method: 'GET', url, headers, timeoutMs, signal })
    return { ...evaluate(url, response, cause, options), isLate: false }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    const { fault } = error
    return {
      passed: false,
      detail: redactText(messageOf(error)),
      likelyCause: cause({ fault }),
      isLate: fault === 'timeout'
    }
  }
}

function evaluate(
  url: URL,
  { status: code, headers, body }: HttpResponse,
  cause: (end: Parameters<typeof likelyCause>[0]['end']) => string | undefined,
  { status, contains, headers: sent, scrub }: RequestOptions
): Omit<Attempt, 'isLate'> {
  const gateway = readGatewayError(headers, secretsOfRequest(url, sent), scrub)
  const isOfGateway = gateway !== undefined || headers['x-ca-request-id'] !== undefined
  const reason = [gateway?.code, gateway?.message].filter(Boolean).join(': ')
  const detail = reason === '' ? `HTTP ${code}` : `HTTP ${code}${gateway?.code ? ', ' : ': '}${reason}`
  if (!status.some(({ from, to }) => from <= code && code <= to)) {
    return { passed: false, detail, likelyCause: cause({ status: code, gateway, isOfGateway }) }
  }
  if (contains !== '' && !body.includes(contains)) {
    return {
      passed: false,
      detail: `${detail}, body without the text of probe-contains`,
      likelyCause: undefined
    }
  }
  return { passed: true, detail, likelyCause: undefined }
}

function headersOf(url: URL, { headers, stageName, userAgent }: RequestOptions): Record<string, string> {
  const names = new Set(Object.keys(headers).map(name => name.toLowerCase()))
  const own: Record<string, string> = {
    ...(stageName === undefined ? {} : { 'X-Ca-Stage': stageName }),
    'User-Agent': userAgent,
    ...(url.username === '' && url.password === ''
      ? {}
      : {
          Authorization: `Basic ${Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString('base64')}`
        })
  }
  const unset = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()))
  return { ...Object.fromEntries(unset), ...headers }
}

function valueOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

/** The stage that a request names; the author's headers may override the target's. */
function stageSent(
  headers: Readonly<Record<string, string>>,
  stageName: string | undefined
): string | undefined {
  return stageName === undefined ? undefined : valueOf(headers, 'x-ca-stage')
}

export interface UntilPassedOptions extends RequestOptions {
  readonly clock: Clock
  readonly log: Log
  /** Per URL. */
  readonly timeoutMs: number
  /** How many consecutive successes a URL needs; defaults to 3. */
  readonly successes?: number | undefined
}

/** How many consecutive successes a URL needs. */
const SUCCESSES_REQUIRED = 3
/** The accepted probability that a dead backend passes the probes of a low weight. */
const MISS_PROBABILITY = 0.01
const PAUSE_AFTER_SUCCESS_MS = 250
const PAUSE_AFTER_FAILURE_MS = 1_000

/**
 * How many consecutive successes show that a backend with this percentage of the requests responds: fewer requests might never have
 * reached it.
 */
export function successesAt(weight: number): number {
  if (weight >= 100) return SUCCESSES_REQUIRED
  return Math.max(SUCCESSES_REQUIRED, Math.ceil(Math.log(MISS_PROBABILITY) / Math.log(1 - weight / 100)))
}

/** The number of successes, with a timeout scaled to it. */
export function withSuccesses(
  successes: number,
  { timeoutMs }: Pick<UntilPassedOptions, 'timeoutMs'>
): Pick<UntilPassedOptions, 'successes' | 'timeoutMs'> {
  return { successes, timeoutMs: timeoutMs * Math.max(1, successes / SUCCESSES_REQUIRED) }
}

/** Requests all URLs in parallel, each until it has enough consecutive successes or times out. */
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
    // an attempt cut short by the deadline says less than the response before it
    if (last !== undefined && next.isLate && leftMs < options.requestTimeoutMs) break
    last = next
    successes = next.passed ? successes + 1 : 0
    if (successes < required) progress.record(subject, next.detail)
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

/** Requests the new backend itself before anything is sent. It bypasses the gateway, so neither stage nor headers are sent. */
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

/** Less than a minute, because the next response may be some seconds away. */
const LOG_EVERY_MS = 45_000
/** While a request is pending, a line must be logged within the minute. */
const LONGEST_SILENCE_MS = 59_000
const MAX_NAMED = 5

/** The log lines of a check while it runs. */
export interface Progress {
  /** Records a response: logs it if it differs from the previous one, and all of them at least once a minute. */
  record(subject: string, detail: string): void
  /** Waits for a response, and logs what it waits for if a minute would pass without a line. */
  during<T>(subject: string, timeoutMs: number, request: () => Promise<T>): Promise<T>
}

/**
 * @param name of the check, such as `probe`
 * @param totalMs how long the check may take
 */
export function createProgress(
  name: string,
  totalMs: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log }
): Progress {
  const startedAt = clock.now()
  const last = new Map<string, string>()
  const subjects = new Set<string>()
  let loggedAt = startedAt
  const elapsed = (): string => formatDuration(clock.now() - startedAt)
  const write = (text: string): void => {
    log.info(text)
    loggedAt = clock.now()
  }
  const logAll = (): void => {
    const all = [...subjects].map(one => `${one}: ${last.get(one) ?? 'no response yet'}`)
    write(`${name}: ${elapsed()} of ${formatDuration(totalMs)}; ${joinUpTo(all, MAX_NAMED, '; ')}`)
  }
  const silentMs = (): number => clock.now() - loggedAt
  return {
    record(subject, detail) {
      if (last.get(subject) !== detail) {
        last.set(subject, detail)
        write(`${name} ${subject}: ${detail} (${elapsed()})`)
      } else if (silentMs() >= LOG_EVERY_MS) logAll()
    },
    async during(subject, timeoutMs, request) {
      subjects.add(subject)
      if (silentMs() + timeoutMs <= LONGEST_SILENCE_MS) return request()
      const silence = (): (() => void) =>
        clock.after(Math.max(0, LONGEST_SILENCE_MS - silentMs()), () => {
          if (silentMs() >= LONGEST_SILENCE_MS) logAll()
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
