import { isJsonObject } from '../src/model/json.ts'
import type { Json, JsonObject } from '../src/model/json.ts'
import { redact } from '../src/model/redact.ts'
import type { Secrets } from '../src/runtime/secrets.ts'

const LONGEST_TEXT = 300

/**
 * Answers without what is another in each run: ids by the names that the script gave them, times by their shape. So
 * two runs can be compared, and a record says nothing about an account.
 */
export class Normal {
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
    if (Array.isArray(value) && !SOMEBODYS.has(key)) return value.map(item => this.#value(item, key))
    if (key === 'AccessDeniedDetail' && isJsonObject(value)) {
      // the rest names the account and who called
      return { AuthAction: value['AuthAction'] ?? null, NoPermissionType: value['NoPermissionType'] ?? null }
    }
    if (SOMEBODYS.has(key)) return shapeOf(value, key)
    if (isJsonObject(value)) {
      // statuses stand under the ids of gateways
      return Object.fromEntries(
        Object.entries(value).map(([name, child]) => [this.text(name), this.#value(child, name)])
      )
    }
    if (typeof value === 'number' && key.endsWith('Timestamp')) return '<time>'
    if (typeof value !== 'string' || value === '') return value
    if (key === 'RequestId' || key === 'requestId') return '<request id>'
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
    return text.length <= LONGEST_TEXT ? text : `<${text.length} characters>`
  }
}

/** Of routes: what the gateway and its domains are called is not the kit's, and nobody's business. */
const SOMEBODYS: ReadonlySet<string> = new Set(['environmentInfo', 'domainInfos'])

/** A value by its keys alone. */
function shapeOf(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map(item => shapeOf(item, key))
  if (!isJsonObject(value)) return `<${key}>`
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, shapeOf(child, name)]))
}

/** The digits of a time say when; those of its offset how times are written. */
function shapeOfTime(value: string): string {
  const [offset = ''] = /[+-]\d\d:?\d\d$/.exec(value) ?? []
  return value.slice(0, value.length - offset.length).replaceAll(/\d/g, '0') + offset
}
