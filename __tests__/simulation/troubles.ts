import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Fault, FaultMatch } from '../../emulator/faults.ts'
import type { TransportFault } from '../../src/runtime/transport-error.ts'
import { BACKEND_ID, FOREIGN, OTHER_STAGE, STAGE, NEWER_RUN } from './material.ts'
import type { NetworkFault, Event } from './schedule.ts'

// The faults of a schedule.

export const pick = fc.constantFrom

/** Mostly the first, sometimes one of the others. */
export function mostly<T>(usual: T, ...others: T[]): Arbitrary<T> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: pick(...others) })
}

/** Once in this many times. */
export function sometimes<T>(arbitrary: Arbitrary<T>, times: number): Arbitrary<T | undefined> {
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
export const times = pick<number | 'every'>(1, 1, 1, 1, 2, 3, 5, 'every')

type Kind<F> = F extends FaultMatch ? Omit<F, keyof FaultMatch> : never

export const ofAnyCall: Arbitrary<Kind<Fault>> = fc.oneof(
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
/** Another writer's description: a custom one, none, or the stamp of a newer run of the same repository. */
const description = pick(undefined, 'by another', 'before', '', NEWER_RUN, NEWER_RUN)
const stage = mostly(STAGE, OTHER_STAGE)

export const fault: Arbitrary<Fault> = fc.oneof(
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
      .record({ action, nth, stage, definition: foreign, description })
      .map(({ description: text, ...rest }) => (text === undefined ? rest : { ...rest, description: text }))
      .map(rest => ({ kind: 'another-writer' as const, backend: BACKEND_ID, ...rest }))
  }
)

const afterMs = pick(0, 0, 1, 200, 1_500, 9_000, 25_000)
const end = fc.record({
  do: pick('stop' as const, 'stop' as const, 'kill' as const, 'kill' as const, 'post' as const)
})
const event: Arbitrary<Event> = fc.oneof(
  fc.record({ do: fc.constant('write' as const), stage, definition: foreign, description }),
  fc.record({ do: pick('publish' as const, 'unpublish' as const), api: fc.nat(3) }),
  end
)

type TransportFaultAt = Exclude<NetworkFault, { kind: 'then' }>

/** Faults of calls of these actions in transit. */
export function way(of: Arbitrary<string>): Arbitrary<TransportFaultAt> {
  return fc
    .record({
      action: of,
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
    .map(({ of: what, ...match }) => ({ ...what, ...match }))
}

export const networkFault: Arbitrary<NetworkFault> = fc.oneof(
  { weight: 2, arbitrary: way(action) },
  {
    weight: 3,
    arbitrary: fc
      .record({ action, nth, afterMs, event })
      .map(rest => ({ kind: 'then' as const, times: 1, ...rest }))
  },
  // the step ends or is stopped while it writes
  {
    weight: 1,
    arbitrary: fc
      .record({ nth: pick(1, 2, 2, 3), afterMs: pick(0, 1, 200), event: end })
      .map(rest => ({ kind: 'then' as const, times: 1, action: 'ModifyBackendModel', ...rest }))
  }
)

/** Another writer writes while the batch of the step's write is under way. */
const intruder: Arbitrary<NetworkFault> = fc
  .record({
    nth: pick(1, 1, 1, 2),
    afterMs: pick(1, 40, 250, 600, 2_500, 12_000),
    event: fc.record({
      do: fc.constant('write' as const),
      stage: fc.constant(STAGE),
      definition: foreign,
      description
    })
  })
  .map(rest => ({ kind: 'then', times: 1, action: 'ModifyBackendModel', ...rest }))

/** A permission is withdrawn once the plan has used it. */
const withdrawal: Arbitrary<Fault> = fc
  .record({
    action: pick(
      'DescribeUpdateBackendTask',
      'DescribeBackendInfo',
      'DescribeBackendInfo',
      'DescribeApisByBackend'
    ),
    nth: pick(2, 2, 3, 5)
  })
  .map(match => ({
    ...match,
    times: 'every',
    kind: 'custom',
    status: 403,
    code: 'NoPermission',
    message: 'Not any more.'
  }))

/** The system clock is set, automatically or manually. */
const jump: Arbitrary<NetworkFault> = fc
  .record({
    action,
    nth,
    afterMs,
    event: fc.record({
      do: fc.constant('jump' as const),
      ms: pick(-3_600_000, 3_600_000, -120_000, 120_000)
    })
  })
  .map(rest => ({ kind: 'then', times: 1, ...rest }))

/** The step is killed while its write is in transit, and the write still arrives. */
const lastWrite: Arbitrary<readonly NetworkFault[]> = fc
  .record({
    nth: pick(1, 1, 1, 2),
    ms: pick(500, 3_000, 12_000, 25_000),
    afterMs: pick(0, 1, 400),
    leapMs: pick(0, 0, 120_000, -120_000)
  })
  .map(({ ms, afterMs, nth, leapMs }) => {
    const match = { action: 'ModifyBackendModel', nth, times: 1 }
    return [
      { ...match, kind: 'late', ms },
      { ...match, kind: 'then', afterMs, event: { do: 'kill' } },
      ...(leapMs === 0
        ? []
        : [{ ...match, kind: 'then' as const, afterMs, event: { do: 'jump' as const, ms: leapMs } }])
    ]
  })

/** Faults at critical moments, in addition to random ones. */
export const mishaps = fc.record({
  intruder: sometimes(intruder, 8),
  withdrawal: sometimes(withdrawal, 14),
  jump: sometimes(jump, 6),
  lastWrite: sometimes(lastWrite, 20)
})
