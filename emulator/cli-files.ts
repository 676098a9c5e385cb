import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files that the command hands out, in a folder that only its user can read. */
export interface CliFiles {
  /** @returns the path */
  write(name: string, content: string): string
  remove(): void
}

/** The folder is made with the first file. */
export function createCliFiles(): CliFiles {
  let folder: string | undefined
  return {
    write(name, content) {
      folder ??= mkdtempSync(join(tmpdir(), 'emulator-'))
      const path = join(folder, name)
      writeFileSync(path, content, { flag: 'wx', mode: 0o600 })
      return path
    },
    remove() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    }
  }
}
