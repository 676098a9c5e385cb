// Tries the properties of __tests__/fuzz with more cases than `npm test` does, and these and the courses of __tests__/world
// with others each time:
// `npm run fuzz [-- jest's arguments]`. FUZZ_RUNS (50,000) and FUZZ_SEED (of the clock) may be given.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const runs = process.env['FUZZ_RUNS'] || '50000'
const seed = process.env['FUZZ_SEED'] || String(Date.now() % 2 ** 31)
console.log(`${runs} cases a property. The same ones again: FUZZ_RUNS=${runs} FUZZ_SEED=${seed} npm run fuzz`)
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '__tests__/(fuzz|world)/',
    ...process.argv.slice(2)
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_RUNS: runs, FUZZ_SEED: seed, WORLD_SEED: seed } }
)
process.exitCode = status ?? 1
