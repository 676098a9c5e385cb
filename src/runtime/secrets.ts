/** The runner masks what is registered; this keeps the same values out of files that it does not scan. */
export interface Secrets {
  /** Registers values that must never be shown. */
  add(...values: readonly string[]): void
  /** The text with every registered value replaced. */
  scrub(text: string): string
}

/** Shorter values are never masked: they would blank half of the log, and outputs that hold them. */
export const SHORTEST_MASK = 8

/** @param mask registers one value with the runner */
export function createSecrets(mask: (value: string) => void): Secrets {
  const known = new Set<string>()
  return {
    add(...values) {
      for (const value of values) {
        for (const form of [value, ...value.split(/[\r\n]+/)]) {
          const trimmed = form.trim()
          if (trimmed.length < SHORTEST_MASK || known.has(trimmed)) continue
          known.add(trimmed)
          mask(trimmed)
        }
      }
    },
    scrub(text) {
      let clean = text
      // the longest first: a value may be part of another
      for (const value of [...known].sort((a, b) => b.length - a.length)) {
        for (const form of new Set([
          value,
          encodeURIComponent(value.toWellFormed()),
          JSON.stringify(value).slice(1, -1)
        ])) {
          clean = clean.replaceAll(form, '***')
        }
      }
      return clean
    }
  }
}
