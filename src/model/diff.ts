import { canonical, isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { isSecretHeader, isSecretKey } from './redact.ts'

/** A difference at one path; `undefined` is absent. Values are as written, not yet redacted. */
export interface Change {
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Whether a parent or sibling key indicates that its values are secret. */
  readonly secret: boolean
}

/** The live definition to compare with: as the service returned it, and in the write form. */
export interface LiveDefinition {
  readonly raw: JsonObject
  readonly definition: Definition
}

export interface Difference {
  /** Keys that the author set, and whose live value is different or absent. */
  readonly changes: readonly Change[]
  /** Live keys that the author omitted: a full definition removes them. */
  readonly omitted: readonly Change[]
}

/** The changes that remove a key: `null` in a patch. */
export function removalsIn(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ after }) => after === undefined || after === null)
}

/**
 * Compares the desired with the live definition, on the keys that the author set. Mappings are compared key by
 * key, lists as a whole: an element has no name by which it could be omitted.
 */
export function compare(desired: Definition, live: LiveDefinition): Difference {
  const changes: Change[] = []
  collectChanges(live.raw, desired, ROOT, changes)
  const omitted: Change[] = []
  collectOmitted(live.definition, desired, ROOT, omitted)
  return { changes, omitted }
}

/** Keys of `after` that the author did not set and `before` did not contain: the service added them. */
export function addedByService(desired: Definition, before: Definition, after: Definition): Change[] {
  const added: Change[] = []
  collectOmitted(after, desired, ROOT, added)
  const known = new Set<string>()
  const old: Change[] = []
  collectOmitted(before, {}, ROOT, old)
  for (const change of old) known.add(change.path)
  return added
    .filter(change => !known.has(change.path))
    .map(({ path, before: value, secret }) => ({ path, before: undefined, after: value, secret }))
}

/** The position of a walk. */
interface Position {
  readonly path: readonly string[]
  readonly secret: boolean
}

const ROOT: Position = { path: [], secret: false }

/** The position of a key; the mappings on both sides show its siblings. */
function below(at: Position, key: string, ...sides: readonly (Json | undefined)[]): Position {
  const hasSecretSibling =
    sides.some(side => isJsonObject(side) && isSecretHeader(side)) && /value/i.test(key)
  return { path: [...at.path, key], secret: at.secret || isSecretKey(key) || hasSecretSibling }
}

function keyOf({ path }: Position): string {
  return path.at(-1) ?? ''
}

function collectChanges(live: Json | undefined, desired: Json, at: Position, changes: Change[]): void {
  const key = keyOf(at)
  const liveObject = mappingOf(live, key)
  if (isJsonObject(desired) && liveObject !== undefined) {
    for (const [name, value] of Object.entries(desired)) {
      collectChanges(own(liveObject, name), value, below(at, name, live, desired), changes)
    }
    return
  }
  if (matchesDesired(live, desired, key)) return
  changes.push({
    path: formatPath(at.path),
    before: isUnused(live, key) ? undefined : live,
    after: isUnused(desired, key) ? undefined : desired,
    secret: at.secret
  })
}

/** Whether the live value is as desired: the same, or the service's `false` for a key that was not set. */
function matchesDesired(live: Json | undefined, desired: Json | undefined, key: string): boolean {
  if (canonical(live, key) === canonical(desired, key)) return true
  if (live === false) return isUnused(desired, key)
  if (Array.isArray(live) && Array.isArray(desired)) {
    // elements are compared literally: a list of false is not a list of ""
    return live.length === desired.length && live.every((one, index) => isSameElement(one, desired[index]))
  }
  const [liveMapping, desiredMapping] = [mappingOf(live, key), mappingOf(desired, key)]
  if (liveMapping === undefined || desiredMapping === undefined) return false
  return Object.keys({ ...liveMapping, ...desiredMapping }).every(name =>
    matchesDesired(own(liveMapping, name), own(desiredMapping, name), name)
  )
}

function mappingOf(value: Json | undefined, key: string): JsonObject | undefined {
  return isJsonObject(value) ? value : isUnused(value, key) ? {} : undefined
}

function isSameElement(live: Json, desired: Json | undefined): boolean {
  return live === false ? canonical(desired) === canonical(live) : matchesDesired(live, desired, '')
}

function collectOmitted(live: Json, desired: Json | undefined, at: Position, omitted: Change[]): void {
  walkOmitted(live, desired, at, (before, { path, secret }) => {
    omitted.push({ path: formatPath(path), before, after: undefined, secret })
  })
}

/** Visits the live values that the author omitted. */
function walkOmitted(
  live: Json,
  desired: Json | undefined,
  at: Position,
  visit: (live: Json, at: Position) => void
): void {
  if (live === false || isUnused(live, keyOf(at))) return
  if (isJsonObject(live) && (desired === undefined || isJsonObject(desired))) {
    for (const [key, value] of Object.entries(live)) {
      walkOmitted(value, desired && own(desired, key), below(at, key, live, desired), visit)
    }
    return
  }
  if (desired === undefined) visit(live, at)
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** `VpcConfig.VpcAccessId`; a key that is not a plain word is written in brackets, as JSON. */
export function formatPath(path: readonly string[]): string {
  let text = ''
  for (const key of path) {
    if (!/^[\w-]+$/.test(key)) text += `[${JSON.stringify(key)}]`
    else text += text === '' ? key : `.${key}`
  }
  return text
}
