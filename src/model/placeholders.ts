import type { Definition } from './definition.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { isMask, isSecretHeader, isSecretKey, secretsOf } from './redact.ts'

/** A definition as written in a manifest, and the `variables` that restore it. */
export interface Templated {
  readonly definition: Definition
  /** Values by name, in the order of the definition. Secret. */
  readonly variables: ReadonlyMap<string, string>
  /** Whether the service returned a mask in place of a value. */
  readonly isMasked: boolean
}

export interface TemplateOptions {
  /** Returns an unused name for the secret of a key or a header. */
  readonly nameOf: (label: string) => string
  /** Whether a text contains a value that is secret elsewhere. */
  readonly holdsKnownSecret: (text: string) => boolean
}

/** Replaces each secret of a definition with `${NAME}`, and writes any other `${` as `$${`. Keys are sorted. */
export function templateOf(definition: Definition, options: TemplateOptions): Templated {
  const variables = new Map<string, string>()
  let isMasked = false

  function variable(label: string, value: string): string {
    const name = options.nameOf(label)
    variables.set(name, value)
    return `\${${name}}`
  }

  function walk(value: Json, key: string, at: { readonly label: string; readonly secret: boolean }): Json {
    if (value === null || value === '') return value
    if (Array.isArray(value)) return value.map(item => walk(item, key, at))
    if (isJsonObject(value)) return walkMapping(value, at)
    if (typeof value === 'string' && isMask(value)) isMasked = true
    const text = String(value)
    if (at.secret || (typeof value === 'string' && isMask(value))) {
      return whole(text, part => variable(at.label, part))
    }
    if (typeof value === 'string') return textWithin(value, at.label)
    return options.holdsKnownSecret(text) ? variable(at.label, text) : value
  }

  function walkMapping(
    value: JsonObject,
    { label, secret }: { readonly label: string; readonly secret: boolean }
  ): JsonObject {
    const header = isSecretHeader(value) ? headerName(value) : undefined
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map(key => {
          const isHeaderValue = header !== undefined && /value/i.test(key)
          const inner = {
            label: isHeaderValue ? header : secret ? `${label} ${key}` : key,
            secret: secret || isHeaderValue || isSecretKey(key)
          }
          return [key, walk(value[key] ?? null, key, inner)]
        })
    )
  }

  /** A text that is not itself secret: unchanged, or with its secrets replaced. */
  function textWithin(text: string, label: string): string {
    const secrets = secretsOf(text)
    if (secrets.length === 0 && !options.holdsKnownSecret(text)) return literal(text)
    const parts = splitAt(text, secrets)
    const isClean = parts.every(
      ({ literal: plain }, index) =>
        // a dollar before a placeholder would make it a literal
        index % 2 === 1 || (!plain.endsWith('$') && !options.holdsKnownSecret(plain))
    )
    const rest = parts.map(({ literal: plain }, index) => (index % 2 === 0 ? plain : '\u0000')).join('')
    if (!isClean || parts.length === 1 || secretsOf(rest).some(secret => !secret.includes('\u0000'))) {
      return whole(text, part => variable(label, part))
    }
    return parts
      .map(({ literal: plain }, index) =>
        index % 2 === 0 ? literal(plain) : whole(plain, part => variable(label, part))
      )
      .join('')
  }

  const root = walkMapping(definition, { label: '', secret: false })
  return { definition: root, variables, isMasked }
}

/** A text in which no placeholder is replaced. */
function literal(text: string): string {
  return text.replaceAll('${', () => '$${')
}

/**
 * A secret as placeholders. The input `variables` consists of lines, and drops spaces and quotation marks around a value:
 * these remain in the text, and each line becomes its own variable.
 */
function whole(text: string, variable: (value: string) => string): string {
  return text
    .split(/([\r\n\u2028\u2029]+)/)
    .map((line, index) => {
      if (index % 2 === 1) return line
      const begin = /^[\s"]*/.exec(line)?.[0] ?? ''
      const value = line.slice(begin.length).replace(/[\s"]+$/, '')
      return value === '' ? line : `${begin}${variable(value)}${line.slice(begin.length + value.length)}`
    })
    .join('')
}

/** Splits a text into literal parts and secrets, alternating; the longest secrets win. */
function splitAt(text: string, secrets: readonly string[]): readonly { readonly literal: string }[] {
  const longest = [...new Set(secrets)].filter(
    (secret, _, all) =>
      text.includes(secret) && !all.some(other => other !== secret && other.includes(secret))
  )
  if (longest.length === 0) return [{ literal: text }]
  const pattern = new RegExp(`(${longest.map(secret => RegExp.escape(secret)).join('|')})`)
  return text.split(pattern).map(part => ({ literal: part }))
}

function headerName(header: JsonObject): string | undefined {
  const [, name] =
    Object.entries(header).find(
      ([key, value]) => /name$/i.test(key) && /header/i.test(key) && typeof value === 'string'
    ) ?? []
  return typeof name === 'string' ? name : undefined
}

const LONGEST_NAME = 64

/**
 * Creates unique names of variables: `ORDERS_RELEASE_PASSWORD`. A name that does not indicate a secret ends in
 * `_SECRET`, so that the step masks its value.
 */
export function createVariableNames(): (where: string, label: string) => string {
  const used = new Set<string>()
  return (where, label) => {
    const last = wordOf(label).slice(-40)
    const first = wordOf(where).slice(0, LONGEST_NAME - 12 - last.length)
    const whole = [first, last].filter(word => word !== '').join('_')
    const name = `${/^\d/.test(whole) ? '_' : ''}${whole}${isSecretKey(whole) ? '' : '_SECRET'}`
    for (let count = 1; ; count++) {
      const numbered = count === 1 ? name : `${name}_${count}`
      if (used.has(numbered)) continue
      used.add(numbered)
      return numbered
    }
  }
}

/** `BackendToken` as `BACKEND_TOKEN`. */
function wordOf(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}
