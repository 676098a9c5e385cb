import { expect, test } from '@jest/globals'
import type { TaskEntry } from '../../../src/model/backend.ts'
import { progressOf } from '../../../src/model/batch.ts'
import { assess } from '../../../src/rollout/assess.ts'
import { NOT_READ } from '../../../src/rollout/read-back.ts'
import { row } from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { planOf } from '../report/outcomes.ts'

// An undocumented status is not final, so a failure with it times out: the error has everything that the service reported.

function messageOf(entries: readonly TaskEntry[], waitLimit?: string): string | undefined {
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
])('%j', (entries, message) => {
  expect(messageOf(entries)).toContain(message)
})

test('names the limit that ended the wait', () => {
  expect(messageOf([row('a', 'MOVING', '')])).toContain('did not complete within 10m00s (wait-timeout): ')
  const limited = messageOf([row('a', 'MOVING', '')], 'the limit of the post step')
  expect(limited).toContain('did not complete within 10m00s (the limit of the post step): ')
})

test('does not report an unknown status as failed', () => {
  expect(messageOf([row('a', 'DONE', 'in line')])).toMatch(/status DONE, message "in line"$/)
})
