import { expect, test } from '@jest/globals'
import type { Accepted } from '../../../src/cloud/operation.ts'
import { createRetryBudget } from '../../../src/cloud/retry.ts'
import { sendModification } from '../../../src/rollout/send.ts'
import type { SendResult } from '../../../src/rollout/send.ts'
import { createDeadline } from '../../../src/runtime/clock.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { OLD, backendWith, callError, fakeCloud, targetOf } from '../../support/fake-cloud.ts'
import type { FakeCloud, Script } from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const SPENT = 'its retries are used up'

async function send(
  modify: Script<Accepted>,
  retries: number
): Promise<{ sent: SendResult; cloud: FakeCloud; left: boolean }> {
  const cloud = fakeCloud({ modify, backend: backendWith(OLD) })
  const clock = new FakeClock()
  const budget = createRetryBudget(retries)
  const sent = await sendModification(
    {
      target: targetOf(),
      targetType: 'HTTP',
      definitionId: 'model-TEST',
      data: {},
      description: undefined,
      over: undefined,
      base: undefined
    },
    {
      reader: cloud,
      writer: cloud,
      clock,
      log: createMemoryLog(),
      maxAttempts: 5,
      budget,
      precondition: { accepts: () => true, readAt: clock.now() },
      deadline: createDeadline(clock, Infinity),
      resolveWithinMs: 60_000,
      untilDeadline: false,
      onSending: () => undefined
    }
  )
  return { sent, cloud, left: budget.take() }
}

const lost = callError('transport', { transport: 'reset', ambiguous: true })
const refused = callError('transport', { transport: 'refused' })
const ACCEPTED = { requestId: 'R1', operationId: 'O1' }

test('a write takes its retries from the budget and returns what it did not need', async () => {
  const { sent, left } = await send([refused, lost, ACCEPTED], 2)
  expect(sent.kind).toBe('accepted')
  expect(left).toBe(true)
})

test('an ambiguous write without a retry left is unknown, with the reason', async () => {
  const { sent, cloud } = await send(lost, 2)
  expect(sent).toMatchObject({ kind: 'unknown', error: { message: expect.stringContaining(SPENT) } })
  expect(cloud.modifications).toHaveLength(3)
  if (sent.kind === 'unknown') expect(sent.error.message.match(/X: transport/g)).toHaveLength(1)
})

test('a write that never left is not sent if no retry is left', async () => {
  const { sent, cloud } = await send(refused, 1)
  expect(sent).toMatchObject({ kind: 'not-sent', error: { message: expect.stringContaining(SPENT) } })
  expect(cloud.modifications).toHaveLength(2)
})

test('retries because of a busy cloud do not count', async () => {
  const busy = callError('busy')
  expect((await send([busy, busy, busy, ACCEPTED], 0)).sent.kind).toBe('accepted')
})
