import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

// As `npm run check` does, but on one core: other tests run on the others.

const root = join(import.meta.dirname, '..', '..')

test.each([
  ['types and lint', 'oxlint/bin/oxlint', ['--threads=1']],
  ['format', 'oxfmt/bin/oxfmt', ['--check', '--threads=1']]
])('%s', async (_, script, args) => {
  const found = await new Promise<string>(resolve => {
    execFile(
      process.execPath,
      [join(root, 'node_modules', script), ...args],
      { cwd: root, maxBuffer: Infinity, env: { ...process.env, GOMAXPROCS: '1' } },
      (error, stdout, stderr) =>
        resolve(error === null ? '' : `${stdout}${stderr}` || `it failed: ${error.message}`)
    )
  })
  expect(found).toBe('')
})
