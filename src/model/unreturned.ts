import { pathsOf, rowOf } from './backend-types.ts'
import { isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import type { Change } from './diff.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** The paths of a definition's keys that the service may accept without returning them. */
export function unreturnedKeys(definition: Definition, backendType: string): readonly string[] {
  return neverReturned(backendType).filter(path => (valueAt(definition, path) ?? null) !== null)
}

/** Whether a reading contains none of the keys that the service never returns for the type: their values are then not known. */
export function returnsNone(live: Definition, backendType: string): boolean {
  return neverReturned(backendType).length > 0 && unreturnedKeys(live, backendType).length === 0
}

function neverReturned(backendType: string): readonly string[] {
  const row = rowOf(backendType)
  return row === undefined ? [] : pathsOf(row, row.unreturned)
}

interface ReturnedKeys {
  /** With the address of the backend, which a switch is about. */
  readonly address: readonly string[]
  readonly others: readonly string[]
}

/** The paths of the keys that the service returns for the type, empty if unused. */
function returnedKeys(backendType: string): ReturnedKeys | undefined {
  const row = rowOf(backendType)
  return (
    row && {
      address: pathsOf(row, row.address),
      others: [...pathsOf(row, row.returned), ...(row.returnsTimeout ? ['ServiceTimeout'] : [])]
    }
  )
}

/**
 * The keys of the type that are missing from a reading: the service returns unused keys empty, so a missing one may have any
 * value. If the service omits unused keys, a missing one means nothing.
 * @param raw as the service returned it
 */
function hiddenKeys(raw: JsonObject, backendType: string, which: readonly (keyof ReturnedKeys)[]): string[] {
  const keys = returnedKeys(backendType)
  if (keys === undefined || !showsUnused(raw)) return []
  return which.flatMap(name => keys[name]).filter(path => valueAt(raw, path) === undefined)
}

function showsUnused(raw: JsonObject): boolean {
  return Object.entries(raw).some(
    ([key, value]) => isUnused(value, key) || (isJsonObject(value) && showsUnused(value))
  )
}

/** The paths of keys that the live definition may contain although no reading shows them. */
export function unseenKeys(raw: JsonObject, backendType: string): readonly string[] {
  return [
    ...hiddenKeys(raw, backendType, ['address', 'others']),
    ...(returnsNone(raw, backendType) ? neverReturned(backendType) : [])
  ]
}

/** The missing keys that a definition does not set, not even to `null`. */
export function unseenAndOmitted(
  raw: JsonObject,
  definition: Definition,
  backendType: string
): readonly string[] {
  return hiddenKeys(raw, backendType, ['address', 'others']).filter(
    path => valueAt(definition, path) === undefined
  )
}

/**
 * Splits differences into those that count, and those of keys that the service never returns. Keys with the address of the
 * backend always count: without them, nothing would be verified.
 */
export function splitUnreturned(
  changes: readonly Change[],
  desired: Definition,
  backendType: string,
  raw: JsonObject
): { readonly counting: readonly Change[]; readonly unverified: readonly string[] } {
  const unreturned = new Set([
    ...unreturnedKeys(desired, backendType),
    ...hiddenKeys(raw, backendType, ['others'])
  ])
  if (unreturned.size === 0) return { counting: changes, unverified: [] }
  const isUnverified = ({ path, before }: Change): boolean => before === undefined && unreturned.has(path)
  return {
    counting: changes.filter(change => !isUnverified(change)),
    unverified: changes.filter(isUnverified).map(({ path }) => path)
  }
}

/**
 * A definition with the unreturned keys of another one added, if it has none itself. Never adds keys with the address of the
 * backend.
 * @param raw the reading that does not contain them
 */
export function withUnreturned(
  definition: Definition,
  from: Definition,
  backendType: string,
  raw: JsonObject
): { readonly definition: Definition; readonly taken: readonly string[] } {
  const paths = [
    ...(returnsNone(definition, backendType) && isJsonObject(definition[rowOf(backendType)?.config ?? ''])
      ? unreturnedKeys(from, backendType)
      : []),
    ...hiddenKeys(raw, backendType, ['others'])
  ]
  const taken = paths.filter(
    path => valueAt(definition, path) === undefined && (valueAt(from, path) ?? null) !== null
  )
  return {
    definition: taken.reduce(
      (whole, path) => withValue(whole, path, valueAt(from, path) ?? null),
      definition
    ),
    taken
  }
}

function valueAt(definition: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = definition
  for (const key of path.split('.')) {
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}

/** Paths of one or two keys. */
function withValue(definition: Definition, path: string, value: Json): Definition {
  const [key = '', child] = path.split('.')
  if (child === undefined) return { ...definition, [key]: value }
  const config = definition[key]
  return { ...definition, [key]: { ...(isJsonObject(config) ? config : {}), [child]: value } }
}

/** The names of the keys that the service never returns for the type, for messages. */
export function unreturnedNames(backendType: string): string {
  return (rowOf(backendType)?.unreturned ?? []).join(', ')
}
