import type { Json, JsonObject } from '../../emulator/cloud/json.ts'
import type { Definition } from '../../emulator/cloud/state.ts'
import type { Schedule } from './schedule.ts'

// Equality and the desired definition, implemented independently of src: a mistake there must not
// be repeated here. Definitions in this simulation are flat.

/** One text for all spellings of a definition: "", null, false and a number's 0 are absent, numbers are text, and so are URLs of one meaning. */
export function plain(definition: Definition): string {
  const entries = Object.keys(definition)
    .sort()
    .flatMap(key => {
      const value = definition[key]
      const text = value === false ? undefined : textOf(key, value)
      return text === undefined ? [] : [[key, text] as const]
    })
  return JSON.stringify(Object.fromEntries(entries))
}

/** A value's text; `undefined` if it is equivalent to the absence of its key. */
function textOf(key: string, value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value)
  if (key === 'ServiceTimeout' && text === '0') return undefined
  return key === 'ServiceAddress' && URL.canParse(text) ? new URL(text).href : text
}

export interface Desired {
  /** What the live definition must contain, `null` for keys that must be absent; other keys can have any value. */
  readonly keys: Definition
  /** What is sent. */
  readonly data: Definition
}

/** The desired definition of a schedule, over the live one. */
export function desiredOf(
  { definition, data }: Pick<Schedule, 'definition' | 'data'>,
  live: Definition
): Desired {
  if (definition === 'full') return { keys: data, data }
  const keys: JsonObject = { ...live, ...data }
  return { keys, data: Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null)) }
}

/** Whether a definition has the desired value of every key that was set: compared as text, and a false that only the service returns counts as absent. */
export function holds(definition: Definition, { keys }: Pick<Desired, 'keys'>): boolean {
  return Object.entries(keys).every(([key, value]) => {
    const live = textOf(key, definition[key])
    const text = textOf(key, value)
    return live === text || (live === 'false' && definition[key] === false && text === undefined)
  })
}
