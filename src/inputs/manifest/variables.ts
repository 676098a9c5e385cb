import { didYouMean } from '../../model/closest.ts'
import type { Definition } from '../../model/definition.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { isSecretKey, secretsOf, isMask, isSecretHeader } from '../../model/redact.ts'
import type { Secrets } from '../../runtime/secrets.ts'
import { Invalid } from '../source.ts'
import { MAX_SIZE, measure, toJson } from './located.ts'
import type { Finding, Located } from './located.ts'

export type Variables = ReadonlyMap<string, string>

const LINE = /^([A-Za-z_][A-Za-z0-9_]{0,63})[ \t]*=[ \t]*(.*)$/

/**
 * `NAME=value` lines. A pair of double quotes around a value is not part of it. Messages contain no
 * values.
 */
export function parseVariables(raw: string): Variables {
  const variables = new Map<string, string>()
  const problems: string[] = []
  raw.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (line.trim() === '') return
    const [, name, value = ''] = LINE.exec(line.trim()) ?? []
    if (name === undefined) {
      problems.push(`line ${index + 1} must be NAME=value, with a name of letters, digits and _`)
    } else if (value === '') {
      problems.push(
        `has no value for ${name}: a job output that was dropped or misspelled arrives as an empty string; if that is intended, write ${name}=""`
      )
    } else if (variables.has(name)) {
      problems.push(`sets ${name} twice`)
    } else {
      variables.set(name, /^"[^"]*"$/.test(value) ? value.slice(1, -1) : value)
    }
  })
  if (problems.length > 0) throw new Invalid(problems.join('; '))
  return variables
}

/** Registers the values whose names indicate a secret. */
export function registerVariables(variables: Variables, secrets: Secrets): void {
  for (const [name, value] of variables) if (isSecretKey(name)) secrets.add(value)
}

/** The variables of documents, and those that were used. */
export interface Filling {
  /** `undefined` if they could not be read: placeholders are then not reported. */
  readonly variables: Variables | undefined
  readonly used: Set<string>
}

/** A filling that has not been used. */
export function fillingOf(variables: Variables | undefined): Filling {
  return { variables, used: new Set() }
}

/** A notice about variables that were not used. */
export function unusedOf(filling: Filling | undefined): readonly string[] {
  const unused = [...(filling?.variables?.keys() ?? [])].filter(name => filling?.used.has(name) === false)
  return unused.length === 0 ? [] : [`set in variables, but not used: ${unused.join(', ')}`]
}

/** For files, and for inputs that can replace one. */
export const EXPRESSION =
  'GitHub does not evaluate expressions (${{ … }}) in files: write ${NAME} here, and NAME=${{ … }} in the input variables'

const PLACEHOLDER = /\$\$\{|\$\{\{|\$\{([A-Za-z_][A-Za-z0-9_]{0,63})\}|\$\{/g
/** Beyond this number of problems, names are no longer looked up. */
const MANY = 100

/**
 * The tree with `${NAME}` replaced in its string values. A value remains text: it is not parsed again, and cannot
 * change anything around it.
 */
export function fillIn(
  root: Located,
  { variables, used }: Filling
): { readonly root: Located; readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const done = new Map<Located, Located>()
  let secretTexts: readonly string[] | undefined
  let room = MAX_SIZE

  function isSecretText(text: string): boolean {
    secretTexts ??= secretsOf(toJson(root))
    return secretTexts.some(secret => secret.includes(text))
  }

  /** @param inText the whole text; if it is only a placeholder, it contains no secret */
  function unknownName(whole: string, inText: string, name: string, known: Variables): string {
    const what = 'not set in the input variables'
    // no part of a secret is repeated
    if (findings.length > MANY || (whole !== inText && isSecretText(whole)))
      return `a variable that is ${what}`
    const meant = didYouMean(name, [...known.keys()])
    return `${name} is ${what}${meant} (a literal \${ is written $\${)`
  }

  /** `undefined` if there is none. */
  function valueOf(at: number, whole: string, inText: string, name: string | undefined): string | undefined {
    if (whole === '$${') return '${'
    if (whole === '${{') {
      findings.push({ at, what: EXPRESSION })
      return undefined
    }
    if (name === undefined) {
      findings.push({ at, what: 'a ${ that is not part of ${NAME}; a literal ${ is written $${' })
      return undefined
    }
    if (variables === undefined) return undefined
    const value = variables.get(name)
    if (value === undefined) {
      findings.push({ at, what: unknownName(whole, inText, name, variables) })
      return undefined
    }
    used.add(name)
    room -= value.length
    return room < 0 ? '' : value
  }

  function fillText(node: Located & { readonly kind: 'scalar' }, text: string): Located {
    const missing: string[] = []
    const value = text.replace(PLACEHOLDER, (placeholder: string, name: string | undefined) => {
      const filled = valueOf(node.at, placeholder, text, name)
      if (filled === undefined) missing.push(placeholder)
      return filled ?? ''
    })
    if (missing.length > 0) return { kind: 'broken', at: node.at }
    return value === text ? node : { kind: 'scalar', at: node.at, value }
  }

  function fill(node: Located): Located {
    const before = done.get(node)
    if (before !== undefined) return before
    const filled = fillNode(node)
    done.set(node, filled)
    return filled
  }

  function fillNode(node: Located): Located {
    switch (node.kind) {
      case 'scalar':
        return typeof node.value === 'string' ? fillText(node, node.value) : node
      case 'list':
        return { ...node, items: node.items.map(fill) }
      case 'mapping':
        return {
          ...node,
          entries: new Map(
            [...node.entries].map(([key, { at, value }]) => [key, { at, value: fill(value) }] as const)
          )
        }
      case 'broken':
        return node
    }
  }

  const filled = fill(root)
  if (room >= 0 && measure(filled, new Map()).size <= MAX_SIZE) return { root: filled, findings }
  const what = 'larger than 2 MiB after variables are replaced'
  return { root: { kind: 'broken', at: root.at }, findings: [...findings, { at: root.at, what }] }
}

// The other direction, for a manifest that is written: secrets become placeholders.

/** A definition as written in a manifest, and the `variables` that restore it. */
interface Templated {
  readonly definition: Definition
  /** Values by name, in the order of the definition. Secret. */
  readonly variables: ReadonlyMap<string, string>
  /** Whether the service returned a mask in place of a value. */
  readonly isMasked: boolean
}

interface TemplateOptions {
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
