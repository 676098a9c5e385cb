import { expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { TRADITIONAL_DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'
import type { StepResult } from '../../step-runner/result.ts'
import { BACKEND_ID, liveOf, NEW_ADDRESS, OLD_ADDRESS, seedOf } from '../support/cloud.ts'
import { holdBatch } from '../support/left-behind.ts'
import { POST_INSTANT_SLEEPS, INSTANT_SLEEPS } from '../support/step-time.ts'
import { annotationsOf, codeOf, inputsFor, start, step } from '../support/step.ts'

// Undocumented behavior of the service is a switch in the emulator's seed (emulator/BEHAVIOR.md). However the service behaves, the
// step reports the truth.

type Definition = Readonly<Record<string, string | number>>

/** A key in addition to the address, so that replacing and merging a definition differ. */
const LIVE: Definition = { ServiceAddress: OLD_ADDRESS, HttpTargetHostName: 'orders.example' }
const NEW: Definition = { ServiceAddress: NEW_ADDRESS }

/** The outcome of each scenario: `result` with its error code; the post step reports its result only as text. */
interface Ends {
  readonly switch: string
  readonly patch: string
  /** A batch that fails, with `rollback-on-failure`. */
  readonly rollback: string
  /** Main is killed during its batch; empty if nothing can hold the batch until then. */
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
  /** What is stored for `data`, if it differs. */
  readonly stored?: Definition
  /** How far the cloud's clock advances with each response to these calls, `*` for all. */
  readonly tick?: { readonly action: string; readonly ms: number }
  readonly prepare?: (cloud: Emulator) => void
  /** Text in the log that shows that the step handled the doubt; of every scenario, or of these. */
  readonly logs?: string | Partial<Record<keyof Ends, string>>
  /** A key that no read returns: a step that builds on its reads cannot keep it. */
  readonly unseen?: string
}

const SUCCESSFUL: Ends = {
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
  'the default behavior of the emulator': { doubts: '{}', ends: SUCCESSFUL },
  'omitted keys are kept': { doubts: '{ merge: true }', ends: SUCCESSFUL },
  'values are rewritten': {
    doubts: '{ normalize: [addresses, numbers, spaces] }',
    strict: false,
    data: SPELLED,
    stored: { ServiceAddress: NEW_ADDRESS, ServiceTimeout: '9000' },
    ends: SUCCESSFUL
  },
  'values are stored unchanged': {
    doubts: '{ normalize: [] }',
    strict: false,
    data: SPELLED,
    ends: SUCCESSFUL
  },
  'keys are added': { doubts: '{ defaults: { ServiceTimeout: 10000 } }', ends: SUCCESSFUL },
  'a key is never returned': {
    doubts: '{ unreturned-keys: [HttpTargetHostName] }',
    unseen: 'HttpTargetHostName',
    logs: {
      patch:
        'does not return HttpTargetHostName: if the live definition has it, definition: patch removes it',
      rollback: 'as far as the service returns it: HttpTargetHostName may differ from before the step'
    },
    ends: SUCCESSFUL
  },
  'a key that is set is never returned': {
    doubts: '{ unreturned-keys: [HttpTargetHostName] }',
    data: { ...NEW, HttpTargetHostName: 'new.example' },
    unseen: 'HttpTargetHostName',
    logs: {
      switch: 'could not be verified, because the service never returns them: HttpTargetHostName',
      patch: 'could not be verified, because the service never returns them: HttpTargetHostName',
      rollback:
        "the rollback keeps keys of this step's definition that the service never returns: HttpTargetHostName"
    },
    ends: SUCCESSFUL
  },
  'the address is never returned': {
    doubts: '{ unreturned-keys: [ServiceAddress] }',
    unseen: 'ServiceAddress',
    ends: { ...everywhere('partial ReadBackMismatch'), rollback: 'rollback-failed BatchFailed' }
  },
  'an unknown key is accepted, and not returned': {
    doubts: '{ unknown-keys: take }',
    data: WITH_UNKNOWN,
    ends: { ...everywhere('partial ReadBackMismatch'), rollback: 'rolled-back BatchFailed' }
  },
  'an unknown key is rejected': {
    doubts: '{ unknown-keys: refuse }',
    data: WITH_UNKNOWN,
    ends: { ...everywhere('failed InvalidBackendModelData'), post: '' }
  },
  'a write becomes visible late': {
    doubts: '{ late-visibility-ms: 45000 }',
    tick: { action: 'DescribeBackendInfo', ms: 20_000 },
    ends: SUCCESSFUL
  },
  'a write does not become visible during the read-back': {
    doubts: '{ late-visibility-ms: 100000000 }',
    ends: { ...everywhere('partial ReadBackMismatch'), rollback: 'rolled-back BatchFailed' }
  },
  'no write has an operation ID': {
    doubts: '{ operation-id: never }',
    ends: { ...everywhere('unknown NoOperationId'), post: '' }
  },
  'a write without affected APIs has no operation ID': {
    doubts: '{ operation-id: with-apis }',
    apis: 0,
    ends: { ...SUCCESSFUL, rollback: 'switched', post: '' }
  },
  'a task is found late': {
    doubts: '{ task-found-late-ms: 5000 }',
    tick: { action: 'DescribeUpdateBackendTask', ms: 2_000 },
    ends: SUCCESSFUL
  },
  'a task is never found': {
    doubts: '{ task-found-late-ms: 100000000 }',
    ends: everywhere('unknown WaitTimeout')
  },
  'a task has other ids': { doubts: '{ task-ids: other }', ends: SUCCESSFUL },
  'a task has no IDs': { doubts: '{ task-ids: none }', ends: SUCCESSFUL },
  'unknown statuses, listed from the start': {
    doubts: `{ statuses: ${STATES}, list-pending: true }`,
    ...PACED,
    // a failure with a status that may not be final is not known to be a failure
    logs: { rollback: 'most likely failed, as the message says, but DONE is not a status' },
    ends: { ...SUCCESSFUL, rollback: 'unknown WaitTimeout' }
  },
  'unknown statuses, listed when they are reached': {
    doubts: `{ statuses: ${STATES}, list-pending: false }`,
    ...PACED,
    ends: { ...SUCCESSFUL, rollback: 'unknown WaitTimeout' }
  },
  "someone else's batch holds the lock for a while": {
    doubts: '{ lock: true }',
    msPerApi: 1_000,
    prepare: anotherBatch,
    tick: { action: '*', ms: 400 },
    logs: 'ConcurrencyLockTimeout',
    // the step's own batch cannot be held until main is killed
    ends: { ...SUCCESSFUL, post: '' }
  },
  "someone else's batch never releases the lock": {
    doubts: '{ lock: true }',
    msPerApi: 1_000_000,
    prepare: anotherBatch,
    ends: { ...everywhere('failed ConcurrencyLockTimeout'), post: '' }
  },
  'larger pages are rejected': {
    doubts: '{ page-size-limit: 2 }',
    logs: "listing again with the service's default page size",
    ends: SUCCESSFUL
  },
  'larger pages are cut': { doubts: '{ page-size-limit: 2, page-size-over: cut }', ends: SUCCESSFUL }
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
  switch: (_, inputs) => step(inputs, { env: INSTANT_SLEEPS }),
  patch: (_, inputs) => step({ ...inputs, definition: 'patch' }, { env: INSTANT_SLEEPS }),
  rollback: (cloud, inputs) => {
    // the write of the new definition, whichever attempt is accepted; not the write of the previous one
    const where = { BackendModelData: inputs['backend-model-data'] ?? '' }
    const when = { action: 'ModifyBackendModel', where, times: 'every' } as const
    cloud.faults.add({ kind: 'failing-batch', ...when, message: 'no route' })
    return step({ ...inputs, 'rollback-on-failure': 'true' }, { env: INSTANT_SLEEPS })
  },
  post: async (cloud, inputs) => {
    const running = await start(inputs, { env: POST_INSTANT_SLEEPS, ...holdBatch(cloud) })
    await running.line('accepted')
    running.kill()
    return running.result
  }
}

/** `switched`, or `partial ReadBackMismatch`; for the post step from its annotation. */
function outcomeOf(scenario: keyof Ends, result: StepResult, expected: string): string {
  if (scenario !== 'post') return [result.outputs['result'], codeOf(result)].filter(Boolean).join(' ')
  const { post } = result
  if (post === undefined) return 'no post step'
  const [error] = annotationsOf(post, 'error')
  const code = error === undefined ? undefined : /\[(\w+)\]/.exec(error)?.[1]
  if (code !== undefined) return expected.endsWith(` ${code}`) ? expected : code
  return /completed after the step was stopped: (\w+)/.exec(annotationsOf(post, 'notice').join())?.[1] ?? ''
}

/** The stored definition must have all of these keys; the service may have added or kept others. */
function expectStored(cloud: Emulator, definition: Definition, { unseen }: World): void {
  const seen = Object.entries(definition).filter(([key]) => key !== unseen)
  expect(liveOf(cloud)).toMatchObject(Object.fromEntries(seen))
}

/** Compares what the step reports with the state of the cloud. */
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
      expect(cloud.cloud.inEffect(id, 'RELEASE')?.definition).toEqual(liveOf(cloud))
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
    const end = outcomeOf(scenario, result, expected)
    expect(end).toBe(expected)
    const { logs } = world
    const said = typeof logs === 'string' ? logs : logs?.[scenario]
    if (said !== undefined) expect(result.log).toContain(said)
    expectTruth(cloud, scenario, end, result, world)
  })
)

test('every doubt is covered by these worlds', () => {
  const tried = Object.values(WORLDS).map(({ doubts }) => doubts)
  expect(TRADITIONAL_DOUBT_NAMES.filter(name => !tried.some(doubts => doubts.includes(`${name}:`)))).toEqual(
    []
  )
})
