interface Waiter {
  readonly matches: (line: string) => boolean
  readonly resolve: (line: string) => void
  readonly miss: () => void
}

/** The lines up to now, and who waits for one. */
export class LineWatch {
  readonly lines: string[] = []
  #waiters: Waiter[] = []
  #ended = false

  add(line: string): void {
    this.lines.push(line)
    const [met, open] = [true, false].map(wanted =>
      this.#waiters.filter(waiter => waiter.matches(line) === wanted)
    )
    this.#waiters = open ?? []
    for (const waiter of met ?? []) waiter.resolve(line)
  }

  /** The first line that contains or matches, a past one too. Rejects when the end comes first. */
  next(wanted: string | RegExp): Promise<string> {
    const matches = (line: string) => (typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line))
    const past = this.lines.find(matches)
    if (past !== undefined) return Promise.resolve(past)
    const missing = () =>
      new Error(`the step ended without the line ${String(wanted)}:\n${this.lines.join('\n')}`)
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
