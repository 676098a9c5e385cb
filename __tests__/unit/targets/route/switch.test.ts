import { beforeAll, describe, expect, test } from '@jest/globals'
import type { CallError } from '../../../../src/cloud/call-error.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import type { RouteTarget } from '../../../../src/model/target.ts'
import { applyPlan } from '../../../../src/rollout/apply.ts'
import { planTarget } from '../../../../src/rollout/plan.ts'
import type { ApplyPlanOptions } from '../../../../src/rollout/switch.ts'
import { loadKinds } from '../../../../src/targets/kinds.ts'
import { applyOptions } from '../../../support/apply-options.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { callError } from '../../../support/fake-cloud.ts'
import { BLUE, GREEN, fakeRoutes, ratio, routeTarget, single } from '../../../support/fake-routes.ts'
import type { Doubts, FakeRoutes } from '../../../support/fake-routes.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

beforeAll(() => loadKinds([{ kind: 'route' }]))

const TO_GREEN = routeTarget({ serviceId: GREEN, port: 8080 })

/** Plans and applies against routes that `arrange` has prepared. */
async function apply({
  backend = single(BLUE),
  doubts = {},
  target = TO_GREEN,
  options = {},
  arrange = () => undefined,
  afterPlan = () => undefined
}: {
  readonly backend?: JsonObject
  readonly doubts?: Doubts
  readonly target?: RouteTarget
  readonly options?: Partial<ApplyPlanOptions>
  readonly arrange?: (cloud: FakeRoutes) => void
  readonly afterPlan?: (cloud: FakeRoutes, clock: FakeClock) => void
} = {}) {
  const clock = new FakeClock()
  const log = createMemoryLog()
  const cloud = fakeRoutes(clock, backend, doubts)
  arrange(cloud)
  const plan = await planTarget(cloud, target, { clock, needs: {} })
  cloud.calls.length = 0
  afterPlan(cloud, clock)
  const outcome = await applyPlan(plan, {
    ...applyOptions({ reader: cloud, writer: cloud, clock, log }),
    ...options
  })
  return { outcome, cloud, clock, log, plan, writes: cloud.calls.filter(call => !call.startsWith('Get')) }
}

const SAVE = 'UpdateHttpApiRoute'
const DEPLOY = 'DeployHttpApi'
const served = ({ serving }: FakeRoutes): string => JSON.stringify(serving()['services'])

describe('a switch, whatever the product does', () => {
  test.each<[name: string, doubts: Doubts, writes: readonly string[]]>([
    ['saves only', {}, [SAVE, DEPLOY]],
    ['saves only, and lags', { lagMs: 1_500 }, [SAVE, DEPLOY]],
    ['live immediately', { liveAtOnce: true }, [SAVE]],
    ['live immediately, and lags', { liveAtOnce: true, lagMs: 1_500 }, [SAVE]],
    ['live immediately without an intermediate state', { liveAtOnce: true, deployMs: 0 }, [SAVE]],
    ['replaces', { replaces: true }, [SAVE, DEPLOY]],
    ['deploys immediately', { deployMs: 0 }, [SAVE, DEPLOY]],
    ['deploys for minutes', { deployMs: 45_000 }, [SAVE, DEPLOY]]
  ])('%s', async (_, doubts, expected) => {
    const { outcome, cloud, writes } = await apply({ doubts })
    expect(outcome).toMatchObject({ result: 'switched', changed: true, progress: { total: 1, updated: 1 } })
    expect(writes).toEqual(expected)
    expect(served(cloud)).toContain(GREEN)
  })

  test('sends back every field that was read, and nothing else', async () => {
    const { cloud } = await apply({
      arrange: ({ route }) => {
        route['policyConfigs'] = [{ type: 'Retry' }]
        route['match'] = {
          path: { type: 'Exact', value: '/a b' },
          headers: [{ name: 'x', type: 'Exact', value: '' }]
        }
      }
    })
    expect(cloud.bodies).toEqual([
      {
        description: 'pays',
        match: { path: { type: 'Exact', value: '/a b' }, headers: [{ name: 'x', type: 'Exact', value: '' }] },
        environmentId: 'env-1',
        domainIds: ['d-1'],
        backendConfig: { scene: 'SingleService', services: [{ serviceId: GREEN, port: 8080 }] }
      }
    ])
  })

  test('reports no deployment of a save that is live immediately', async () => {
    const { outcome, log } = await apply({ doubts: { liveAtOnce: true } })
    expect(outcome.accepted).toEqual({ requestId: 'save-1', operationId: '' })
    expect(log.of('info')).toContain('checkout: in effect without a deployment')
  })

  test('has the IDs of its deployment', async () => {
    const { outcome } = await apply()
    expect(outcome.accepted).toEqual({ requestId: 'deploy-1', operationId: '' })
  })
})

