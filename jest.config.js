import { availableParallelism } from 'node:os'
import { join } from 'node:path'

// emulators, proxies and commands that tests start as processes are compiled once, not at each start
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-compile')

/** @type {import('jest').Config} */
export default {
  reporters: ['default', '<rootDir>/__tests__/support/count-reporter.js'],
  testEnvironment: '<rootDir>/__tests__/support/plain-context.js',
  // Two workers per core: many tests mostly wait for processes and timers
  // (a number, because Jest treats a percentage above 100% as a number of workers)
  maxWorkers: 2 * availableParallelism(),
  maxConcurrency: 10,
  testSequencer: '<rootDir>/__tests__/support/longest-first.js',
  // only detects a hang, on a machine of any speed
  testTimeout: 900_000,
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // Jest strips the types itself
  transform: {}
}
