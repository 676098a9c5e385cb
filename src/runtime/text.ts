// Characters that a terminal or the runner would act on, or that change the direction of text: control characters, bidirectional
// marks, line and paragraph separators, invisible joiners, the byte order mark.
const UNSAFE = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g
const LONGEST_LINE = 4000
/** Matches most texts: printable ASCII without `#`, not starting with a colon or space and not ending with a space. */
const LINE_ALREADY = /^(?![: ])[ -"$-~]*$(?<! )/

/**
 * Makes external text a single line that the runner and terminals treat as plain text: no control characters, no `##[command]`,
 * and no `::command` at the start.
 * @param longest the length to cut it to; secrets must be removed before, because part of one would not be recognized
 */
export function oneLine(text: string, longest = Infinity): string {
  if (text.length <= longest && LINE_ALREADY.test(text)) return text
  const flat = text
    .slice(0, longest * 2)
    .toWellFormed()
    .replace(UNSAFE, ' ')
    .replaceAll('##[', '# #[')
    .trim()
    .replace(/^::/, ': :')
  return flat.length <= longest ? flat : `${cut(flat, longest)}…`
}

/** The start of a text, not ending in half of a surrogate pair. */
export function cut(text: string, longest: number): string {
  const beyond = /^[\udc00-\udfff]/.test(text.slice(longest)) ? 1 : 0
  return text.slice(0, longest - beyond)
}

/** A message that a longer one contains, so without a period at its end. */
export function withoutPeriod(message: string): string {
  return message.replace(/\.$/, '')
}

/** Like `oneLine`, but keeps leading spaces. */
export function indentedLine(text: string, longest = Infinity): string {
  return text.startsWith(' ')
    ? `${/^ */.exec(text)?.[0] ?? ''}${oneLine(text, longest)}`
    : oneLine(text, longest)
}

/** Lines of this action's own text, each made safe and cut to a length that suits a log. Line breaks are kept. */
export function safeLines(text: string): string {
  return text
    .split('\n')
    .map(line => indentedLine(line, LONGEST_LINE))
    .join('\n')
}

/**
 * The first items, and how many more there are: `a, b and 3 more`; `a: 1; b: 2; and 3 more` for items that may contain commas.
 */
export function joinUpTo(parts: readonly string[], most: number, separator: ', ' | '; ' = ', '): string {
  const shown = parts.slice(0, most).join(separator)
  const more = parts.length - most
  return more > 0 ? `${shown}${separator === ', ' ? '' : ';'} and ${more} more` : shown
}

/** A whole number with grouped digits, without the locale data that `toLocaleString` would load: `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 API`, `3 APIs`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `10, 50 and 100`. */
export function joinWithAnd(texts: readonly string[]): string {
  const last = texts.at(-1) ?? ''
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`
}
