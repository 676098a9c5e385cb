import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { appendToPrivateFile, writePrivateFile } from '../../../src/runtime/files.ts'
import { onPosix } from '../../support/systems.ts'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'private-'))))
afterEach(() => rmSync(folder, { recursive: true }))

test('does not overwrite an existing file', () => {
  const path = join(folder, 'a')
  writeFileSync(path, 'others')
  expect(() => writePrivateFile(path, 'ours')).toThrow('EEXIST')
  expect(readFileSync(path, 'utf8')).toBe('others')
})

test('writes lines immediately, readable only by this user', () => {
  const path = join(folder, 'a')
  appendToPrivateFile(path, 'one')
  expect(readFileSync(path, 'utf8')).toBe('one\n')
  appendToPrivateFile(path, 'two')
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
  if (onPosix) expect(statSync(path).mode & 0o777).toBe(0o600)
})
