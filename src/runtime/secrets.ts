/** The runner masks what is registered; this keeps the same values out of files that it does not scan. */
export interface Secrets {
  /** Registers values that must never be shown. */
  add(...values: readonly string[]): void
  /** The text with every registered value replaced. */
  readonly scrub: (text: string) => string
}

/** Shorter values are never masked: they would blank half of the log, and outputs that hold them. */
const SHORTEST_MASK = 8

/** @param mask registers one value with the runner */
export function createSecrets(mask: (value: string) => void): Secrets {
  const known = new Set<string>()
  let search: Search | undefined
  return {
    add(...values) {
      for (const value of values) {
        for (const form of [value, ...value.split(/[\r\n]+/)]) {
          const trimmed = form.trim()
          if (trimmed.length < SHORTEST_MASK || known.has(trimmed)) continue
          known.add(trimmed)
          search = undefined
          mask(trimmed)
        }
      }
    },
    scrub(text) {
      if (known.size === 0) return text
      const { forms, anyForm } = (search ??= searchFor(formsOf(known)))
      if (anyForm?.test(text) === false) return text
      return forms.reduce((clean, form) => clean.replaceAll(form, '***'), text)
    }
  }
}

interface Search {
  readonly forms: readonly string[]
  /** Most texts hold none, and one look for all of them is quicker than one for each. */
  readonly anyForm: RegExp | undefined
}

/** Above this, making the pattern takes longer than it saves; and V8 makes none with a literal above 32,767. */
const LONGEST_PATTERN = 5_000

function searchFor(forms: readonly string[]): Search {
  const pattern = forms.map(form => RegExp.escape(form)).join('|')
  return { forms, anyForm: pattern.length > LONGEST_PATTERN ? undefined : new RegExp(pattern) }
}

/** Every way in which a value may stand in a text; the longest value first, since it may hold another. */
function formsOf(values: ReadonlySet<string>): string[] {
  const forms = [...values]
    .sort((a, b) => b.length - a.length)
    .flatMap(value => [value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)])
  return [...new Set(forms)]
}
