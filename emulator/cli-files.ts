import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files that the command writes for clients, in a directory that only the current user can read. */
export interface CliFiles {
  /** @returns the file's path */
  write(name: string, content: string): string
  remove(): void
}

/** The directory is created with the first file. */
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
