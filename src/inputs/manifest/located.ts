import { didYouMean } from '../../model/closest.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { redactText } from '../../model/redact.ts'
import { keyProblem, NO_COMMENTS } from '../../model/shape.ts'
import type { ShapeError } from '../../model/shape.ts'
import { Invalid } from '../source.ts'

/**
 * A parsed value with its offset. Aliases repeat one node in several places: a walk over all of them may
 * take far longer than the size of the tree suggests, unless `measure` has bounded it.
 */
export type Located =
  | {
      readonly kind: 'scalar'
      readonly at: number
      readonly value: string | number | boolean | null
      /** The source of a number or a null that JSON would write differently: `1.10`, `~`, or empty. */
      readonly written?: string
    }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly Located[] }
  | { readonly kind: 'mapping'; readonly at: number; readonly entries: ReadonlyMap<string, Entry> }
  /** Replaces a value that was reported, so that it is reported once. */
  | { readonly kind: 'broken'; readonly at: number }

export type Mapping = Extract<Located, { kind: 'mapping' }>

export interface Entry {
  /** The offset of the key. */
  readonly at: number
  readonly value: Located
}

/** A position in a text, both numbers from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

export function placeText({ line, column }: Position): string {
  return `line ${line}, column ${column}`
}

/** A problem at an offset of a text. It never repeats the text, which may contain a secret. */
export interface Finding {
  readonly at: number
  readonly what: string
}

/** Reports a finding; returns `undefined` in place of the value. */
export type Find = (at: number, what: string) => undefined

/** Deeper than any definition. Walking a deeper tree could exhaust the stack. */
export const MAX_DEPTH = 64
/** The maximum size after aliases and variables are expanded: twice that of a file. */
export const MAX_SIZE = 2 * 1024 * 1024

/** The size of a value with its aliases expanded. */
export interface Measure {
  /** Characters and values together. */
  readonly size: number
  readonly depth: number
}

/** @param known the measures of nodes that were walked before */
export function measure(node: Located, known: Map<Located, Measure>): Measure {
  const before = known.get(node)
  if (before !== undefined) return before
  let size = node.kind === 'scalar' && typeof node.value === 'string' ? 1 + node.value.length : 1
  if (node.kind === 'mapping') for (const key of node.entries.keys()) size += key.length
  let depth = 0
  for (const child of childrenOf(node)) {
    const measured = measure(child, known)
    size += measured.size
    depth = Math.max(depth, measured.depth + 1)
  }
  const measured = { size, depth }
  known.set(node, measured)
  return measured
}

function childrenOf(node: Located): readonly Located[] {
  if (node.kind === 'list') return node.items
  return node.kind === 'mapping' ? [...node.entries.values()].map(({ value }) => value) : []
}

/** Whether no part of it was reported. */
export function isWhole(node: Located): boolean {
  return node.kind !== 'broken' && childrenOf(node).every(isWhole)
}

/** The value alone. */
export function toJson(node: Located): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(toJson)
    case 'mapping':
      return toObject(node)
    case 'broken':
      return null
  }
}

export function toObject({ entries }: Mapping): JsonObject {
  // `fromEntries`, not assignment: a key may be called `__proto__`
  return Object.fromEntries([...entries].map(([key, { value }]) => [key, toJson(value)]))
}

/** Where a path leads in a document: to a value, to its key, or as far as it can be followed. */
export function offsetOf(root: Located, { path, aboutKey }: Pick<ShapeError, 'path' | 'aboutKey'>): number {
  let node = root
  let at = root.at
  for (const step of path) {
    if (node.kind === 'list') {
      const item = node.items[Number(step)]
      if (item === undefined) break
      node = item
      at = item.at
    } else {
      const entry: Entry | undefined = node.kind === 'mapping' ? node.entries.get(step) : undefined
      if (entry === undefined) break
      node = entry.value
      at = aboutKey === true ? entry.at : node.at
    }
  }
  return at
}

/** Visits every value below a node, and the node itself. */
export function visit(
  node: Located,
  visitor: (node: Located, path: readonly string[]) => void,
  path: readonly string[] = []
): void {
  visitor(node, path)
  if (node.kind === 'list')
    node.items.forEach((item, index) => visit(item, visitor, [...path, String(index)]))
  else if (node.kind === 'mapping')
    for (const [key, { value }] of node.entries) visit(value, visitor, [...path, key])
}

/**
 * A mapping with known keys; without `keys`, any key is accepted.
 * @param what what it belongs to, for a message
 * @param shape what it must be, for a message
 */
export function readMapping(
  node: Located,
  { what, shape, keys }: { what: string; shape: string; keys?: readonly string[] },
  find: Find
): Mapping | undefined {
  if (node.kind === 'broken') return undefined
  if (node.kind !== 'mapping') {
    const cause = node.kind === 'scalar' ? stringInstead(node.value) : undefined
    return find(node.at, `${what} ${cause ?? `is ${nounOf(node)}: must be ${shape}`}`)
  }
  if (keys === undefined) return node
  for (const [key, { at }] of node.entries) {
    if (keys.includes(key)) continue
    const unknown = `unknown key${quoted(key)}${didYouMean(key, keys)} (known: ${keys.join(', ')})`
    find(at, `${what}: ${keyProblem(key) ?? unknown}`)
  }
  return node
}

/** A key for a message, with a leading space. Empty for an unusual key: with wrong indentation it may be any text. */
export function quoted(key: string): string {
  // digits mixed with letters of both cases may be a token
  const isToken = key.length > 12 && /\d/.test(key) && /[a-z]/.test(key) && /[A-Z]/.test(key)
  return /^[\w./-]{1,63}$/.test(key) && !isToken && redactText(key) === key ? ` "${key}"` : ''
}

/** A problem after the name of what it is about, as one sentence. */
export function problemOf(what: string, problem: string): string {
  if (what === '') return problem
  return `${what}${/^(?:is|has|contains|must|sets) /.test(problem) ? '' : ':'} ${problem}`
}

/** A string, as a parser reads it. */
export function readText<T>(
  node: Located,
  what: string,
  parser: (raw: string) => T,
  find: Find
): T | undefined {
  if (node.kind === 'broken') return undefined
  if (node.kind !== 'scalar' || node.value === null) {
    return find(node.at, problemOf(what, `is ${nounOf(node)}, not a string`))
  }
  if (typeof node.value !== 'string') {
    return find(node.at, problemOf(what, `is ${nounOf(node)}, not a string: put it in quotes`))
  }
  try {
    return parser(node.value)
  } catch (error) {
    if (error instanceof Invalid) return find(node.at, problemOf(what, error.message))
    throw error
  }
}

/** The parsed string of a key, if it is present. */
export function readKey<T>(
  { entries }: Mapping,
  key: string,
  what: string,
  parser: (raw: string) => T,
  find: Find
): T | undefined {
  const entry = entries.get(key)
  return entry && readText(entry.value, `${what}: ${key}`, parser, find)
}

export function nounOf(node: Located): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`
  if (node.value === null) return 'empty'
  return `a ${typeof node.value}`
}

// Characters that a reader takes for the punctuation of JSON and YAML: an input method for Chinese or Japanese types them,
// or a web page has them. The parser reads them as text, and reports something else. No message repeats the text.

/** No key is longer. */
const MOST = 200
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
