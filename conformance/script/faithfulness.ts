import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'

/** How what was written reads back, by the paths of keys. */
export interface Faithfulness {
  readonly missing: readonly string[]
  /** The same value, with another type: 200 and "200". */
  readonly retyped: readonly string[]
  readonly rewritten: readonly string[]
  /** Read back with a value, and not written. */
  readonly added: readonly string[]
}

/** Compares a definition with how it is read back; a list counts as one value. */
export function faithfulness(written: JsonObject, read: JsonObject): Faithfulness {
  const found = {
    missing: [] as string[],
    retyped: [] as string[],
    rewritten: [] as string[],
    added: [] as string[]
  }
  compare(written, read, '', found)
  return found
}

function compare(
  written: JsonObject,
  read: JsonObject,
  prefix: string,
  found: Readonly<Record<keyof Faithfulness, string[]>>
): void {
  for (const key of new Set([...Object.keys(written), ...Object.keys(read)])) {
    const path = `${prefix}${key}`
    const [before, after] = [own(written, key), own(read, key)]
    // which type a backend has is said beside each of its definitions
    if (before === undefined) {
      if (path !== 'Type' && !isUnused(after)) found.added.push(...leaves(after, path))
    } else if (after === undefined) found.missing.push(...leaves(before, path))
    else if (isJsonObject(before) && isJsonObject(after)) compare(before, after, `${path}.`, found)
    else if (JSON.stringify(before) !== JSON.stringify(after)) {
      const isSame =
        typeof before !== 'object' && typeof after !== 'object' && String(before) === String(after)
      found[isSame ? 'retyped' : 'rewritten'].push(path)
    }
  }
}

/** What the read form leaves in a key that nobody has written. */
function isUnused(value: Json | undefined): boolean {
  if (isJsonObject(value)) return Object.values(value).every(isUnused)
  return Array.isArray(value) ? value.length === 0 : !value || value === '0'
}

function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function leaves(value: Json | undefined, path: string): string[] {
  if (!isJsonObject(value)) return isUnused(value) ? [] : [path]
  return Object.entries(value).flatMap(([key, child]) => leaves(child, `${path}.${key}`))
}
