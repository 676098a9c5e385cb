import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Definition } from '../../emulator/cloud/state.ts'
import type { Fault, FaultMatch } from '../../emulator/faults.ts'
import type { TransportFault } from '../../src/runtime/transport-error.ts'
import { DATA, LIVE, PATCHES } from './material.ts'
import type { BadDisk } from './runner-files.ts'
import type { Lag, Spelling } from './service.ts'
import { mishaps, fault, mostly, pick, sometimes, networkFault } from './troubles.ts'

/** What happens during the step. */
export type Event =
  | {
      readonly do: 'write'
      readonly stage: string
      readonly definition: Definition
      /** `undefined`: one that names another writer. */
      readonly description?: string | undefined
    }
  | { readonly do: 'publish' | 'unpublish'; readonly api: number }
  | StepEvent

/** What happens to a step. */
export type StepEvent =
  /** The system clock is set. */
  | { readonly do: 'jump'; readonly ms: number }
  /** For the main step: a signal, a kill, or its post step while it is still running. */
  | { readonly do: 'stop' | 'kill' | 'post' }

/** What goes wrong with a call in transit, in addition to the faults of the emulator, and what it triggers. */
export type NetworkFault<E = Event> = FaultMatch &
  (
    | { readonly kind: 'no-way'; readonly fault: TransportFault; readonly afterMs: number }
    /** The delay with which the request reaches the cloud. */
    | { readonly kind: 'late'; readonly ms: number }
    | { readonly kind: 'truncated' }
    /** Something between the step and the cloud responds. */
    | { readonly kind: 'page'; readonly status: number; readonly retryAfterS: number | undefined }
    | { readonly kind: 'then'; readonly afterMs: number; readonly event: E }
  )

export type ProbeResponse = 'good' | 'bad-status' | 'bad-body' | 'hang' | 'reset' | 'refused'

/** One run: what is live, what is desired, and what goes wrong. */
export interface Schedule {
  readonly live: Definition
  readonly data: Definition
  readonly definition: 'full' | 'patch'
  readonly description: string | undefined
  readonly givesIds: boolean
  readonly mode: 'apply' | 'plan'
  readonly approved: 'none' | 'right' | 'right-by-name' | 'other-desired' | 'other-live' | 'no-line'
  readonly maxApis: number | undefined
  readonly skipUnchanged: boolean
  readonly runAttempt: number
  readonly allowOlderRun: boolean
  readonly wait: 'auto' | 'true' | 'false'
  readonly waitTimeoutS: number
  readonly rollback: boolean
  readonly requestTimeoutS: number
  readonly maxAttempts: number
  readonly probe:
    | { readonly timeoutS: number; readonly urls: readonly (readonly ProbeResponse[])[] }
    | undefined
  /** The responses of the new backend itself, one list per URL. */
  readonly preflight: readonly (readonly ProbeResponse[])[] | undefined
  /** How long the probes continue after they have passed. */
  readonly bakeS: number
  readonly denied: readonly string[]
  /** Per API: whether it is published in the stage at the start. */
  readonly apis: readonly boolean[]
  readonly updateFails: boolean
  readonly msPerApi: number
  readonly listPending: boolean
  readonly lock: boolean
  /** The delay of every response. */
  readonly delayMs: number
  readonly faults: readonly Fault[]
  readonly way: readonly NetworkFault[]
  /** The main step is killed right before this effect. */
  readonly killBeforeEffect: number | undefined
  /** Signals do not reach the main step. */
  readonly deaf: boolean
  /** Whether a summary is enabled. */
  readonly summary: boolean
  readonly chance: number
  /** How the service stores what is written. */
  readonly spelling: Spelling
  /** How long a write stays invisible. */
  readonly lag: Lag | undefined
  /** Calls without a response, around the end of the wait. */
  readonly hang: Hang | undefined
  /** What happens to the journal. */
  readonly disk: BadDisk | undefined
}

/** Calls of an action, or any read if none is set, from this long before the end of `wait-timeout`, for this long. */
export interface Hang {
  readonly action: string | undefined
  readonly beforeMs: number
  readonly lastingMs: number
}

export const probeResponses = fc.array(
  pick<ProbeResponse>('good', 'good', 'good', 'bad-status', 'bad-body', 'hang', 'reset', 'refused'),
  { minLength: 1, maxLength: 9 }
)

