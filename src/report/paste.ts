import type { Json } from '../model/json.ts'
import { isPrintableAscii, lazyPattern } from '../model/lazy-pattern.ts'

// What a reader would not see, and what GitHub reads in a workflow: an expression, a command in its log.
const UNSAFE_IN_JSON = /(?<=\$\{)\{|(?<=##)\[/g
const UNSEEN_IN_JSON = lazyPattern(
  String.raw`[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]`,
  'gu'
)

/**
 * A value as JSON that can be pasted into a workflow, and means the same there: characters that hide or
 * turn text around, `${{` and `##[` are spelt with JSON's own escapes.
 */
export function jsonText(value: Json, indent = 0): string {
  // the line breaks are JSON's own: those of the values are escaped already
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
// plain words that YAML 1.1 or 1.2 reads as something else
const NOT_TEXT = /^(y|yes|n|no|on|off|true|false|null)$/i

/** A text as a YAML scalar: plain where that is surely the same text, else in double quotes, which take JSON's escapes. */
export function yamlScalar(text: string): string {
  return PLAIN.test(text) && !NOT_TEXT.test(text) ? text : jsonText(text)
}

/** An input of a step with one line or several, in a block where no line means anything else to GitHub or YAML. */
export function inputText(name: string, lines: readonly string[]): string {
  const [only = ''] = lines
  if (lines.length === 1 && PLAIN.test(only)) return `${name}: ${only}`
  return lines.every(line => /^[\w./-]+ [\w:]+$/.test(line))
    ? [`${name}: |`, ...lines.map(line => `  ${line}`)].join('\n')
    : `${name}: ${yamlScalar(lines.join('\n'))}`
}

/** A step that uses this action, as YAML to be pasted below `steps:`. A definition is given as JSON in a block. */
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

const REFERENCE = /^[\w.-]+\/[\w./-]+@[\w./-]+$/

/**
 * What stands behind `uses:`, from `GITHUB_ACTION_REPOSITORY` and `GITHUB_ACTION_REF`; a placeholder where
 * the runner does not say it, as for an action in the same repository.
 */
export function actionReference(repository: string, ref: string): string {
  const reference = `${repository}@${ref}`
  return REFERENCE.test(reference) ? reference : 'OWNER/switch-backend@v1'
}
