import { beforeAll, describe, expect, test } from '@jest/globals'
import { createRetryBudget } from '../../../../src/cloud/retry.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { createJournalKeeper, parseJournal } from '../../../../src/rollout/journal.ts'
import type { JournalChange } from '../../../../src/rollout/journal.ts'
import { planTarget } from '../../../../src/rollout/plan.ts'
import { resolveWrite } from '../../../../src/rollout/resolve-write.ts'
import { loadKinds } from '../../../../src/targets/kinds.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { callError } from '../../../support/fake-cloud.ts'
import { BLUE, GREEN, fakeRoutes, ratio, routeTarget, single } from '../../../support/fake-routes.ts'
import type { Doubts, FakeRoutes } from '../../../support/fake-routes.ts'
import { createMemoryLog } from '../../../support/memory-log.ts'

beforeAll(() => loadKinds([{ kind: 'route' }]))

const SAVE = 'UpdateHttpApiRoute'
const DEPLOY = 'DeployHttpApi'
const SAVED = { requestId: 'save-1', operationId: '' }
const DEPLOYED = { requestId: 'deploy-1', operationId: '' }
const HEADER = {
  pid: 42,
  identity: 'key:1',
  requestTimeoutMs: 1_000,
  maxAttempts: 2,
  waitTimeoutMs: 60_000,
  rollbackOnFailure: false,
  summary: false,
  comment: null
}

/** The post step's outcome for a journal, with a cloud in the state that `meanwhile` creates. */
async function resolved(
  changes: readonly JournalChange[],
  {
    backend = single(BLUE),
    doubts = {},
    steps = [],
    meanwhile = () => undefined,
    arrange = () => undefined,
    isSecret = () => false
  }: {
    readonly backend?: JsonObject
    readonly doubts?: Doubts
    readonly steps?: readonly number[]
    readonly meanwhile?: (cloud: FakeRoutes, clock: FakeClock) => void
    readonly arrange?: (cloud: FakeRoutes) => void
    readonly isSecret?: (text: string) => boolean
  } = {}
) {
  const clock = new FakeClock()
  const lines: string[] = []
  const cloud = fakeRoutes(clock, backend, doubts)
  arrange(cloud)
  const keeper = createJournalKeeper(HEADER, line => lines.push(line), isSecret)
  const target = routeTarget({ serviceId: GREEN, port: 8080 }, { weightSteps: steps })
  const plan = await planTarget(cloud, target, { clock, needs: {} })
  keeper.sending(plan, [], clock.wall(), clock.now())
  for (const change of changes) keeper.update(plan.target.name, change)
  meanwhile(cloud, clock)
  cloud.calls.length = 0
  const [entry] = parseJournal(lines.join('\n'))?.entries ?? []
  if (entry === undefined) throw new Error('no entry')
  const startedAt = clock.now()
  const outcome = await resolveWrite(entry, {
    reader: cloud,
    writer: cloud,
    clock,
    log: createMemoryLog(),
    wait: 'auto',
    waitTimeoutMs: 60_000,
    maxAttempts: 2,
    budget: createRetryBudget(),
    rollbackOnFailure: false
  })
  const writes = cloud.calls.filter(call => !call.startsWith('Get'))
  return { outcome, cloud, writes, lines, tookMs: clock.now() - startedAt }
}

const served = ({ serving }: FakeRoutes): string => JSON.stringify(serving()['services'])
const accepted: JournalChange = { phase: 'accepted', accepted: SAVED }

