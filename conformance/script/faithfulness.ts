import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'

/** How a written definition is read back, as paths of keys. */
export interface Faithfulness {
  readonly missing: readonly string[]
  /** The same value with a different type: 200 and "200". */
  readonly retyped: readonly string[]
  readonly rewritten: readonly string[]
  /** Read back with a value, but not written. */
  readonly added: readonly string[]
}

/** Compares a written definition with the one read back; a list counts as one value. */
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
    // each definition is read back with the backend's type
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

/** Whether a value is what reads return for a key that was not written. */
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
