import { StringDecoder } from 'node:string_decoder'

/** Splits a stream into lines as the runner does: LF, CR LF and a lone CR each end a line. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    this.#cut(this.#rest + this.#decoder.write(chunk))
  }

  /** Emits the rest as a line, even without a line end. */
  end(): void {
    this.#cut(this.#rest + this.#decoder.end())
    if (this.#rest !== '') this.#onLine(this.#rest.replace(/\r$/, ''))
    this.#rest = ''
  }

  #cut(text: string): void {
    // a CR at the end can be half of a CR LF, so it is kept for the next chunk
    const parts = text.split(/\r\n|\n|\r(?!$)/)
    this.#rest = parts.pop() ?? ''
    for (const line of parts) this.#onLine(line)
  }
}
