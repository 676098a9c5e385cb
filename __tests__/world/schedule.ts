import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Definition } from '../../emulator/cloud/state.ts'
import type { Fault, FaultMatch } from '../../emulator/faults.ts'
import type { TransportFault } from '../../src/runtime/http.ts'
import { BACKEND_ID, DATA, FOREIGN, LIVE, PATCHES, STAGE, OTHER_STAGE } from './material.ts'

/** What happens beside the step. */
export type WorldEvent =
  | { readonly do: 'write'; readonly stage: string; readonly definition: Definition }
  | { readonly do: 'publish' | 'unpublish'; readonly api: number }
  /** To the main step: a signal; its sudden end; its post step, although it still runs. */
  | { readonly do: 'stop' | 'kill' | 'post' }

/** What strikes a call on its way, beside the faults of the emulator, and what it sets off. */
export type WayFault = FaultMatch &
  (
    | { readonly kind: 'no-way'; readonly fault: TransportFault; readonly afterMs: number }
    /** The request reaches the cloud this much later. */
    | { readonly kind: 'late'; readonly ms: number }
    | { readonly kind: 'truncated' }
    /** Something in between answers. */
    | { readonly kind: 'page'; readonly status: number; readonly retryAfterS: number | undefined }
    | { readonly kind: 'then'; readonly afterMs: number; readonly event: WorldEvent }
  )

export type ProbeAnswer = 'good' | 'bad-status' | 'bad-body' | 'hang' | 'reset' | 'refused'

/** One course of the world: what is there, what is asked for, and what goes wrong. */
export interface Schedule {
  readonly live: Definition
  readonly data: Definition
  readonly definition: 'full' | 'patch'
  readonly description: string | undefined
  readonly givesIds: boolean
  readonly mode: 'apply' | 'plan'
  readonly approved: 'none' | 'right' | 'right-by-name' | 'other-wanted' | 'other-live' | 'no-line'
  readonly maxApis: number | undefined
  readonly skipUnchanged: boolean
  readonly runAttempt: number
  readonly wait: 'auto' | 'true' | 'false'
  readonly waitTimeoutS: number
  readonly rollback: boolean
  readonly requestTimeoutS: number
  readonly maxAttempts: number
  readonly probe:
    | { readonly timeoutS: number; readonly urls: readonly (readonly ProbeAnswer[])[] }
    | undefined
  readonly denied: readonly string[]
  /** One an API: whether it is published in the stage at the start. */
  readonly apis: readonly boolean[]
  readonly updateFails: boolean
  readonly msPerApi: number
  readonly listPending: boolean
  readonly lock: boolean
  /** How long every answer takes. */
  readonly delayMs: number
  readonly faults: readonly Fault[]
  readonly way: readonly WayFault[]
  /** The main step dies right before it does this much. */
  readonly killBeforeEffect: number | undefined
  /** A signal does not reach the main step. */
  readonly deaf: boolean
  /** Whether a summary is wanted. */
  readonly summary: boolean
  readonly chance: number
}

const pick = fc.constantFrom

/** Mostly the first, sometimes one of the others. */
function mostly<T>(usual: T, ...others: T[]): Arbitrary<T> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: pick(...others) })
}

/** Once in so many times. */
function sometimes<T>(arbitrary: Arbitrary<T>, times: number): Arbitrary<T | undefined> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

const action = pick(
  'ModifyBackendModel',
  'ModifyBackendModel',
  'ModifyBackendModel',
  'DescribeUpdateBackendTask',
  'DescribeUpdateBackendTask',
  'DescribeBackendInfo',
  'DescribeBackendInfo',
  'DescribeApisByBackend'
)
const nth = pick(1, 1, 1, 2, 2, 3, 4, 6)
const times = pick<number | 'every'>(1, 1, 1, 1, 2, 3, 5, 'every')

type Kind<F> = F extends FaultMatch ? Omit<F, keyof FaultMatch> : never

const ofAnyCall: Arbitrary<Kind<Fault>> = fc.oneof(
  pick<Kind<Fault>>(
    { kind: 'hang-before-commit' },
    { kind: 'hang-after-commit' },
    { kind: 'reset-before-commit' },
    { kind: 'reset-after-commit' },
    { kind: 'truncated-json' },
    { kind: 'empty-object' },
    { kind: 'endless-body' },
    { kind: 'slow-drip', ms: 100, bytes: 1 },
    { kind: 'slow-drip', ms: 10, bytes: 40 }
  ),
  fc.record({ kind: fc.constant('latency' as const), ms: pick(300, 3_000, 12_000, 29_000, 40_000) }),
  fc.record({
    kind: pick('error-before-commit' as const, 'error-after-commit' as const),
    status: pick(500, 502, 503),
    body: pick('json' as const, 'html' as const, 'empty' as const)
  }),
  pick<Kind<Fault>>(
    { kind: 'throttling' },
    { kind: 'throttling', code: 'RepeatedCommit' },
    { kind: 'throttling', code: 'ConcurrencyLockTimeout' },
    { kind: 'custom', status: 403, code: 'NoPermission', message: 'You may not.' },
    { kind: 'custom', status: 400, code: 'InvalidParameter', message: 'Not so.' },
    { kind: 'custom', status: 404, code: 'NotFoundBackend', message: 'There is none.' }
  )
)
const ofWrites: Arbitrary<Kind<Fault>> = fc.oneof(
  pick<Kind<Fault>>(
    { kind: 'stuck-batch' },
    { kind: 'stuck-batch', after: 1 },
    { kind: 'failing-batch', apis: ['api-1'], message: 'Failed. No such host.' },
    { kind: 'failing-batch', message: 'broken' },
    { kind: 'failing-batch', message: 'broken' },
    { kind: 'keeps-old-value' },
    { kind: 'adds-defaults', defaults: { ServiceTimeout: 10_000, Retries: 3 } }
  )
)
const foreign = pick(...FOREIGN)
const stage = mostly(STAGE, OTHER_STAGE)

