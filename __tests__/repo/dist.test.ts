import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')

test('dist is what the sources build, file by file', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'dist-'))
  try {
    execFileSync(process.execPath, [join(root, 'scripts', 'build.ts'), '--out', fresh], { stdio: 'pipe' })
    const names = readdirSync(fresh).sort()
    expect(readdirSync(join(root, 'dist')).sort()).toEqual(names)
    const stale = names.filter(
      name => !readFileSync(join(fresh, name)).equals(readFileSync(join(root, 'dist', name)))
    )
    // `npm run build` makes it fresh
    expect(stale).toEqual([])
  } finally {
    rmSync(fresh, { recursive: true })
  }
}, 60_000)
