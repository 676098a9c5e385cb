import { messageOf } from '../../errors/action-error.ts'
import { redactText } from '../../model/redact.ts'
import { formatDuration } from '../../runtime/clock.ts'
import type { Clock } from '../../runtime/clock.ts'
import { TransportError } from '../../runtime/transport-error.ts'
import type { Exchange } from '../../runtime/http.ts'
import type { Log } from '../../runtime/log.ts'
import type { Check, CheckResult } from './check.ts'

export interface ProbeOptions {
  readonly exchange: Exchange
  readonly clock: Clock
  readonly log: Log
  readonly stageName: string
  /** By name as given; values are secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** Accepted codes, inclusive. */
  readonly status: readonly { readonly from: number; readonly to: number }[]
  /** What the body must hold; empty for anything. */
  readonly contains: string
  /** For each URL. */
  readonly timeoutMs: number
  readonly requestTimeoutMs: number
  readonly userAgent: string
  readonly signal?: AbortSignal | undefined
}

/** How many good answers in a row make a URL good. */
const GOOD_IN_A_ROW = 3
const PAUSE_AFTER_GOOD_MS = 250
const PAUSE_AFTER_BAD_MS = 1_000
/** In it the gateway says why it refused a request itself. */
const GATEWAY_REASON = 'x-ca-error-message'
/** Some words and no more: what a service repeats of a request may hold a part of a secret. */
const WORDS = /^[A-Za-z]{1,20}(?:[ ,.-]{1,2}[A-Za-z]{1,20}){0,12}\.?$/

/** Requests the target's URLs through the gateway, after the switch. */
export function probeCheck(urls: readonly URL[], options: ProbeOptions): Check {
  return { name: 'probe', code: 'ProbeFailed', count: urls.length, run: () => probeAll(urls, options) }
}

/** Requests each URL until three consecutive attempts succeed, or its time is over. All URLs at once. */
export function probeAll(urls: readonly URL[], options: ProbeOptions): Promise<CheckResult[]> {
  return Promise.all(urls.map(url => probe(url, options)))
}

async function probe(url: URL, options: ProbeOptions): Promise<CheckResult> {
  const { clock, log, signal, timeoutMs } = options
  const shown = redactText(url.href)
  const startedAt = clock.now()
  const deadline = startedAt + timeoutMs
  let attempts = 0
  let inARow = 0
  let detail = 'not asked'
  while (signal?.aborted !== true) {
    const leftMs = deadline - clock.now()
    if (leftMs <= 0) break
    attempts++
    const answer = await ask(url, Math.min(options.requestTimeoutMs, leftMs), options)
    // that nothing came in what was left of the time says less than the bad answer before
    if (answer.isLate && leftMs < options.requestTimeoutMs && attempts > 1 && inARow === 0) break
    if (answer.detail !== detail) log.info(`probe ${shown}: ${answer.detail}`)
    detail = answer.detail
    inARow = answer.good ? inARow + 1 : 0
    if (inARow >= GOOD_IN_A_ROW) {
      log.info(
        `probe ${shown}: good ${GOOD_IN_A_ROW} times in a row (${formatDuration(clock.now() - startedAt)})`
      )
      return { name: 'probe', subject: shown, passed: true, attempts, detail }
    }
    const pauseMs = answer.good ? PAUSE_AFTER_GOOD_MS : PAUSE_AFTER_BAD_MS
    await clock.sleep(Math.max(0, Math.min(pauseMs, deadline - clock.now())), signal)
  }
  return { name: 'probe', subject: shown, passed: false, attempts, detail }
}

async function ask(
  url: URL,
  timeoutMs: number,
  options: ProbeOptions
): Promise<{ good: boolean; detail: string; isLate?: boolean }> {
  const { exchange, status, contains, signal } = options
  try {
    const answer = await exchange({ method: 'GET', url, headers: headersOf(url, options), timeoutMs, signal })
    const reason = answer.headers[GATEWAY_REASON]
    const said = typeof reason === 'string' && WORDS.test(reason) ? ` (${reason})` : ''
    const detail = `HTTP ${answer.status}${said}`
    if (!status.some(({ from, to }) => from <= answer.status && answer.status <= to)) {
      return { good: false, detail }
    }
    if (contains !== '' && !answer.body.includes(contains)) {
      return { good: false, detail: `${detail}, without the text of probe-contains` }
    }
    return { good: true, detail }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return { good: false, detail: redactText(messageOf(error)), isLate: error.fault === 'timeout' }
  }
}

function headersOf(url: URL, { headers, stageName, userAgent }: ProbeOptions): Record<string, string> {
  const given = new Set(Object.keys(headers).map(name => name.toLowerCase()))
  const own: Record<string, string> = {
    'X-Ca-Stage': stageName,
    'User-Agent': userAgent,
    ...(url.username === '' && url.password === ''
      ? {}
      : {
          Authorization: `Basic ${Buffer.from(`${decode(url.username)}:${decode(url.password)}`).toString('base64')}`
        })
  }
  const unset = Object.entries(own).filter(([name]) => !given.has(name.toLowerCase()))
  return { ...Object.fromEntries(unset), ...headers }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
