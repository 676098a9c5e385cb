import { appendFileSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Writes a new file that only this user may read. */
export function writePrivateFile(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
}

/**
 * Opens a file that only this user may read, for as long as the process lives.
 * @returns what adds a line: synchronous, so that what it announces cannot happen before it is there
 */
export function openPrivateFile(path: string): (line: string) => void {
  const file = openSync(path, 'a', 0o600)
  return line => appendFileSync(file, `${line}\n`)
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
