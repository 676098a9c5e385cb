import type { Definition } from './definition.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** A patch laid over a definition. */
export interface Patched {
  /** The whole definition, as it is sent. */
  readonly data: Definition
  /** The same with a `null` for every key that the patch removes: what live is compared with afterwards. */
  readonly wanted: Definition
}

/** Lays a patch over a definition as RFC 7396 does: mappings key by key, `null` removes, all else replaces. */
export function applyPatch(definition: Definition, patch: Definition): Patched {
  const wanted = lay(definition, patch)
  return { wanted, data: withoutNulls(wanted) }
}

function lay(below: Json | undefined, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(isJsonObject(below) ? Object.entries(below) : [])
  for (const [key, value] of Object.entries(patch)) {
    merged.set(key, isJsonObject(value) ? lay(merged.get(key), value) : value)
  }
  return Object.fromEntries(merged)
}

/** A mapping without the keys, however deep, whose value is `null`. Lists stay as they are. */
export function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === null ? [] : [[key, isJsonObject(child) ? withoutNulls(child) : child] as const]
    )
  )
}
