import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

// What is checked without running anything. Among the tests, because each of them leaves a core to others.

const root = join(import.meta.dirname, '..', '..')

test.concurrent.each([
  ['types and lint', 'scripts/types-and-lint.ts'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']
])(
  '%s',
  async (_, script, ...args) => {
    const found = await new Promise<string>(resolve => {
      execFile(
        process.execPath,
        [join(root, script), ...args],
        { cwd: root, maxBuffer: Infinity },
        (error, stdout, stderr) =>
          resolve(error === null ? '' : `${stdout}${stderr}` || `it ended with ${error.message}`)
      )
    })
    expect(found).toBe('')
  },
  180_000
)
