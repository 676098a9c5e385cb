import { join } from 'node:path'

// emulators, proxies and commands that tests start as processes of their own are compiled once, not each time
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-compile')

/** @type {import('jest').Config} */
export default {
  reporters: ['default', '<rootDir>/__tests__/support/count-reporter.js'],
  testEnvironment: '<rootDir>/__tests__/support/plain-context.js',
  // much of the time of many tests is waiting for a process
  maxWorkers: 4,
  maxConcurrency: 10,
  testSequencer: '<rootDir>/__tests__/support/longest-first.js',
  // a machine may be busy; what hangs is found all the same
  testTimeout: 20_000,
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': '<rootDir>/__tests__/support/strip-types.js',
    '[/\\\\]@actions[/\\\\](languageservice|workflow-parser)[/\\\\].+\\.js$':
      '<rootDir>/__tests__/support/json-imports.js'
  },
  transformIgnorePatterns: [
    '[/\\\\]node_modules[/\\\\](?!@actions[/\\\\](languageservice|workflow-parser)[/\\\\])'
  ]
}
