import { isJsonObject } from '../model/json.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { isPrintableAscii, lazyPattern } from '../model/lazy-pattern.ts'

// Writes YAML that YAML 1.1 and 1.2 parsers read alike: every string in double quotes, with JSON's escapes, and keys
// plain only if every parser reads them as text.

/** Invisible characters, and those that change a text's direction or end a line for some parsers. */
const UNSEEN = lazyPattern(
  String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\ufff9-\ufffd]|(?! )\p{Zs}`,
  'gu'
)
const PLAIN_KEY = /^[A-Za-z_][\w-]{0,127}$/
/** Words that YAML 1.1 or 1.2 does not read as text. */
const NOT_TEXT = /^(?:y|yes|n|no|on|off|true|false|null)$/i

/** A text in double quotes, on one line, in visible characters. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(UNSEEN(), found => {
    const code = found.codePointAt(0) ?? 0
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** A key of a mapping. */
export function keyText(key: string): string {
  return PLAIN_KEY.test(key) && !NOT_TEXT.test(key) ? key : quoted(key)
}

/** A value below its key: `key: value`, or the key and a block of lines below it. */
export function memberLines(key: string, value: Json, indent = ''): string[] {
  const name = `${indent}${keyText(key)}:`
  const inline = inlineText(value)
  return inline === undefined ? [name, ...blockLines(value, `${indent}  `)] : [`${name} ${inline}`]
}

/** A value on one line; `undefined` for a mapping or list that is not empty. */
function inlineText(value: Json): string | undefined {
  if (typeof value === 'string') return quoted(value)
  // some parsers lose digits of a larger integer
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? quoted(String(value)) : String(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined
  return Object.keys(value).length === 0 ? '{}' : undefined
}

function blockLines(value: Json, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap(item => itemLines(item, indent))
  return isJsonObject(value) ? mappingLines(value, indent) : []
}

function mappingLines(value: JsonObject, indent: string): string[] {
  return Object.entries(value).flatMap(([key, child]) => memberLines(key, child, indent))
}

/** A list item: its first line follows the dash, the rest is below. */
function itemLines(item: Json, indent: string): string[] {
  const inline = inlineText(item)
  if (inline !== undefined) return [`${indent}- ${inline}`]
  const [first = '', ...rest] = blockLines(item, `${indent}  `)
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest]
}

// Invisible characters, and what GitHub interprets: an expression in a workflow, a command in its log.
const UNSAFE_IN_JSON = /(?<=\$\{)\{|(?<=##)\[/g
const UNSEEN_IN_JSON = lazyPattern(
  String.raw`[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]`,
  'gu'
)

/**
 * A value as JSON that means the same when pasted into a workflow: characters that hide text or change its direction,
 * `${{` and `##[` are written with JSON's own escapes.
 */
export function jsonText(value: Json, indent = 0): string {
  // these line breaks are JSON's own, since those of values are escaped
  return JSON.stringify(value, null, indent)
    .split('\n')
    .map(line => (isPrintableAscii(line) ? line : line.replace(UNSEEN_IN_JSON(), unicodeEscape)))
    .join('\n')
    .replace(UNSAFE_IN_JSON, unicodeEscape)
}

function unicodeEscape(text: string): string {
  let escaped = ''
  for (let index = 0; index < text.length; index++) {
    escaped += `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`
  }
  return escaped
}

const PLAIN = /^[A-Za-z][\w-]*$|^fp[12]:[0-9a-f]+$/

/** A text as a YAML scalar: plain if every parser reads it as that text, otherwise in double quotes with JSON's escapes. */
export function yamlScalar(text: string): string {
  return PLAIN.test(text) && !NOT_TEXT.test(text) ? text : jsonText(text)
}

/** An input of a step with one or more lines; in a block if neither GitHub nor YAML interprets any line. */
export function inputText(name: string, lines: readonly string[]): string {
  const [only = ''] = lines
  if (lines.length === 1 && PLAIN.test(only)) return `${name}: ${only}`
  return lines.every(line => /^[\w./-]+ [\w:]+$/.test(line))
    ? [`${name}: |`, ...lines.map(line => `  ${line}`)].join('\n')
    : `${name}: ${yamlScalar(lines.join('\n'))}`
}

/** A step that uses this action, as YAML to paste below `steps:`. A definition is JSON in a block. */
export function stepText(
  action: string,
  inputs: Readonly<Record<string, string | boolean | { readonly json: Json }>>
): string {
  const lines = Object.entries(inputs).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [`${name}: ${value}`]
    if (typeof value === 'string') return [`${name}: ${yamlScalar(value)}`]
    return [
      `${name}: |`,
      ...jsonText(value.json, 2)
        .split('\n')
        .map(line => `  ${line}`)
    ]
  })
  return [`- uses: ${action}`, '  with:', ...lines.map(line => `    ${line}`)].join('\n')
}

/** The value of `uses:` for the action in a folder of the same repository. */
export function actionIn(action: string, folder: string | undefined): string {
  return folder === undefined ? action : action.replace('@', `/${folder}@`)
}

const REFERENCE = /^[\w.-]+\/[\w./-]+@[\w./-]+$/

/**
 * The value of `uses:`, from `GITHUB_ACTION_REPOSITORY` and `GITHUB_ACTION_REF`; a placeholder if the runner does not
 * set them, as for an action in the same repository.
 */
export function actionReference(repository: string, ref: string): string {
  const reference = `${repository}@${ref}`
  return REFERENCE.test(reference) ? reference : 'OWNER/switch-backend@v1'
}
