import { beforeAll, describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../../../src/model/json.ts'
import { applyPlan } from '../../../../src/rollout/apply.ts'
import type { Check } from '../../../../src/rollout/checks/check.ts'
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

const SAVE = 'UpdateHttpApiRoute'
const DEPLOY = 'DeployHttpApi'

/** The percentages in effect of the old and the desired service. */
function split({ serving }: FakeRoutes): string {
  const services = serving()['services'] as JsonObject[]
  const weightOf = (id: string): unknown =>
    services.find(({ serviceId }) => serviceId === id)?.['weight'] ?? 0
  return `${String(weightOf(BLUE))}/${String(weightOf(GREEN))}`
}

async function climb({
  backend = single(BLUE),
  steps = [10, 50, 100],
  doubts = {},
  options = {},
  fails = () => false,
  arrange = () => undefined,
  onCheck = () => undefined
}: {
  readonly backend?: JsonObject
  readonly steps?: readonly number[]
  readonly doubts?: Doubts
  readonly options?: Partial<ApplyPlanOptions>
  /** Which checks fail. */
  readonly fails?: (name: string, weight: number) => boolean
  readonly arrange?: (cloud: FakeRoutes) => void
  readonly onCheck?: (name: string, weight: number, cloud: FakeRoutes) => void
} = {}) {
  const clock = new FakeClock()
  const log = createMemoryLog()
  const cloud = fakeRoutes(clock, backend, doubts)
  arrange(cloud)
  const target = routeTarget({ serviceId: GREEN, port: 8080 }, { weightSteps: steps })
  const plan = await planTarget(cloud, target, { clock, needs: {} })
  cloud.calls.length = 0
  const seen: string[] = []
  const check = (name: 'preflight' | 'probe' | 'bake', weight: number): Check => ({
    name,
    code: name === 'preflight' ? 'PreflightFailed' : 'ProbeFailed',
    when: name === 'preflight' ? 'before-write' : 'after-switch',
    includesUnchanged: false,
    count: 1,
    run: () => {
      seen.push(`${name} ${weight} at ${split(cloud)}`)
      onCheck(name, weight, cloud)
      const passed = !fails(name, weight)
      return Promise.resolve([{ name, subject: 'https://x', passed, attempts: 1, detail: 'HTTP 200' }])
    }
  })
  const outcome = await applyPlan(plan, {
    ...applyOptions(
      { reader: cloud, writer: cloud, clock, log },
      { rung: index => seen.push(`rung ${index}`) }
    ),
    checksOf: ({ weight }) => (['preflight', 'probe', 'bake'] as const).map(name => check(name, weight)),
    ...options
  })
  const writes = cloud.calls.filter(call => !call.startsWith('Get'))
  return { outcome, cloud, log, plan, seen, writes }
}

test('each step is preflighted again, deployed, read back, probed and baked before the next', async () => {
  const { outcome, seen, cloud, log } = await climb()
  expect(seen).toEqual([
    'rung 0',
    'probe 10 at 90/10',
    'bake 10 at 90/10',
    'preflight 50 at 90/10',
    'rung 1',
    'probe 50 at 50/50',
    'bake 50 at 50/50',
    'preflight 100 at 50/50',
    'rung 2',
    'probe 100 at 0/100',
    'bake 100 at 0/100'
  ])
  expect(outcome).toMatchObject({
    result: 'switched',
    changed: true,
    accepted: { requestId: 'deploy-3' },
    rungs: [
      { weight: 10, result: 'switched' },
      { weight: 50, result: 'switched' },
      { weight: 100, result: 'switched' }
    ]
  })
  expect(outcome.checks).toHaveLength(8)
  expect(cloud.bodies.map(({ backendConfig }) => backendConfig)).toEqual([
    {
      scene: 'MultiServiceByRatio',
      services: [
        { serviceId: BLUE, port: 8080, protocol: 'HTTP', weight: 90 },
        { serviceId: GREEN, port: 8080, weight: 10 }
      ]
    },
    expect.objectContaining({ scene: 'MultiServiceByRatio' }),
    { scene: 'SingleService', services: [{ serviceId: GREEN, port: 8080 }] }
  ])
  expect(log.of('info').filter(line => / step \d of 3, .*: /.test(line))).toEqual([
    'checkout: step 1 of 3, 10 percent: switched (6.0s)',
    'checkout: step 2 of 3, 50 percent: switched (6.0s)',
    'checkout: step 3 of 3, 100 percent: switched (6.0s)'
  ])
})

test.each<[name: string, doubts: Doubts]>([
  ['live at once', { liveAtOnce: true }],
  ['lagging', { lagMs: 1_500 }],
  ['replacing', { replaces: true }]
])('whatever the product does: %s', async (_, doubts) => {
  const { outcome, cloud } = await climb({ doubts })
  expect(outcome.result).toBe('switched')
  expect(split(cloud)).toBe('0/100')
})

describe('a ladder that was started before', () => {
  test.each<[weight: number, weights: readonly number[]]>([
    [10, [50, 100]],
    [30, [50, 100]],
    [50, [100]],
    [99, [100]]
  ])('at %i percent', async (weight, weights) => {
    const { plan, outcome, cloud } = await climb({ backend: ratio([BLUE, 100 - weight], [GREEN, weight]) })
    expect(plan.rungs.map(rung => rung.weight)).toEqual(weights)
    expect(outcome.result).toBe('switched')
    expect(split(cloud)).toBe('0/100')
  })

  test('rolls back to its weight before this step, even if one step is left', async () => {
    const { outcome, cloud } = await climb({
      backend: ratio([BLUE, 50], [GREEN, 50]),
      fails: name => name === 'probe'
    })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false })
    expect(split(cloud)).toBe('50/50')
  })
})

