import { StringDecoder } from 'node:string_decoder'

/** Cuts a stream into lines as the runner's reader does: LF, CR LF, and a lone CR each end one. */
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

  /** What is left without a line end is a line, too. */
  end(): void {
    this.#cut(this.#rest + this.#decoder.end())
    if (this.#rest !== '') this.#onLine(this.#rest.replace(/\r$/, ''))
    this.#rest = ''
  }

  #cut(text: string): void {
    // a CR at the very end may be half of a CR LF, so it waits for the next chunk
    const parts = text.split(/\r\n|\n|\r(?!$)/)
    this.#rest = parts.pop() ?? ''
    for (const line of parts) this.#onLine(line)
  }
}
