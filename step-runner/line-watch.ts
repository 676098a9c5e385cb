interface Waiter {
  readonly matches: (line: string) => boolean
  readonly resolve: (line: string) => void
  readonly miss: () => void
}

/** The lines so far, and promises of lines to come. */
export class LineWatch {
  readonly lines: string[] = []
  #waiters: Waiter[] = []
  #ended = false

  add(line: string): void {
    this.lines.push(line)
    const [met, open] = [true, false].map(isMatch =>
      this.#waiters.filter(waiter => waiter.matches(line) === isMatch)
    )
    this.#waiters = open ?? []
    for (const waiter of met ?? []) waiter.resolve(line)
  }

  /** The first line, past or future, that contains the text or matches the pattern. Rejects if the step ends without one. */
  next(expected: string | RegExp): Promise<string> {
    const matches = (line: string) =>
      typeof expected === 'string' ? line.includes(expected) : expected.test(line)
    const past = this.lines.find(matches)
    if (past !== undefined) return Promise.resolve(past)
    const missing = () =>
      new Error(`the step ended without the line ${String(expected)}:\n${this.lines.join('\n')}`)
    if (this.#ended) return Promise.reject(missing())
    return new Promise((resolve, reject) => {
      this.#waiters.push({ matches, resolve, miss: () => reject(missing()) })
    })
  }

  end(): void {
    this.#ended = true
    const waiters = this.#waiters
    this.#waiters = []
    for (const waiter of waiters) waiter.miss()
  }
}
