import { expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { TRADITIONAL_DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'
import type { StepResult } from '../../step-runner/result.ts'
import { BACKEND_ID, liveOf, NEW_ADDRESS, OLD_ADDRESS, seedOf } from '../support/cloud.ts'
import { holdBatch } from '../support/left-behind.ts'
import { POST_SLEEPS_NO_TIME, SLEEPS_NO_TIME } from '../support/step-time.ts'
import { annotationsOf, codeOf, inputsFor, start, step } from '../support/step.ts'

// What no page says about the service is a switch of the emulator's seed (emulator/BEHAVIOR.md). Whichever way the service turns
// out to be, the step says what is so.

type Definition = Readonly<Record<string, string | number>>

/** Beside the address, so that it matters whether a definition is replaced or merged. */
const LIVE: Definition = { ServiceAddress: OLD_ADDRESS, HttpTargetHostName: 'orders.example' }
const NEW: Definition = { ServiceAddress: NEW_ADDRESS }

/** How each of these ended: `result`, with the code of its error; the post step reports no result but in words. */
interface Ends {
  readonly switch: string
  readonly patch: string
  /** A batch that fails, with `rollback-on-failure`. */
  readonly rollback: string
  /** Main is killed while its batch is under way; empty where nothing can hold the batch until then. */
  readonly post: string
}

interface World {
  /** YAML flow of the seed's `doubts`. */
  readonly doubts: string
  readonly ends: Ends
  readonly strict?: boolean
  readonly apis?: number
  readonly msPerApi?: number
  readonly data?: Definition
  /** What is stored for `data`, if it is something else. */
  readonly stored?: Definition
  /** How far the clock of the cloud goes on with each answer to these calls, `*` for all. */
  readonly tick?: { readonly action: string; readonly ms: number }
  readonly prepare?: (cloud: Emulator) => void
  /** What shows that the step met the doubt, and says so; of every scenario, or of these. */
  readonly logs?: string | Partial<Record<keyof Ends, string>>
  /** A key that no reading has ever shown: a step that builds on what it has read cannot keep it. */
  readonly unseen?: string
}

const WELL: Ends = {
  switch: 'switched',
  patch: 'switched',
  rollback: 'rolled-back BatchFailed',
  post: 'switched'
}
const everywhere = (end: string): Ends => ({ switch: end, patch: end, rollback: end, post: end })

const anotherBatch = ({ cloud }: Emulator): void => void cloud.write(BACKEND_ID, 'RELEASE', LIVE, 'before')
const SPELLED = { ServiceAddress: 'HTTP://10.0.0.2:8080/', ServiceTimeout: 9000 }
const WITH_UNKNOWN = { ...NEW, Unheard: 'of' }
const STATES = '[QUEUED, DEPLOYING, DONE]'
const PACED = { msPerApi: 1_000, tick: { action: 'DescribeUpdateBackendTask', ms: 700 } }

const WORLDS: Readonly<Record<string, World>> = {
  'as the emulator takes the service to be': { doubts: '{}', ends: WELL },
  'keys that are left out are kept': { doubts: '{ merge: true }', ends: WELL },
  'values are rewritten': {
    doubts: '{ normalize: [addresses, numbers, spaces] }',
    strict: false,
    data: SPELLED,
    stored: { ServiceAddress: NEW_ADDRESS, ServiceTimeout: '9000' },
    ends: WELL
  },
  'values are stored as they were sent': {
    doubts: '{ normalize: [] }',
    strict: false,
    data: SPELLED,
    ends: WELL
  },
  'keys are added': { doubts: '{ defaults: { ServiceTimeout: 10000 } }', ends: WELL },
  'a key is never returned': {
    doubts: '{ unreturned-keys: [HttpTargetHostName] }',
    unseen: 'HttpTargetHostName',
    logs: {
      patch:
        'does not return HttpTargetHostName: if the live definition has it, definition: patch removes it',
      rollback: 'as far as the service returns it: HttpTargetHostName may differ from before the step'
    },
    ends: WELL
  },
  'a key that is given is never returned': {
    doubts: '{ unreturned-keys: [HttpTargetHostName] }',
    data: { ...NEW, HttpTargetHostName: 'new.example' },
    unseen: 'HttpTargetHostName',
    logs: {
      switch: 'could not be verified, because the service accepts and never returns them: HttpTargetHostName',
      patch: 'could not be verified, because the service accepts and never returns them: HttpTargetHostName',
      rollback: 'are taken from the definition of this step: HttpTargetHostName'
    },
    ends: WELL
  },
  'the address is never returned': {
    doubts: '{ unreturned-keys: [ServiceAddress] }',
    unseen: 'ServiceAddress',
    ends: { ...everywhere('partial ReadBackMismatch'), rollback: 'rollback-failed BatchFailed' }
  },
  'an unknown key is taken, and not returned': {
    doubts: '{ unknown-keys: take }',
    data: WITH_UNKNOWN,
    ends: { ...everywhere('partial ReadBackMismatch'), rollback: 'rolled-back BatchFailed' }
  },
  'an unknown key is refused': {
    doubts: '{ unknown-keys: refuse }',
    data: WITH_UNKNOWN,
    ends: { ...everywhere('failed InvalidBackendModelData'), post: '' }
  },
  'a write is seen late': {
    doubts: '{ late-visibility-ms: 45000 }',
    tick: { action: 'DescribeBackendInfo', ms: 20_000 },
    ends: WELL
  },
  'a write is not seen while the step reads': {
    doubts: '{ late-visibility-ms: 100000000 }',
    ends: { ...everywhere('partial ReadBackMismatch'), rollback: 'rolled-back BatchFailed' }
  },
  'no write has an operation id': {
    doubts: '{ operation-id: never }',
    ends: { ...everywhere('unknown NoOperationId'), post: '' }
  },
  'a write that no API uses has no operation id': {
    doubts: '{ operation-id: with-apis }',
    apis: 0,
    ends: { ...WELL, rollback: 'switched', post: '' }
  },
  'a task is found late': {
    doubts: '{ task-found-late-ms: 5000 }',
    tick: { action: 'DescribeUpdateBackendTask', ms: 2_000 },
    ends: WELL
  },
  'a task is never found': {
    doubts: '{ task-found-late-ms: 100000000 }',
    ends: everywhere('unknown WaitTimeout')
  },
  'a task has other ids': { doubts: '{ task-ids: other }', ends: WELL },
  'a task has no ids': { doubts: '{ task-ids: none }', ends: WELL },
  'statuses never seen, listed from the start': {
    doubts: `{ statuses: ${STATES}, list-pending: true }`,
    ...PACED,
    // what failed with a status that may be no end is not known to have failed
    logs: { rollback: 'most likely failed: the message says so, but DONE is not a status' },
    ends: { ...WELL, rollback: 'unknown WaitTimeout' }
  },
  'statuses never seen, listed when they are reached': {
    doubts: `{ statuses: ${STATES}, list-pending: false }`,
    ...PACED,
    ends: { ...WELL, rollback: 'unknown WaitTimeout' }
  },
  'a batch of somebody else locks for a while': {
    doubts: '{ lock: true }',
    msPerApi: 1_000,
    prepare: anotherBatch,
    tick: { action: '*', ms: 400 },
    logs: 'ConcurrencyLockTimeout',
    // the batch of the step itself cannot be held until main is killed
    ends: { ...WELL, post: '' }
  },
  'a batch of somebody else never lets go': {
    doubts: '{ lock: true }',
    msPerApi: 1_000_000,
    prepare: anotherBatch,
    ends: { ...everywhere('failed ConcurrencyLockTimeout'), post: '' }
  },
  'larger pages are refused': {
    doubts: '{ page-size-limit: 2 }',
    logs: "listing again with the service's default page size",
    ends: WELL
  },
  'larger pages are cut': { doubts: '{ page-size-limit: 2, page-size-over: cut }', ends: WELL }
}

async function inWorld(world: World, use: (cloud: Emulator) => Promise<void>): Promise<void> {
  const { doubts, tick, strict = true, apis = 3, msPerApi = 0 } = world
  let ahead = 0
  const emulator = await startEmulator({
    seed: seedOf({ definition: JSON.stringify(LIVE), doubts, strict, apis, msPerApi }),
    clock: { now: () => Date.now() + ahead },
    onResponded: ({ action }) => {
      if (tick?.action === action || tick?.action === '*') ahead += tick.ms
    }
  })
  try {
    world.prepare?.(emulator)
    await use(emulator)
  } finally {
    await emulator.close()
  }
}

const PLAY: Readonly<
  Record<keyof Ends, (cloud: Emulator, inputs: Record<string, string>) => Promise<StepResult>>
> = {
  switch: (_, inputs) => step(inputs, { env: SLEEPS_NO_TIME }),
  patch: (_, inputs) => step({ ...inputs, definition: 'patch' }, { env: SLEEPS_NO_TIME }),
  rollback: (cloud, inputs) => {
    // the write of the new definition, whichever of its attempts is accepted; not that of the previous one
    const where = { BackendModelData: inputs['backend-model-data'] ?? '' }
    const when = { action: 'ModifyBackendModel', where, times: 'every' } as const
    cloud.faults.add({ kind: 'failing-batch', ...when, message: 'no route' })
    return step({ ...inputs, 'rollback-on-failure': 'true' }, { env: SLEEPS_NO_TIME })
  },
  post: async (cloud, inputs) => {
    const running = await start(inputs, { env: POST_SLEEPS_NO_TIME, ...holdBatch(cloud) })
    await running.line('accepted')
    running.kill()
    return running.result
  }
}

/** `switched`, or `partial ReadBackMismatch`; of the post step as its annotation has it. */
function endOf(scenario: keyof Ends, result: StepResult, expected: string): string {
  if (scenario !== 'post') return [result.outputs['result'], codeOf(result)].filter(Boolean).join(' ')
  const { post } = result
  if (post === undefined) return 'no post step'
  const [error] = annotationsOf(post, 'error')
  const code = error === undefined ? undefined : /\[(\w+)\]/.exec(error)?.[1]
  if (code !== undefined) return expected.endsWith(` ${code}`) ? expected : code
  return /completed after the step was stopped: (\w+)/.exec(annotationsOf(post, 'notice').join())?.[1] ?? ''
}

/** What is stored may have keys that the service added or kept, and must have all of these. */
function expectStored(cloud: Emulator, definition: Definition, { unseen }: World): void {
  const seen = Object.entries(definition).filter(([key]) => key !== unseen)
  expect(liveOf(cloud)).toMatchObject(Object.fromEntries(seen))
}

/** Holds what the step claims to what is so. */
function expectTruth(
  cloud: Emulator,
  scenario: keyof Ends,
  end: string,
  result: StepResult,
  world: World
): void {
  const [claim] = end.split(' ')
  const { data = NEW, stored = data } = world
  const desired = scenario === 'patch' ? { ...LIVE, ...stored } : stored
  const ours = cloud.cloud.writes().filter(({ by }) => by === cloud.accessKeyId)
  if (scenario !== 'post') expect(result.conclusion).toBe(claim === 'switched' ? 'success' : 'failure')
  if (claim === 'switched') {
    expectStored(cloud, desired, world)
    for (const { id } of cloud.cloud.publishedApis(BACKEND_ID, 'RELEASE')) {
      expect(cloud.cloud.inForce(id, 'RELEASE')?.definition).toEqual(liveOf(cloud))
    }
  }
  if (claim === 'rolled-back') expectStored(cloud, LIVE, world)
  if (claim === 'rollback-failed') expectStored(cloud, desired, world)
  if (claim === 'failed') expect(ours).toEqual([])
  const { changed } = result.outputs
  if (changed === 'false') expect(liveOf(cloud)).toEqual(LIVE)
  if (changed === 'true') expect(liveOf(cloud)).not.toEqual(LIVE)
}

test.each(
  Object.entries(WORLDS).flatMap(([name, world]) =>
    (Object.keys(PLAY) as (keyof Ends)[])
      .filter(scenario => world.ends[scenario] !== '')
      .map(scenario => ({ name, scenario, world, expected: world.ends[scenario] }))
  )
)('$name: $scenario: $expected', ({ scenario, world, expected }) =>
  inWorld(world, async cloud => {
    const inputs = inputsFor(cloud, { 'backend-model-data': JSON.stringify(world.data ?? NEW) })
    const result = await PLAY[scenario](cloud, inputs)
    const end = endOf(scenario, result, expected)
    expect(end).toBe(expected)
    const { logs } = world
    const said = typeof logs === 'string' ? logs : logs?.[scenario]
    if (said !== undefined) expect(result.log).toContain(said)
    expectTruth(cloud, scenario, end, result, world)
  })
)

test('every doubt is one of these worlds', () => {
  const tried = Object.values(WORLDS).map(({ doubts }) => doubts)
  expect(TRADITIONAL_DOUBT_NAMES.filter(name => !tried.some(doubts => doubts.includes(`${name}:`)))).toEqual(
    []
  )
})
