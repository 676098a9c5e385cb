import { lazyPattern } from '../model/lazy-pattern.ts'

// What a terminal or the runner would act on, or what turns the order of a line around: control
// characters, bidirectional marks, line and paragraph separators, invisible joiners, the byte order mark.
const UNSAFE = lazyPattern(String.raw`[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+`, 'gu')
const LONGEST_LINE = 4000
/** What most texts are: printable ASCII without `#`, that begins with neither a colon nor a space and ends with no space. */
const LINE_ALREADY = /^(?![: ])[ -"$-~]*$(?<! )/

/**
 * Text from outside as one line that no runner, terminal or reader takes for anything but text: no
 * control characters, no `##[command]`, no `::command` where a line could start with it.
 * @param longest where it is cut off; what is cut must hold no secret any more, for half of one is not recognized
 */
export function oneLine(text: string, longest = Infinity): string {
  if (text.length <= longest && LINE_ALREADY.test(text)) return text
  const flat = text
    .slice(0, longest * 2)
    .toWellFormed()
    .replace(UNSAFE(), ' ')
    .replaceAll('##[', '# #[')
    .trim()
    .replace(/^::/, ': :')
  return flat.length <= longest ? flat : `${cut(flat, longest)}…`
}

/** The beginning of a text, without half of a character at its end. */
export function cut(text: string, longest: number): string {
  const beyond = /^[\udc00-\udfff]/.test(text.slice(longest)) ? 1 : 0
  return text.slice(0, longest - beyond)
}

/** The same with the spaces that it begins with. */
export function indentedLine(text: string, longest = Infinity): string {
  return text.startsWith(' ')
    ? `${/^ */.exec(text)?.[0] ?? ''}${oneLine(text, longest)}`
    : oneLine(text, longest)
}

/** Lines that this action wrote, each made safe and cut to a length that a log takes; the line breaks are its own. */
export function safeLines(text: string): string {
  return text
    .split('\n')
    .map(line => indentedLine(line, LONGEST_LINE))
    .join('\n')
}

/**
 * The first of several, and how many more there are: `a, b and 3 more`; `a: 1; b: 2; and 3 more` of what may hold commas itself.
 */
export function listed(parts: readonly string[], most: number, separator: ', ' | '; ' = ', '): string {
  const shown = parts.slice(0, most).join(separator)
  const more = parts.length - most
  return more > 0 ? `${shown}${separator === ', ' ? '' : ';'} and ${more} more` : shown
}

/** `1 API`, `3 APIs`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `10, 50 and 100`. */
export function commasAnd(texts: readonly string[]): string {
  const last = texts.at(-1) ?? ''
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`
}