describe('killed between the save and its deployment', () => {
  test.each<[name: string, changes: readonly JournalChange[]]>([
    ['the save got a response', [accepted]],
    ['the save got no response', []]
  ])('%s: the post step restores the previous definition', async (_, changes) => {
    const { outcome, cloud, writes } = await resolved(changes, {
      meanwhile: world => world.save(single(GREEN))
    })
    expect(outcome).toMatchObject({ result: 'cancelled', changed: false })
    expect(writes).toEqual([SAVE])
    expect(cloud.bodies.at(-1)).toEqual({
      description: 'pays',
      match: expect.anything(),
      environmentId: 'env-1',
      domainIds: ['d-1'],
      backendConfig: {
        scene: 'SingleService',
        services: [{ serviceId: BLUE, port: 8080, protocol: 'HTTP' }]
      }
    })
    expect(cloud.route['backend']).toMatchObject({ services: [{ serviceId: BLUE }] })
    expect(served(cloud)).toContain(BLUE)
  })

  test.each([
    [true, 30_000],
    [undefined, 0]
  ])(
    'a save that was sent again (%s) may arrive once more: it is not undone for %d ms',
    async (again, ms) => {
      const { outcome, writes, tookMs } = await resolved(again ? [{ again }] : [], {
        meanwhile: world => world.save(single(GREEN))
      })
      expect(outcome).toMatchObject({ result: 'cancelled', changed: false })
      expect(writes).toEqual([SAVE])
      expect(tookMs >= 30_000).toBe(ms === 30_000)
    }
  )

  test('a lagging state is not treated as a save that is live immediately', async () => {
    const { outcome, writes } = await resolved([accepted], {
      doubts: { lagMs: 1_500 },
      meanwhile: world => world.save(single(GREEN))
    })
    expect(outcome).toMatchObject({ result: 'cancelled', changed: false })
    // the draft's state is still returned after the save: it is deployed once, and is in effect
    expect(writes).toEqual([SAVE, DEPLOY])
  })

  test('follows a save that is live immediately to completion', async () => {
    const { outcome, writes } = await resolved([accepted], {
      doubts: { liveAtOnce: true, deployMs: 0 },
      meanwhile: world => world.save(single(GREEN))
    })
    expect(outcome).toMatchObject({ result: 'switched', changed: true })
    expect(writes).toEqual([])
  })

  test('reports in one line if it cannot be restored', async () => {
    const { outcome } = await resolved([accepted], {
      meanwhile: world => {
        world.save(single(GREEN))
        world.faults[SAVE] = [{ error: callError('denied', { code: 'NoPermission' }) }]
      }
    })
    expect(outcome).toMatchObject({ result: 'partial', error: { code: 'SavedNotDeployed' } })
  })
})

describe('killed while the save was being sent, and someone else saved another field', () => {
  const elsewhere = (world: FakeRoutes): void => {
    world.route['domainInfos'] = [{ domainId: 'd-2', name: 'other.example.com', protocol: 'HTTPS' }]
  }
  test.each<[name: string, before: JsonObject, status: string]>([
    ['over the same backend, not deployed', single(GREEN), 'DeployedWithChanges'],
    ['over the same backend, deployed', single(GREEN), 'Deployed'],
    ['over the new backend, not deployed', single(BLUE), 'DeployedWithChanges'],
    ['over the new backend, deployed', single(BLUE), 'Deployed']
  ])('%s: nothing shows whether the save arrived, and nothing is sent', async (_, before, status) => {
    const { outcome, writes } = await resolved([], {
      backend: before,
      meanwhile: world => {
        world.save(single(GREEN))
        elsewhere(world)
        world.setStatus(status)
      }
    })
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'Conflict' } })
    expect(outcome.error?.message).toContain('the modification may have been sent')
    expect(outcome.error?.message).toContain('other fields changed: domainIds')
    expect(writes).toEqual([])
  })

  test('a definition that the journal withholds is not described', async () => {
    const { outcome } = await resolved([], {
      isSecret: text => text.includes(GREEN),
      meanwhile: world => world.save(single('svc-red'))
    })
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'Conflict' } })
    expect(outcome.error?.message).toMatch(/someone else changed the live definition$/)
  })

  test('the draft of a save that got a response is reported as left', async () => {
    const { outcome, writes } = await resolved([accepted], {
      meanwhile: world => {
        world.save(single(GREEN))
        elsewhere(world)
      }
    })
    expect(outcome).toMatchObject({ result: 'partial', error: { code: 'SavedNotDeployed' } })
    expect(writes).toEqual([])
  })
})

