import { closest } from '../model/closest.ts'
import type { Located, Mapping } from './manifest/located.ts'
import { redactText } from '../model/redact.ts'

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
    // the key itself is not repeated: where indentation slipped it may be anything
    const close = closest(key, keys)
    find(
      at,
      `${what} does not take this key${close === undefined ? '' : `; is ${close} meant?`} (known: ${keys.join(', ')})`
    )
  }
  return node
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

/** A value that an input does not take. The message says what was given, never a secret, and what is taken. */
export class Invalid extends Error {
  override readonly name = 'Invalid'
}

/** What was given, for a message: short, and on one line. */
export function given(raw: string): string {
  // a long value is a file or a token in the wrong place: cut off, it could be masked no more
  if (raw.length > 60) return `a value of ${raw.length} characters`
  return `"${redactText(raw.replace(/\p{Cc}+/gu, ' '))}"`
}