/** What happens to the journal. */
export const disk: Arbitrary<BadDisk | undefined> = sometimes(
  fc.record({ fromLine: pick(1, 2, 3, 4, 5, 6), kind: pick('full' as const, 'torn' as const) }),
  12
)

const settings = fc.record({
  description: pick(undefined, undefined, undefined, 'by hand', 'by hand', 'before'),
  givesIds: fc.boolean(),
  mode: mostly<Schedule['mode']>('apply', 'apply', 'plan'),
  approved: mostly<Schedule['approved']>(
    'none',
    'right',
    'right-by-name',
    'other-desired',
    'other-live',
    'no-line'
  ),
  maxApis: mostly<number | undefined>(undefined, 0, 2),
  skipUnchanged: mostly(true, false),
  runAttempt: mostly(1, 2),
  allowOlderRun: mostly(false, true),
  wait: mostly<Schedule['wait']>('auto', 'true', 'false'),
  waitTimeoutS: pick(5, 30, 30, 120, 600),
  rollback: fc.boolean(),
  requestTimeoutS: pick(1, 10, 10),
  maxAttempts: pick(1, 2, 5),
  probe: sometimes(
    fc.record({ timeoutS: pick(5, 60), urls: fc.array(probeResponses, { minLength: 1, maxLength: 2 }) }),
    3
  ),
  preflight: sometimes(fc.array(probeResponses, { minLength: 1, maxLength: 2 }), 8),
  bakeS: pick(0, 0, 3, 20, 300)
})

const world = fc.record({
  live: pick(...LIVE),
  apis: fc.array(mostly(true, false), { maxLength: 4 }),
  updateFails: mostly(false, false, true),
  msPerApi: pick(0, 0, 50, 300, 2_000, 12_000),
  listPending: fc.boolean(),
  lock: fc.boolean(),
  delayMs: pick(0, 0, 20, 400),
  denied: fc.oneof(
    { weight: 9, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.subarray([
        'DescribeBackendInfo',
        'DescribeApisByBackend',
        'DescribeUpdateBackendTask',
        'ModifyBackendModel'
      ])
    }
  ),
  faults: fc.array(fault, { maxLength: 4 }),
  way: fc.array(networkFault, { maxLength: 3 }),
  killBeforeEffect: sometimes(fc.integer({ min: 1, max: 40 }), 8),
  deaf: mostly(false, true),
  summary: mostly(true, false),
  chance: fc.nat(),
  spelling: mostly<Spelling>(
    'as-sent',
    'adds-default',
    'trims-slash',
    'lowers-host',
    'fills-empty',
    'as-text',
    'typed',
    'withholds'
  ),
  lag: sometimes(
    fc.oneof(
      pick(200, 2_000, 8_000, 20_000, 45_000).map(ms => ({ ms })),
      pick(1, 2, 3, 6).map(reads => ({ reads }))
    ),
    6
  ),
  hang: sometimes(
    fc.record({
      action: pick(undefined, 'DescribeUpdateBackendTask', 'DescribeBackendInfo'),
      beforeMs: pick(0, 900, 2_000, 4_900, 20_000),
      lastingMs: pick(1_500, 10_000, 300_000)
    }),
    10
  ),
  disk
})

const asked: Arbitrary<Pick<Schedule, 'definition' | 'data'>> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ definition: fc.constant('full' as const), data: pick(...DATA) })
  },
  {
    weight: 1,
    arbitrary: fc.record({ definition: fc.constant('patch' as const), data: pick(...PATCHES) })
  }
)

/** Adjusts combinations that the inputs would reject. */
function agreeing(schedule: Schedule): Schedule {
  const { wait, mode, probe, bakeS } = schedule
  return {
    ...schedule,
    bakeS: probe === undefined ? 0 : bakeS,
    ...(wait === 'false' ? { probe: undefined, bakeS: 0, rollback: false } : {}),
    ...(mode === 'plan' ? { approved: 'none' as const } : {})
  }
}

export const schedules: Arbitrary<Schedule> = fc
  .tuple(settings, world, asked, mishaps)
  .map(([one, two, three, { intruder: write, withdrawal: loss, jump: leap, lastWrite: last }]) =>
    agreeing({
      ...one,
      ...two,
      ...three,
      faults: [...two.faults, ...(loss === undefined ? [] : [loss])],
      way: [
        ...two.way,
        ...(write === undefined ? [] : [write]),
        ...(leap === undefined ? [] : [leap]),
        ...(last ?? [])
      ]
    })
  )
