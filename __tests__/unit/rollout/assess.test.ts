import { expect, test } from '@jest/globals'
import type { TaskEntry } from '../../../src/model/backend.ts'
import { progressOf } from '../../../src/model/batch.ts'
import { assess, assessChecks } from '../../../src/rollout/assess.ts'
import { NOT_READ } from '../../../src/rollout/read-back.ts'
import { callError, row } from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { outcomeOf, planOf } from '../report/outcomes.ts'

test('after a stop during the probes, a batch counts as completed only if the list of APIs shows it', () => {
  const { progress } = outcomeOf('switched')
  const bad = {
    name: 'probe' as const,
    subject: 'https://orders.example.com/health',
    passed: false,
    detail: '503',
    attempts: 1
  }
  const end = { result: 'switched', changed: true, progress, checks: [bad], error: undefined } as const
  const check = {
    name: 'probe',
    code: 'ProbeFailed',
    when: 'after-switch',
    includesUnchanged: true,
    count: 1,
    run: () => Promise.resolve([bad])
  } as const
  const plan = planOf()
  const messageOf = (affected: typeof plan.affected): string =>
    assessChecks({ ...plan, affected }, end, check, true).error?.message ?? ''
  expect(messageOf(plan.affected)).toMatch(/stopped by a signal .*; its batch has completed$/)
  expect(messageOf(undefined)).toMatch(/stopped by a signal .*; the gateway continues to update the APIs$/)
})

test.each([
  [true, 'cancelled'],
  [false, 'submitted']
] as const)('following is denied; stopped by a signal: %s: %s', (stopped, result) => {
  const denied = { kind: 'denied', error: callError('client') } as const
  const options = { log: createMemoryLog(), wait: 'auto', waitTimeoutMs: 600_000, stopped } as const
  expect(assess(planOf(), denied, NOT_READ, options).result).toBe(result)
})

test('reports a denied read-back as a missing permission, with the policy that allows it', () => {
  const { progress } = outcomeOf('switched')
  if (progress === undefined) throw new Error('no progress')
  const ended = { kind: 'ended', progress: { ...progress, failed: 0 }, isCertain: true } as const
  const readBack = { ...NOT_READ, lastError: callError('denied') }
  const options = { log: createMemoryLog(), wait: 'auto', waitTimeoutMs: 600_000, stopped: false } as const
  const { result, warnings } = assess(planOf(), ended, readBack, options)
  expect(result).toBe('submitted')
  expect(warnings).toEqual([
    { text: expect.stringMatching(/could not be read back: .*policy:$/), policy: expect.any(String) }
  ])
  expect(warnings?.[0]?.policy).toContain('apigateway:DescribeBackendInfo')
})

test('reports a denied list of APIs as a missing permission, but not an inconsistent one', () => {
  const { progress } = outcomeOf('switched')
  if (progress === undefined) throw new Error('no progress')
  const plan = { ...planOf(), affected: undefined }
  const live = plan.live && { ...plan.live, definition: plan.desired, raw: plan.desired }
  const readBack = { reading: { live, differences: [], omitted: [] }, lastError: undefined } as never
  const options = { log: createMemoryLog(), wait: 'auto', waitTimeoutMs: 600_000, stopped: false } as const
  const ended = { kind: 'ended', progress: { ...progress, failed: 0 }, isCertain: false } as const
  const warningOf = (of: typeof plan & { affectedAtLeast?: number }) =>
    assess(of, ended, readBack, options).warnings?.[0]
  expect(warningOf(plan)?.policy).toContain('DescribeApisByBackend')
  const incomplete = warningOf({ ...plan, affectedAtLeast: 3 })
  expect(incomplete?.policy).toBeUndefined()
  expect(incomplete?.text).toMatch(
    /could not be verified, because the list of published APIs was not complete$/
  )
})

// An undocumented status is not final, so a failure with it times out: the error has everything that the service reported.

function timeoutMessageOf(entries: readonly TaskEntry[], waitLimit?: string): string | undefined {
  const batch = { kind: 'timed-out', progress: progressOf([], entries), lastError: undefined } as const
  const options = {
    log: createMemoryLog(),
    wait: 'auto',
    waitTimeoutMs: 600_000,
    waitLimit,
    stopped: false
  } as const
  const end = assess(planOf(), batch, NOT_READ, options)
  expect(end).toMatchObject({ result: 'unknown', error: { code: 'WaitTimeout' } })
  return end.error?.message
}

test.each([
  [
    [row('a', 'DONE', 'Failed. no route')],
    'api a: status DONE, message "Failed. no route"; they most likely failed, as the message says, but DONE is not a status that this action recognizes as final'
  ],
  [
    [row('a', 'DONE', 'Failed'), row('b', 'MOVING', '')],
    '; 1 of them most likely failed, as the message says, but DONE is not'
  ],
  [
    [row('a', '', 'error 5'), row('b', 'X', 'Failed')],
    '; they most likely failed, as the message says, but (empty), X is not'
  ]
])('a wait that times out: %j', (entries, message) => {
  expect(timeoutMessageOf(entries)).toContain(message)
})

test('a time-out names the limit that ended the wait', () => {
  expect(timeoutMessageOf([row('a', 'MOVING', '')])).toContain(
    'did not complete within 10m00s (wait-timeout): '
  )
  const limited = timeoutMessageOf([row('a', 'MOVING', '')], 'the limit of the post step')
  expect(limited).toContain('did not complete within 10m00s (the limit of the post step): ')
})

test('a time-out does not report an unknown status as failed', () => {
  expect(timeoutMessageOf([row('a', 'DONE', 'in line')])).toMatch(/status DONE, message "in line"$/)
})
