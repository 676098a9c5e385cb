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

/** Writes a new file that only this user may read, never over one that somebody else has put there. */
export function writePrivateFile(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text)
  } catch (error) {
    // half of it is of no use, and takes up the room that there is
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
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

function removeFile(path: string): void {
  rmSync(path, { force: true })
}

/** How the step reaches its files. */
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
 * Adds a text to a file, the whole of it or nothing: on a full disk half of it may be written, and the runner fails a step whose
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
      cutBack(file, size)
      throw error
    }
  } finally {
    closeSync(file)
  }
}

function cutBack(file: number, size: number): void {
  try {
    ftruncateSync(file, size)
  } catch {
    // a pipe or a device holds nothing to be cut
  }
}

/** A new name in the folder of this job, `RUNNER_TEMP`. */
export function tempPath(tempDir: string, name: string, extension: string): string {
  return join(tempDir, `switch-backend-${name}-${randomUUID()}.${extension}`)
}
