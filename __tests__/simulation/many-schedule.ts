import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Definition } from '../../emulator/cloud/state.ts'
import type { Fault } from '../../emulator/faults.ts'
import { parseSeed } from '../../emulator/seed.ts'
import type { Seed, Throttle } from '../../emulator/seed.ts'
import type { TransportFault } from '../../src/runtime/transport-error.ts'
import { ACCESS_KEY } from './material.ts'
import type { Schedule, NetworkFault } from './schedule.ts'
import type { Lag, Spelling } from './service.ts'

/** A target, with its live definition at the start and its distinct desired one. */
export interface Place {
  readonly name: string
  readonly backendId: string
  readonly stageName: string
  readonly before: Definition
  readonly desired: Definition
}

const STAGES = ['TEST', 'RELEASE']

/** In the manifest's order. Every fourth backend has two stages, so that two targets share it. */
function placesOf(backends: number): Place[] {
  return Array.from({ length: backends }, (_, index) => index).flatMap(index =>
    STAGES.slice(index % 4 === 0 ? 0 : 1).map(stageName => ({
      name: `b${index}/${stageName}`,
      backendId: `backend-${index}`,
      stageName,
      before: { ServiceAddress: `http://old-${index}.${stageName}` },
      // in two spellings of the same address
      desired: { ServiceAddress: `http://New-${index}.${stageName}${index % 2 === 0 ? '/' : ''}` }
    }))
  )
}

/** The fifty targets of the schedules. */
export const PLACES = placesOf(40)

export function manifestOf(places: readonly Place[]): string {
  const backends: Record<string, { 'backend-id': string; stages: Record<string, Definition> }> = {}
  for (const { name, backendId, stageName, desired } of places) {
    const entry = (backends[name.slice(0, name.indexOf('/'))] ??= { 'backend-id': backendId, stages: {} })
    entry.stages[stageName] = desired
  }
  return JSON.stringify({ version: 1, backends })
}

/** A cloud with these places, each with two published APIs. */
export function seedOf(places: readonly Place[]): Seed {
  const ids = [...new Set(places.map(({ backendId }) => backendId))]
  const of = (id: string): Place[] => places.filter(({ backendId }) => backendId === id)
  const { id, secret, token } = ACCESS_KEY
  return parseSeed(
    JSON.stringify({
      accounts: [{ id: '1234567890123456', keys: [{ id, secret, 'security-token': token }] }],
      backends: ids.map(backend => ({
        id: backend,
        name: backend,
        type: 'HTTP',
        stages: Object.fromEntries(of(backend).map(({ stageName, before }) => [stageName, before]))
      })),
      groups: [{ name: 'shop', domains: ['shop.localhost'] }],
      apis: ids.flatMap(backend =>
        [1, 2].map(api => ({
          name: `${backend}-${api}`,
          group: 'shop',
          path: `/${backend}/${api}`,
          backend,
          published: of(backend).map(({ stageName }) => stageName)
        }))
      )
    })
  )
}

/** One schedule of many targets: what is desired, how many calls the service accepts, and what goes wrong. */
export interface ManySchedule extends Pick<
  Schedule,
  'msPerApi' | 'listPending' | 'lock' | 'delayMs' | 'faults' | 'way'
> {
  /** The numbers of the targets whose desired definition is live at the start. */
  readonly done: readonly number[]
  readonly onFailure: 'stop' | 'continue'
  readonly maxParallel: number
  readonly rollback: boolean
  readonly requestTimeoutS: number
  readonly maxAttempts: number
  /** `undefined`: the service accepts any number of calls. */
  readonly throttle: Throttle | undefined
  readonly chance: number
  readonly spelling: Spelling
  readonly lag: Lag | undefined
}

const pick = fc.constantFrom
const place = fc.constantFrom(...PLACES)

/** Which calls of one target: a backend is read without its stage, and a batch by its operation only. */
const calls = fc
  .record({
    at: place,
    action: pick('ModifyBackendModel', 'ModifyBackendModel', 'DescribeBackendInfo', 'DescribeApisByBackend'),
    nth: pick(1, 1, 2, 3),
    times: pick(1, 1, 2, 3, 8, 14)
  })
  .map(({ at: { backendId, stageName }, action, ...rest }) => ({
    ...rest,
    action,
    where:
      action === 'DescribeBackendInfo'
        ? { BackendId: backendId }
        : { BackendId: backendId, StageName: stageName }
  }))
