/** The runner masks what is registered; this keeps the same values out of files that it does not scan. */
export interface Secrets {
  /** Registers values that must never be shown. */
  add(...values: readonly string[]): void
  /** The text with every registered value replaced. */
  scrub(text: string): string
}

/** Shorter values are never masked: they would blank half of the log, and outputs that hold them. */
const SHORTEST_MASK = 8

/** @param mask registers one value with the runner */
export function createSecrets(mask: (value: string) => void): Secrets {
  const known = new Set<string>()
  let forms: readonly string[] | undefined
  // most texts hold none, and one look for all of them is quicker than one for each
  let mayHoldOne: ((text: string) => boolean) | undefined
  return {
    add(...values) {
      for (const value of values) {
        for (const form of [value, ...value.split(/[\r\n]+/)]) {
          const trimmed = form.trim()
          if (trimmed.length < SHORTEST_MASK || known.has(trimmed)) continue
          known.add(trimmed)
          forms = undefined
          mayHoldOne = undefined
          mask(trimmed)
        }
      }
    },
    scrub(text) {
      if (known.size === 0) return text
      forms ??= formsOf(known)
      mayHoldOne ??= searchFor(forms)
      if (!mayHoldOne(text)) return text
      return forms.reduce((clean, form) => clean.replaceAll(form, '***'), text)
    }
  }
}

/** Above this, what makes the search quick takes longer than it saves; and V8 makes none of a literal above 32,767. */
const LONGEST_SEARCH = 5_000

function searchFor(forms: readonly string[]): (text: string) => boolean {
  if (forms.reduce((sum, { length }) => sum + length, 0) > LONGEST_SEARCH) return () => true
  const anyForm = new RegExp(forms.map(RegExp.escape).join('|'))
  return text => anyForm.test(text)
}

/** Every way in which a value may stand in a text; the longest value first, since it may hold another. */
function formsOf(values: ReadonlySet<string>): string[] {
  const forms = [...values]
    .sort((a, b) => b.length - a.length)
    .flatMap(value => [value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)])
  return [...new Set(forms)]
}
