import type { PrivateFiles } from '../../src/runtime/files.ts'

/** The runner's folders for the files of a step; only the steps of the simulation write to them. */
export const TEMP_DIR = '/runner/temp'

/** A disk that is full from the nth appended line on, or a process that dies in the middle of that line. */
export interface BadDisk {
  readonly fromLine: number
  readonly kind: 'full' | 'torn'
}

/** The files of both steps, in memory. */
export class RunnerFiles implements PrivateFiles {
  readonly #texts = new Map<string, string>()
  readonly #disk: BadDisk | undefined
  readonly #onTorn: () => void
  #lines = 0
  #isHeld = false

  /** @param onTorn the process that added the line is to die */
  constructor(disk?: BadDisk, onTorn: () => void = () => undefined) {
    this.#disk = disk
    this.#onTorn = onTorn
  }

  isBad(): boolean {
    return this.#disk !== undefined && this.#lines >= this.#disk.fromLine
  }

  /** What a killed process does before its next wait has no effect. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
  }

  readonly write = (path: string, text: string): void => {
    if (this.#isHeld) return
    if (this.#disk?.kind === 'full' && this.isBad())
      throw new Error(`ENOSPC: no space left on device, open '${path}'`)
    if (this.#texts.has(path)) throw new Error(`EEXIST: file already exists, open '${path}'`)
    this.#texts.set(path, text)
  }

  readonly append = (path: string, line: string): void => {
    if (this.#isHeld) return
    const text = this.#texts.get(path) ?? ''
    this.#lines += 1
    if (this.#disk?.kind === 'torn' && this.#lines === this.#disk.fromLine) {
      this.#texts.set(path, text + line.slice(0, Math.ceil(line.length / 2)))
      this.#onTorn()
      return
    }
    if (this.#disk?.kind === 'full' && this.isBad()) {
      throw new Error(`ENOSPC: no space left on device, write '${path}'`)
    }
    this.#texts.set(path, `${text}${line}\n`)
  }

  readonly readIfThere = (path: string): string | undefined => this.#texts.get(path)

  readonly remove = (path: string): void => {
    if (this.#isHeld) return
    this.#texts.delete(path)
  }

  /** Restores a file to its state at an earlier time, if it still exists. */
  restore(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path)
    // a faster post step has removed it
    else if (this.#texts.has(path)) this.#texts.set(path, text)
  }

  all(): ReadonlyMap<string, string> {
    return this.#texts
  }
}
