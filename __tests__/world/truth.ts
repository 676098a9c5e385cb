import type { Json, JsonObject } from '../../emulator/cloud/json.ts'
import { isJsonObject } from '../../emulator/cloud/json.ts'
import type { Definition } from '../../emulator/cloud/state.ts'
import type { Schedule } from './schedule.ts'

// What is equal and what is wanted, written once more and without looking at src: a mistake there must not
// be repeated here.

/** One text for all spellings of a definition: "", 0, false, null and {} are absent, numbers are text. */
export function plain(definition: Definition): string {
  return JSON.stringify(normal(definition) ?? {})
}

function normal(value: Json | undefined): Json | undefined {
  if (isJsonObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .flatMap(key => {
        const child = normal(value[key])
        return child === undefined ? [] : [[key, child] as const]
      })
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
  }
  if (value === undefined || value === null || value === '' || value === 0 || value === false)
    return undefined
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

export interface Wanted {
  /** What live must hold, `null` for what must be gone; beside these keys a full definition says nothing. */
  readonly keys: Definition
  /** What is sent. */
  readonly data: Definition
}

/** What a schedule asks for, over what is live. Definitions of this world are flat. */
export function wantedOf(
  { definition, data }: Pick<Schedule, 'definition' | 'data'>,
  live: Definition
): Wanted {
  if (definition === 'full') return { keys: data, data }
  const keys: JsonObject = { ...live, ...data }
  return { keys, data: Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null)) }
}

/** Whether a definition is the wanted one, on the keys that were given. */
export function holds(definition: Definition, { keys }: Wanted): boolean {
  return Object.entries(keys).every(([key, value]) => plain({ a: definition[key] }) === plain({ a: value }))
}

/** Whether a definition holds what is wanted, and beside it nothing that was not there before. */
export function isMadeOf(definition: Definition, wanted: Wanted, before: Definition): boolean {
  return (
    holds(definition, wanted) &&
    Object.entries(definition).every(
      ([key, value]) =>
        key in wanted.keys ||
        plain({ a: value }) === '{}' ||
        plain({ a: before[key] }) === plain({ a: value })
    )
  )
}
