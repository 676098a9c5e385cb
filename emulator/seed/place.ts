import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document, Node } from 'yaml'
import type { Json, JsonObject } from '../cloud/json.ts'
import { MAX_DEPTH, isJsonObject, isShallow } from '../cloud/json.ts'
import type { SeedProblem } from '../seed.ts'

/** A parsed document and all problems found in it. */
export class SeedDocument {
  readonly problems: SeedProblem[] = []
  readonly document: Document
  readonly #lines = new LineCounter()

  constructor(yaml: string) {
    this.document = parseDocument(yaml, { lineCounter: this.#lines, prettyErrors: false })
    for (const error of [...this.document.errors, ...this.document.warnings]) {
      this.problem(error.pos[0], error.message)
    }
  }

  /** @param name the name of the whole document in problems */
  root(name = 'the seed'): Place {
    return new Place(this, this.document.contents, name, 0, true)
  }

  problem(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset)
    this.problems.push({ line: Math.max(line, 1), column: Math.max(col, 1), message })
  }
}

/** A value of the document with its position. A reader that finds an unexpected value records a problem and continues. */
export class Place {
  readonly path: string
  readonly #source: SeedDocument
  readonly #node: Node | null
  readonly #offset: number
  readonly #isRoot: boolean

  constructor(source: SeedDocument, node: Node | null, path: string, offset: number, isRoot = false) {
    this.#source = source
    this.#isRoot = isRoot
    this.path = path
    this.#offset = node?.range?.[0] ?? offset
    this.#node = isAlias(node) ? (node.resolve(source.document) ?? null) : node
  }

  problem(message: string): void {
    this.#source.problem(this.#offset, `${this.path} ${message}`)
  }

  /** Records that a required field is missing. */
  missing(name: string): void {
    this.#source.problem(this.#offset, `${this.#isRoot ? name : `${this.path}.${name}`} is required`)
  }

  /** A string; numbers are read as written, because account IDs look like numbers. */
  text(pattern = /[^]/, expected = 'a string'): string {
    const scalar = isScalar(this.#node) ? this.#node : undefined
    const value = scalar?.value
    const text =
      typeof value === 'string'
        ? value
        : typeof value === 'number'
          ? (scalar?.source ?? String(value))
          : undefined
    if (text === undefined || !pattern.test(text)) {
      this.problem(`must be ${expected}`)
      return ''
    }
    return text
  }

  oneOf<Word extends string>(words: readonly Word[]): Word | undefined {
    const value = isScalar(this.#node) ? this.#node.value : undefined
    const word = words.find(candidate => candidate === value)
    if (word === undefined) this.problem(`must be one of ${words.join(', ')}`)
    return word
  }

  wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): number {
    const value = isScalar(this.#node) ? this.#node.value : undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`
    this.problem(`must be a whole number ${range}`)
    return min
  }

  flag(): boolean {
    const value = isScalar(this.#node) ? this.#node.value : undefined
    if (typeof value !== 'boolean') this.problem('must be true or false')
    return value === true
  }

  list(): Place[] {
    if (!isSeq(this.#node)) {
      this.problem('must be a list')
      return []
    }
    return this.#node.items.map(
      (item, index) => new Place(this.#source, item as Node | null, `${this.path}[${index}]`, this.#offset)
    )
  }

  isList(): boolean {
    return isSeq(this.#node)
  }

  isMapping(): boolean {
    return isMap(this.#node)
  }

  /** The fields of a mapping by name, in order. */
  fields(): Map<string, Place> {
    const fields = new Map<string, Place>()
    if (!isMap(this.#node)) {
      this.problem('must be a mapping')
      return fields
    }
    for (const { key, value } of this.#node.items) {
      const name = isScalar(key) ? String(key.value) : String(key)
      const offset = isScalar(key) ? (key.range?.[0] ?? this.#offset) : this.#offset
      const path = this.#isRoot ? name : `${this.path}.${name}`
      fields.set(name, new Place(this.#source, value as Node | null, path, offset))
    }
    return fields
  }

  /** A mapping that has only known fields, and all required ones. */
  record(known: readonly string[], required: readonly string[] = []): Map<string, Place> {
    const fields = this.fields()
    for (const [name, place] of fields) {
      if (!known.includes(name)) place.problem(`is not a known field; must be one of ${known.join(', ')}`)
    }
    if (!this.isMapping()) return fields
    for (const name of required) if (!fields.has(name)) this.missing(name)
    return fields
  }

  /** Any value, as plain JSON. */
  value(): Json {
    return (this.#node?.toJS(this.#source.document) ?? null) as Json
  }

  /** A mapping as plain JSON. */
  json(): JsonObject {
    const value: unknown = this.#node?.toJS(this.#source.document)
    if (!isJsonObject(value)) {
      this.problem('must be a mapping')
      return {}
    }
    // an alias can refer to its own ancestor
    if (isShallow(value, MAX_DEPTH)) return value
    this.problem(`must not nest deeper than ${MAX_DEPTH} levels`)
    return {}
  }
}
