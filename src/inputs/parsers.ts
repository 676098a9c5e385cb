import { credentialProblem } from '../credentials/keys.ts'
import { STAGE_NAMES, isStageName } from '../model/backend.ts'
import { isLoopback } from '../model/host.ts'
import { LONGEST_DESCRIPTION } from '../runtime/stamp.ts'
import { Invalid, invalidValue, quote } from './source.ts'

// One parser per kind of input: from the text that was set, trimmed and not empty, to its value. Each throws an
// Invalid that names what is accepted.

export function text(raw: string): string {
  return raw
}

export function boolean(raw: string): boolean {
  if (/^(true|True|TRUE)$/.test(raw)) return true
  if (/^(false|False|FALSE)$/.test(raw)) return false
  throw invalidValue(raw, 'true or false')
}

export function wait(raw: string): 'auto' | 'always' | 'never' {
  if (raw === 'auto') return 'auto'
  try {
    return boolean(raw) ? 'always' : 'never'
  } catch {
    throw invalidValue(raw, 'auto, true or false')
  }
}

export function oneOf<const T extends string>(...names: readonly T[]): (raw: string) => T {
  return raw => {
    const found = names.find(name => name === raw)
    if (found === undefined) throw invalidValue(raw, choiceOf(names))
    return found
  }
}

/** `apply, plan or validate`. */
function choiceOf(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`
}

const LONGEST_DURATION_MS = 24 * 3_600_000
const DURATION = 'duration from 1s to 24h, such as 90s, 10m, 1h30m or plain seconds'

/** `90s`, `10m`, `1h30m` or plain seconds, as milliseconds. */
export function duration(raw: string): number {
  const [, hours, minutes, seconds, plain] =
    /^(?:(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?|(\d{1,6}))$/.exec(raw) ?? []
  const ms =
    plain === undefined
      ? (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000
      : Number(plain) * 1000
  if (!(ms > 0 && ms <= LONGEST_DURATION_MS)) {
    throw invalidValue(raw, `a ${DURATION}`)
  }
  return ms
}

/** A duration, or 0 in any of its forms. */
export function durationOrZero(raw: string): number {
  if (/^(?=\d)(?:0{1,6}h)?(?:0{1,6}m)?(?:0{1,6}s?)?$/.test(raw)) return 0
  try {
    return duration(raw)
  } catch {
    throw invalidValue(raw, `0 or a ${DURATION}`)
  }
}

export function integer(min: number, max: number): (raw: string) => number {
  return raw => {
    const value = /^\d{1,9}$/.test(raw) ? Number(raw) : NaN
    if (!(value >= min && value <= max)) {
      throw invalidValue(raw, `a whole number from ${min} to ${max}`)
    }
    return value
  }
}

/** A guard must not be empty: a job output that was dropped or misspelled arrives as an empty string. */
export function filled(raw: string): string {
  if (raw === '') throw new Invalid('is empty: to use none, write none')
  return raw
}

const ID = /^[\w-]{1,128}$/

export function id(raw: string): string {
  if (!ID.test(raw)) {
    throw invalidValue(raw, 'an ID of letters, digits, - and _, such as 20bcdc9453524b78a8beb1f6de21edb7')
  }
  return raw
}

export function stageName(raw: string): string {
  if (!isStageName(raw)) {
    throw invalidValue(raw, STAGE_NAMES)
  }
  return raw
}

/** A stage, or `*` for all stages of a manifest. */
export function stageSelection(raw: string): string {
  return raw === '*' ? raw : stageName(raw)
}

/** `all`, or names of a manifest's targets, separated by commas or newlines. */
export function targets(raw: string): 'all' | readonly string[] {
  if (raw === 'all') return 'all'
  const names = raw
    .split(/[,\r\n]/)
    .map(name => name.trim())
    .filter(name => name !== '')
  if (names.length === 0) throw invalidValue(raw, 'names of targets, or all')
  if (names.includes('all')) throw new Invalid('contains all together with other names: use one or the other')
  return [...new Set(names)]
}

/** GitHub starts at most this many jobs from one matrix. */
export const MAX_SHARDS = 256

/** A job's share of the targets: `index` of `count`, from 1; `*` plans every share. */
export interface Shard {
  readonly index: number | '*'
  readonly count: number
}

export function shard(raw: string): Shard {
  const [, which = '', of = ''] = /^(\*|\d{1,3})\/(\d{1,3})$/.exec(raw) ?? []
  const index = which === '*' ? which : Number(which)
  const count = Number(of)
  if (!(count >= 1 && count <= MAX_SHARDS && (index === '*' || (index >= 1 && index <= count)))) {
    throw invalidValue(
      raw,
      `a shard, such as 2/8 for the second of eight (at most ${MAX_SHARDS}), or */8 to plan all of them`
    )
  }
  return { index, count }
}

export function backendType(raw: string): string {
  if (!/^[A-Z][A-Z0-9_]{1,31}$/.test(raw)) {
    throw invalidValue(raw, 'a backend type in capital letters, such as HTTP, VPC or FC_HTTP_V3')
  }
  return raw
}

export function description(raw: string): string {
  // code points, not UTF-16 units
  const { length } = Array.from(raw)
  if (length > LONGEST_DESCRIPTION) {
    throw new Invalid(`has ${length} characters; at most ${LONGEST_DESCRIPTION} are allowed`)
  }
  return raw
}

export function region(raw: string): string {
  if (raw.length > 64 || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(raw)) {
    throw invalidValue(raw, 'a region ID, such as cn-hangzhou or ap-southeast-1')
  }
  return raw
}

/** Hides what precedes an @ in an address: a user and a password, with or without a scheme. */
export function quoteAddress(raw: string): string {
  return quote(raw.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^]*@/i, '$1(secret)@'))
}

/** `host[:port]` (https; http to loopback), or a URL without user, path, query or fragment. */
export function endpoint(raw: string): URL {
  const refuse = (expected: string): never => {
    throw invalidValue(raw, expected, quoteAddress(raw))
  }
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(raw)
  const url = URL.parse(hasScheme ? raw : `https://${raw}`)
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) {
    return refuse('host, host:port, or an https:// URL of a host')
  }
  if (url.port === '0') throw new Invalid('has port 0, which no server can listen on')
  if (
    url.username !== '' ||
    url.password !== '' ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    return refuse('a host and optionally a port, without user, path, query or fragment')
  }
  if (!hasScheme && isLoopback(url.hostname)) {
    // parsed again, because https would have dropped the port 443
    return new URL(`http://${raw}`)
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return refuse('https: plain http is accepted for localhost and loopback addresses only')
  }
  return url
}

