import { describe, expect, test } from '@jest/globals'
import type { Accepted } from '../../../src/cloud/operation.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'
import type { Target } from '../../../src/model/target.ts'
import { applyPlan } from '../../../src/rollout/apply.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import type { Applied, ApplyOptions } from '../../../src/rollout/switch.ts'
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
  targetOf,
  withRead
} from '../../support/fake-cloud.ts'
import type { FakeCloud } from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import type { MemoryLog } from '../../support/memory-log.ts'

const ACCEPTED: Accepted = { requestId: 'R1', operationId: 'O1' }
const TARGET = targetOf(NEW, { backendType: 'HTTP', backendModelId: 'model-TEST' })
const denied = callError('denied', { code: 'NoPermission' })

interface End {
  readonly outcome: Applied
  readonly cloud: FakeCloud
  readonly clock: FakeClock
  readonly log: MemoryLog
}

type Scripts = Parameters<typeof fakeCloud>[0]

/** Plans, then applies: the scripted reads start with those of the plan. */
async function apply(
  scripts: Scripts,
  options: Partial<ApplyOptions> = {},
  target: Target = TARGET
): Promise<End> {
  const cloud = fakeCloud({ modify: ACCEPTED, ...scripts })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const plan = await planTarget(cloud, target, { needs: {}, clock })
  const recorder = {
    sending: () => cloud.calls.push('sending'),
    accepted: ({ operationId }: Accepted) => cloud.calls.push(`accepted ${operationId}`)
  }
  const tools = { reader: cloud, writer: cloud, clock, log }
  const outcome = await applyPlan(plan, { ...applyOptions(tools, recorder), ...options })
  return { outcome, cloud, clock, log }
}

const SWITCHED = [backendWith(OLD), backendWith(NEW)]

test('a quick batch takes three sequential round trips after the plan, and sends the definition', async () => {
  const { outcome, cloud, clock } = await apply({ backend: SWITCHED, apis: apisOf('a'), task: [row('a')] })
  expect(outcome).toMatchObject({
    result: 'switched',
    changed: true,
    accepted: ACCEPTED,
    progress: { updated: 1 }
  })
  expect(cloud.calls).toEqual(['describe', 'list', 'sending', 'modify', 'accepted O1', 'task', 'describe'])
  expect(clock.slept).toEqual([])
  expect(cloud.modifications).toEqual([
    {
      backendId: 'backend-1',
      stageName: 'TEST',
      backendType: 'HTTP',
      backendModelId: 'model-TEST',
      backendModelData: '{"ServiceAddress":"http://new"}',
      description: undefined
    }
  ])
})

test('follows a growing batch until every listed API has ended, then reads back', async () => {
  const task = [[], [row('a')], [row('a'), row('b', 'RUNNING', '')], [row('a'), row('b')]]
  const slow = [...task.slice(0, 3), ...Array.from({ length: 10 }, () => task[2] ?? []), task[3] ?? []]
  const { outcome, cloud, log } = await apply({ backend: SWITCHED, apis: apisOf('a', 'b'), task: slow })
  expect(outcome).toMatchObject({ result: 'switched', progress: { total: 2, updated: 2 } })
  expect(cloud.calls.at(-1)).toBe('describe')
  expect(log.of('info').filter(line => line.includes('updated'))).toEqual([
    expect.stringContaining('0 of 2 APIs updated, 2 in progress'),
    expect.stringContaining('1 of 2 APIs updated, 1 in progress'),
    expect.stringContaining('2 of 2 APIs updated')
  ])
})

test('is complete without a published API or a listed one', async () => {
  expect((await apply({ backend: SWITCHED, apis: apisOf(), task: [[]] })).outcome).toMatchObject({
    result: 'switched',
    progress: { total: 0 }
  })
})

test('a failed API makes the result partial, with its raw status and message and the next steps', async () => {
  const { outcome } = await apply({
    backend: SWITCHED,
    apis: apisOf('a', 'b'),
    task: [row('a'), row('b', 'OVER', 'Failed')]
  })
  expect(outcome).toMatchObject({
    result: 'partial',
    changed: true,
    error: { code: 'BatchFailed', requestId: 'R1' }
  })
  expect(outcome.error?.message).toContain('api b (shop): OVER Failed')
  expect(outcome.error?.message).toContain('O1')
  expect(outcome.error?.hint).toContain('backend-model-data: \'{"ServiceAddress":"http://old"}\'')
  expect(outcome.error?.hint).toContain('re-run the job')
})

