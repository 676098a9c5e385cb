import { didYouMean } from '../../model/closest.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { redactText } from '../../model/redact.ts'
import type { ShapeError } from '../../model/shape.ts'
import { Invalid } from '../source.ts'

/**
 * A parsed value that knows where it stands. What aliases repeat is one node in several places: a walk
 * over all of them may take much longer than the tree is large, unless `measure` has bounded it.
 */
export type Located =
  | {
      readonly kind: 'scalar'
      readonly at: number
      readonly value: string | number | boolean | null
      /** How a number or a null was written, if it is not what JSON would write: `1.10`, `~`, or nothing. */
      readonly written?: string
    }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly Located[] }
  | { readonly kind: 'mapping'; readonly at: number; readonly entries: ReadonlyMap<string, Entry> }
  /** In the place of what a finding was made about, so that nothing is said about it twice. */
  | { readonly kind: 'broken'; readonly at: number }

export type Mapping = Extract<Located, { kind: 'mapping' }>

export interface Entry {
  /** Where the key stands. */
  readonly at: number
  readonly value: Located
}

/** A place in a text, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

export function placeText({ line, column }: Position): string {
  return `line ${line}, column ${column}`
}

/** Something wrong at an offset of a text. It never repeats the text: it may hold a secret. */
export interface Finding {
  readonly at: number
  readonly what: string
}

/** Deeper than any definition; deeper than this and walking it could exhaust the stack. */
export const MAX_DEPTH = 64
/** Of what aliases and variables make of a text, which has at most half of it. */
export const MAX_SIZE = 2 * 1024 * 1024

/** What a value comes to with its aliases written out. */
export interface Measure {
  /** Characters and values together. */
  readonly size: number
  readonly depth: number
}

/** @param known the measures of what was measured before; the same node is not walked again */
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

/** Whether no finding was made about any part of it. */
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

/** Notes a finding; its answer stands for the value that there is not. */
export type Find = (at: number, what: string) => undefined

/**
 * A mapping with known keys; without `keys` any are.
 * @param what whose it is, for a message
 * @param shape what it should be, for a message
 */
export function readMapping(
  node: Located,
  { what, shape, keys }: { what: string; shape: string; keys?: readonly string[] },
  find: Find
): Mapping | undefined {
  if (node.kind === 'broken') return undefined
  if (node.kind !== 'mapping') return find(node.at, `${what} is ${kindOf(node)}; it is ${shape}`)
  if (keys === undefined) return node
  for (const [key, { at }] of node.entries) {
    if (keys.includes(key)) continue
    find(at, `${what}: unknown key${quoted(key)}${didYouMean(key, keys)} (known: ${keys.join(', ')})`)
  }
  return node
}

/** A key for a message, with a space before it; where indentation slipped it may be anything, and is then left out. */
export function quoted(key: string): string {
  // what mixes digits with letters of both cases may be a token
  const isToken = key.length > 12 && /\d/.test(key) && /[a-z]/.test(key) && /[A-Z]/.test(key)
  return /^[\w./-]{1,63}$/.test(key) && !isToken && redactText(key) === key ? ` "${key}"` : ''
}

/** A text, as a parser takes it. */
export function readText<T>(
  node: Located,
  what: string,
  parser: (raw: string) => T,
  find: Find
): T | undefined {
  if (node.kind === 'broken') return undefined
  if (node.kind !== 'scalar' || node.value === null) return find(node.at, `${what} is ${kindOf(node)}`)
  if (typeof node.value !== 'string') {
    return find(node.at, `${what} is ${kindOf(node)} where a text is taken; put it in quotes`)
  }
  try {
    return parser(node.value)
  } catch (error) {
    if (error instanceof Invalid) return find(node.at, `${what} ${error.message}`)
    throw error
  }
}

/** The text of a key, if it is there. */
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

export function kindOf(node: Located): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`
  if (node.value === null) return 'empty'
  return typeof node.value === 'string' ? 'a text' : `a ${typeof node.value}`
}