const fault: Arbitrary<Fault> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ action, nth, times, of: ofAnyCall })
      .map(({ of, ...match }) => ({ ...of, ...match }))
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ nth, times, of: ofWrites })
      .map(({ of, ...match }) => ({ ...of, ...match, action: 'ModifyBackendModel' }))
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ action, nth, stage, definition: foreign })
      .map(rest => ({ kind: 'another-writer' as const, backend: BACKEND_ID, ...rest }))
  }
)

const afterMs = pick(0, 0, 1, 200, 1_500, 9_000, 25_000)
const end = fc.record({
  do: pick('stop' as const, 'stop' as const, 'kill' as const, 'kill' as const, 'post' as const)
})
const event: Arbitrary<WorldEvent> = fc.oneof(
  fc.record({ do: fc.constant('write' as const), stage, definition: foreign }),
  fc.record({ do: pick('publish' as const, 'unpublish' as const), api: fc.nat(3) }),
  end
)

const wayFault: Arbitrary<WayFault> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .record({
        action,
        nth,
        times,
        of: fc.oneof(
          fc.record({
            kind: fc.constant('no-way' as const),
            fault: pick<TransportFault>('refused', 'dns', 'unreachable', 'tls', 'proxy', 'timeout', 'reset'),
            afterMs: pick(0, 1_000)
          }),
          fc.record({ kind: fc.constant('late' as const), ms: pick(1_000, 9_000, 32_000) }),
          fc.constant({ kind: 'truncated' as const }),
          fc.record({
            kind: fc.constant('page' as const),
            status: pick(429, 429, 403, 404, 502, 503),
            retryAfterS: pick(undefined, 2, 30, 600)
          })
        )
      })
      .map(({ of, ...match }) => ({ ...of, ...match }))
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ action, nth, afterMs, event })
      .map(rest => ({ kind: 'then' as const, times: 1, ...rest }))
  },
  // the step ends, or is to end, while it writes
  {
    weight: 1,
    arbitrary: fc
      .record({ nth: pick(1, 2, 2, 3), afterMs: pick(0, 1, 200), event: end })
      .map(rest => ({ kind: 'then' as const, times: 1, action: 'ModifyBackendModel', ...rest }))
  }
)

const probeAnswers = fc.array(
  pick<ProbeAnswer>('good', 'good', 'good', 'bad-status', 'bad-body', 'hang', 'reset', 'refused'),
  { minLength: 1, maxLength: 5 }
)

const wishes = fc.record({
  description: mostly<string | undefined>(undefined, 'by hand'),
  givesIds: fc.boolean(),
  mode: mostly<Schedule['mode']>('apply', 'apply', 'plan'),
  approved: mostly<Schedule['approved']>(
    'none',
    'right',
    'right-by-name',
    'other-wanted',
    'other-live',
    'no-line'
  ),
  maxApis: mostly<number | undefined>(undefined, 0, 2),
  skipUnchanged: mostly(true, false),
  runAttempt: mostly(1, 2),
  wait: mostly<Schedule['wait']>('auto', 'true', 'false'),
  waitTimeoutS: pick(5, 30, 30, 120, 600),
  rollback: fc.boolean(),
  requestTimeoutS: pick(1, 10, 10),
  maxAttempts: pick(1, 2, 5),
  probe: sometimes(
    fc.record({ timeoutS: pick(5, 60), urls: fc.array(probeAnswers, { minLength: 1, maxLength: 2 }) }),
    3
  )
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
  way: fc.array(wayFault, { maxLength: 3 }),
  killBeforeEffect: sometimes(fc.integer({ min: 1, max: 40 }), 8),
  deaf: mostly(false, true),
  summary: mostly(true, false),
  chance: fc.nat()
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

/** What the inputs would refuse beside each other is not asked for. */
function agreeing(schedule: Schedule): Schedule {
  const { wait, mode } = schedule
  return {
    ...schedule,
    ...(wait === 'false' ? { probe: undefined, rollback: false } : {}),
    ...(mode === 'plan' ? { approved: 'none' as const } : {})
  }
}

export const schedules: Arbitrary<Schedule> = fc
  .tuple(wishes, world, asked)
  .map(([one, two, three]) => agreeing({ ...one, ...two, ...three }))