describe('a wait that times out is unknown and never succeeds', () => {
  test('an API that never ends, with its raw status and message', async () => {
    const { outcome, clock, cloud } = await apply({
      backend: SWITCHED,
      apis: apisOf('a'),
      task: [row('a', 'QUEUED', 'in line')]
    })
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'WaitTimeout' } })
    expect(outcome.error?.message).toContain('status QUEUED, message "in line"')
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(60_000)
    expect(cloud.calls.filter(call => call === 'task').length).toBeGreaterThan(10)
  })
  test('a task that is never found', async () => {
    const { outcome } = await apply({
      backend: SWITCHED,
      apis: apisOf('a'),
      task: callError('client', { code: 'NotFoundOperation' })
    })
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'WaitTimeout' } })
  })
  test('a task that stays shorter than the list', async () => {
    const { outcome } = await apply({ backend: SWITCHED, apis: apisOf('a', 'b'), task: [row('a')] })
    expect(outcome.error?.message).toContain('api b: not listed yet')
  })
  test('no operation ID, and APIs that must move', async () => {
    const { outcome } = await apply({
      backend: SWITCHED,
      apis: apisOf('a'),
      modify: { requestId: 'R', operationId: '' }
    })
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'NoOperationId' } })
  })
})

test('needs no operation ID if no API is affected', async () => {
  const { outcome } = await apply({
    backend: SWITCHED,
    apis: apisOf(),
    modify: { requestId: 'R', operationId: '' }
  })
  expect(outcome.result).toBe('switched')
})

test('failed polls do not end the wait', async () => {
  const { outcome } = await apply({
    backend: SWITCHED,
    apis: apisOf('a'),
    task: [callError('server'), callError('client'), callError('busy'), callError('transport'), [row('a')]]
  })
  expect(outcome.result).toBe('switched')
})

test('drops an API that is no longer published after rereading the list', async () => {
  const { outcome, cloud } = await apply({
    backend: SWITCHED,
    apis: [apisOf('a', 'b'), apisOf('a')],
    task: [row('a')]
  })
  expect(outcome).toMatchObject({ result: 'switched', progress: { total: 1 } })
  expect(cloud.calls.filter(call => call === 'list')).toHaveLength(2)
})

describe('minimal permissions', () => {
  test('without any read permission, the result is submitted, with warnings', async () => {
    const { outcome, log } = await apply({ backend: denied, apis: denied, task: denied })
    expect(outcome).toMatchObject({ result: 'submitted', changed: undefined })
    expect(log.of('warning').join()).toContain('apigateway:DescribeUpdateBackendTask')
  })
  test('without permission to list, waits for two more polls without progress, then is submitted', async () => {
    const { outcome, cloud } = await apply({
      backend: SWITCHED,
      apis: denied,
      task: [[row('a', 'RUNNING', '')], [row('a')]]
    })
    expect(outcome).toMatchObject({ result: 'submitted', changed: true, progress: { updated: 1 } })
    expect(cloud.calls.filter(call => call === 'task')).toHaveLength(4)
  })
  test('still reports a failure that the task lists', async () => {
    expect(
      (await apply({ backend: denied, apis: denied, task: [row('a', 'FAILED', '')] })).outcome.result
    ).toBe('partial')
  })
  test('with wait: true, a denial during the wait does not end it', async () => {
    const { outcome } = await apply(
      { backend: SWITCHED, apis: apisOf('a'), task: [denied, [row('a')]] },
      { wait: 'always' }
    )
    expect(outcome.result).toBe('switched')
  })
})

test('with wait: false, does not follow the batch', async () => {
  const { outcome, cloud } = await apply({ backend: SWITCHED, apis: apisOf('a') }, { wait: 'never' })
  expect(outcome).toMatchObject({ result: 'submitted', changed: true })
  expect(cloud.calls).not.toContain('task')
})

test('with wait: false, changed is unknown while the previous definition is still live', async () => {
  const { outcome } = await apply({ backend: backendWith(OLD), apis: apisOf('a') }, { wait: 'never' })
  expect(outcome).toMatchObject({ result: 'submitted', changed: undefined })
})

test('a removed key is a change, too, and may become visible late', async () => {
  const backend = backendWith({ ...NEW, HttpTargetHostName: 'old.internal' })
  const { outcome } = await apply({ backend, apis: apisOf('a') }, { wait: 'never' })
  expect(outcome).toMatchObject({ result: 'submitted', changed: undefined })
})

