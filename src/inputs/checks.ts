import { secretsOf } from '../model/redact.ts'
import * as parse from './parsers.ts'
import type { StatusRange } from './parsers.ts'
import type { Rows, Source } from './source.ts'

// How long the step waits after a write, what it checks then, and what it does about a failure.

export const CHECKS = {
  wait: { parse: parse.wait, fallback: 'auto' },
  'wait-timeout': { parse: parse.duration, fallback: '10m' },
  'probe-url': { parse: parse.probeUrls, fallback: 'none', guard: true, secrets: secretsOfUrls },
  'probe-headers': { parse: parse.probeHeaders, secrets: secretsOfHeaders },
  'probe-status': { parse: parse.statusRanges, fallback: '200-299' },
  'probe-contains': { parse: parse.text },
  'probe-timeout': { parse: parse.duration, fallback: '60s' },
  'rollback-on-failure': { parse: parse.boolean, fallback: 'false' }
} satisfies Rows

/** How the URLs are asked after the switch. */
export interface ProbeSettings {
  /** By name as given; the values are secrets. */
  readonly headers: Readonly<Record<string, string>>
  readonly status: readonly StatusRange[]
  /** What a good answer's body must hold; empty for anything. */
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
      // the stage is no secret, and stands in names and fingerprints
      .filter(line => !/^\s*x-ca-stage\s*:/i.test(line))
      .map(line => line.replace(/^[^:]*:/, '').trim())
      // `Bearer TOKEN`: the token alone, too
      .flatMap(value => [value, value.replace(/^[\w-]+\s+/, '')])
  )
}
