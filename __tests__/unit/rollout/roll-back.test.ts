import { expect, test } from '@jest/globals'
import type { CallError } from '../../../src/cloud/call-error.ts'
import type { TaskEntry } from '../../../src/model/backend.ts'
import { helpLines } from '../../../src/errors/help.ts'
import { applyPlan } from '../../../src/rollout/apply.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import type { Applied } from '../../../src/rollout/switch.ts'
import { applyOptions } from '../../support/apply-options.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import {
  NEW,
  OLD,
  apisOf,
  backendWith,
  callError,
  fakeCloud,
  row,
  targetOf
} from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

/** Switches a backend whose batch fails, and whose rollback fails with this error. The readings show these definitions. */
async function rollbackThatFails(
  refusal: CallError | undefined,
  poll?: CallError | TaskEntry[],
  shown = [OLD, NEW]
): Promise<Applied> {
  const accepted = { requestId: 'R1', operationId: 'O1' }
  const failed = [row('a', 'OVER', 'Failed')]
  const cloud = fakeCloud({
    backend: shown.map(config => backendWith(config)),
    apis: apisOf('a'),
    task: poll === undefined ? [failed] : [failed, poll],
    modify: refusal === undefined ? accepted : [accepted, refusal]
  })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const plan = await planTarget(cloud, targetOf(), { needs: {}, clock })
  return applyPlan(plan, {
    ...applyOptions({ reader: cloud, writer: cloud, clock, log }),
    rollbackOnFailure: true
  })
}

/** The lines of the cure, without the first, which every failed rollback has. */
function cureOf({ result, error }: Applied): readonly string[] {
  expect(result).toBe('rollback-failed')
  const [first, ...lines] = (error?.advice.cure ?? '').split('\n')
  expect(first).toBe('Check the live definition first (mode: plan shows it).')
  return lines
}

test('names the request that failed, and leads to its cure as well as to that of the first failure', async () => {
  const refusal = callError('client', { code: 'Forbidden.RiskControl', requestId: 'R9' })
  const { error } = await rollbackThatFails(refusal)
  expect(error?.message).toMatch(/The rollback failed: .* \(rollback request R9\)$/)
  expect(error?.brief).toMatch(/\nThe rollback failed: .* \(rollback request R9\)$/)
  expect(error && helpLines(error, { serverUrl: '', actionRepository: '', actionRef: '' })).toEqual([
    expect.stringContaining('docs/troubleshooting.md#batchfailed'),
    expect.stringMatching(/^Troubleshooting of the rollback: docs\/troubleshooting\.md#forbiddenriskcontrol/)
  ])
})

// the inputs of the step are not the cause: the rollback sends the previous definition
test.each(['InvalidBackendModelData', 'InvalidFoo', 'MissingFoo', 'InvalidParameter', 'InvalidBackendType'])(
  'a rollback that is refused with %s does not ask to correct the inputs',
  async code => {
    expect(cureOf(await rollbackThatFails(callError('client', { code })))).toEqual([
      'The service does not accept the previous definition. Restore it in the console, or switch to a definition that the service accepts.'
    ])
  }
)

test.each(['NotFoundBackend', 'NotFoundBackendModel', 'NotFound.ServiceNotFound', 'NotFoundFoo'])(
  'after %s, the target was deleted since the switch',
  async code => {
    expect(cureOf(await rollbackThatFails(callError('client', { code })))).toEqual([
      'Check in the console whether someone deleted what the code names.'
    ])
  }
)

// a re-run of the job sends the new definition again, which has just failed
test.each([
  callError('server', { code: 'ServiceUnavailable', ambiguous: true }),
  callError('transport', { code: 'Transport.Reset', ambiguous: true }),
  callError('busy', { code: 'RepeatedCommit' }),
  callError('server', { code: 'Conflict.Foo' })
])('does not ask to re-run the job after $code', async refusal => {
  const [cure] = cureOf(await rollbackThatFails(refusal))
  expect(cure).toMatch(/roll back/i)
  expect(cure).not.toMatch(/re-run/i)
})

test('nor if its batch could not be followed', async () => {
  const poll = callError('server', { code: 'ServiceUnavailable' })
  const [cure] = cureOf(await rollbackThatFails(undefined, poll))
  expect(cure).toMatch(/^Roll back later/)
})

test.each([
  callError('denied', { code: 'NoPermission', cure: 'Grant it:', policy: { document: '{}' } }),
  callError('client', { code: 'InvalidSecurityToken.Expired' }),
  callError('credentials', { code: 'Transport.Timeout', cure: 'Check that the runner can reach sts.' })
])('keeps the cure of $code, which holds for every call', async refusal => {
  const outcome = await rollbackThatFails(refusal)
  expect(cureOf(outcome)).toEqual([refusal.advice.cure])
  expect(outcome.error?.advice.policy).toEqual(refusal.advice.policy)
})

// the readings are of the plan, after the batch, before the rollback, and before a later attempt
test.each([
  ['the new definition becomes visible', [OLD, OLD, OLD, NEW], true],
  ['the new definition is never visible', [OLD, OLD, OLD, OLD], undefined]
])('%s while the service is busy, and changed tells so', async (_, shown, changed) => {
  const outcome = await rollbackThatFails(callError('busy', { code: 'RepeatedCommit' }), undefined, shown)
  expect(outcome).toMatchObject({ result: 'rollback-failed', changed })
})

const SEEN = [OLD, NEW, NEW, OLD]

// the readings are of the plan, after the batch, before the rollback, and after its batch
test.each<[string, TaskEntry[] | CallError | undefined, typeof SEEN]>([
  ['fails', undefined, SEEN],
  ['fails, and the new definition was never seen', undefined, [OLD, OLD, OLD, OLD]],
  ['does not complete', [row('a', 'UPDATING', '')], SEEN],
  ['cannot be followed', callError('server', { code: 'ServiceUnavailable' }), SEEN]
])(
  'the previous definition is live, but its batch %s: an API may still serve the new one, so changed is not false',
  async (_, poll, shown) => {
    const outcome = await rollbackThatFails(undefined, poll, shown)
    expect(outcome).toMatchObject({ result: 'rollback-failed', changed: undefined })
  }
)
