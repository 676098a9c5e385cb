import { expect, test } from '@jest/globals'
import { resolveWrite } from '../../../src/rollout/resolve-write.ts'
import { createJournalKeeper, parseJournal } from '../../../src/rollout/journal.ts'
import type { JournalChange } from '../../../src/rollout/journal.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { createRetryBudget } from '../../../src/cloud/retry.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { NEW, OLD, apisOf, backendWith, fakeCloud, row, targetOf } from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const HEADER = {
  pid: 42,
  identity: 'key:1',
  requestTimeoutMs: 1_000,
  maxAttempts: 2,
  waitTimeoutMs: 10_000,
  rollbackOnFailure: true,
  summary: false,
  comment: null
}
const BACK = { requestId: 'R2', operationId: 'O2' }

/** The post step's outcome for a write that the main step left in its journal. */
async function resolved(options: Parameters<typeof fakeCloud>[0], update: JournalChange = {}, jumpMs = 0) {
  const clock = new FakeClock()
  const lines: string[] = []
  const keeper = createJournalKeeper(HEADER, line => lines.push(line))
  const before = fakeCloud({ backend: backendWith(OLD), apis: apisOf('a') })
  const plan = await planTarget(before, targetOf(), { clock, needs: {} })
  const leftAt = clock.now()
  keeper.sending(plan, [], clock.wall(), leftAt)
  keeper.update(plan.target.name, update)
  const [entry] = parseJournal(lines.join('\n'))?.entries ?? []
  if (entry === undefined) throw new Error('no entry')
  const cloud = fakeCloud({ apis: apisOf('a'), ...options })
  clock.jump(jumpMs)
  const outcome = await resolveWrite(entry, {
    reader: cloud,
    writer: cloud,
    clock,
    log: createMemoryLog(),
    wait: 'auto',
    waitTimeoutMs: 10_000,
    maxAttempts: 2,
    budget: createRetryBudget(),
    rollbackOnFailure: true
  })
  return { outcome, cloud, tookMs: clock.now() - leftAt }
}

/** The same after a kill during the rollback. */
function afterKill(live: typeof OLD, task: ReturnType<typeof row>[], failure?: string) {
  return resolved(
    { backend: [backendWith(live), backendWith(OLD)], task: [task], modify: BACK },
    {
      phase: 'rolling-back',
      accepted: { requestId: 'R1', operationId: 'O1' },
      ...(failure === undefined ? {} : { failure })
    }
  )
}

test('sends a possibly sent rollback again if it is live, to get a batch to follow', async () => {
  const { outcome, cloud } = await afterKill(OLD, [row('a')])
  expect(outcome).toMatchObject({ result: 'rolled-back', changed: false, rollback: BACK })
  expect(cloud.modifications.map(({ backendModelData }) => backendModelData)).toEqual([JSON.stringify(OLD)])
})

test('its batch can fail although the previous definition is live', async () => {
  const { outcome } = await afterKill(OLD, [row('a', 'OVER', 'Failed')])
  expect(outcome).toMatchObject({ result: 'rollback-failed', rollback: BACK })
})

test.each([
  ['BakeFailed', 'BakeFailed'],
  // from a journal of an older or newer version
  [undefined, 'StepFailed'],
  ['Unheard', 'StepFailed']
])('has the code of the failure that caused the rollback: %s', async (failure, code) => {
  const { outcome } = await afterKill(NEW, [row('a')], failure)
  expect(outcome).toMatchObject({ result: 'rolled-back', error: { code } })
  expect(outcome.error?.advice).toMatchObject({ cure: 'Fix the cause, then re-run the job.' })
  expect(outcome.error?.advice.nextSteps).toBeUndefined()
})

test('a failed rollback keeps its next steps', async () => {
  const { outcome } = await afterKill(OLD, [row('a', 'OVER', 'Failed')], 'ProbeFailed')
  expect(outcome.error).toMatchObject({ code: 'ProbeFailed' })
  expect(outcome.error?.advice.nextSteps).toContain('To roll back')
})

test('sends a rollback that did not arrive', async () => {
  const { outcome, cloud } = await afterKill(NEW, [row('a')])
  expect(outcome).toMatchObject({ result: 'rolled-back', rollback: BACK })
  expect(cloud.modifications).toHaveLength(1)
})

test.each([3_600_000, -3_600_000])(
  'waits for a write that may still arrive, whatever the system clock does meanwhile (%i ms)',
  async jumpMs => {
    const { outcome, tookMs } = await resolved({ backend: backendWith(OLD) }, {}, jumpMs)
    expect(outcome).toMatchObject({ changed: false })
    expect(tookMs).toBeGreaterThanOrEqual(30_000)
  }
)