export function credential(raw: string): string {
  const problem = credentialProblem(raw)
  if (problem !== undefined) throw new Invalid(problem)
  return raw
}

export const MAX_PROBE_URLS = 20

/** `none`, or http(s) URLs, one per line. */
export function probeUrls(raw: string): readonly URL[] {
  if (raw === 'none') return []
  const lines = raw
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
  if (lines.length > MAX_PROBE_URLS)
    throw new Invalid(`has ${lines.length} URLs; at most ${MAX_PROBE_URLS} are allowed`)
  return lines.map(probeUrl)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** One http(s) URL. */
export function probeUrl(raw: string): URL {
  const url = URL.parse(raw)
  if (url === null || !/^https?:\/\//i.test(raw) || !/^https?:$/.test(url.protocol)) {
    throw invalidValue(raw, 'a URL that begins with http:// or https://', quoteAddress(raw))
  }
  if (url.port === '0') throw new Invalid('has port 0, which no server can listen on')
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    throw new Invalid('has a % in its user or password that must be written as %25')
  }
  url.hash = ''
  return url
}

/** Headers that HTTP itself sets, or that would change where a message ends. */
const RESERVED_HEADERS =
  /^(content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/i

/** `Name: value` lines. The values are secrets: no message contains one. */
export function probeHeaders(raw: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  raw.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (line.trim() === '') return
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line.trim()) ?? []
    if (name === undefined || value === undefined || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new Invalid(`line ${index + 1} must be "Name: value"`)
    }
    if (RESERVED_HEADERS.test(name))
      throw new Invalid(`must not set ${quote(name)}, which belongs to the connection`)
    if (Object.keys(headers).some(other => other.toLowerCase() === name.toLowerCase())) {
      throw new Invalid(`sets ${quote(name)} twice`)
    }
    headers[name] = value
  })
  return headers
}

/** An inclusive range of HTTP status codes. */
export interface StatusRange {
  readonly from: number
  readonly to: number
}

/** Numbers and ranges, separated by commas: `200-299, 304`. */
export function statusRanges(raw: string): readonly StatusRange[] {
  return raw.split(',').map(part => {
    const [, low, high = low] = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(part.trim()) ?? []
    const from = Number(low)
    const to = Number(high)
    if (!(from >= 100 && from <= to && to <= 599)) {
      throw invalidValue(
        raw,
        'status codes from 100 to 599, numbers and ranges separated by commas, such as 200-299,304'
      )
    }
    return { from, to }
  })
}

export function roleArn(raw: string): string {
  if (!/^acs:ram::\d{1,20}:role\/[\w.@-]{1,64}$/.test(raw)) {
    throw invalidValue(raw, 'the ARN of a role, such as acs:ram::1234567890123456:role/switch-backend')
  }
  return raw
}

export function providerArn(raw: string): string {
  if (!/^acs:ram::\d{1,20}:oidc-provider\/[\w.-]{1,128}$/.test(raw)) {
    throw invalidValue(
      raw,
      'the ARN of an OIDC provider, such as acs:ram::1234567890123456:oidc-provider/github'
    )
  }
  return raw
}

export function audience(raw: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(raw)) {
    throw invalidValue(raw, 'an audience of at most 255 ASCII characters without spaces')
  }
  return raw
}

export function sessionName(raw: string): string {
  if (!/^[\w.@-]{2,64}$/.test(raw)) {
    throw invalidValue(raw, 'a session name of 2 to 64 letters, digits and . @ _ -')
  }
  return raw
}

/** Seconds, in the range that STS accepts. */
export function sessionSeconds(raw: string): number {
  const value = /^\d{1,6}$/.test(raw) ? Number(raw) : NaN
  if (!(value >= 900 && value <= 43_200)) {
    throw invalidValue(raw, 'a whole number of seconds from 900 to 43200')
  }
  return value
}

/** `any`, or account IDs, separated by commas or newlines. */
export function accountIds(raw: string): 'any' | readonly string[] {
  if (raw === 'any') return raw
  const ids = raw.split(/[\s,]+/).filter(id => id !== '')
  const wrong = ids.find(id => !/^\d{16}$/.test(id))
  if (wrong !== undefined || ids.length === 0) {
    throw invalidValue(
      wrong ?? raw,
      'an account ID of 16 digits; separate IDs with commas or newlines, or write any'
    )
  }
  return [...new Set(ids)]
}
