import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { ApigDoubts } from '../../../emulator/apig/doubts.ts'
import type { JsonObject } from '../../../emulator/cloud/json.ts'
import type { Fault } from '../../../emulator/faults.ts'
import type { BadDisk } from '../runner-files.ts'
import { disk, probeResponses } from '../schedule.ts'
import type { Hang, ProbeResponse, StepEvent, NetworkFault } from '../schedule.ts'
import { mostly, pick, sometimes } from '../troubles.ts'
import {
  ADDRESSES,
  BACKENDS,
  LIVE_ADDRESSES,
  LIVE_BACKENDS,
  RATIOS,
  ROUTE_EDITS,
  SERVICE_EDITS,
  SERVICE_FIELDS
} from './material.ts'
import { troublesOf } from './troubles.ts'

/** What happens during the step. */
export type NativeEvent =
  /** Another writer writes, and perhaps deploys what was written. */
  | { readonly do: 'edit'; readonly fields: JsonObject; readonly deploy: boolean }
  /** Another writer deploys what is saved, or takes the route offline. */
  | { readonly do: 'deploy' | 'undeploy' }
  | StepEvent

/** One run: what is live, what is desired, and what goes wrong. */
export interface NativeSchedule {
  readonly kind: 'service' | 'route'
  /** Of a service: its addresses; of a route: its backend. */
  readonly live: JsonObject
  /** Other fields of a service. */
  readonly fields: JsonObject
  /** The status of a route at the start. */
  readonly status: string
  /** What a route serves if it differs from what is saved. */
  readonly serving: JsonObject | undefined
  /** In the form of the input. */
  readonly desired: string
  /** Of a ladder; otherwise empty. */
  readonly weightSteps: readonly number[]
  readonly mode: 'apply' | 'plan'
  readonly approved: 'none' | 'other'
  readonly skipUnchanged: boolean
  readonly runAttempt: number
  readonly wait: 'auto' | 'true' | 'false'
  readonly waitTimeoutS: number
  /** `undefined`: not set. */
  readonly rollback: boolean | undefined
  readonly requestTimeoutS: number
  readonly maxAttempts: number
  readonly probe:
    | { readonly timeoutS: number; readonly urls: readonly (readonly ProbeResponse[])[] }
    | undefined
  readonly preflight: readonly (readonly ProbeResponse[])[] | undefined
  readonly bakeS: number
  readonly denied: readonly string[]
  readonly doubts: Partial<ApigDoubts>
  readonly deployMs: number
  readonly delayMs: number
  readonly faults: readonly Fault[]
  readonly way: readonly NetworkFault<NativeEvent>[]
  readonly killBeforeEffect: number | undefined
  readonly deaf: boolean
  readonly summary: boolean
  readonly chance: number
  /** How long a reading still shows the state before a write. */
  readonly lagMs: number | undefined
  readonly hang: Hang | undefined
  readonly disk: BadDisk | undefined
}

/** Mostly healthy services: a ladder requests them many times. */
const responses = fc.oneof(
  { weight: 2, arbitrary: fc.constant<readonly ProbeResponse[]>(['good']) },
  { weight: 1, arbitrary: probeResponses },
  { weight: 1, arbitrary: probeResponses.map(some => [...some, 'good' as const]) },
  // healthy at first, and failing under more traffic
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 3, max: 90 })
      .map(count => [...Array.from({ length: count }, () => 'good' as const), 'bad-status' as const])
  }
)

const settings = fc.record({
  mode: mostly<NativeSchedule['mode']>('apply', 'apply', 'plan'),
  approved: mostly<NativeSchedule['approved']>('none', 'none', 'other'),
  skipUnchanged: mostly(true, false),
  runAttempt: mostly(1, 2),
  wait: mostly<NativeSchedule['wait']>('auto', 'true', 'false'),
  waitTimeoutS: pick(15, 30, 60, 120, 600),
  rollback: pick(true, true, false, undefined),
  requestTimeoutS: pick(1, 10, 10),
  maxAttempts: pick(1, 2, 5),
  probe: sometimes(
    fc.record({ timeoutS: pick(5, 60), urls: fc.array(responses, { minLength: 1, maxLength: 2 }) }),
    2
  ),
  preflight: sometimes(fc.array(responses, { minLength: 1, maxLength: 2 }), 6),
  bakeS: pick(0, 0, 3, 20)
})

