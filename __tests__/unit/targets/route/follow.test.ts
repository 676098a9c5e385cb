import { expect, test } from '@jest/globals'
import { decodeRoute } from '../../../../src/cloud/native-decode.ts'
import type { CloudReader } from '../../../../src/cloud/operation.ts'
import { createDeadline } from '../../../../src/runtime/clock.ts'
import { followRoute } from '../../../../src/targets/route/follow.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { callError } from '../../../support/fake-cloud.ts'
import { ROUTE_ID, routeTarget } from '../../../support/fake-routes.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

/** Follows a route with one of these states per reading, repeating the last one. */
async function follow(states: readonly (string | Error)[], waitMs = 60_000, giveUpWhenDenied = true) {
  const clock = new FakeClock()
  const log = createMemoryLog()
  let count = 0
  const answer = (): Promise<never> => {
    const state = states[Math.min(count++, states.length - 1)]
    if (state instanceof Error) return Promise.reject(state)
    const data = { routeId: ROUTE_ID, name: 'checkout', deployStatus: state }
    return Promise.resolve(decodeRoute({ data })) as Promise<never>
  }
  const reader: CloudReader = { read: answer, list: answer }
  const end = await followRoute({
    reader,
    clock,
    log,
    target: routeTarget({}),
    accepted: { requestId: 'R', operationId: '' },
    affected: undefined,
    deadline: createDeadline(clock, waitMs),
    giveUpWhenDenied
  })
  return { end, count, log }
}

test.each<[name: string, states: readonly string[], updated: number, failed: number, readings: number]>([
  ['deployed in two readings', ['Deploying', 'Deployed'], 1, 0, 3],
  ['the state before the deployment does not end the wait', ['Deployed', 'Deploying', 'Deployed'], 1, 0, 4],
  ['nor does the draft', ['DeployedWithChanges', 'Deploying', 'Deployed'], 1, 0, 4],
  ['an unknown state is in progress', ['Syncing', 'Deployed'], 1, 0, 3],
  ['it failed', ['Deploying', 'DeployFailed'], 0, 1, 4],
  [
    'a failure from before the deployment does not end the wait',
    ['DeployFailed', 'DeployFailed', 'Deploying', 'Deployed'],
    1,
    0,
    5
  ],
  ['it flickers', ['Deployed', 'Deploying', 'DeployFailed'], 0, 1, 5],
  ['taken offline', ['Undeploying'], 0, 1, 3],
  ['not deployed', ['NotDeployed'], 0, 1, 3],
  ['taken offline is a failure', ['UndeployFailed'], 0, 1, 3]
])('%s', async (_, states, updated, failed, readings) => {
  const { end, count } = await follow(states)
  expect(end).toMatchObject({
    kind: 'ended',
    isCertain: true,
    progress: { total: 1, updated, failed, done: true }
  })
  expect(count).toBe(readings)
})

test('a single reading at the deadline is not enough', async () => {
  const { end } = await follow(['Deploying', 'Deployed'], 2_000)
  expect(end).toMatchObject({ kind: 'timed-out', progress: { moving: 1, apis: [{ status: 'Deployed' }] } })
})

test('retries a failed reading, and logs it', async () => {
  const { end, log } = await follow([callError('server', { message: 'HTTP 500' }), 'Deployed'])
  expect(end.kind).toBe('ended')
  expect(log.of('info').join()).toContain('HTTP 500; retrying until the wait ends')
})

test('a denial ends the wait only if wait is auto', async () => {
  const denied = callError('denied')
  expect((await follow([denied])).end).toEqual({ kind: 'denied', error: denied })
  expect((await follow([denied, 'Deployed'], 60_000, false)).end.kind).toBe('ended')
})

test('logs at least one line a minute', async () => {
  const { log } = await follow(['Deploying'], 190_000)
  expect(log.of('info').length).toBeGreaterThanOrEqual(3)
  // not only with the first reading after the minute
  expect(log.of('info')[1]).toMatch(/\(\d\ds\)$/)
})