describe('a failed step rolls back to the weight before this run, and no further', () => {
  test.each<[name: string, weight: number, rungs: readonly string[]]>([
    ['probe', 10, ['10 partial', '50 not-started', '100 not-started']],
    ['probe', 50, ['10 switched', '50 partial', '100 not-started']],
    ['bake', 50, ['10 switched', '50 partial', '100 not-started']],
    ['preflight', 50, ['10 switched', '50 failed', '100 not-started']],
    ['probe', 100, ['10 switched', '50 switched', '100 partial']]
  ])('%s at %i percent', async (name, weight, rungs) => {
    const { outcome, cloud } = await climb({ fails: (check, at) => check === name && at === weight })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false, rollback: expect.anything() })
    expect(outcome.rungs?.map(rung => `${rung.weight} ${rung.result}`)).toEqual(rungs)
    expect(split(cloud)).toBe('100/0')
    expect(cloud.bodies.at(-1)?.['backendConfig']).toEqual({
      scene: 'SingleService',
      services: [{ serviceId: BLUE, port: 8080, protocol: 'HTTP' }]
    })
  })

  test('its deployment is rejected', async () => {
    const { outcome, cloud } = await climb({
      arrange: ({ faults }) =>
        void (faults[DEPLOY] = [undefined, { error: callError('client', { code: 'InvalidParameter' }) }])
    })
    expect(outcome).toMatchObject({
      result: 'rolled-back',
      changed: false,
      error: { code: 'InvalidParameter' }
    })
    expect(split(cloud)).toBe('100/0')
  })

  test('its deployment fails', async () => {
    const { outcome, cloud } = await climb({
      onCheck: (name, weight, world) => {
        if (name === 'probe' && weight === 10) world.failNext()
      }
    })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false, error: { code: 'BatchFailed' } })
    expect(split(cloud)).toBe('100/0')
  })

  test('its save is rejected', async () => {
    const { outcome, cloud } = await climb({
      arrange: ({ faults }) =>
        void (faults[SAVE] = [undefined, { error: callError('client', { code: 'InvalidParameter' }) }])
    })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false })
    expect(split(cloud)).toBe('100/0')
  })

  test('changes nothing if the first step is rejected', async () => {
    const { outcome, writes } = await climb({
      arrange: ({ faults }) =>
        void (faults[SAVE] = [{ error: callError('client', { code: 'InvalidParameter' }) }])
    })
    expect(outcome).toMatchObject({ result: 'failed', changed: false })
    expect(outcome.rungs?.[0]).toMatchObject({ weight: 10, result: 'failed' })
    expect(writes).toEqual([SAVE])
  })

  test('undoes the save if the first step cannot be deployed', async () => {
    const { outcome, writes } = await climb({
      arrange: ({ faults }) =>
        void (faults[DEPLOY] = [{ error: callError('client', { code: 'InvalidParameter' }) }])
    })
    expect(outcome).toMatchObject({ result: 'failed', changed: false })
    expect(writes).toEqual([SAVE, DEPLOY, SAVE])
  })
})