describe('someone else', () => {
  test.each<[name: string, change: (cloud: FakeRoutes) => void]>([
    ['saves another backend', cloud => cloud.save(single('svc-red'))],
    ['saves the same backend, and does not deploy it', cloud => cloud.setStatus('DeployedWithChanges')],
    [
      'changes the match',
      ({ route }) => void (route['match'] = { path: { type: 'Exact', value: '/other' } })
    ],
    ['binds another domain', ({ route }) => void (route['domainInfos'] = [{ domainId: 'd-2' }])],
    ['changes the description', ({ route }) => void (route['description'] = 'other')],
    ['takes the route offline', cloud => cloud.setStatus('Undeploying')]
  ])('%s between the plan and the save: nothing is sent', async (_, change) => {
    const { outcome, writes } = await apply({ afterPlan: change })
    expect(outcome).toMatchObject({ result: 'failed', changed: false, error: { code: 'Drift' } })
    expect(writes).toEqual([])
  })

  test('never deploys a draft that was saved over its own', async () => {
    const { outcome, cloud, writes } = await apply({
      arrange: world => {
        world.onCall = (action, count) => {
          // after the plan's and the one before the save
          if (action === 'GetHttpApiRoute' && count === 3) world.save(single('svc-red'))
        }
      }
    })
    expect(writes).toEqual([SAVE])
    expect(outcome).toMatchObject({ result: 'unknown', changed: undefined })
    expect(outcome.error?.message).toContain('someone else changed the saved route (backend)')
    expect(served(cloud)).toContain(BLUE)
  })

  test('does not deploy a route that was taken offline after the save', async () => {
    const { outcome, writes } = await apply({
      arrange: world => {
        world.onCall = (action, count) => {
          if (action === 'GetHttpApiRoute' && count === 3) world.setStatus('Undeploying')
        }
      }
    })
    expect(writes).toEqual([SAVE])
    expect(outcome).toMatchObject({ result: 'unknown' })
  })
})

const refusal = (code: string, fault: CallError['fault'] = 'client'): CallError =>
  callError(fault, { code, status: fault === 'denied' ? 403 : 400 })
const lost = callError('transport', { code: 'Transport.Reset', transport: 'reset', ambiguous: true })
const broken = callError('server', { code: 'InternalError', status: 500, ambiguous: true })
const locked = callError('busy', { code: 'Conflict.LockFailed', status: 409 })

describe('a save that cannot be deployed is undone', () => {
  test.each([
    ['refused', refusal('InvalidParameter')],
    ['denied', refusal('NoPermission', 'denied')]
  ])('%s: nothing is changed', async (_, error) => {
    const { outcome, cloud, writes } = await apply({
      arrange: ({ faults }) => void (faults[DEPLOY] = [{ error }])
    })
    expect(outcome).toMatchObject({ result: 'failed', changed: false, error: { code: error.code } })
    expect(writes).toEqual([SAVE, DEPLOY, SAVE])
    expect(cloud.bodies[1]).toMatchObject({
      match: { path: { value: '/checkout' } },
      domainIds: ['d-1'],
      backendConfig: { scene: 'SingleService', services: [{ serviceId: BLUE, port: 8080, protocol: 'HTTP' }] }
    })
    expect(served(cloud)).toContain(BLUE)
  })

  test('is deployed once if the route shows changes nevertheless', async () => {
    const { outcome, writes } = await apply({
      doubts: { alwaysChanged: true },
      arrange: ({ faults }) => void (faults[DEPLOY] = [{ error: refusal('InvalidParameter') }])
    })
    expect(outcome).toMatchObject({ result: 'failed', changed: false })
    expect(writes).toEqual([SAVE, DEPLOY, SAVE, DEPLOY])
  })

  test('reports a save that cannot be undone as saved and not deployed', async () => {
    const { outcome, cloud, writes } = await apply({
      arrange: ({ faults }) => {
        faults[DEPLOY] = [{ error: refusal('InvalidParameter') }]
        faults[SAVE] = [undefined, { error: refusal('NoPermission', 'denied') }]
      }
    })
    expect(outcome).toMatchObject({ result: 'partial', error: { code: 'SavedNotDeployed' } })
    expect(writes).toEqual([SAVE, DEPLOY, SAVE])
    expect(served(cloud)).toContain(BLUE)
  })
})