describe('killed during the deployment', () => {
  const deploying: JournalChange = { phase: 'deploying' }
  test('that arrived is followed to completion', async () => {
    const { outcome, writes } = await resolved([accepted, deploying], {
      meanwhile: world => {
        world.save(single(GREEN))
        void world.write({ action: DEPLOY } as never, {} as never)
      }
    })
    expect(outcome).toMatchObject({ result: 'switched', changed: true })
    expect(writes).toEqual([])
  })

  test('that did not arrive: the save is undone once it can no longer arrive', async () => {
    const { outcome, writes, tookMs } = await resolved([accepted, deploying], {
      meanwhile: world => world.save(single(GREEN))
    })
    expect(outcome).toMatchObject({ result: 'cancelled', changed: false })
    expect(writes).toEqual([SAVE])
    expect(tookMs).toBeGreaterThanOrEqual(30_000)
  })

  test('that got a response is followed to completion', async () => {
    const { outcome } = await resolved([accepted, deploying, { phase: 'deployed', accepted: DEPLOYED }], {
      meanwhile: world => {
        world.save(single(GREEN))
        void world.write({ action: DEPLOY } as never, {} as never)
      }
    })
    expect(outcome).toMatchObject({ result: 'switched', accepted: DEPLOYED })
  })
})

test('a save that did not arrive changes nothing', async () => {
  const { outcome, writes, tookMs } = await resolved([])
  expect(outcome).toMatchObject({ result: 'unknown', changed: false, error: { code: 'NotArrived' } })
  expect(writes).toEqual([])
  expect(tookMs).toBeGreaterThanOrEqual(30_000)
})

test('a draft of the desired backend that the step deployed', async () => {
  const { outcome, writes } = await resolved([accepted, { phase: 'deploying' }], {
    arrange: world => world.save(single(GREEN)),
    meanwhile: world => void world.write({ action: DEPLOY } as never, {} as never)
  })
  expect(outcome).toMatchObject({ result: 'switched' })
  expect(writes).toEqual([])
})

describe('a ladder is always rolled back', () => {
  const onTheWay = (backend: JsonObject) => (world: FakeRoutes, clock: FakeClock) => {
    world.save(backend)
    void world.write({ action: DEPLOY } as never, {} as never)
    clock.time += 10_000
  }
  const first = { phase: 'deployed', accepted: DEPLOYED, rung: 0 } as const

  test.each<[name: string, changes: readonly JournalChange[], live: JsonObject]>([
    ['on its first step', [accepted, first], ratio([BLUE, 90], [GREEN, 10])],
    ['on its second step', [accepted, first, { rung: 1, phase: 'deployed' }], ratio([BLUE, 50], [GREEN, 50])],
    ['between two steps', [accepted, first, { rung: 1 }], ratio([BLUE, 90], [GREEN, 10])],
    [
      'while the second step was being sent',
      [accepted, first, { rung: 1, phase: 'sending' }],
      ratio([BLUE, 90], [GREEN, 10])
    ],
    ['on its last step', [accepted, first, { rung: 2, phase: 'deployed' }], single(GREEN)]
  ])('%s', async (_, changes, live) => {
    const { outcome, cloud } = await resolved(changes, { steps: [10, 50, 100], meanwhile: onTheWay(live) })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false, error: { code: 'Cancelled' } })
    expect(outcome.error?.message).toContain('stopped before the last weight was reached')
    expect(served(cloud)).toContain(BLUE)
    expect(served(cloud)).not.toContain(GREEN)
  })

  test('after waiting for a write in progress', async () => {
    const { tookMs } = await resolved([accepted, first, { rung: 1, phase: 'sending' }], {
      steps: [10, 50, 100],
      meanwhile: onTheWay(ratio([BLUE, 90], [GREEN, 10]))
    })
    expect(tookMs).toBeGreaterThanOrEqual(20_000)
  })

  test('once a deployment in progress has ended, which would override the rollback', async () => {
    const deployMs = 20_000
    const waitedMs: number[] = []
    const { outcome, cloud } = await resolved([accepted, first, { rung: 1, phase: 'deployed' }], {
      steps: [10, 50, 100],
      doubts: { deployMs },
      meanwhile: (world, clock) => {
        onTheWay(ratio([BLUE, 50], [GREEN, 50]))(world, clock)
        const deployedAt = clock.now() - 10_000
        world.onCall = action => void (action === SAVE && waitedMs.push(clock.now() - deployedAt))
      }
    })
    expect(waitedMs[0]).toBeGreaterThanOrEqual(deployMs)
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false })
    expect(served(cloud)).not.toContain(GREEN)
  })

  test('to its weight before the step', async () => {
    const { outcome, cloud } = await resolved([accepted, first], {
      backend: ratio([BLUE, 70], [GREEN, 30]),
      steps: [10, 50, 100],
      meanwhile: onTheWay(ratio([BLUE, 50], [GREEN, 50]))
    })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false })
    expect(cloud.serving()).toMatchObject({ services: [{ weight: 70 }, { weight: 30 }] })
  })

  test("but not over someone else's definition", async () => {
    const { outcome, writes } = await resolved([accepted, first], {
      steps: [10, 50, 100],
      meanwhile: onTheWay(single('svc-red'))
    })
    expect(outcome).toMatchObject({ result: 'rollback-failed', error: { code: 'Conflict' } })
    expect(writes).toEqual([])
  })
})

