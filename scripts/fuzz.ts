// Tries the properties of __tests__/fuzz with more cases than `npm test` does, and these and the schedules of __tests__/simulation
// with others each time:
// `npm run fuzz [-- jest's arguments]`. FUZZ_RUNS (50,000) and FUZZ_SEED (of the clock) may be given.
import { runJest } from './run-jest.ts'

const runs = process.env['FUZZ_RUNS'] || '50000'
const seed = process.env['FUZZ_SEED'] || String(Date.now() % 2 ** 31)
console.log(`${runs} cases a property. The same ones again: FUZZ_RUNS=${runs} FUZZ_SEED=${seed} npm run fuzz`)
runJest(['__tests__/(fuzz|simulation)/', ...process.argv.slice(2)], {
  FUZZ_RUNS: runs,
  FUZZ_SEED: seed,
  SIMULATION_SEED: seed
})
