import type { CST, YAMLParseError, YAMLWarning } from 'yaml'
import type { Finding } from './located.ts'

/** What the parser's codes mean, and the cure. The parser's own messages may hold the text. */
const REASONS: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias with a tag or an anchor',
  BAD_DQ_ESCAPE: 'an escape that double quotes do not know; write a backslash twice, or use single quotes',
  BAD_SCALAR_START: 'a value that begins with a reserved character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a colon and a space inside a value; put the value in quotes',
  BLOCK_IN_FLOW: 'a missing comma or bracket',
  TAB_AS_INDENT: 'a tab as indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a tag that is not of the core schema',
  UNEXPECTED_TOKEN: 'unexpected text; is a bracket, a brace, a comma or a quote missing, or one too many?'
}

const CONFLICT_MARKER = /^(?:<{7}|={7}|>{7})(?: |$)/m

/**
 * Where a text that is neither JSON nor YAML goes wrong, and what is wrong there: the parser notices some mistakes later than they
 * are made, or at the value before.
 * @param errors the first of them says what is wrong
 */
export function explainParseError(
  errors: readonly (YAMLParseError | YAMLWarning)[],
  source: string,
  tokens: readonly CST.Token[]
): Finding | undefined {
  const [error] = errors
  if (error === undefined) return undefined
  const { code, message } = error
  const [at, end] = error.pos
  const marker = CONFLICT_MARKER.exec(source)
  if (marker !== null) return { at: marker.index, what: 'a conflict marker of git; resolve the merge' }
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY': {
      const wide = errors.find(other => other.code === 'MULTILINE_IMPLICIT_KEY' && other.pos[0] === at)
      const key = wide === undefined ? -1 : startOfLine(source, wide.pos[1])
      if (key <= at) break
      return {
        at: key,
        what: 'this key is indented deeper than the one before it, which has a value already; align the two'
      }
    }
    case 'MULTILINE_IMPLICIT_KEY':
      return { at, what: 'a line without a colon and a space behind its key; is one missing?' }
    case 'BAD_INDENT':
      if (message.startsWith('Flow'))
        return unclosed(source, tokens) ?? { at, what: 'a missing bracket or brace' }
      return {
        at: startOfLine(source, at + 1),
        what: 'this line is indented neither as its neighbors nor as what they belong to; align it'
      }
    case 'MISSING_CHAR':
      if (message.startsWith('Implicit map keys')) {
        return { at, what: 'a key without a colon and a value' }
      }
      if (message.startsWith('Comments'))
        return { at, what: 'a comment right behind a value; put a space before #' }
      return (
        unclosed(source, tokens) ?? {
          at: Math.min(at, end),
          what: 'a missing bracket, brace, comma or quote'
        }
      )
    default:
  }
  return { at, what: REASONS[code] ?? code.toLowerCase().replaceAll('_', ' ') }
}

/** The first character of the line that an offset is in, without its indentation. */
function startOfLine(source: string, at: number): number {
  const line = source.lastIndexOf('\n', Math.max(0, at - 1)) + 1
  return line + (/^[ \t]*/.exec(source.slice(line))?.[0].length ?? 0)
}

/** What was opened last and never closed: the parser notices it where the text ends. */
function unclosed(source: string, tokens: readonly CST.Token[]): Finding | undefined {
  let found: Finding | undefined
  for (const { token } of tokensWithDepth(tokens)) {
    const isBracket = token.type === 'flow-collection' && !token.end.some(({ type }) => type.endsWith('-end'))
    const isQuote =
      (token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar') &&
      (token.source.length < 2 || !token.source.endsWith(token.source[0] ?? ''))
    if (!isBracket && !isQuote) continue
    const at = isBracket ? token.start.offset : token.offset
    if (found === undefined || at > found.at) {
      found = {
        at,
        what: isQuote ? 'a quote that is not closed' : `a "${source[at] ?? ''}" that is not closed`
      }
    }
  }
  return found
}

/** Every token, however deep. Nothing here recurses: a text may be nested deeper than the stack. */
export function* tokensWithDepth(
  tokens: readonly CST.Token[]
): Generator<{ readonly token: CST.Token; readonly depth: number }> {
  const open = tokens.map(token => ({ token, depth: 0 }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next
    const { token, depth } = next
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth })
    if (!('items' in token)) continue
    for (const { key, value } of token.items) {
      for (const child of [key, value]) {
        if (child !== undefined && child !== null) open.push({ token: child, depth: depth + 1 })
      }
    }
  }
}