describe('someone else changes another field while the rollback of a ladder is being sent', () => {
  const seen = { ours: true, first: null, kept: true } as const
  const changes: readonly JournalChange[] = [
    accepted,
    { rung: 0, phase: 'deployed', accepted: DEPLOYED, seen }
  ]
  const rolledBack = (ambiguous: boolean) =>
    resolved(changes, {
      steps: [10, 50, 100],
      meanwhile: (world, clock) => {
        world.save(ratio([BLUE, 90], [GREEN, 10]))
        void world.write({ action: DEPLOY } as never, {} as never)
        clock.time += 10_000
        world.faults[SAVE] = [{ error: callError('transport', { ambiguous }) }]
        world.onCall = (action, count) => {
          if (action === SAVE && count === 1) world.route['description'] = 'by someone else'
        }
      }
    })

  test('a save that did not arrive is sent again with the field as it is now', async () => {
    const { outcome, cloud } = await rolledBack(false)
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: true, error: { code: 'Cancelled' } })
    expect(cloud.bodies).toMatchObject([{ description: 'by someone else' }])
    expect(cloud.route).toMatchObject({ description: 'by someone else' })
    expect(served(cloud)).not.toContain(GREEN)
  })

  test('a save that may have arrived is not sent again', async () => {
    const { outcome, cloud } = await rolledBack(true)
    expect(outcome).toMatchObject({ result: 'rollback-failed', error: { code: 'Conflict' } })
    expect(cloud.route).toMatchObject({ description: 'by someone else' })
  })
})

describe('stopped during the deployment of a rollback', () => {
  const seen = { ours: true, first: null, kept: true } as const
  const steps = [10, 50, 100]
  const changes: readonly JournalChange[] = [
    accepted,
    { rung: 0, phase: 'deployed', accepted: DEPLOYED, seen },
    { phase: 'rolling-back', failure: 'ProbeFailed' },
    { phase: 'rollback-accepted', rollback: { requestId: 'save-2', operationId: '' } }
  ]

  test('deploys the rollback', async () => {
    const { outcome, writes } = await resolved(changes, {
      steps,
      doubts: { alwaysChanged: true },
      meanwhile: world => world.save(single(BLUE))
    })
    expect(outcome).toMatchObject({ result: 'rolled-back', changed: false })
    expect(writes).toEqual([DEPLOY])
  })

  test("never deploys someone else's draft of another field", async () => {
    const { outcome, writes } = await resolved(changes, {
      steps,
      meanwhile: world => {
        world.save(single(BLUE))
        world.route['domainInfos'] = [{ domainId: 'd-2', name: 'other.example.com', protocol: 'HTTPS' }]
        world.setStatus('DeployedWithChanges')
      }
    })
    expect(outcome).toMatchObject({ result: 'rollback-failed', error: { code: 'Conflict' } })
    expect(outcome.error?.message).toContain('someone else saved a change that is not deployed (domainIds)')
    expect(writes).toEqual([])
  })
})

test('the journal contains no secret that is sent along, and the previous definition is still recognized', async () => {
  const withSecret = (world: FakeRoutes): void => {
    world.route['match'] = { headers: [{ name: 'x-token', type: 'Exact', value: 'hunter2hunter2' }] }
  }
  const { lines, outcome } = await resolved([], {
    arrange: withSecret,
    isSecret: text => text.includes('hunter2hunter2')
  })
  expect(lines.join('\n')).not.toContain('hunter2hunter2')
  expect(outcome).toMatchObject({ result: 'unknown' })
  expect(outcome.error?.code).not.toBe('Conflict')
})
