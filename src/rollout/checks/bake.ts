import { redactText } from '../../model/redact.ts'
import { formatDuration } from '../../runtime/clock.ts'
import { plural } from '../../runtime/text.ts'
import type { Check, CheckResult } from './check.ts'
import { attempt, createProgress } from './probe.ts'
import type { Progress, UntilPassedOptions } from './probe.ts'

export interface BakeOptions extends Omit<UntilPassedOptions, 'timeoutMs'> {
  /** Whether failures count in total: with an old version responding in between, they would rarely be consecutive. */
  readonly countsAll?: boolean
}

const EVERY_MS = 5_000
/** How many failures of one URL fail the target: consecutive ones, unless all count. Fewer are reported and tolerated. */
const FAILURE_THRESHOLD = 3

/** Continues to request the probe URLs for some time after they have passed: a release may fail late. */
export function bakeCheck(urls: readonly URL[], bakeMs: number, options: BakeOptions): Check {
  return {
    name: 'bake',
    code: 'BakeFailed',
    when: 'after-switch',
    // an unchanged target has nothing new that could fail late
    includesUnchanged: false,
    period: 'the bake time',
    count: bakeMs === 0 ? 0 : urls.length,
    run: () => bakeAll(urls, bakeMs, options)
  }
}

/** The same for the new backend itself, bypassing the gateway, if no probe goes through the gateway. */
export function preflightBakeCheck(
  urls: readonly URL[],
  bakeMs: number,
  options: Omit<BakeOptions, 'headers' | 'stageName'>
): Check {
  return bakeCheck(urls, bakeMs, { ...options, headers: {}, stageName: undefined })
}

/** Requests all URLs in parallel; the first that fails stops the others, which then have no result. */
async function bakeAll(
  urls: readonly URL[],
  bakeMs: number,
  options: BakeOptions
): Promise<readonly CheckResult[]> {
  const { log, signal: stop } = options
  log.info(
    `bake: requesting ${plural(urls.length, 'URL')} every ${EVERY_MS / 1_000} s for ${formatDuration(bakeMs)}`
  )
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(stop === undefined ? [] : [stop])])
  const progress = createProgress('bake', bakeMs, options)
  const results = await Promise.all(
    urls.map(async url => {
      const result = await bakeOne(url, bakeMs, progress, { ...options, signal })
      if (result?.passed === false) failed.abort()
      return result ?? (stop?.aborted === true ? stopped(url) : [])
    })
  )
  return results.flat()
}

/** @returns `undefined` if it was stopped from outside */
async function bakeOne(
  url: URL,
  bakeMs: number,
  progress: Progress,
  options: BakeOptions & { readonly signal: AbortSignal }
): Promise<CheckResult | undefined> {
  const { clock, log, signal, requestTimeoutMs, countsAll = false } = options
  const subject = redactText(url.href)
  const startedAt = clock.now()
  const endsAt = startedAt + bakeMs
  // the signal may be aborted during any await
  const isStopped = (): boolean => signal.aborted
  let dueAt = startedAt
  let attempts = 0
  let failures = 0
  let consecutive = 0
  for (;;) {
    dueAt = Math.max(dueAt + EVERY_MS, clock.now())
    // the last request is at the end of the bake time; if it fails, requests continue until the URL has failed or recovered
    if (consecutive === 0) dueAt = Math.min(dueAt, Math.max(endsAt, clock.now()))
    await clock.sleep(dueAt - clock.now(), signal)
    if (isStopped()) return undefined
    const { passed, detail, likelyCause } = await progress.during(subject, requestTimeoutMs, () =>
      attempt(url, requestTimeoutMs, { ...options, hasPassed: true })
    )
    if (isStopped()) return undefined
    attempts++
    failures += passed ? 0 : 1
    consecutive = passed ? 0 : consecutive + 1
    const elapsedMs = clock.now() - startedAt
    const elapsed = formatDuration(elapsedMs)
    const counted = countsAll ? failures : consecutive
    progress.record(subject, passed ? detail : `${detail}, failure ${counted} of ${FAILURE_THRESHOLD}`)
    if (counted >= FAILURE_THRESHOLD) {
      const requirement = `${counted} ${countsAll ? 'failures in total' : 'consecutive failures'}, ${formatDuration(Math.min(elapsedMs, bakeMs))} into the bake time of ${formatDuration(bakeMs)}`
      return { name: 'bake', subject, passed: false, attempts, detail, requirement, likelyCause }
    }
    if (passed && clock.now() >= endsAt) {
      const some = failures === 0 ? '' : `; ${failures} of ${plural(attempts, 'request')} failed`
      log.info(`bake passed: ${subject}: ${detail}${some} (${plural(attempts, 'request')}, ${elapsed})`)
      return { name: 'bake', subject, passed: true, attempts, detail: `${detail}${some}` }
    }
  }
}

function stopped(url: URL): CheckResult {
  return {
    name: 'bake',
    subject: redactText(url.href),
    passed: false,
    attempts: 0,
    detail: 'stopped by a signal'
  }
}
