import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'

/** Writes a new file that only this user can read. Never overwrites an existing file. */
export function writePrivateFile(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text)
  } catch (error) {
    // a partial file is useless and takes up disk space
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

/** Appends a line to a file that only this user can read. Synchronous, so that the line is written before what it announces happens. */
export function appendToPrivateFile(path: string, line: string): void {
  appendFileSync(path, `${line}\n`, { mode: 0o600 })
}

/** @returns `undefined` if the file cannot be read */
export function readFileIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function removeFile(path: string): void {
  rmSync(path, { force: true })
}

/** The step's access to its files. */
export interface PrivateFiles {
  readonly write: typeof writePrivateFile
  readonly append: typeof appendToPrivateFile
  readonly readIfThere: typeof readFileIfThere
  readonly remove: typeof removeFile
}

export const privateFiles: PrivateFiles = {
  write: writePrivateFile,
  append: appendToPrivateFile,
  readIfThere: readFileIfThere,
  remove: removeFile
}

/**
 * Appends the whole text to a file, or nothing: on a full disk, part of it may be written, and the runner fails a step whose
 * outputs or state end in the middle of a value.
 * @throws the system's error
 */
export function appendWhole(
  path: string,
  text: string,
  write: (file: number, text: string) => void = writeFileSync
): void {
  const file = openSync(path, 'a')
  try {
    const { size } = fstatSync(file)
    try {
      write(file, text)
    } catch (error) {
      truncateTo(file, size)
      throw error
    }
  } finally {
    closeSync(file)
  }
}

function truncateTo(file: number, size: number): void {
  try {
    ftruncateSync(file, size)
  } catch {
    // a pipe or a device has nothing to truncate
  }
}

/** A new path in the job's temporary directory, `RUNNER_TEMP`. */
export function tempPath(tempDir: string, name: string, extension: string): string {
  return join(tempDir, `switch-backend-${name}-${randomUUID()}.${extension}`)
}
