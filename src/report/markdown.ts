import type { Json } from '../model/json.ts'
import { isPrintableAscii } from '../model/lazy-pattern.ts'
import { redactText } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'

/**
 * GitHub Flavored Markdown that is safe by construction: the template `markup` escapes every text, and only this
 * module makes markup.
 */
export class Markdown {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export const NOTHING = new Markdown('')

/** Makes the title of a section. */
export type Heading = (title: string) => Markdown

/** Markup around values: `Markdown` as it is, anything else as escaped prose, trimmed. */
export function markup(
  fixed: TemplateStringsArray,
  ...values: readonly (Markdown | string | number)[]
): Markdown {
  const parts = fixed.map((part, index) => {
    const value = values[index]
    if (value === undefined) return part
    return part + (value instanceof Markdown ? value : prose(String(value))).source
  })
  return new Markdown(parts.join(''))
}

export function join(parts: readonly Markdown[], separator: string): Markdown {
  return new Markdown(parts.map(part => part.source).join(separator))
}

/** Joins what is not empty. */
export function sentences(...parts: readonly (Markdown | string)[]): Markdown {
  const all = parts.map(part => (part instanceof Markdown ? part : prose(part)))
  return join(
    all.filter(part => part.source !== ''),
    ' '
  )
}

export function commas(parts: readonly Markdown[]): Markdown {
  return join(parts, ', ')
}

/** Blocks below each other; empty ones are left out. */
export function blocks(parts: readonly Markdown[]): Markdown {
  return join(
    parts.filter(part => part.source !== ''),
    '\n\n'
  )
}

const LONGEST_PROSE = 2000
const LONGEST_CODE = 300

// Invisible characters: soft hyphens, joiners, fillers, tags, variation selectors, and annotations. All but the last are the
// property Default_Ignorable_Code_Point, spelled out because building it takes about 1 ms, and every page has a symbol.
const HIDDEN = new RegExp(
  String.raw`[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0` +
    String.raw`\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]+`,
  'gu'
)

/** One line without control characters, or any that hide text or change its direction. */
function visible(text: string, longest: number): string {
  if (isPrintableAscii(text)) return oneLine(text, longest)
  return oneLine(text.slice(0, longest * 2).replace(HIDDEN, ' '), longest).toWellFormed()
}

/**
 * Text as text, in a paragraph, a table's cell, or an HTML element. Markdown's own characters become
 * character references. They do not stop what GitHub links in the finished HTML (mentions, issues, commits, emoji,
 * math, addresses). It looks at one text node at a time, so a `span` around one character splits the node, as its
 * documentation does with `$`.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
 */
export function prose(text: string, longest = LONGEST_PROSE): Markdown {
  return new Markdown(escape(visible(text, longest)))
}

// without groups, which take twice as long
const SPECIAL = new RegExp(
  [
    /[0-9a-f]{7,}/, // a commit
    /[&<>\\`*_[\]|~]/,
    /^[-+=]|(?<=^\d{1,9})[.)]/, // at the start also a list or a heading
    /[@#$]|:(?=\S)|(?<=[a-z0-9])-(?=[a-z0-9])|(?<=www)\./ // linked
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi'
)
/** The replacement of each character that is special for one reason alone. */
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ...Array.from('&<>\\`*_[]|~+=)', character => [character, reference(character)] as const),
  ...Array.from('@#$:', character => [character, span(character)] as const)
])
/** One digit fewer than the shortest commit. */
const HEX_PIECE = /.{1,6}/g

function escape(text: string): string {
  return text.replace(SPECIAL, (found: string, index: number) => {
    const known = ESCAPED.get(found)
    if (known !== undefined) return known
    if (found.length > 1) {
      const pieces = found.match(HEX_PIECE) ?? []
      return pieces.map((piece, nth) => (nth % 2 === 0 ? piece : span(piece))).join('')
    }
    const isOfList = found === '-' ? index === 0 : /\d/.test(text[index - 1] ?? '')
    return isOfList ? reference(found) : span(found)
  })
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`
}

function span(text: string): string {
  return `<span>${text}</span>`
}

/**
 * Text as inline code, in a paragraph or in a table's cell. GitHub links nothing in code. A backtick or a pipe would
 * end a code span or a cell, so the element is then written as HTML.
 */
export function code(text: string, longest = LONGEST_CODE): Markdown {
  const shown = visible(text, longest)
  if (shown === '') return new Markdown('(empty)')
  return new Markdown(/[`|]/.test(shown) ? `<code>${escape(shown)}</code>` : `\`${shown}\``)
}

/** Text from outside as inline code, without the secrets of URLs in it. */
export function shown(text: string, longest?: number): Markdown {
  return code(redactText(text), longest)
}

const LONGEST_NAME = 100

/** The same for names and IDs, which are shorter. */
export function shownName(text: string): Markdown {
  return shown(text, LONGEST_NAME)
}

/** A value, redacted already, as inline code; absent is a dash. */
export function shownValue(value: Json): Markdown {
  if (value === null) return markup`–`
  return shown(typeof value === 'string' ? value : JSON.stringify(value))
}

/** A table without rows is empty. Cells are single lines, as `markup`, `prose` and `code` make them. */
export function table(headers: readonly string[], rows: readonly (readonly Markdown[])[]): Markdown {
  if (rows.length === 0) return NOTHING
  const line = (cells: readonly Markdown[]): string =>
    `| ${cells.map(cell => cell.source || ' ').join(' | ')} |`
  return new Markdown(
    [
      line(headers.map(header => prose(header))),
      line(headers.map(() => new Markdown('---'))),
      ...rows.map(line)
    ].join('\n')
  )
}

export function list(items: readonly Markdown[]): Markdown {
  return join(
    items.map(item => markup`- ${item}`),
    '\n'
  )
}

/** A section that a click expands; its title holds no code. Empty if its body is. */
export function details(title: Markdown, body: readonly Markdown[], open = false): Markdown {
  const inner = blocks(body)
  if (inner.source === '') return NOTHING
  // GitHub parses no Markdown within the element `summary`; after the blank lines it does
  return new Markdown(
    `<details${open ? ' open' : ''}>\n<summary>${title.source}</summary>\n\n${inner.source}\n\n</details>`
  )
}

/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
export function alert(kind: 'NOTE' | 'WARNING' | 'CAUTION', body: readonly Markdown[]): Markdown {
  const inner = blocks(body)
  if (inner.source === '') return NOTHING
  return new Markdown(
    [`[!${kind}]`, ...inner.source.split('\n')].map(line => `> ${line}`.trimEnd()).join('\n')
  )
}

/**
 * A code block. The text is this action's own, with text from outside as `jsonText` writes it.
 */
export function fence(language: 'json' | 'yaml' | 'mermaid', text: string): Markdown {
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length)
  const mark = '`'.repeat(Math.max(2, ...runs) + 1)
  return new Markdown(`${mark}${language}\n${text}\n${mark}`)
}

/** A link to a page that this action knows; the label alone if the address is not a web address. */
export function link(label: string, address: string | undefined): Markdown {
  if (address === undefined || !/^https?:\/\/[\w.:-]+\/[\w./+-]*(?:#[\w-]+)?$/.test(address))
    return prose(label)
  return new Markdown(`[${prose(label).source}](${address})`)
}
