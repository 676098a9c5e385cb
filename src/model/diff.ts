import { canonical, fromReadForm, isUnused } from './definition.ts'
import type { Definition } from './definition.ts'
import { isJsonObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { isSecretHeader, isSecretKey } from './redact.ts'

/** A difference at one path; `undefined` is absent. Values are as they were spelt, not yet redacted. */
export interface Change {
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Whether a key above it, or beside it, says that its values are secret. */
  readonly secret: boolean
}

/** What a definition is compared with: what the service answered, and its backend's type. */
export interface LiveDefinition {
  /** `BackendConfig` as answered. */
  readonly config: JsonObject
  readonly backendType: string
}

export interface Difference {
  /** Keys that the author gave and that live holds otherwise, or not at all. */
  readonly changes: readonly Change[]
  /** Keys that live holds and that the author left out: a full definition removes them. */
  readonly omitted: readonly Change[]
}

/**
 * Compares the definition that is wanted with live, on the keys that the author gave. Mappings are
 * compared key by key, lists as a whole: an element has no name by which it could be left out.
 */
export function compare(wanted: Definition, live: LiveDefinition): Difference {
  const changes: Change[] = []
  collectChanges(live.config, wanted, ROOT, changes)
  const omitted: Change[] = []
  collectOmitted(fromReadForm(live.config, live.backendType), wanted, ROOT, omitted)
  return { changes, omitted }
}

/** Keys of `after` that neither the author gave nor `before` held: the service added them. */
export function addedByService(wanted: Definition, before: Definition, after: Definition): Change[] {
  const added: Change[] = []
  collectOmitted(after, wanted, ROOT, added)
  const known = new Set<string>()
  const old: Change[] = []
  collectOmitted(before, {}, ROOT, old)
  for (const change of old) known.add(change.path)
  return added
    .filter(change => !known.has(change.path))
    .map(({ path, before: value, secret }) => ({ path, before: undefined, after: value, secret }))
}

/** Whether two readings of live are the same definition. */
export function sameDefinition(one: LiveDefinition, other: LiveDefinition): boolean {
  return (
    canonical(fromReadForm(one.config, one.backendType)) ===
    canonical(fromReadForm(other.config, other.backendType))
  )
}

/**
 * Whether live is what writing the wanted definition over `before` makes, and nothing of anybody else's:
 * the given keys as wanted, and beside them only what was there before.
 */
export function isResultOf(wanted: Definition, before: LiveDefinition, live: LiveDefinition): boolean {
  const { changes, omitted } = compare(wanted, live)
  const old = new Map(compare(wanted, before).omitted.map(change => [change.path, canonical(change.before)]))
  return (
    changes.length === 0 && omitted.every(({ path, before: value }) => old.get(path) === canonical(value))
  )
}

/** Where a walk is. */
interface Position {
  readonly path: readonly string[]
  readonly secret: boolean
}

const ROOT: Position = { path: [], secret: false }

/** The position of a key, told from the mappings on both sides what it stands beside. */
function below(at: Position, key: string, ...sides: readonly (Json | undefined)[]): Position {
  const besideSecretName =
    sides.some(side => isJsonObject(side) && isSecretHeader(side)) && /value/i.test(key)
  return { path: [...at.path, key], secret: at.secret || isSecretKey(key) || besideSecretName }
}

function collectChanges(live: Json | undefined, wanted: Json, at: Position, changes: Change[]): void {
  if (isJsonObject(wanted) && (live === undefined || isJsonObject(live) || isUnused(live))) {
    const liveObject = isJsonObject(live) ? live : {}
    for (const [key, value] of Object.entries(wanted)) {
      collectChanges(own(liveObject, key), value, below(at, key, live, wanted), changes)
    }
    return
  }
  if (canonical(live) === canonical(wanted)) return
  changes.push({
    path: formatPath(at.path),
    before: isUnused(live) ? undefined : live,
    after: isUnused(wanted) ? undefined : wanted,
    secret: at.secret
  })
}

function collectOmitted(live: Json, wanted: Json | undefined, at: Position, omitted: Change[]): void {
  if (isUnused(live)) return
  if (isJsonObject(live) && (wanted === undefined || isJsonObject(wanted))) {
    for (const [key, value] of Object.entries(live)) {
      collectOmitted(value, wanted && own(wanted, key), below(at, key, live, wanted), omitted)
    }
    return
  }
  if (wanted === undefined) {
    omitted.push({ path: formatPath(at.path), before: live, after: undefined, secret: at.secret })
  }
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** `VpcConfig.VpcAccessId`; a key that is not a plain word stands in brackets, as JSON. */
export function formatPath(path: readonly string[]): string {
  let text = ''
  for (const key of path) {
    if (!/^[\w-]+$/.test(key)) text += `[${JSON.stringify(key)}]`
    else text += text === '' ? key : `.${key}`
  }
  return text
}
