/** A job's secrets, which `***` replaces in all encodings that the runner masks. */
export class Masks {
  readonly #values = new Set<string>()
  readonly #forms = new Set<string>()

  /** Masks a value and each of its lines, from now on. */
  add(value: string): void {
    for (const part of [value, ...value.split(/[\r\n]/)]) {
      if (part === '' || this.#values.has(part)) continue
      this.#values.add(part)
      for (const form of formsOf(part)) if (form !== '') this.#forms.add(form)
    }
  }

  /** The added values, and each of their lines. */
  get values(): string[] {
    return [...this.#values]
  }

  /** Overlapping and adjacent secrets become one `***`. */
  mask(text: string): string {
    const ranges: [start: number, end: number][] = []
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        ranges.push([at, at + form.length])
      }
    }
    if (ranges.length === 0) return text
    ranges.sort(([a], [b]) => a - b)
    let result = ''
    let done = 0
    let open = false
    for (const [start, end] of ranges) {
      if (start > done || !open) result += `${text.slice(done, start)}***`
      open = true
      done = Math.max(done, end)
    }
    return result + text.slice(done)
  }

  /** Line by line, as the runner masks files. */
  maskLines(text: string): string {
    return text
      .split('\n')
      .map(line => this.mask(line))
      .join('\n')
  }
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  return [
    value,
    // inside of a longer base64 text, a secret starts at one of three offsets
    ...[0, 1, 2].filter(shift => shift < bytes.length).map(shift => bytes.subarray(shift).toString('base64')),
    JSON.stringify(value).slice(1, -1),
    uriForm(value),
    xmlForm(value),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : ''
  ]
}

function uriForm(value: string): string {
  const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  // RFC 3986 escapes five characters more than encodeURIComponent, which refuses lone surrogates
  return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, percent)
}

function xmlForm(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}
