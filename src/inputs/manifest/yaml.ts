import { Composer, LineCounter, Parser, isAlias, isMap, isScalar } from 'yaml'
import type { CST, ParsedNode, Scalar, YAMLMap, YAMLParseError, YAMLWarning } from 'yaml'
import { lookAlikeAt, MAX_DEPTH, MAX_SIZE, measure, quoted } from './located.ts'
import type { Entry, Finding, Located, Measure, Position } from './located.ts'
import { EXPRESSION } from './variables.ts'

// The only module that imports the YAML parser. Loaded on demand.

export interface Parsed {
  /** `undefined` if the text is neither JSON nor YAML, as the only finding then says. */
  readonly root: Located | undefined
  readonly findings: readonly Finding[]
  readonly position: (at: number) => Position
}

/** The tags of the core schema; others create values that JSON does not have. */
const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/

/**
 * Parses YAML 1.2 (core schema), which includes JSON. Anything that JSON cannot express is a finding, and so are
 * duplicate keys: tags, merge keys, numbers that lose digits. Depth and aliases are bounded.
 */
export function parseYaml(source: string): Parsed {
  const lines = new LineCounter()
  const position = (at: number): Position => {
    const { line, col } = lines.linePos(at)
    return { line, column: col }
  }
  const refuse = (at: number, what: string): Parsed => ({
    root: undefined,
    findings: [{ at, what }],
    position
  })

  const tokens = [...new Parser(lines.addNewLine).parse(source)]
  // composing is recursive: a text that is nested too deeply could crash the process
  const deep = tooDeep(tokens)
  if (deep !== undefined) return refuse(deep, `nested deeper than ${MAX_DEPTH} levels`)
  // duplicate keys are found below: the parser would compare every pair of keys
  const composer = new Composer({ version: '1.2', uniqueKeys: false })
  const [document, second] = composer.compose(tokens, true, source.length)
  if (document === undefined) return refuse(0, 'no document')
  // unknown tags are found below, too
  const warnings = document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
  const error = explainParseError([...document.errors, ...warnings], source, tokens)
  if (error !== undefined) return refuse(error.at, error.what)
  if (second !== undefined) return refuse(second.range[0], 'a second document')
  if (document.directives.yaml.version !== '1.2') {
    return refuse(0, 'a %YAML directive with a version other than 1.2')
  }
  return { ...locate(document.contents), position }
}

/** The offset at which a text is nested too deeply. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  for (const { token, depth } of tokensWithDepth(tokens)) if (depth > MAX_DEPTH) return token.offset
  return undefined
}

function locate(contents: ParsedNode | null): Pick<Parsed, 'findings'> & { readonly root: Located } {
  const findings: Finding[] = []
  const measures = new Map<Located, Measure>()
  /** The anchors so far: an alias refers to the last one before it. */
  const anchors = new Map<string, Located>()

  function find(at: number, what: string): Located {
    findings.push({ at, what })
    return { kind: 'broken', at }
  }

  function locateNode(node: ParsedNode | null, outside: number): Located {
    if (node === null) return { kind: 'scalar', at: outside, value: null, written: '' }
    const { range, tag } = node
    const [at] = range
    if (isAlias(node)) return anchors.get(node.source) ?? find(at, 'an alias without its anchor')
    const known = tag === undefined || CORE_TAG.test(tag)
    const located = known
      ? bounded(locateContent(node, at))
      : find(at, 'a tag that is not in the core schema')
    if (node.anchor !== undefined) anchors.set(node.anchor, located)
    return located
  }

  function locateContent(node: Exclude<ParsedNode, { source: string; anchor?: never }>, at: number): Located {
    if (isScalar(node)) return locateScalar(node, at)
    if (isMap(node)) return locateMapping(node, at)
    return { kind: 'list', at, items: node.items.map(item => locateNode(item, at)) }
  }

  function locateScalar({ value, source = '' }: Scalar, at: number): Located {
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) return find(at, 'a number that JSON does not have; put it in quotes')
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return find(at, 'a whole number too large to keep all its digits; put it in quotes')
      }
    } else if (value !== null && typeof value !== 'string' && typeof value !== 'boolean') {
      return find(at, 'a value that JSON does not have')
    }
    const isAsWritten =
      typeof value === 'string' || typeof value === 'boolean' || JSON.stringify(value) === source
    return { kind: 'scalar', at, value, ...(isAsWritten ? {} : { written: source }) }
  }

  function locateMapping({ items }: YAMLMap.Parsed, at: number): Located {
    const entries = new Map<string, Entry>()
    for (const { key, value } of items) {
      if (!isScalar(key)) {
        // also `{{ name }}` of a template that was not rendered
        find(at, 'a key that is not a plain value; is it an unrendered template?')
        continue
      }
      const [keyAt] = key.range
      const name = nameOf(key)
      if (key.anchor !== undefined) anchors.set(key.anchor, { kind: 'scalar', at: keyAt, value: name })
      // always located, to report its problems and record its anchors
      const located = locateNode(value, keyAt)
      if (/\$\{\{[^]*\}\}/.test(name)) find(keyAt, EXPRESSION)
      else if (name === '<<') find(keyAt, 'a merge key (<<), which YAML 1.2 does not have')
      else if (entries.has(name)) find(keyAt, `duplicate key${quoted(name)}`)
      else entries.set(name, { at: keyAt, value: located })
    }
    return { kind: 'mapping', at, entries }
  }

  function bounded(node: Located): Located {
    const { size, depth } = measure(node, measures)
    if (depth > MAX_DEPTH) return find(node.at, `nested deeper than ${MAX_DEPTH} levels`)
    return size > MAX_SIZE ? find(node.at, 'too many aliases: written out, they are more than 2 MiB') : node
  }

  const root = locateNode(contents, 0)
  return { root, findings: findings.sort((a, b) => a.at - b.at) }
}

