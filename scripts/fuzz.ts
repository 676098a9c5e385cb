// Runs the properties of __tests__/fuzz with more cases than `npm test` does, and them and the schedules of __tests__/simulation
// with a different seed each time: `npm run fuzz [-- JEST ARGUMENTS]`. FUZZ_RUNS defaults to 50,000, FUZZ_SEED to the time.
import { runJest } from './run-jest.ts'

const runs = process.env['FUZZ_RUNS'] || '50000'
const seed = process.env['FUZZ_SEED'] || String(Date.now() % 2 ** 31)
console.log(`${runs} cases per property. To repeat them: FUZZ_RUNS=${runs} FUZZ_SEED=${seed} npm run fuzz`)
runJest(['__tests__/(fuzz|simulation)/', ...process.argv.slice(2)], {
  FUZZ_RUNS: runs,
  FUZZ_SEED: seed,
  SIMULATION_SEED: seed
})