test('sends a step without a response again over the weight below, which this step wrote', async () => {
  const lost = callError('transport', { code: 'Transport.Reset', transport: 'reset', ambiguous: true })
  const { outcome, cloud } = await climb({
    arrange: ({ faults }) =>
      void (faults[SAVE] = [undefined, { error: lost }, { error: lost, arrives: true }])
  })
  expect(outcome.result).toBe('switched')
  expect(split(cloud)).toBe('0/100')
})

test("does not change someone else's definition between two steps", async () => {
  const { outcome, cloud, writes } = await climb({
    onCheck: (name, weight, world) => {
      if (name === 'preflight' && weight === 50) world.save(single('svc-red'))
    }
  })
  expect(outcome).toMatchObject({ result: 'rollback-failed', error: { code: 'Conflict' } })
  expect(writes).toEqual([SAVE, DEPLOY])
  expect(JSON.stringify(cloud.route['backend'])).toContain('svc-red')
})

test.each<[name: string, fails: boolean]>([
  ['is found before its write', false],
  ['is there when its preflight fails', true]
])("someone else's definition that equals the next step's is left alone: it %s", async (_, fails) => {
  const { outcome, cloud, seen, writes } = await climb({
    steps: [50, 100],
    onCheck: (name, weight, world) => {
      if (name === 'preflight' && weight === 100) world.save(single(GREEN))
    },
    fails: (name, weight) => fails && name === 'preflight' && weight === 100
  })
  expect(outcome).toMatchObject({ result: 'rollback-failed', error: { code: 'Conflict' } })
  expect(writes).toEqual([SAVE, DEPLOY])
  expect(cloud.route['backend']).toMatchObject(single(GREEN))
  expect(seen.filter(what => what.startsWith('rung'))).toEqual(['rung 0', 'rung 0'])
})

test("does not overwrite someone else's deployment between two steps", async () => {
  const { outcome, writes, cloud } = await climb({
    onCheck: (name, weight, world) => {
      if (name === 'preflight' && weight === 50) world.setStatus('DeployedWithChanges')
    }
  })
  expect(outcome).toMatchObject({ result: 'rolled-back', error: { code: 'Drift' } })
  // the second step is not sent: what follows is the rollback
  expect(cloud.bodies).toHaveLength(2)
  expect(writes.slice(0, 3)).toEqual([SAVE, DEPLOY, SAVE])
})

describe('a signal', () => {
  test.each<[name: string, weight: number, writes: number]>([
    ['probe', 10, 2],
    ['bake', 10, 2],
    ['preflight', 50, 2],
    ['probe', 50, 4],
    ['bake', 100, 6]
  ])(
    'during the %s at %i percent: no new write, and the post step rolls back',
    async (name, weight, count) => {
      const stop = new AbortController()
      const { outcome, writes } = await climb({
        options: { signal: stop.signal },
        onCheck: (check, at) => {
          if (check === name && at === weight) stop.abort()
        },
        fails: (check, at) => check === name && at === weight
      })
      expect(outcome).toMatchObject({
        result: 'cancelled',
        changed: true,
        error: { code: 'Cancelled' },
        accepted: expect.anything()
      })
      expect(writes).toHaveLength(count)
    }
  )

  test('before the first write, nothing is sent', async () => {
    const stop = new AbortController()
    stop.abort()
    const { outcome, writes } = await climb({ options: { signal: stop.signal } })
    expect(outcome).toMatchObject({ result: 'cancelled', changed: false, accepted: undefined })
    expect(writes).toEqual([])
  })
})

test('a step without a known outcome is not followed by another write', async () => {
  const { outcome, writes } = await climb({
    doubts: { deployMs: 1_000_000 },
    options: { waitTimeoutMs: 30_000 }
  })
  expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'WaitTimeout' } })
  expect(writes).toEqual([SAVE, DEPLOY])
})
