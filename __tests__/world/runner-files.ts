import type { PrivateFiles } from '../../src/runtime/private-file.ts'

/** Where the runner keeps the files of a step; nothing is there but what the steps of the world write. */
export const TEMP_DIR = '/runner/temp'

/** The files of both steps, which are gone with the world. */
export class RunnerFiles implements PrivateFiles {
  readonly #texts = new Map<string, string>()

  readonly write = (path: string, text: string): void => {
    if (this.#texts.has(path)) throw new Error(`EEXIST: file already exists, open '${path}'`)
    this.#texts.set(path, text)
  }

  readonly append = (path: string, line: string): void => {
    this.#texts.set(path, `${this.#texts.get(path) ?? ''}${line}\n`)
  }

  readonly readIfThere = (path: string): string | undefined => this.#texts.get(path)

  readonly remove = (path: string): void => {
    this.#texts.delete(path)
  }

  /** Puts a file back to what it was at an earlier time, if it is still there. */
  restore(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path)
    // a post step that was quicker has removed it
    else if (this.#texts.has(path)) this.#texts.set(path, text)
  }

  all(): ReadonlyMap<string, string> {
    return this.#texts
  }
}
