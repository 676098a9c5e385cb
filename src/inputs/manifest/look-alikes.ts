import { NO_COMMENTS } from '../../model/shape.ts'

// Characters that a reader takes for the punctuation of JSON and YAML: an input method for Chinese or Japanese types them,
// or a web page has them. The parser reads them as text, and reports something else. No message repeats the text.

const FULL_WIDTH = /[\uff0c\uff1a\uff3b\uff3d\uff5b\uff5d]/
const PLAIN_PUNCTUATION =
  'full-width punctuation, such as \uff1a or \uff0c: replace it with : or , and a space'
const COMMENT = /^(?:\/\/|\/\*)/
const UNPLAIN_SPACE = /^[\w.-]+:[^\S\t\n\r ]/

/** The cause of a syntax error, if such characters are at its position. */
export function lookAlikeAt(source: string, at: number): string | undefined {
  const rest = source.slice(at, at + MOST)
  const [comment] = COMMENT.exec(rest) ?? []
  if (comment !== undefined) return `a comment (${comment}): ${NO_COMMENTS}`
  // the parser reports a key without its colon at the start of the key
  const isWide = FULL_WIDTH.test(rest.slice(0, 1)) || /^[\w.-]+\s*\uff1a/.test(rest)
  return isWide ? PLAIN_PUNCTUATION : undefined
}

/** No key is longer. */
const MOST = 200

/**
 * Why a value is a string where a mapping is required.
 * @returns the reason, to follow the name of the value; `undefined` if it shows none
 */
export function stringInstead(text: string | number | boolean | null): string | undefined {
  if (typeof text !== 'string') return undefined
  const start = text.trimStart()
  const [comment] = COMMENT.exec(start) ?? []
  if (comment !== undefined) return `begins with a comment (${comment}): ${NO_COMMENTS}`
  // otherwise it would be a mapping
  if (start.startsWith('{'))
    return 'is a string: the quotation marks around it are part of the value. Remove them'
  if (FULL_WIDTH.test(start)) return `contains ${PLAIN_PUNCTUATION}`
  if (UNPLAIN_SPACE.test(start)) {
    return 'contains a no-break space or another invisible character after a colon: replace it with a space'
  }
  return undefined
}