/** A key as written: `1.10` is a name here, not a number. */
function nameOf({ value, source }: Scalar.Parsed): string {
  return typeof value === 'string' ? value : source
}

/** What the parser's codes mean, and the cure. The parser's own messages may contain the text. */
const REASONS: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias with a tag or an anchor',
  BAD_DQ_ESCAPE: 'an escape that double quotes do not support; write two backslashes, or use single quotes',
  BAD_SCALAR_START: 'a value that begins with a reserved character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a colon and a space inside a value; put the value in quotes',
  BLOCK_IN_FLOW: 'a missing comma or bracket',
  TAB_AS_INDENT: 'a tab as indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a tag that is not in the core schema',
  UNEXPECTED_TOKEN: 'unexpected text; is a bracket, a brace, a comma or a quote missing, or one too many?'
}

const CONFLICT_MARKER = /^(?:<{7}|={7}|>{7})(?: |$)/m

/**
 * The position and cause of a syntax error. The parser reports some errors after their position, or at the preceding
 * value.
 * @param errors the first of them is explained
 */
function explainParseError(
  errors: readonly (YAMLParseError | YAMLWarning)[],
  source: string,
  tokens: readonly CST.Token[]
): Finding | undefined {
  const [error] = errors
  if (error === undefined) return undefined
  const { code, message } = error
  const [at, end] = error.pos
  const marker = CONFLICT_MARKER.exec(source)
  if (marker !== null) return { at: marker.index, what: 'a git conflict marker; resolve the merge conflict' }
  const lookAlike = lookAlikeAt(source, at)
  if (lookAlike !== undefined) return { at, what: lookAlike }
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY': {
      const wide = errors.find(other => other.code === 'MULTILINE_IMPLICIT_KEY' && other.pos[0] === at)
      const key = wide === undefined ? -1 : startOfLine(source, wide.pos[1])
      if (key <= at) break
      return {
        at: key,
        what: 'this key is indented deeper than the previous one, which already has a value; align the two'
      }
    }
    case 'MULTILINE_IMPLICIT_KEY':
      return { at, what: 'a line without a colon and a space after its key; is one missing?' }
    case 'UNEXPECTED_TOKEN':
      if (source.slice(at - 1, at + 1) !== '${') break
      return {
        at: at - 1,
        what: source[at + 1] === '{' ? EXPRESSION : 'a value that contains ${…}; put it in quotes'
      }
    case 'BAD_INDENT':
      if (message.startsWith('Flow'))
        return unclosed(source, tokens) ?? { at, what: 'a missing bracket or brace' }
      return {
        at: startOfContent(source, at),
        what: isDeeper(source, at)
          ? 'this key is indented deeper than the previous one, which already has a value; align the two'
          : 'this line is not aligned with its neighbors or with their parent; align it'
      }
    case 'MISSING_CHAR':
      if (message.startsWith('Implicit map keys')) {
        return { at, what: 'a key without a colon and a value' }
      }
      if (message.startsWith('Comments'))
        return { at, what: 'a comment directly after a value; put a space before #' }
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

/** The first character after indentation, comments and empty lines. */
function startOfContent(source: string, at: number): number {
  return at + (/^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*/.exec(source.slice(at))?.[0].length ?? 0)
}

/** Whether the line at an offset is indented deeper than the previous one. */
function isDeeper(source: string, at: number): boolean {
  const start = startOfContent(source, at)
  const depth = start - (source.lastIndexOf('\n', start - 1) + 1)
  const before =
    source
      .slice(0, at)
      .split('\n')
      .findLast(line => /^[ \t]*[^ \t#\r]/.test(line)) ?? ''
  return depth > (/^[ \t]*/.exec(before)?.[0].length ?? 0)
}

/** The last bracket or quote that is not closed: the parser reports it at the end of the text. */
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

/** Every token at any depth. Not recursive, because a text may be nested deeper than the stack allows. */
function* tokensWithDepth(
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
