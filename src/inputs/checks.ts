import { secretsOf } from '../model/redact.ts'
import { isLadder } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { joinUpTo } from '../runtime/text.ts'
import * as parse from './parsers.ts'
import type { StatusRange } from './parsers.ts'
import type { Rows, Source } from './source.ts'

// The checks before and after a write, how long the step waits for it, and whether a failure is rolled back.

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

/** The URLs requested before the write and after the switch, for one target or as the default of all targets. */
export type CheckUrls = Pick<Target, 'preflightUrls' | 'probeUrls'>

/** `undefined` if a problem was reported. */
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
  /** Text that the body of a success must contain; empty for any body. */
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

/** Reports checks that are invalid in combination. */
export function crossCheckChecks(source: Source, targets: readonly Target[] | undefined): void {
  const value = source.reader(CHECKS)
  const bakes = (value('bake-time') ?? 0) > 0
  if (bakes) reportUnbaked(source, targets)
  if (value('wait') !== 'never') return
  const followed = 'to be followed to completion, which wait: false does not do'
  const reason = `requires the write ${followed}`
  const probed = targets?.find(target => target.probeUrls.length > 0)
  if ((value('probe-url')?.length ?? 0) > 0) source.report('probe-url', reason)
  else if (probed !== undefined) source.report('manifest', `probe-url of ${probed.name} ${reason}`)
  const ladder = targets?.find(isLadder)
  if (isLadderSet(source)) source.report('weight-steps', `requires each write ${followed}`)
  else if (ladder !== undefined) {
    source.report('manifest', `weight-steps of ${ladder.name} requires each write ${followed}`)
  }
  if (bakes) source.report('bake-time', reason)
  if (value('rollback-on-failure') === true) source.report('rollback-on-failure', reason)
}

const MAX_NAMED = 5

/** A bake without a URL would succeed without checking anything. */
function reportUnbaked(source: Source, targets: readonly Target[] | undefined): void {
  const value = source.reader(CHECKS)
  const without = (targets ?? []).filter(
    target => target.probeUrls.length === 0 && !(isLadder(target) && target.preflightUrls.length > 0)
  )
  const isAlone = source.raw('manifest') === ''
  if (without.length === 0 && (targets !== undefined || !isAlone)) return
  // if the targets could not be read, only the input shows whether there is a URL
  const isPreflighted = isLadderSet(source) && (value('preflight-url') ?? []).length > 0
  if (targets === undefined && (value('probe-url')?.length !== 0 || isPreflighted)) return
  const names = without.map(({ name }) => name)
  const whose = isAlone ? '' : ` for ${joinUpTo(names, MAX_NAMED)}`
  source.report('bake-time', `requires probe-url, which is not set${whose}`)
}

/** Whether `weight-steps` of native/action.yml is set. Reads the raw value, because other problems may leave the target unknown. */
function isLadderSet(source: Source): boolean {
  return !['', 'none'].includes(source.raw('weight-steps'))
}

const linesOf = (raw: string): readonly string[] => raw.split(/[\r\n]+/)

/** The secrets of URLs, as written and as parsed; of malformed lines, too. */
function secretsOfUrls(raw: string): readonly string[] {
  return linesOf(raw)
    .flatMap(line => [line, URL.parse(line.trim())?.href ?? ''])
    .flatMap(text => secretsOf(text))
}

/** The values of headers; of malformed lines, too. */
function secretsOfHeaders(raw: string): readonly string[] {
  return (
    linesOf(raw)
      // neither is a secret, and both appear in names, URLs and errors
      .filter(line => !/^\s*(?:x-ca-stage|host)\s*:/i.test(line))
      .map(line => line.replace(/^[^:]*:/, '').trim())
      // of `Bearer TOKEN`, also the token alone
      .flatMap(value => [value, value.replace(/^[\w-]+\s+/, '')])
  )
}
