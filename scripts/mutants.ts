// Plants small faults, one by one, in a copy of this checkout, and reports whether a test catches them:
// `npm run mutants [-- PART OF A NAME]`. The list is in scripts/mutants/list.ts. Exits with 1 if a fault is not caught, or if
// the text that it replaces no longer exists.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { MUTANTS } from './mutants/list.ts'
import type { Mutant } from './mutants/list.ts'

const root = join(import.meta.dirname, '..')
const EXCLUDED = new Set(['node_modules', '.git'])

const part = process.argv[2] ?? ''
const chosen = MUTANTS.filter(({ name }) => name.includes(part))
if (chosen.length === 0) {
  console.error(`no mutant has a name with "${part}"`)
  process.exit(2)
}
const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
const failures: string[] = []
try {
  cpSync(root, copy, {
    recursive: true,
    filter: path => !EXCLUDED.has(relative(root, path).split(sep)[0] ?? '')
  })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const startedAt = Date.now()
  for (const mutant of chosen) {
    const result = tryMutant(mutant)
    console.log(`${result.padEnd(10)}  ${mutant.name} (${mutant.file})`)
    if (result !== 'caught') failures.push(mutant.name)
  }
  const seconds = Math.round((Date.now() - startedAt) / 1_000)
  console.log(`${chosen.length - failures.length} of ${chosen.length} caught in ${seconds} s`)
} finally {
  rmSync(copy, { recursive: true, force: true })
}
process.exitCode = failures.length > 0 ? 1 : 0

function tryMutant({ file, changes, tests, runs }: Mutant): 'caught' | 'NOT caught' | 'not found' {
  const path = join(copy, file)
  const original = readFileSync(path, 'utf8')
  let mutated = original
  for (const [from, to] of changes) {
    if (mutated.split(from).length !== 2) return 'not found'
    mutated = mutated.replace(from, () => to)
  }
  writeFileSync(path, mutated)
  try {
    const jest = join(copy, 'node_modules', 'jest', 'bin', 'jest.js')
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, '--runInBand', ...tests],
      {
        cwd: copy,
        encoding: 'utf8',
        // a fault that makes a test hang is caught as well
        timeout: 900_000,
        killSignal: 'SIGKILL',
        env: { ...process.env, SIMULATION_RUNS: runs === undefined ? '' : String(runs) }
      }
    )
    const report = `${stdout}${stderr}`
    // a mutant that fails to load proves nothing
    if (/Test suite failed to run|No tests found/.test(report)) return 'not found'
    return status === 0 ? 'NOT caught' : 'caught'
  } finally {
    writeFileSync(path, original)
  }
}
