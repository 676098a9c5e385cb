import { expect, test } from '@jest/globals'
import { ActionError, InputError } from '../../../src/errors/action-error.ts'
import type { Code } from '../../../src/errors/catalog.ts'
import type { OutputName } from '../../../src/outputs.ts'
import { createSinks, publish } from '../../../src/report/publish.ts'
import type { SinkTools } from '../../../src/report/publish.ts'
import { createOutputsSink } from '../../../src/report/sinks/outputs.ts'
import type { Sink, StepFailure, View } from '../../../src/report/sinks/sink.ts'
import { resultOf } from '../../../src/rollout/outcome.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'
import { privateFiles } from '../../../src/runtime/files.ts'
import { createSecrets } from '../../../src/runtime/secrets.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { outcomeOf } from './outcomes.ts'

const viewOf = (outcomes: readonly Outcome[], failure?: StepFailure): View => ({
  outcomes,
  result: failure?.sent === true ? 'unknown' : resultOf(outcomes),
  failure,
  github: readGitHubContext({}),
  summary: true,
  comment: undefined,
  scrub: value => value
})

async function outputsOf(
  outcomes: readonly Outcome[],
  failure?: StepFailure
): Promise<Partial<Record<OutputName, string>>> {
  const set: Partial<Record<OutputName, string>> = {}
  const sink = createOutputsSink({
    log: createMemoryLog(),
    outputs: { set: (name, value) => void (set[name] = value) },
    secrets: createSecrets(() => undefined),
    files: privateFiles
  })
  await sink.publish(viewOf(outcomes, failure))
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

test('sets error-code for a step without targets', async () => {
  const error = new InputError([{ input: 'wait', message: 'is wrong' }])
  expect(await outputsOf([], { error, title: 'Nothing was sent', sent: false })).toMatchObject({
    result: 'failed',
    'error-code': 'InvalidInput',
    changed: 'false'
  })
  const fault = new ActionError('InternalError', 'a bug in this action')
  expect(await outputsOf([], { error: fault, title: 'The step failed', sent: true })).toMatchObject({
    result: 'unknown',
    'error-code': 'InternalError',
    changed: ''
  })
})

test('a sink that fails is a warning, and the others still publish', async () => {
  const log = createMemoryLog()
  const served: string[] = []
  const sinkOf = (name: string, fails: boolean): Sink => ({
    name,
    publish() {
      served.push(name)
      if (fails) throw new Error('no space is left')
      return Promise.resolve()
    }
  })
  const rejecting: Sink = { name: 'page', publish: () => Promise.reject(new Error('HTTP 500')) }
  await publish(
    viewOf([ended('switched')]),
    [sinkOf('outputs', true), rejecting, sinkOf('comment', false)],
    log
  )
  expect(served).toEqual(['outputs', 'comment'])
  expect(log.lines).toEqual([
    'warning: the outputs could not be written: no space is left',
    'warning: the page could not be written: HTTP 500'
  ])
})

test('the post step has the same sinks, except for outputs', () => {
  const tools: SinkTools = {
    log: createMemoryLog(),
    outputs: { set: () => undefined },
    secrets: createSecrets(() => undefined),
    files: privateFiles,
    writeSummary: () => undefined,
    comments: { upsert: () => Promise.reject(new Error('no pull request')) }
  }
  const [first, ...rest] = createSinks('main', tools).map(({ name }) => name)
  expect(first).toBe('outputs')
  expect(createSinks('post', tools).map(({ name }) => name)).toEqual(rest)
})
