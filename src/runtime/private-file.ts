import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Writes a file that only this user may read, whole or not at all: a reader never sees half of it. */
export function writePrivateFile(path: string, text: string): void {
  const draft = `${path}.new`
  writeFileSync(draft, text, { mode: 0o600, flag: 'w' })
  renameSync(draft, path)
}

/** Adds a line to a file that only this user may read. Synchronous, so that what it announces cannot happen before it is there. */
export function appendToPrivateFile(path: string, line: string): void {
  appendFileSync(path, `${line}\n`, { mode: 0o600 })
}

/** @returns `undefined` when there is no such file */
export function readFileIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

export function removeFile(path: string): void {
  rmSync(path, { force: true })
}
