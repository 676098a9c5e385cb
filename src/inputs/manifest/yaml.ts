import { Composer, LineCounter, Parser, isAlias, isMap, isScalar } from 'yaml'
import type { CST, ParsedNode, Scalar, YAMLMap } from 'yaml'
import { MAX_DEPTH, MAX_SIZE, measure, quoted } from './located.ts'
import type { Entry, Finding, Located, Measure, Position } from './located.ts'
import { explainParseError, tokensWithDepth } from './yaml-errors.ts'

// With yaml-errors.ts the only one that knows the YAML parser. It is loaded when there is something to parse with it.

export interface Parsed {
  /** `undefined` when the text is neither JSON nor YAML, as the one finding then says. */
  readonly root: Located | undefined
  readonly findings: readonly Finding[]
  readonly position: (at: number) => Position
}

/** The tags of the core schema; others make values that JSON does not know. */
const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/

/**
 * Parses YAML 1.2 (core schema), of which JSON is a part. Whatever JSON cannot say, or says twice, is a
 * finding: tags, merge keys, duplicate keys, numbers that lose digits. Depth and aliases are bounded.
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
  // composing takes a stack as deep as the text, and where that ends the process may end, too
  const deep = tooDeep(tokens)
  if (deep !== undefined) return refuse(deep, `nested deeper than ${MAX_DEPTH} levels`)
  // duplicate keys are looked for below: the parser would compare each key with each
  const composer = new Composer({ version: '1.2', uniqueKeys: false })
  const [document, second] = composer.compose(tokens, true, source.length)
  if (document === undefined) return refuse(0, 'no document')
  // a tag that the parser does not know is looked for below, too
  const warnings = document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
  const error = explainParseError([...document.errors, ...warnings], source, tokens)
  if (error !== undefined) return refuse(error.at, error.what)
  if (second !== undefined) return refuse(second.range[0], 'a second document')
  if (document.directives.yaml.version !== '1.2') {
    return refuse(0, 'a %YAML directive of another version than 1.2')
  }
  return { ...locate(document.contents), position }
}

/** Where a text is nested too deeply. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  for (const { token, depth } of tokensWithDepth(tokens)) if (depth > MAX_DEPTH) return token.offset
  return undefined
}

function locate(contents: ParsedNode | null): Pick<Parsed, 'findings'> & { readonly root: Located } {
  const findings: Finding[] = []
  const measures = new Map<Located, Measure>()
  /** Those of the text so far: an alias means the last one before it. */
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
      : find(at, 'a tag that is not of the core schema')
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
      if (!Number.isFinite(value)) return find(at, 'a number that JSON does not know; put it in quotes')
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return find(at, 'a whole number too large to keep all its digits; put it in quotes')
      }
    } else if (value !== null && typeof value !== 'string' && typeof value !== 'boolean') {
      return find(at, 'a value that JSON does not know')
    }
    const isAsWritten =
      typeof value === 'string' || typeof value === 'boolean' || JSON.stringify(value) === source
    return { kind: 'scalar', at, value, ...(isAsWritten ? {} : { written: source }) }
  }

  function locateMapping({ items }: YAMLMap.Parsed, at: number): Located {
    const entries = new Map<string, Entry>()
    for (const { key, value } of items) {
      if (!isScalar(key)) {
        // `{{ name }}` of a template that was never filled in is one, too
        find(at, 'a key that is no plain value; is a template not filled in?')
        continue
      }
      const [keyAt] = key.range
      const name = nameOf(key)
      if (key.anchor !== undefined) anchors.set(key.anchor, { kind: 'scalar', at: keyAt, value: name })
      // located in any case: what is wrong in it is said, and what it anchors is known
      const located = locateNode(value, keyAt)
      if (name === '<<') find(keyAt, 'a merge key (<<), which YAML 1.2 does not have')
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

/** A key as it was written: `1.10` is a name here, and no number. */
function nameOf({ value, source }: Scalar.Parsed): string {
  return typeof value === 'string' ? value : source
}
