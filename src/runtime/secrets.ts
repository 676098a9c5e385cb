/** Values to hide: the runner masks them in the log, and `scrub` in texts that the runner does not scan. */
export interface Secrets {
  /** Registers values that must not be shown. */
  add(...values: readonly string[]): void
  /** The text with every registered value replaced. */
  readonly scrub: (text: string) => string
}

/** Shorter values are not masked: they would blank out large parts of the log, and outputs that contain them. */
const SHORTEST_MASK = 8

/** @param mask registers one value with the runner */
export function createSecrets(mask: (value: string) => void): Secrets {
  const known = new Set<string>()
  const index: FormIndex = new Map()
  let start: RegExp | undefined
  return {
    add(...values) {
      for (const value of values) {
        for (const form of [value, ...value.split(/[\r\n]+/)]) {
          const trimmed = form.trim()
          if (trimmed.length < SHORTEST_MASK || known.has(trimmed)) continue
          known.add(trimmed)
          addForms(index, trimmed)
          start = undefined
          mask(trimmed)
        }
      }
    },
    scrub(text) {
      if (index.size === 0) return text
      if (index.size <= MAX_IN_PATTERN) start ??= patternOf(index)
      if (start?.test(text) === false) return text
      return formsIn(text, index, start).reduce((clean, { form }) => clean.replaceAll(form, '***'), text)
    }
  }
}

interface Form {
  readonly form: string
  /** The length of the value: the longest value is replaced first, because it may contain another one. */
  readonly length: number
}

/** Forms by their first characters: most texts contain none of these, which one search finds out. */
type FormIndex = Map<string, Form[]>

/** With more forms, checking each position of a text is faster than compiling the pattern. */
const MAX_IN_PATTERN = 500

function addForms(index: FormIndex, value: string): void {
  for (const form of formsOf(value)) {
    const start = form.slice(0, SHORTEST_MASK)
    const known = index.get(start) ?? []
    if (known.length === 0) index.set(start, known)
    known.push({ form, length: value.length })
  }
}

function patternOf(index: FormIndex): RegExp {
  return new RegExp([...index.keys()].map(characters => RegExp.escape(characters)).join('|'))
}

/** The forms that a text contains, in the order in which to replace them. */
function formsIn(text: string, index: FormIndex, start: RegExp | undefined): Form[] {
  const found = new Set<Form>()
  for (const at of start === undefined ? allPositions(text) : positionsOf(start, text)) {
    for (const form of index.get(text.slice(at, at + SHORTEST_MASK)) ?? []) {
      if (text.startsWith(form.form, at)) found.add(form)
    }
  }
  return [...found].sort((a, b) => b.length - a.length || b.form.length - a.form.length)
}

/** The positions where a pattern matches; matches may overlap. */
function* positionsOf(pattern: RegExp, text: string): Generator<number> {
  for (const { index } of text.matchAll(new RegExp(`(?=${pattern.source})`, 'g'))) yield index
}

function* allPositions({ length }: string): Generator<number> {
  for (let at = 0; at + SHORTEST_MASK <= length; at++) yield at
}

/**
 * The forms in which a value may occur in a text, including those that the runner masks:
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
function formsOf(value: string): ReadonlySet<string> {
  // a definition is sent as JSON text, so a response may quote it in JSON, or as the form that it was sent in
  const json = inJson(value)
  const xml = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  const plain = [
    value,
    json,
    inJson(json),
    ...[value, json].flatMap(inUrl),
    ...["'", '&apos;', '&#39;'].map(quote => xml.replaceAll("'", quote))
  ]
  const whole = Buffer.from(value).toString('base64')
  const base64 = [whole, whole.replaceAll('=', ''), ...[0, 1, 2].map(shift => base64Of(value, shift))]
  return new Set([...plain, ...base64, ...base64.map(form => form.replaceAll('+', '-').replaceAll('/', '_'))])
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Percent-encoded, as by a browser, as by the runner, and as in a form, where a space is a plus sign. */
function inUrl(text: string): string[] {
  const uri = encodeURIComponent(text.toWellFormed())
  const data = uri.replaceAll(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16)}`)
  const form = new URLSearchParams([['', text]]).toString().slice(1)
  return [uri, data, form].flatMap(each => [each.replaceAll(PERCENT, upper), each.replaceAll(PERCENT, lower)])
}

const PERCENT = /%[\da-f]{2}/gi
const upper = (form: string): string => form.toUpperCase()
const lower = (form: string): string => form.toLowerCase()

/** The Base64 characters of a value that depend on nothing else, if other bytes precede it as in `user:value`. */
function base64Of(value: string, shift: number): string {
  const bytes = Buffer.from(value)
  const first = Math.ceil((shift * 8) / 6)
  const end = Math.floor(((shift + bytes.length) * 8) / 6)
  return Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .slice(first, end)
}