describe('ambiguous outcomes', () => {
  test('rereads after a save without a response, and sends it again to follow it', async () => {
    const { outcome, writes } = await apply({
      arrange: ({ faults }) => void (faults[SAVE] = [{ error: lost, arrives: true }])
    })
    expect(outcome).toMatchObject({ result: 'switched' })
    expect(writes).toEqual([SAVE, SAVE, DEPLOY])
  })

  test('never repeats a deployment that arrived without a response', async () => {
    const { outcome, writes } = await apply({
      arrange: ({ faults }) => void (faults[DEPLOY] = [{ error: broken, arrives: true }])
    })
    expect(outcome).toMatchObject({ result: 'switched', accepted: { requestId: 'save-1' } })
    expect(writes).toEqual([SAVE, DEPLOY])
  })

  test('nor one that arrived and failed', async () => {
    const { outcome, writes } = await apply({
      doubts: { failures: 1, deployMs: 0 },
      arrange: ({ faults }) => void (faults[DEPLOY] = [{ error: broken, arrives: true }])
    })
    expect(outcome).toMatchObject({ result: 'partial', error: { code: 'BatchFailed' } })
    expect(writes).toEqual([SAVE, DEPLOY])
  })

  test('repeats one that did not arrive, once two readings confirm it', async () => {
    const { outcome, writes, cloud } = await apply({
      arrange: ({ faults }) => void (faults[DEPLOY] = [{ error: lost }])
    })
    expect(outcome).toMatchObject({ result: 'switched' })
    expect(writes).toEqual([SAVE, DEPLOY, DEPLOY])
    const [first, second] = [cloud.calls.indexOf(DEPLOY), cloud.calls.lastIndexOf(DEPLOY)]
    expect(cloud.calls.slice(first + 1, second).length).toBeGreaterThanOrEqual(2)
  })

  test('one that never arrives is unknown and not undone', async () => {
    const { outcome, writes } = await apply({
      arrange: ({ faults }) => void (faults[DEPLOY] = Array.from({ length: 9 }, () => ({ error: lost })))
    })
    expect(outcome).toMatchObject({ result: 'unknown', changed: undefined })
    expect(writes).toEqual([SAVE, DEPLOY, DEPLOY, DEPLOY])
  })

  test('waits for a lock without counting attempts', async () => {
    const { outcome, writes } = await apply({
      arrange: ({ faults }) => {
        faults[SAVE] = [{ error: locked }, { error: locked }]
        faults[DEPLOY] = Array.from({ length: 5 }, () => ({ error: locked }))
      }
    })
    expect(outcome).toMatchObject({ result: 'switched' })
    expect(writes).toHaveLength(9)
  })
})

describe('a deployment that fails', () => {
  test('is reported immediately', async () => {
    const { outcome, clock } = await apply({ doubts: { failures: 1 } })
    expect(outcome).toMatchObject({
      result: 'partial',
      changed: true,
      error: { code: 'BatchFailed', message: expect.stringContaining('DeployFailed') }
    })
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(12_000)
  })

  test('is rolled back if rollback-on-failure is set', async () => {
    const { outcome, cloud, writes } = await apply({
      doubts: { failures: 1 },
      options: { rollbackOnFailure: true }
    })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false, error: { code: 'BatchFailed' } })
    expect(writes).toEqual([SAVE, DEPLOY, SAVE])
    expect(served(cloud)).toContain(BLUE)
  })
})

test.each<[name: string, backend: JsonObject]>([
  ['by tag', { scene: 'MultiServiceByTag', services: [{ serviceId: BLUE, version: 'v1', weight: 100 }] }],
  ['a redirect', { scene: 'Redirect', redirect: { host: 'a.example.com', code: 302 } }]
])('sends back a backend that the inputs cannot express (%s) as it was read', async (_, backend) => {
  const { outcome, cloud } = await apply({
    backend,
    doubts: { failures: 1 },
    options: { rollbackOnFailure: true }
  })
  expect(cloud.bodies[1]?.['backendConfig']).toEqual(backend)
  expect(outcome).toMatchObject({ result: 'rolled-back', changed: false })
})

test("detects someone else's change during its deployment, and does not overwrite it", async () => {
  const { outcome, cloud } = await apply({
    arrange: world => {
      world.onCall = (action, count) => {
        if (action === DEPLOY && count === 1) world.route['domainInfos'] = []
      }
    }
  })
  expect(outcome).toMatchObject({ result: 'rolled-back', error: { code: 'ReadBackMismatch' } })
  expect(outcome.error?.message).toContain('domainIds')
  expect(cloud.route['domainInfos']).toEqual([])
})

test('sends nothing more after a signal that follows the save', async () => {
  const stop = new AbortController()
  const { outcome, writes } = await apply({
    options: { signal: stop.signal },
    arrange: world => {
      world.onCall = (action, count) => {
        if (action === 'GetHttpApiRoute' && count === 3) stop.abort()
      }
    }
  })
  expect(outcome).toMatchObject({
    result: 'cancelled',
    changed: undefined,
    accepted: { requestId: 'save-1' }
  })
  expect(writes).toEqual([SAVE])
})

test('saves a draft of the desired backend again and deploys it', async () => {
  const { outcome, writes, cloud } = await apply({
    arrange: world => world.save(single(GREEN))
  })
  expect(outcome).toMatchObject({ result: 'switched' })
  expect(writes).toEqual([SAVE, DEPLOY])
  expect(served(cloud)).toContain(GREEN)
})

test('writes the weights of several services in one form', async () => {
  const { outcome, cloud } = await apply({
    backend: ratio([BLUE, 100], [GREEN, 0]),
    target: routeTarget({
      services: [
        { serviceId: GREEN, weight: 30 },
        { serviceId: BLUE, weight: 70 }
      ]
    })
  })
  expect(outcome).toMatchObject({ result: 'switched' })
  expect(cloud.bodies[0]?.['backendConfig']).toEqual({
    scene: 'MultiServiceByRatio',
    services: [
      { serviceId: BLUE, weight: 70 },
      { serviceId: GREEN, weight: 30 }
    ]
  })
})
