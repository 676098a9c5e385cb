/** @type {import('jest').Config} */
export default {
  reporters: ['default', '<rootDir>/__tests__/support/count-reporter.js'],
  testEnvironment: 'node',
  // most of a test's time is waiting for a process, and jest would leave one of two cores to itself
  maxWorkers: 2,
  // a machine may be busy; what hangs is found all the same
  testTimeout: 20_000,
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/__tests__/tsconfig.json' }],
    '[/\\\\]@actions[/\\\\](languageservice|workflow-parser)[/\\\\].+\\.js$':
      '<rootDir>/__tests__/support/json-imports.js'
  },
  transformIgnorePatterns: [
    '[/\\\\]node_modules[/\\\\](?!@actions[/\\\\](languageservice|workflow-parser)[/\\\\])'
  ]
}
