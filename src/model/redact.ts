import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** Replaces a secret in everything that is shown. */
export const REDACTED = '(secret)'

const SECRET_KEY =
  /passw(or)?d|passphrase|secret|access-?_?key|token$|credential|private-?_?key|authorization|cookie/i
const SECRET_HEADER = /authorization|cookie|token|secret|passw|key|signature|credential/i
/** Names that look like a secret's, but whose values are public. Only these exact names. */
const NOT_SECRET: ReadonlySet<string> = new Set([
  // a switch of CORS
  'access-control-allow-credentials',
  // the gateway's own: the ID of an app's key, and how a request was signed, without the signature
  'x-ca-key',
  'x-ca-signature-headers',
  'x-ca-signature-method',
  // keys of caches and of repeated requests
  'surrogate-key',
  'x-cache-key',
  'x-idempotency-key'
])
// Every repetition that could start at many positions is bounded, or ends where the next one can start: a
// response of the cloud may be a megabyte of anything, and must be read in linear time.
const SECRET_PARAMETER =
  /([?&;#])([^=?&;#\s]{0,64}?(?:signature|token|secret|passw(?:or)?d|access_?key|accesskeyid|credential|api_?key)[^=?&;#\s]{0,64})=([^&;#\s]+)/gi
const USERINFO = /(:[/\\]{2,8})([^/\\?#\s]+)@/g
/** A line of HTTP headers: the cloud repeats the headers of a request whose signature it refuses. */
const SECRET_HEADER_LINE =
  /(\b(?:proxy-authorization|authorization|(?:x-)?[\w-]{0,16}security-token|cookie)\s*:\s*)([^\r\n]+)/gi
/** The name of a header in a JSON text: its value is a sibling. */
const HEADER_NAME = /header[\w.-]{0,32}name\\{0,8}"\s*:\s*\\{0,8}"([^"]{0,128})/gi
/** The key of a member of a JSON text, whose quotes may be escaped. */
const JSON_KEY = /\\{0,8}"([\w.-]{1,64})\\{0,8}"\s*:\s*/g

/** Required by every pattern below: a quick check that a name, an ID or a plain URL contains no secret. */
const MAY_HOLD_SECRET = /[@="]|(?:authorization|security-token|cookie)\s*:/i

/** Whether a key names a secret anywhere in a definition. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key) && !isExempt(key)
}

function isSecretHeaderName(name: string): boolean {
  return SECRET_HEADER.test(name) && !isExempt(name)
}

function isExempt(name: string): boolean {
  return NOT_SECRET.has(name.toLowerCase())
}

/** A value with every secret replaced, as keys, headers and URLs indicate them. */
export function redact(value: Json, key = ''): Json {
  if (value === null || value === '') return value
  if (isSecretKey(key)) return REDACTED
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(item => redact(item))
  if (!isJsonObject(value)) return value
  const secretHeader = isSecretHeader(value)
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      secretHeader && /value/i.test(name) ? REDACTED : redact(child, name)
    ])
  )
}

/** Replaces the secrets in a text: user, password and signature parameters of URLs, values of secret JSON keys and headers. */
export function redactText(text: string): string {
  if (!MAY_HOLD_SECRET.test(text)) return text
  return redactMembers(text)
    .replace(USERINFO, `$1${REDACTED}@`)
    .replace(SECRET_PARAMETER, (parameter, before: string, name: string) =>
      isExempt(name) ? parameter : `${before}${name}=${REDACTED}`
    )
    .replace(SECRET_HEADER_LINE, `$1${REDACTED}`)
}

function redactMembers(text: string): string {
  let shown = ''
  let done = 0
  for (const { from, end } of secretMembers(text)) {
    shown += `${text.slice(done, from)}"${REDACTED}"`
    done = end
  }
  return shown + text.slice(done)
}

/** The positions of the values of secret JSON keys in a text. */
function secretMembers(text: string): { readonly from: number; readonly end: number }[] {
  const secretHeader = holdsSecretHeaderName(text)
  const found: { readonly from: number; readonly end: number }[] = []
  let done = 0
  for (const { 0: head, 1: key = '', index } of text.matchAll(JSON_KEY)) {
    const from = index + head.length
    if (index < done || !(isSecretKey(key) || (secretHeader && /value/i.test(key)))) continue
    const end = endOfValue(text, from)
    if (end === from) continue
    found.push({ from, end })
    done = end
  }
  return found
}

function holdsSecretHeaderName(text: string): boolean {
  for (const [, name = ''] of text.matchAll(HEADER_NAME)) {
    if (isSecretHeaderName(name.replace(/\\+$/, ''))) return true
  }
  return false
}

/** The end of a value in a JSON text; a mapping or a list is assumed to extend to the end of the text. */
function endOfValue(text: string, from: number): number {
  const [begin = ''] = /^(?:\\{0,8}"|[[{]|-?\d[\d.eE+-]*|true|false)/.exec(text.slice(from, from + 40)) ?? []
  if (begin.endsWith('"')) return endOfString(text, from + begin.length, begin.length - 1)
  return begin === '{' || begin === '[' ? text.length : from + begin.length
}

/** The end of a string whose quotes are preceded by backslashes; a truncated one ends with the text. */
function endOfString(text: string, from: number, backslashes: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = 0
    while (at - before > from && text[at - before - 1] === '\\') before++
    // in unescaped JSON, the backslash before a quote may itself be escaped
    if (before === backslashes || (backslashes === 0 ? before % 2 === 0 : before === 0)) return at + 1
  }
  return text.length
}

/** The secret values of a definition, to be masked before anything is printed. */
export function secretsOf(value: Json, key = ''): string[] {
  const found: string[] = []
  collectSecrets(value, key, found)
  return found
}

/** Collects into one list, because most definitions contain none, and a step may read thousands. */
function collectSecrets(value: Json, key: string, found: string[]): void {
  if (value === null || value === '') return
  if (Array.isArray(value)) {
    for (const item of value) collectSecrets(item, key, found)
  } else if (isJsonObject(value)) {
    const isSecret = isSecretKey(key)
    const secretHeader = isSecretHeader(value)
    for (const name of Object.keys(value)) {
      const child = value[name] ?? null
      if (isSecret || (secretHeader && /value/i.test(name))) found.push(...textsIn(child))
      else collectSecrets(child, name, found)
    }
  } else if (isSecretKey(key)) found.push(String(value))
  else if (typeof value === 'string') found.push(...secretsOfText(value))
}

/** Whether a definition contains a secret, or a value that the service masked in its response. */
export function holdsSecret(value: JsonObject): boolean {
  return secretsOf(value).length > 0 || holdsMask(value)
}

/** Whether the service masked a value in a text. */
export function isMask(text: string): boolean {
  return /^\*{3,}$|\*{4,}/.test(text)
}

function holdsMask(value: Json): boolean {
  if (typeof value === 'string') return isMask(value)
  if (Array.isArray(value)) return value.some(holdsMask)
  return isJsonObject(value) && Object.values(value).some(holdsMask)
}

/** Whether a mapping is a header whose name indicates that its value is secret. */
export function isSecretHeader(value: JsonObject): boolean {
  return Object.keys(value).some(name => {
    if (!(/name$/i.test(name) && /header/i.test(name))) return false
    const child = value[name]
    return typeof child === 'string' && isSecretHeaderName(child)
  })
}

/** Every string, number and boolean in a value. */
export function textsIn(value: Json): string[] {
  if (value === null || value === '') return []
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [String(value)]
}

function secretsOfText(text: string): string[] {
  if (!MAY_HOLD_SECRET.test(text)) return []
  const found: string[] = []
  for (const [, , userinfo] of text.matchAll(USERINFO)) {
    if (userinfo === undefined) continue
    // the user alone is not a secret, but the pair is
    const [, password] = /^[^:]*:(.*)$/s.exec(userinfo) ?? []
    found.push(userinfo)
    if (password !== undefined && password !== '') found.push(password)
  }
  for (const [, , name = '', parameter = ''] of text.matchAll(SECRET_PARAMETER)) {
    if (!isExempt(name)) found.push(parameter)
  }
  for (const [, , value = ''] of text.matchAll(SECRET_HEADER_LINE)) found.push(value.trim())
  for (const { from, end } of secretMembers(text)) found.push(...valuesOf(text.slice(from, end)))
  return found.filter(secret => secret !== '')
}

/** A value of a JSON text, as written without its quotes, and as parsed. */
function valuesOf(source: string): string[] {
  const spelled = source.replace(/^\\*"/, '').replace(/\\*"$/, '')
  try {
    return [spelled, ...textsIn(JSON.parse(source) as Json)]
  } catch {
    return [spelled]
  }
}
