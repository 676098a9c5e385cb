import type { Json } from '../model/json.ts'
import { Invalid } from './invalid.ts'

/** Deeper than any definition; deeper than this and walking it could exhaust the stack. */
const MAX_DEPTH = 64
const MAX_ALIASES = 100

/**
 * Parses JSON or YAML 1.2 (core schema). Duplicate keys are refused, aliases are bounded. An Invalid
 * names line and column and never repeats the source: it may hold a secret.
 */
export async function parseDocument(source: string): Promise<Json> {
  if (/^\s*\{\s*\\"/.test(source)) {
    // copied from a page that escapes its example; as YAML it would be a mapping with odd keys
    throw new Invalid('has backslashes before its quotes; remove them')
  }
  const value = parsePlainJson(source) ?? (await parseYaml(source))
  checkValue(value, 0)
  return value
}

/**
 * JSON that says nothing twice, without loading the YAML parser: if the text is, but for white space,
 * what the parsed value prints as, then no key of it was dropped for a later one.
 * @returns `undefined` when that cannot be said
 */
function parsePlainJson(source: string): Json | undefined {
  try {
    const value = JSON.parse(source) as Json
    const compact = source.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
    return compact === JSON.stringify(value) ? value : undefined
  } catch {
    return undefined
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias with a tag or an anchor',
  BAD_ALIAS: 'an alias without its anchor',
  BAD_DQ_ESCAPE: 'an escape that double quotes do not know',
  BAD_INDENT: 'wrong indentation',
  BAD_SCALAR_START: 'a value that begins with a reserved character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping where a value was expected; put the value in quotes',
  MISSING_CHAR: 'a missing bracket, brace, comma or quote',
  MULTILINE_IMPLICIT_KEY: 'a key over several lines; is a colon or a quote missing?',
  MULTIPLE_DOCS: 'a second document',
  TAG_RESOLVE_FAILED: 'a tag that is not of the core schema',
  TAB_AS_INDENT: 'a tab as indentation',
  UNEXPECTED_TOKEN: 'something that does not belong there'
}

/** The tags of the core schema; others make values that JSON does not know. */
const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/

async function parseYaml(source: string): Promise<Json> {
  const { isScalar, LineCounter, parseDocument: parse, visit } = await import('yaml')
  const lines = new LineCounter()
  const refuse = (offset: number, what: string): never => {
    const { line, col } = lines.linePos(offset)
    throw new Invalid(`is neither JSON nor YAML: line ${line}, column ${col}: ${what}`)
  }
  const document = parse(source, {
    lineCounter: lines,
    prettyErrors: false,
    // looked at below: the parser compares every key with every other
    uniqueKeys: false,
    version: '1.2',
    // the parser's own words would hold the source
    logLevel: 'error'
  })
  const [error] = [...document.errors, ...document.warnings]
  if (error !== undefined) {
    refuse(error.pos[0], REASONS[error.code] ?? error.code.toLowerCase().replaceAll('_', ' '))
  }
  if (document.directives.yaml.version !== '1.2') refuse(0, 'a %YAML directive of another version than 1.2')
  visit(document, {
    Node(_, node) {
      const { tag } = node
      if (tag !== undefined && !CORE_TAG.test(tag))
        refuse(node.range?.[0] ?? 0, 'a tag that is not of the core schema')
    },
    Map(_, { items, range }) {
      const seen = new Set<string>()
      for (const { key } of items) {
        const offset = (isScalar(key) ? key.range?.[0] : undefined) ?? range?.[0] ?? 0
        // `{{ name }}` of a template that was never filled in is one, too
        if (!isScalar(key))
          return refuse(offset, 'a key that is no plain value; is a template not filled in?')
        const name = String(key.value)
        if (name === '<<') refuse(offset, 'a merge key (<<), which YAML 1.2 does not have')
        if (seen.has(name)) refuse(offset, 'a key that is there twice')
        seen.add(name)
      }
      return undefined
    }
  })
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as Json
  } catch {
    throw new Invalid('has an alias without its anchor, or too many aliases')
  }
}

function checkValue(value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw new Invalid(`is nested deeper than ${MAX_DEPTH} levels`)
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Invalid('has a number that JSON does not know')
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new Invalid('has a whole number too large to keep all its digits; put it in quotes')
  }
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== Array.prototype) {
      throw new Invalid('has a value that JSON does not know')
    }
    for (const child of Object.values(value)) checkValue(child, depth + 1)
  } else if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
    throw new Invalid('has a value that JSON does not know')
  }
}
