import { availableParallelism } from 'node:os'
import { join } from 'node:path'

// emulators, proxies and commands that tests start as processes of their own are compiled once, not each time
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-compile')

/** @type {import('jest').Config} */
export default {
  reporters: ['default', '<rootDir>/__tests__/support/count-reporter.js'],
  testEnvironment: '<rootDir>/__tests__/support/plain-context.js',
  // Two workers for each core: much of the time of many tests is waiting for a process, or for a time to pass
  // (as a number: Jest takes a share above 100% for a number of workers)
  maxWorkers: 2 * availableParallelism(),
  maxConcurrency: 10,
  testSequencer: '<rootDir>/__tests__/support/longest-first.js',
  // tells an end from a hang, on a machine of any speed; nothing finer
  testTimeout: 900_000,
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // Jest strips the types itself
  transform: {}
}
