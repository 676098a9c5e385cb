import { isStageName } from '../model/backend.ts'
import { redactText } from '../model/redact.ts'
import { isLoopback } from '../runtime/hosts.ts'
import { given, Invalid } from './invalid.ts'

// One parser an input: from the text that was given, trimmed and not empty, to its value. Each throws
// an Invalid that says what it takes.

export function text(raw: string): string {
  return raw
}

export function boolean(raw: string): boolean {
  if (/^(true|True|TRUE)$/.test(raw)) return true
  if (/^(false|False|FALSE)$/.test(raw)) return false
  throw new Invalid(`${given(raw)} is neither true nor false`)
}

export function wait(raw: string): 'auto' | 'always' | 'never' {
  if (raw === 'auto') return 'auto'
  try {
    return boolean(raw) ? 'always' : 'never'
  } catch {
    throw new Invalid(`${given(raw)} is none of auto, true, false`)
  }
}

export function oneOf<const T extends string>(...names: readonly T[]): (raw: string) => T {
  return raw => {
    const found = names.find(name => name === raw)
    if (found === undefined) throw new Invalid(`${given(raw)} is none of ${names.join(', ')}`)
    return found
  }
}

const LONGEST_DURATION_MS = 24 * 3_600_000

/** `90s`, `10m`, `1h30m` or plain seconds, as milliseconds. */
export function duration(raw: string): number {
  const [, hours, minutes, seconds, plain] =
    /^(?:(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?|(\d{1,6}))$/.exec(raw) ?? []
  const ms =
    plain === undefined
      ? (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000
      : Number(plain) * 1000
  if (!(ms > 0 && ms <= LONGEST_DURATION_MS)) {
    throw new Invalid(`${given(raw)} is not a duration from 1s to 24h: 90s, 10m, 1h30m or plain seconds`)
  }
  return ms
}

export function integer(min: number, max: number): (raw: string) => number {
  return raw => {
    const value = /^\d{1,9}$/.test(raw) ? Number(raw) : NaN
    if (!(value >= min && value <= max)) {
      throw new Invalid(`${given(raw)} is not a whole number from ${min} to ${max}`)
    }
    return value
  }
}

const ID = /^[\w-]{1,128}$/

export function id(raw: string): string {
  if (!ID.test(raw)) {
    throw new Invalid(
      `${given(raw)} is not an id: letters, digits, - and _, as 20bcdc9453524b78a8beb1f6de21edb7`
    )
  }
  return raw
}

export function stageName(raw: string): string {
  if (!isStageName(raw)) {
    throw new Invalid(
      `${given(raw)} is not a stage: RELEASE, PRE, TEST, or a custom environment of 2 to 10 capital letters and digits`
    )
  }
  return raw
}

export function backendType(raw: string): string {
  if (!/^[A-Z][A-Z0-9_]{1,31}$/.test(raw)) {
    throw new Invalid(`${given(raw)} is not a backend type: HTTP, VPC, FC_HTTP_V3, … in capital letters`)
  }
  return raw
}

const LONGEST_DESCRIPTION = 180

export function description(raw: string): string {
  const { length } = raw
  if (length > LONGEST_DESCRIPTION) {
    throw new Invalid(`has ${length} characters; at most ${LONGEST_DESCRIPTION} are taken`)
  }
  return raw
}

export function region(raw: string): string {
  if (raw.length > 64 || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(raw)) {
    throw new Invalid(`${given(raw)} is not a region id, as cn-hangzhou or ap-southeast-1`)
  }
  return raw
}

/** `host[:port]` (https; http to loopback), or a URL without user, path, query or fragment. */
export function endpoint(raw: string): URL {
  const shown = given(redactText(raw))
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(raw)
  const url = URL.parse(hasScheme ? raw : `https://${raw}`)
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) {
    throw new Invalid(`${shown} is not an endpoint: host, host:port, or an https:// URL of a host`)
  }
  if (
    url.username !== '' ||
    url.password !== '' ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new Invalid(
      `${shown} has more than a host and a port; an endpoint has no user, path, query or fragment`
    )
  }
  if (!hasScheme && isLoopback(url.hostname)) {
    // parsed again: https would have dropped a port 443, and http keeps it
    return new URL(`http://${raw}`)
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new Invalid(
      `${shown} is plain http, which is taken for localhost and loopback addresses only; use https`
    )
  }
  return url
}

export function credential(raw: string): string {
  if (/\s/.test(raw)) throw new Invalid('holds a space or a line break; copy the value again')
  return raw
}
