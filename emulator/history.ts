/** Limits of a history, so that an emulator can run for days. */
export interface HistoryLimits {
  readonly maxItems: number
  /** Total size of the items, as passed to `add`. */
  readonly maxBytes: number
}

export const HISTORY: HistoryLimits = { maxItems: 10_000, maxBytes: 32 * 1024 * 1024 }

/** The newest items, oldest first. The oldest are dropped when the number or the total size exceeds the limits. */
export class History<Item> {
  /** Always the same array. */
  readonly items: Item[] = []
  readonly #limits: HistoryLimits
  readonly #sizes: number[] = []
  #bytes = 0
  #dropped = 0

  constructor(limits: HistoryLimits = HISTORY) {
    this.#limits = limits
  }

  /** Number of items that were dropped. */
  get dropped(): number {
    return this.#dropped
  }

  /** The newest item is always kept, whatever its size. */
  add(item: Item, bytes: number): void {
    this.items.push(item)
    this.#sizes.push(bytes)
    this.#bytes += bytes
    const { maxItems, maxBytes } = this.#limits
    let count = 0
    while (
      this.items.length - count > 1 &&
      (this.items.length - count > maxItems || this.#bytes > maxBytes)
    ) {
      this.#bytes -= this.#sizes[count] ?? 0
      count++
    }
    if (count === 0) return
    this.items.splice(0, count)
    this.#sizes.splice(0, count)
    this.#dropped += count
  }
}

/** Approximate memory use of texts. */
export function sizeOf(texts: Iterable<string | readonly string[] | undefined>): number {
  let size = 1000
  for (const text of texts) if (text !== undefined) size += text.length
  return size
}
