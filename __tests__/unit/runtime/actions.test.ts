import { expect, test } from '@jest/globals'
import { createActionsOutputs, createStateSaver } from '../../../src/runtime/actions.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

test('an output without its file is a warning, not a command that the runner does not take', () => {
  const log = createMemoryLog()
  createActionsOutputs(
    log,
    createSecrets(() => undefined),
    {}
  ).set('result', 'switched')
  expect(log.lines).toEqual(['warning: the output result could not be written: GITHUB_OUTPUT is not set'])
})

test('state without its file is an error', () => {
  expect(() => createStateSaver({})('journal', '/tmp/journal')).toThrow('GITHUB_STATE is not set')
})