describe('read-back', () => {
  test('waits for a definition that becomes visible late', async () => {
    const backend = [backendWith(OLD), backendWith(OLD), backendWith(OLD), backendWith(NEW)]
    expect((await apply({ backend, apis: apisOf(), task: [[]] })).outcome.result).toBe('switched')
  })
  test('a definition that never becomes visible is partial after 30 s, and changed is unknown', async () => {
    const { outcome, clock } = await apply({ backend: backendWith(OLD), apis: apisOf(), task: [[]] })
    expect(outcome).toMatchObject({
      result: 'partial',
      changed: undefined,
      error: {
        code: 'ReadBackMismatch',
        message: expect.stringContaining('did not store the modification, or shows it later') as unknown
      }
    })
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(30_000)
  })
  test('or after the rest of wait-timeout', async () => {
    const { clock } = await apply(
      { backend: backendWith(OLD), apis: apisOf(), task: [[]] },
      { waitTimeoutMs: 5_000 }
    )
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(5_000)
  })
  test('a failed read-back is unknown', async () => {
    const { outcome } = await apply({
      backend: [backendWith(OLD), callError('server')],
      apis: apisOf(),
      task: [[]]
    })
    expect(outcome).toMatchObject({
      result: 'unknown',
      changed: undefined,
      error: { code: 'ReadBackFailed' }
    })
  })
  test('retries the read-back of a busy service for two more minutes', async () => {
    const busy = (times: number) => Array.from({ length: times }, () => callError('busy'))
    const late = await apply({
      backend: [backendWith(OLD), ...busy(15), backendWith(NEW)],
      apis: apisOf(),
      task: [[]]
    })
    expect(late.outcome.result).toBe('switched')
    const never = await apply(
      { backend: [backendWith(OLD), callError('busy')], apis: apisOf(), task: [[]] },
      { waitTimeoutMs: 600_000 }
    )
    expect(never.outcome).toMatchObject({ result: 'unknown', error: { code: 'ReadBackFailed' } })
    expect(never.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(150_000)
  })
  test('warns if the service did not store the description that was set', async () => {
    const target = { ...TARGET, description: { text: 'after', setByAuthor: true } }
    const { outcome, log } = await apply({ backend: SWITCHED, apis: apisOf(), task: [[]] }, {}, target)
    expect(outcome.result).toBe('switched')
    expect(log.of('warning').join()).toMatch(
      /^[^,]+: the service did not store .*; the live one is "before"$/
    )
  })
  test('reports changes of other stages, keys that remained and keys that were added', async () => {
    const before = backendWith({ ...OLD, HttpTargetHostName: 'h' }, { PRE: { ServiceAddress: 'http://pre' } })
    const after = backendWith(
      { ...NEW, HttpTargetHostName: 'h', ServiceTimeout: 10_000 },
      { PRE: { ServiceAddress: 'http://other' } }
    )
    const { outcome, log } = await apply({ backend: [before, after], apis: apisOf(), task: [[]] })
    expect(outcome.result).toBe('switched')
    expect(log.of('warning')).toEqual([
      expect.stringContaining('still live after the switch: HttpTargetHostName'),
      'backend-1/TEST: someone else changed other stages of the backend meanwhile: PRE'
    ])
    expect(log.of('notice')).toEqual([expect.stringContaining('the service added ServiceTimeout')])
  })
})

describe('write', () => {
  const reset = callError('transport', { ambiguous: true, transport: 'reset', code: 'Transport.Reset' })
  const lost = [reset, callError('server', { ambiguous: true }), callError('malformed', { ambiguous: true })]

  test.each(lost)('after an ambiguous outcome, sends over the previous definition', async failure => {
    const { outcome, cloud } = await apply({
      backend: [backendWith(OLD), backendWith(OLD), backendWith(NEW)],
      apis: apisOf('a'),
      modify: [failure, ACCEPTED],
      task: [row('a')]
    })
    expect(outcome).toMatchObject({ result: 'switched', accepted: ACCEPTED })
    expect(cloud.modifications).toHaveLength(2)
    expect(cloud.calls.slice(2, 6)).toEqual(['sending', 'modify', 'describe', 'sending'])
  })

  test('after an ambiguous outcome, sends the live desired definition again, to follow an operation', async () => {
    const { outcome, cloud } = await apply({
      backend: SWITCHED,
      apis: apisOf('a'),
      modify: [reset, ACCEPTED],
      task: [row('a')]
    })
    expect(outcome).toMatchObject({ result: 'switched', changed: true })
    expect(cloud.modifications).toHaveLength(2)
  })

  test('after an ambiguous outcome, another writer’s live definition is a conflict', async () => {
    const other = { ServiceAddress: 'http://other' }
    const { outcome, cloud } = await apply({
      backend: [backendWith(OLD), backendWith(other)],
      apis: apisOf('a'),
      modify: reset
    })
    expect(outcome).toMatchObject({ result: 'unknown', changed: true, error: { code: 'Conflict' } })
    expect(outcome.error?.message).toContain('"http://old"')
    expect(outcome.error?.message).toContain(JSON.stringify(other))
    expect(cloud.modifications).toHaveLength(1)
  })

  test('after an ambiguous outcome, sends again over keys that the service filled in', async () => {
    const { outcome, cloud } = await apply({
      backend: [backendWith(OLD), backendWith({ ...NEW, ServiceTimeout: 10_000 })],
      apis: apisOf('a'),
      modify: [reset, ACCEPTED],
      task: [row('a')]
    })
    expect(outcome).toMatchObject({ result: 'switched', accepted: ACCEPTED })
    expect(cloud.modifications).toHaveLength(2)
  })

  test('after an ambiguous outcome, does not send again without a reading', async () => {
    const { outcome, cloud } = await apply({
      backend: [backendWith(OLD), callError('server')],
      apis: apisOf('a'),
      modify: reset
    })
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'Transport.Reset' } })
    expect(outcome.error?.hint).toContain('re-run the job')
    expect(cloud.modifications).toHaveLength(1)
  })

  test('after an ambiguous outcome, does not send again without read permission', async () => {
    const { outcome, cloud } = await apply({ backend: denied, apis: denied, modify: reset })
    expect(outcome.result).toBe('unknown')
    expect(cloud.modifications).toHaveLength(1)
  })

  test('an ambiguous outcome never becomes failed, whatever follows', async () => {
    const { outcome } = await apply({
      backend: backendWith(OLD),
      apis: apisOf('a'),
      modify: [reset, callError('client')]
    })
    expect(outcome.result).toBe('unknown')
  })

  test('is unknown if every attempt is ambiguous', async () => {
    const { outcome, cloud } = await apply({ backend: backendWith(OLD), apis: apisOf('a'), modify: reset })
    expect(outcome.result).toBe('unknown')
    expect(cloud.modifications).toHaveLength(3)
  })

  test.each([
    callError('client'),
    callError('denied'),
    callError('busy'),
    callError('transport', { transport: 'refused' })
  ])('a rejected write is failed and changes nothing', async modify => {
    const { outcome } = await apply({ backend: backendWith(OLD), apis: apisOf('a'), modify })
    expect(outcome).toMatchObject({ result: 'failed', changed: false })
    expect(outcome.error).toBe(modify)
  })

  test('retries a busy cloud for two minutes, and rereads after ten seconds', async () => {
    const { outcome, cloud } = await apply({
      backend: [...Array.from({ length: 3 }, () => backendWith(OLD)), backendWith(NEW)],
      apis: apisOf('a'),
      modify: [...Array.from({ length: 9 }, () => callError('busy')), ACCEPTED],
      task: [row('a')]
    })
    expect(outcome.result).toBe('switched')
    expect(cloud.calls.filter(call => call === 'describe').length).toBeGreaterThan(2)
  })

  test('fails without sending if another writer wrote while the cloud was busy', async () => {
    const busy = Array.from({ length: 20 }, () => callError('busy'))
    const { outcome, cloud } = await apply({
      backend: [backendWith(OLD), backendWith({ ServiceAddress: 'http://other' })],
      apis: apisOf('a'),
      modify: [...busy, ACCEPTED]
    })
    expect(outcome).toMatchObject({ result: 'failed', changed: false, error: { code: 'Drift' } })
    expect(cloud.calls.at(-1)).toBe('describe')
  })
})

test('detects the end of a batch within a tenth of its duration, or a second', async () => {
  for (const endsAfterMs of [100, 900, 5_000, 30_000, 55_000]) {
    const cloud = fakeCloud({ backend: SWITCHED, apis: apisOf('a'), modify: ACCEPTED })
    const clock = new FakeClock()
    const log = createMemoryLog()
    const startedAt = clock.now()
    const reader = withRead(cloud, OPERATIONS.describeTask, () =>
      Promise.resolve(clock.now() - startedAt >= endsAfterMs ? [row('a')] : [])
    )
    const plan = await planTarget(reader, TARGET, { needs: {}, clock })
    const { result } = await applyPlan(plan, applyOptions({ reader, writer: cloud, clock, log }))
    expect(result).toBe('switched')
    expect(clock.now() - startedAt - endsAfterMs).toBeLessThanOrEqual(Math.max(1_000, endsAfterMs / 10))
  }
})
