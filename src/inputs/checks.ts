import { secretsOf } from '../model/redact.ts'
import { isLadder } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { listed } from '../runtime/text.ts'
import * as parse from './parsers.ts'
import type { StatusRange } from './parsers.ts'
import type { Rows, Source } from './source.ts'

// What the step checks before a write, how long it waits after one, what it checks then, and what it does about a failure.

export const CHECKS = {
  wait: { parse: parse.wait, fallback: 'auto' },
  'wait-timeout': { parse: parse.duration, fallback: '10m' },
  'preflight-url': { parse: parse.probeUrls, fallback: 'none', guard: true, secrets: secretsOfUrls },
  'probe-url': { parse: parse.probeUrls, fallback: 'none', guard: true, secrets: secretsOfUrls },
  'probe-headers': { parse: parse.probeHeaders, secrets: secretsOfHeaders },
  'probe-status': { parse: parse.statusRanges, fallback: '200-299' },
  'probe-contains': { parse: parse.text },
  'probe-timeout': { parse: parse.duration, fallback: '60s' },
  'bake-time': { parse: parse.durationOrZero, fallback: '0' },
  'rollback-on-failure': { parse: parse.boolean, fallback: 'false' }
} satisfies Rows

/** The URLs that are requested before the write and after the switch; of a target, or of those that have none of their own. */
export type CheckUrls = Pick<Target, 'preflightUrls' | 'probeUrls'>

/** `undefined` where a problem was reported. */
export function readCheckUrls(source: Source): CheckUrls | undefined {
  const value = source.reader(CHECKS)
  const preflightUrls = value('preflight-url')
  const probeUrls = value('probe-url')
  return preflightUrls === undefined || probeUrls === undefined ? undefined : { preflightUrls, probeUrls }
}

/** How the URLs are requested. */
export interface ProbeSettings {
  /** By name as written; the values are secrets. */
  readonly headers: Readonly<Record<string, string>>
  readonly status: readonly StatusRange[]
  /** What the body of a success must contain; empty for anything. */
  readonly contains: string
  readonly timeoutMs: number
}

export function readProbe(source: Source): ProbeSettings | undefined {
  const value = source.reader(CHECKS)
  const headers = value('probe-headers') ?? {}
  const status = value('probe-status')
  const timeoutMs = value('probe-timeout')
  if (status === undefined || timeoutMs === undefined) return undefined
  return { headers, status, contains: value('probe-contains') ?? '', timeoutMs }
}

/** Reports what of the checks is wrong together. */
export function crossCheckChecks(source: Source, targets: readonly Target[] | undefined): void {
  const value = source.reader(CHECKS)
  const bakes = (value('bake-time') ?? 0) > 0
  if (bakes) reportUnbaked(source, targets)
  if (value('wait') !== 'never') return
  const reason = 'requires the write to be followed to completion, which wait: false does not do'
  const probed = targets?.find(target => target.probeUrls.length > 0)
  if ((value('probe-url')?.length ?? 0) > 0) source.report('probe-url', reason)
  else if (probed !== undefined) source.report('manifest', `the probe-url of ${probed.name} ${reason}`)
  const ladder = targets?.find(isLadder)
  if (isLadderSet(source)) source.report('weight-steps', `each of them ${reason}`)
  else if (ladder !== undefined) {
    source.report('manifest', `the weight-steps of ${ladder.name}: each of them ${reason}`)
  }
  if (bakes) source.report('bake-time', reason)
  if (value('rollback-on-failure') === true) source.report('rollback-on-failure', reason)
}

const MOST_NAMED = 5

/** A bake without a URL would be green and would have checked nothing. */
function reportUnbaked(source: Source, targets: readonly Target[] | undefined): void {
  const value = source.reader(CHECKS)
  const without = (targets ?? []).filter(
    target => target.probeUrls.length === 0 && !(isLadder(target) && target.preflightUrls.length > 0)
  )
  const isAlone = source.raw('manifest') === ''
  if (without.length === 0 && (targets !== undefined || !isAlone)) return
  // where the targets could not be read, the input alone says that there is none
  const isPreflighted = isLadderSet(source) && (value('preflight-url') ?? []).length > 0
  if (targets === undefined && (value('probe-url')?.length !== 0 || isPreflighted)) return
  const names = without.map(({ name }) => name)
  const whose = isAlone ? '' : ` for ${listed(names, MOST_NAMED)}`
  source.report('bake-time', `requires probe-url, and there is none${whose}`)
}

/** Of native/action.yml; the target may not be known, for other problems. */
function isLadderSet(source: Source): boolean {
  return !['', 'none'].includes(source.raw('weight-steps'))
}

const linesOf = (raw: string): readonly string[] => raw.split(/[\r\n]+/)

/** What of them is secret, in either spelling; of lines that are none, too. */
function secretsOfUrls(raw: string): readonly string[] {
  return linesOf(raw)
    .flatMap(line => [line, URL.parse(line.trim())?.href ?? ''])
    .flatMap(text => secretsOf(text))
}

/** The values; of lines that are no headers, too. */
function secretsOfHeaders(raw: string): readonly string[] {
  return (
    linesOf(raw)
      // neither is a secret, and both stand in names, URLs and errors
      .filter(line => !/^\s*(?:x-ca-stage|host)\s*:/i.test(line))
      .map(line => line.replace(/^[^:]*:/, '').trim())
      // `Bearer TOKEN`: the token alone, too
      .flatMap(value => [value, value.replace(/^[\w-]+\s+/, '')])
  )
}