const doubts: Arbitrary<Partial<ApigDoubts>> = fc.record({
  routeSave: mostly<ApigDoubts['routeSave']>('draft', 'live'),
  routePut: pick<ApigDoubts['routePut']>('replace', 'merge'),
  servicePut: pick<ApigDoubts['servicePut']>('replace', 'merge', 'merge'),
  deployStatusLag: pick(0, 0, 1, 2),
  deployFailure: mostly<ApigDoubts['deployFailure']>('never', 'once', 'always'),
  failedDeployServes: pick<ApigDoubts['failedDeployServes']>('previous', 'previous', 'saved', 'nothing'),
  equalDraft: pick<ApigDoubts['equalDraft']>('DeployedWithChanges', 'Deployed'),
  deployStatuses: mostly(['Deploying', 'Deployed'], ['Deployed'], ['Changing', 'Deploying', 'Deployed']),
  lockFailures: mostly(0, 1, 3),
  lockFailedStatus: pick<ApigDoubts['lockFailedStatus']>('409', '200'),
  gatewayLock: mostly(false, true),
  messages: pick<ApigDoubts['messages']>('english', 'chinese'),
  singleScene: pick<ApigDoubts['singleScene']>('SingleService', 'Single'),
  singleWeight: pick<ApigDoubts['singleWeight']>('shown', 'absent'),
  serviceOrder: pick<ApigDoubts['serviceOrder']>('kept', 'reversed'),
  denialForm: pick<ApigDoubts['denialForm']>('upper', 'lower')
})

const world = fc.record({
  doubts,
  deployMs: pick(0, 0, 700, 3_000, 12_000, 40_000),
  delayMs: pick(0, 0, 20, 400),
  killBeforeEffect: sometimes(fc.integer({ min: 1, max: 60 }), 8),
  deaf: mostly(false, true),
  summary: mostly(true, false),
  chance: fc.nat(),
  lagMs: sometimes(pick(200, 1_500, 4_000, 8_000, 20_000), 8),
  hang: sometimes(
    fc.record({
      action: fc.constant(undefined),
      beforeMs: pick(0, 900, 2_000, 4_900, 20_000),
      lastingMs: pick(1_500, 10_000, 300_000)
    }),
    12
  ),
  disk
})

const services = fc.record({
  kind: fc.constant('service' as const),
  live: pick(...LIVE_ADDRESSES).map((addresses): JsonObject => ({ addresses: [...addresses] })),
  fields: pick(...SERVICE_FIELDS),
  status: fc.constant('Deployed'),
  serving: fc.constant(undefined),
  desired: pick(...ADDRESSES),
  weightSteps: fc.constant<readonly number[]>([]),
  denied: fc.oneof(
    { weight: 12, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray(['GetService', 'UpdateService', 'ListHttpApis']) }
  )
})

const ONE = BACKENDS.map(backend => JSON.stringify(backend))

const routes = fc.record({
  kind: fc.constant('route' as const),
  live: pick(...LIVE_BACKENDS),
  fields: fc.constant<JsonObject>({}),
  status: mostly('Deployed', 'DeployedWithChanges', 'DeployFailed', 'Deploying', 'NotDeployed'),
  serving: sometimes(pick(...LIVE_BACKENDS), 2),
  wish: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        desired: pick(...ONE, ...RATIOS.map(backend => JSON.stringify(backend))),
        weightSteps: fc.constant<readonly number[]>([])
      })
    },
    {
      weight: 2,
      arbitrary: fc.record({
        desired: pick(...ONE),
        weightSteps: pick<readonly number[]>([10, 50, 100], [50, 100], [50, 100], [20, 40, 100])
      })
    }
  ),
  denied: fc.oneof(
    { weight: 12, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.subarray(['GetHttpApiRoute', 'UpdateHttpApiRoute', 'DeployHttpApi', 'GetService'])
    }
  )
})

/** Adjusts combinations that the inputs would reject. */
function agreeing(schedule: NativeSchedule): NativeSchedule {
  const { weightSteps, wait, mode, preflight, bakeS, status, live } = schedule
  const isLadder = weightSteps.length > 0
  // a ladder requires checks at each step
  const probe =
    schedule.probe ??
    (isLadder && preflight === undefined ? { timeoutS: 60, urls: [['good' as const]] } : undefined)
  const isChecked = probe !== undefined || (isLadder && preflight !== undefined)
  const one: NativeSchedule = {
    ...schedule,
    probe,
    bakeS: isChecked ? bakeS : 0,
    rollback: isLadder && schedule.rollback === false ? undefined : schedule.rollback,
    wait: isLadder && wait === 'false' ? 'auto' : wait,
    // a status other than Deployed means that something else serves
    serving: status === 'DeployedWithChanges' ? (schedule.serving ?? live) : undefined
  }
  return {
    ...one,
    ...(one.wait === 'false' ? { probe: undefined, bakeS: 0, rollback: undefined } : {}),
    ...(mode === 'plan' ? { approved: 'none' as const } : {}),
    // one doubt about readings is enough
    ...(one.lagMs === undefined ? {} : { doubts: { ...one.doubts, deployStatusLag: 0 } })
  }
}

export const serviceSchedules: Arbitrary<NativeSchedule> = fc
  .tuple(settings, world, services, troublesOf('GetService', ['UpdateService'], SERVICE_EDITS))
  .map(([one, two, three, four]) => agreeing({ ...one, ...two, ...three, ...four }))

export const routeSchedules: Arbitrary<NativeSchedule> = fc
  .tuple(
    settings,
    world,
    routes,
    troublesOf('GetHttpApiRoute', ['UpdateHttpApiRoute', 'DeployHttpApi'], ROUTE_EDITS)
  )
  .map(([one, two, { wish, ...three }, four]) => agreeing({ ...one, ...two, ...three, ...wish, ...four }))
