import { isJsonObject } from '../src/model/json.ts'
import type { Json, JsonObject } from '../src/model/json.ts'
import { redact } from '../src/model/redact.ts'
import type { Secrets } from '../src/runtime/secrets.ts'

const MAX_TEXT_LENGTH = 300

/**
 * Removes from responses what differs between runs: ids are replaced by names from the script, times by their format. Two runs
 * can be compared, and a record contains nothing about an account.
 */
export class Normalizer {
  readonly #names = new Map<string, string>()
  readonly #secrets: Secrets

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  name(value: string, name: string): void {
    if (value !== '') this.#names.set(value, `<${name}>`)
  }

  object(value: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(redact(value) as JsonObject).map(([key, child]) => [
        this.text(key),
        this.#value(child, key)
      ])
    )
  }

  #value(value: Json, key: string): Json {
    if (Array.isArray(value) && !FOREIGN_KEYS.has(key)) return value.map(item => this.#value(item, key))
    if (key === 'AccessDeniedDetail' && isJsonObject(value)) {
      // the rest identifies the account and the caller
      return { AuthAction: value['AuthAction'] ?? null, NoPermissionType: value['NoPermissionType'] ?? null }
    }
    if (FOREIGN_KEYS.has(key)) return shapeOf(value, key)
    if (isJsonObject(value)) {
      // the keys of statuses are IDs of gateways
      return Object.fromEntries(
        Object.entries(value).map(([name, child]) => [this.text(name), this.#value(child, name)])
      )
    }
    if (typeof value === 'number' && key.endsWith('Timestamp')) return '<time>'
    if (typeof value !== 'string' || value === '') return value
    if (key === 'RequestId' || key === 'requestId') return '<request ID>'
    if (key === 'HostId') return '<host>'
    if (key === 'Recommend') return '<link>'
    if (/Time$|^Gmt/.test(key)) return shapeOfTime(value)
    return this.text(value)
  }

  text(value: string): string {
    let text = this.#secrets.scrub(value)
    for (const [known, name] of this.#names) text = text.replaceAll(known, name)
    text = text
      .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<uuid>')
      .replaceAll(/\b[0-9a-f]{32}\b/gi, '<id>')
      .replaceAll(/\b\d{12,}\b/g, '<number>')
    return text.length <= MAX_TEXT_LENGTH ? text : `<${text.length} characters>`
  }
}

/** Keys of routes with names of the gateway and its domains, which belong to the user. */
const FOREIGN_KEYS: ReadonlySet<string> = new Set(['environmentInfo', 'domainInfos'])

/** A value reduced to its keys. */
function shapeOf(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map(item => shapeOf(item, key))
  if (!isJsonObject(value)) return `<${key}>`
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, shapeOf(child, name)]))
}

/** A time with its digits replaced by 0, except for the offset, which is part of the format. */
function shapeOfTime(value: string): string {
  const [offset = ''] = /[+-]\d\d:?\d\d$/.exec(value) ?? []
  return value.slice(0, value.length - offset.length).replaceAll(/\d/g, '0') + offset
}
