import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')

let fresh = ''
beforeAll(() => {
  fresh = mkdtempSync(join(tmpdir(), 'dist-'))
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts'), '--out', fresh], { stdio: 'pipe' })
})
afterAll(() => rmSync(fresh, { recursive: true, force: true }))

test.each(['dist', 'emulator/dist'])('%s has exactly the files that the sources build', dist => {
  const names = readdirSync(join(fresh, dist)).sort()
  expect(readdirSync(join(root, dist)).sort()).toEqual(names)
  const stale = names.filter(
    name => !readFileSync(join(fresh, dist, name)).equals(readFileSync(join(root, dist, name)))
  )
  // `npm run build` rebuilds it
  expect(stale).toEqual([])
})
