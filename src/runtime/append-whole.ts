import { closeSync, fstatSync, ftruncateSync, openSync, writeFileSync } from 'node:fs'

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
