import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { lazyPattern } from './lazy-pattern.ts'

// Writes YAML that YAML 1.1 and 1.2 read alike: every string value in double quotes, which take JSON's escapes, and
// keys plain only where no reader takes them for anything but text.

/** What people cannot see, and what turns a text around or ends a line for some readers. */
const UNSEEN = lazyPattern(
  String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\ufff9-\ufffd]|(?! )\p{Zs}`,
  'gu'
)
const PLAIN_KEY = /^[A-Za-z_][\w-]{0,127}$/
const NOT_TEXT = /^(?:y|yes|n|no|on|off|true|false|null)$/i

/** A text in double quotes, on one line, in characters that can be seen. */
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

/** A value that needs no lines of its own; `undefined` for a mapping or list with something in it. */
function inlineText(value: Json): string | undefined {
  if (typeof value === 'string') return quoted(value)
  // a whole number beyond these has lost digits for some readers
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

/** An element of a list: what it begins with stands behind the dash, and the rest below that. */
function itemLines(item: Json, indent: string): string[] {
  const inline = inlineText(item)
  if (inline !== undefined) return [`${indent}- ${inline}`]
  const [first = '', ...rest] = blockLines(item, `${indent}  `)
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest]
}
