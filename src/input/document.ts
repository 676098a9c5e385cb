import type { Json } from '../model/json.ts'
import { Invalid } from './invalid.ts'
import { MAX_DEPTH, toJson } from './located.ts'
import { fillIn } from './variables.ts'
import type { Filling } from './variables.ts'

/**
 * Parses JSON or YAML 1.2 (core schema), and fills in its variables where there are any. Duplicate keys
 * are refused, aliases are bounded. An Invalid names line and column of every problem and never repeats
 * the source: it may hold a secret.
 */
export async function parseDocument(source: string, filling?: Filling): Promise<Json> {
  if (/^\s*\{\s*\\"/.test(source)) {
    // copied from a page that escapes its example; as YAML it would be a mapping with odd keys
    throw new Invalid('has backslashes before its quotes; remove them')
  }
  const plain = filling?.variables === undefined ? parsePlainJson(source) : undefined
  if (plain !== undefined) return plain
  const { parseYaml } = await import('./yaml.ts')
  const { root, findings, place } = parseYaml(source)
  const filled =
    root === undefined || filling?.variables === undefined ? { root, findings: [] } : fillIn(root, filling)
  const [first, ...others] = [...findings, ...filled.findings].map(({ at, what }) => `${place(at)}: ${what}`)
  if (filled.root === undefined) throw new Invalid(`is neither JSON nor YAML: ${first ?? ''}`)
  if (first !== undefined) throw new Invalid(`has at ${[first, ...others.slice(0, MOST - 1)].join('; at ')}`)
  return toJson(filled.root)
}

const MAY_BE_JSON = /^\s*(?:[-\d"[{]|true|false|null)/

/** The problems that are named of one document. */
const MOST = 20

/**
 * JSON that says nothing twice, without loading the YAML parser: if the text is, but for white space,
 * what the parsed value prints as, then no key of it was dropped for a later one.
 * @returns `undefined` when that cannot be said
 */
function parsePlainJson(source: string): Json | undefined {
  // most YAML is told at a glance; what JSON.parse throws takes longer
  if (!MAY_BE_JSON.test(source)) return undefined
  try {
    const value = JSON.parse(source) as Json
    const compact = source.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
    return compact === JSON.stringify(value) && isShallow(value, 0) ? value : undefined
  } catch {
    return undefined
  }
}

function isShallow(value: Json, depth: number): boolean {
  if (depth > MAX_DEPTH) return false
  return (
    typeof value !== 'object' ||
    value === null ||
    Object.values(value).every(child => isShallow(child, depth + 1))
  )
}
