import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** What stands in the place of a secret in everything that is shown. */
export const REDACTED = '(secret)'

const SECRET_KEY =
  /passw(or)?d|passphrase|secret|access-?_?key|token$|credential|private-?_?key|authorization|cookie/i
const SECRET_HEADER = /authorization|cookie|token|secret|passw|key|signature|credential/i
const SECRET_PARAMETER =
  /([?&;][^=&;#\s]*(?:signature|token|secret|passw(?:or)?d|access_?key|accesskeyid|credential|api_?key)[^=&;#\s]*=)([^&;#\s]+)/gi
/** A member of a JSON text whose value is a string or a number, its quotes perhaps escaped. */
const JSON_MEMBER = /(\\*"([\w.-]{1,64})\\*"\s*:\s*)(?:\\*"(?:[^"\\]|\\[^"])*\\*"|-?\d[\d.eE+-]*)/g
const USERINFO = /(\b[a-z][a-z0-9+.-]*:\/\/)([^/?#\s@]+(?:@[^/?#\s@]+)*)@/gi

/** Whether a key names a secret wherever it stands in a definition. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key)
}

/** A value with every secret in it replaced, by the structure around it: keys, headers, URLs. */
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

/** User and password, and signature parameters, of the URLs in a text; the values of secret keys of JSON in it. */
export function redactText(text: string): string {
  return text
    .replace(USERINFO, `$1${REDACTED}@`)
    .replace(SECRET_PARAMETER, `$1${REDACTED}`)
    .replace(JSON_MEMBER, (whole, head: string, key: string) =>
      isSecretKey(key) ? `${head}"${REDACTED}"` : whole
    )
}

/** The secret values of a definition, to be masked before anything can print. */
export function secretsOf(value: Json, key = ''): string[] {
  if (value === null || value === '') return []
  if (isJsonObject(value)) {
    const secretHeader = isSecretHeader(value)
    return Object.entries(value).flatMap(([name, child]) =>
      isSecretKey(key) || (secretHeader && /value/i.test(name)) ? scalarsOf(child) : secretsOf(child, name)
    )
  }
  if (Array.isArray(value)) return value.flatMap(item => secretsOf(item, key))
  if (isSecretKey(key)) return [String(value)]
  return typeof value === 'string' ? secretsOfText(value) : []
}

/** Whether a definition holds a secret, or a value that the service has masked in its answer. */
export function holdsSecret(value: JsonObject): boolean {
  return secretsOf(value).length > 0 || holdsMask(value)
}

function holdsMask(value: Json): boolean {
  if (typeof value === 'string') return /^\*{3,}$|\*{4,}/.test(value)
  if (Array.isArray(value)) return value.some(holdsMask)
  return isJsonObject(value) && Object.values(value).some(holdsMask)
}

/** Whether a mapping is a header whose name says that its value is secret. */
export function isSecretHeader(value: JsonObject): boolean {
  return Object.entries(value).some(
    ([name, child]) =>
      /name$/i.test(name) && /header/i.test(name) && typeof child === 'string' && SECRET_HEADER.test(child)
  )
}

function scalarsOf(value: Json): string[] {
  if (value === null || value === '') return []
  if (Array.isArray(value)) return value.flatMap(scalarsOf)
  return isJsonObject(value) ? Object.values(value).flatMap(scalarsOf) : [String(value)]
}

function secretsOfText(text: string): string[] {
  const found: string[] = []
  for (const [, , userinfo] of text.matchAll(USERINFO)) {
    if (userinfo === undefined) continue
    // the user alone is a name, not a secret; but with it the whole pair is one
    const [, password] = /^[^:]*:(.*)$/s.exec(userinfo) ?? []
    found.push(userinfo)
    if (password !== undefined && password !== '') found.push(password)
  }
  for (const [, , parameter] of text.matchAll(SECRET_PARAMETER))
    if (parameter !== undefined) found.push(parameter)
  return found
}
