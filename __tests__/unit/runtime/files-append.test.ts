import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { appendWhole } from '../../../src/runtime/files.ts'
import { onPosix } from '../../support/systems.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'append-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('appends texts', () => {
  const path = join(folder, 'good')
  appendWhole(path, 'one\n')
  appendWhole(path, 'two\n')
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
})

test('removes a partial text from a full disk and throws the disk’s error', () => {
  const path = join(folder, 'full')
  writeFileSync(path, 'before\n')
  const half = (file: number, text: string): never => {
    writeSync(file, text.slice(0, text.length / 2))
    throw new Error('ENOSPC: no space left on device, write')
  }
  expect(() => appendWhole(path, 'x'.repeat(10_000), half)).toThrow('ENOSPC')
  expect(readFileSync(path, 'utf8')).toBe('before\n')
  appendWhole(path, 'after\n')
  expect(readFileSync(path, 'utf8')).toBe('before\nafter\n')
})

/** Calls a function of a module in src in a process with a file size limit of 512 bytes. */
function limited(module: string, call: string): string {
  const source = JSON.stringify(join(import.meta.dirname, '../../../src/runtime', module))
  const script = `import * as module from ${source}; try { module.${call} } catch (error) { console.log(error.code) }`
  const shell = `ulimit -f 1; exec "$0" --input-type=module -e "$1"`
  const { stdout, stderr } = spawnSync('sh', ['-c', shell, process.execPath, script], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.trim()
}

const quote = (text: string): string => JSON.stringify(text)

if (onPosix) {
  test('leaves nothing of a text that does not fit, with a real limit', () => {
    const path = join(folder, 'limited')
    writeFileSync(path, 'before\n')
    expect(limited('files.ts', `appendWhole(${quote(path)}, 'x'.repeat(5_000))`)).toBe('EFBIG')
    expect(readFileSync(path, 'utf8')).toBe('before\n')
  })

  test('removes its own new file that does not fit, but no existing file', () => {
    const path = join(folder, 'private')
    const call = `writePrivateFile(${quote(path)}, 'x'.repeat(5_000))`
    expect(limited('files.ts', call)).toBe('EFBIG')
    expect(existsSync(path)).toBe(false)
    writeFileSync(path, 'theirs')
    expect(limited('files.ts', call)).toBe('EEXIST')
    expect(readFileSync(path, 'utf8')).toBe('theirs')
  })

  test('throws the error of a device, which cannot be truncated', () => {
    if (!existsSync('/dev/full')) return
    expect(() => appendWhole('/dev/full', 'x')).toThrow('ENOSPC')
  })
}