const polls = fc.record({
  action: fc.constant('DescribeUpdateBackendTask'),
  nth: fc.integer({ min: 1, max: 120 }),
  times: pick(1, 2, 10, 40)
})
/** A number of consecutive calls of any kind. */
const anyCalls = fc.record({ nth: fc.integer({ min: 1, max: 300 }), times: fc.integer({ min: 1, max: 60 }) })
const writes = place.map(({ backendId, stageName }) => ({
  action: 'ModifyBackendModel',
  where: { BackendId: backendId, StageName: stageName }
}))

const throttling: Arbitrary<Fault> = fc
  .tuple(
    fc.oneof(calls, polls, anyCalls),
    pick(undefined, 'Throttling.Api', 'Rejected.Throttling', 'RepeatedCommit', 'ConcurrencyLockTimeout')
  )
  .map(([match, code]) => ({
    ...match,
    kind: 'throttling' as const,
    ...(code === undefined ? {} : { code })
  }))

const busyPage: Arbitrary<NetworkFault> = fc
  .tuple(fc.oneof(calls, anyCalls), pick(undefined, 1, 15))
  .map(([match, retryAfterS]) => ({ ...match, kind: 'page' as const, status: 429, retryAfterS }))

const trouble: Arbitrary<Fault> = fc.oneof(
  fc
    .tuple(
      fc.oneof(calls, calls, polls),
      pick<Fault>(
        { kind: 'hang-before-commit' },
        { kind: 'hang-after-commit' },
        { kind: 'reset-before-commit' },
        { kind: 'reset-after-commit' },
        { kind: 'truncated-json' },
        { kind: 'error-before-commit', status: 503 },
        { kind: 'error-after-commit', status: 500 },
        { kind: 'error-after-commit', status: 502, body: 'html' },
        { kind: 'latency', ms: 3_000 },
        { kind: 'latency', ms: 40_000 }
      )
    )
    .map(([match, kind]) => ({ ...kind, ...match })),
  fc
    .tuple(
      writes,
      pick<Fault>(
        { kind: 'failing-batch', message: 'No such host.' },
        { kind: 'failing-batch', message: 'No such host.' },
        { kind: 'keeps-old-value' },
        { kind: 'stuck-batch', after: 1 },
        { kind: 'custom', status: 400, code: 'InvalidParameter', message: 'Not so.' }
      )
    )
    .map(([match, kind]) => ({ ...kind, ...match }))
)

const noConnection: Arbitrary<NetworkFault> = fc
  .tuple(fc.oneof(calls, polls), pick<TransportFault>('refused', 'dns', 'timeout', 'unreachable'))
  .map(([match, fault]) => ({ ...match, kind: 'no-way' as const, fault, afterMs: 0 }))

const jump: Arbitrary<NetworkFault> = fc
  .tuple(calls, pick(-3_600_000, 3_600_000, -120_000, 120_000))
  .map(([match, ms]) => ({
    ...match,
    times: 1,
    kind: 'then' as const,
    afterMs: 0,
    event: { do: 'jump' as const, ms }
  }))

/** None of them, or up to this many. */
function atMost<T>(most: number, arbitrary: Arbitrary<T>): Arbitrary<T[]> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<T[]>([]) },
    { weight: 2, arbitrary: fc.array(arbitrary, { maxLength: most }) }
  )
}

export const manySchedules: Arbitrary<ManySchedule> = fc
  .record({
    done: fc.uniqueArray(fc.nat(PLACES.length - 1), { maxLength: 8 }),
    onFailure: pick<ManySchedule['onFailure']>('stop', 'continue'),
    maxParallel: pick(1, 2, 4, 8, 32),
    rollback: fc.boolean(),
    requestTimeoutS: pick(2, 10, 10),
    maxAttempts: pick(2, 5, 5),
    throttle: fc.option(fc.record({ perSecond: pick(4, 10, 50), burst: pick(1, 10, 50) }), {
      nil: undefined,
      freq: 1
    }),
    msPerApi: pick(0, 0, 100, 700),
    listPending: fc.boolean(),
    lock: fc.boolean(),
    delayMs: pick(0, 20, 50, 300),
    busy: atMost(4, throttling),
    troubles: atMost(4, trouble),
    pages: atMost(2, busyPage),
    ways: atMost(2, noConnection),
    chance: fc.nat(),
    spelling: pick<Spelling>('as-sent', 'as-sent', 'lowers-host', 'trims-slash'),
    // shorter than the wait for a definition that becomes visible late
    lag: pick(undefined, undefined, undefined, { ms: 2_000 }, { ms: 9_000 }),
    jumps: atMost(2, jump)
  })
  .map(({ busy, troubles, pages, ways, jumps, ...rest }) => ({
    ...rest,
    faults: [...busy, ...troubles],
    way: [...pages, ...ways, ...jumps]
  }))
