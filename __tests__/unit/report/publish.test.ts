import { expect, test } from '@jest/globals'
import { ActionError, InputError } from '../../../src/errors/action-error.ts'
import type { Code } from '../../../src/errors/catalogue.ts'
import type { OutputName } from '../../../src/outputs.ts'
import { publish } from '../../../src/report/publish.ts'
import type { Sinks } from '../../../src/report/publish.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { outcomeOf } from './outcomes.ts'

const OPTIONS = {
  summary: false,
  commentToken: undefined,
  requestTimeoutMs: 0,
  mode: 'apply',
  targets: [],
  manifest: undefined
} as const

async function outputsOf(
  outcomes: readonly Outcome[],
  failure?: Parameters<typeof publish>[4]
): Promise<Partial<Record<OutputName, string>>> {
  const set: Partial<Record<OutputName, string>> = {}
  const sinks: Sinks = {
    log: createMemoryLog(),
    outputs: { set: (name, value) => void (set[name] = value) },
    secrets: createSecrets(() => undefined),
    files: {
      write: () => undefined,
      append: () => undefined,
      readIfThere: () => undefined,
      remove: () => undefined
    },
    writeSummary: () => undefined,
    comments: { upsert: () => Promise.reject(new Error('no pull request')) }
  }
  await publish(outcomes, readGitHubContext({}), OPTIONS, sinks, failure)
  return set
}

const ended = (result: Result, code?: Code): Outcome => ({
  ...outcomeOf(result),
  error: code && new ActionError(code, 'It failed.')
})

test.each<[string, string, Outcome[]]>([
  ['nothing was left out', '', [ended('switched'), ended('unchanged')]],
  [
    'the worst result, not the first',
    'WaitTimeout',
    [ended('failed', 'Drift'), ended('unknown', 'WaitTimeout')]
  ],
  ['of equal results the first', 'Drift', [ended('failed', 'Drift'), ended('failed', 'Mismatch')]],
  [
    'the cause of a rolled-back set, not what it did to the others',
    'ProbeFailed',
    [ended('rolled-back', 'SetRolledBack'), ended('rolled-back', 'ProbeFailed'), ended('not-started')]
  ],
  [
    'a rollback that failed is worse',
    'Conflict',
    [ended('rolled-back', 'ProbeFailed'), ended('rollback-failed', 'Conflict')]
  ]
])('error-code: %s', async (_, code, outcomes) => {
  expect((await outputsOf(outcomes))['error-code']).toBe(code)
})

test('error-code of a step without targets', async () => {
  const bad = new InputError([{ input: 'wait', message: 'is wrong' }])
  expect(await outputsOf([], { error: bad, sent: false })).toMatchObject({
    result: 'failed',
    'error-code': 'InvalidInput'
  })
  const fault = new ActionError('InternalError', 'a fault of this action')
  expect(await outputsOf([], { error: fault, sent: true })).toMatchObject({
    result: 'unknown',
    'error-code': 'InternalError'
  })
  expect(await outputsOf([])).toMatchObject({ result: 'unchanged', 'error-code': '' })
})
