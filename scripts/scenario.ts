// Runs the tests that match a name and prints the log of each step that they start:
//   npm run scenario -- "during a rollback" [__tests__/action/cancel.test.ts]
import { runJest } from './run-jest.ts'

const [name, ...files] = process.argv.slice(2)
if (name === undefined) {
  console.error('Usage: npm run scenario -- "part of a test\'s name" [FILE]')
  process.exit(2)
}
const where = files.length > 0 ? files : ['__tests__/action']
runJest(['--runInBand', '-t', name, ...where], { STEP_LOG: 'true' })
