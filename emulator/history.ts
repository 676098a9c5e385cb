/** How much of the past is kept, so that an emulator may run for days. */
export interface HistoryLimits {
  readonly most: number
  /** Of the items together, as they were counted when they came. */
  readonly mostBytes: number
}

export const HISTORY: HistoryLimits = { most: 10_000, mostBytes: 32 * 1024 * 1024 }

/** The newest items, oldest first: older ones are forgotten when there are too many, or when they are too large together. */
export class History<Item> {
  /** Always the same array. */
  readonly items: Item[] = []
  readonly #limits: HistoryLimits
  readonly #sizes: number[] = []
  #bytes = 0
  #forgotten = 0

  constructor(limits: HistoryLimits = HISTORY) {
    this.#limits = limits
  }

  /** How many items there were and are no longer kept. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** The newest item is kept whatever its size. */
  add(item: Item, bytes: number): void {
    this.items.push(item)
    this.#sizes.push(bytes)
    this.#bytes += bytes
    const { most, mostBytes } = this.#limits
    let count = 0
    while (this.items.length - count > 1 && (this.items.length - count > most || this.#bytes > mostBytes)) {
      this.#bytes -= this.#sizes[count] ?? 0
      count++
    }
    if (count === 0) return
    this.items.splice(0, count)
    this.#sizes.splice(0, count)
    this.#forgotten += count
  }
}

/** About what texts take in memory. */
export function sizeOf(texts: Iterable<string | readonly string[] | undefined>): number {
  let size = 1000
  for (const text of texts) if (text !== undefined) size += text.length
  return size
}
