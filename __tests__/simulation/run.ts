import { Cloud } from '../../emulator/cloud/cloud.ts'
import { DEFAULT_DOUBTS } from '../../emulator/cloud/doubts.ts'
import { countingIds } from '../../emulator/cloud/ids.ts'
import type { Definition } from '../../emulator/cloud/state.ts'
import { Faults } from '../../emulator/faults.ts'
import { NO_NATIVE_RESOURCES } from '../../emulator/seed.ts'
import type { Seed } from '../../emulator/seed.ts'
import { environmentOf } from './environment.ts'
import { ACCESS_KEY, BACKEND_ID, MODEL_ID, OTHER_STAGE, STAGE } from './material.ts'
import { playSteps } from './play.ts'
import type { Played } from './play.ts'
import type { Event, Schedule } from './schedule.ts'
import { Service, backendSide } from './service.ts'
import { Trace } from './trace.ts'
import type { Stored } from './trace.ts'
import { VirtualTime } from './virtual-time.ts'

/** The cloud at a moment. */
export interface Snapshot {
  readonly at: number
  readonly stored: Stored
  /** The number of writes so far, by anyone. */
  readonly writes: number
  /** What each API serves; undefined: not published. */
  readonly inEffect: ReadonlyMap<string, Definition | undefined>
}

/** The evidence of one run. */
export interface Evidence extends Played<Snapshot> {
  readonly schedule: Schedule
  readonly cloud: Cloud
}

/** Runs both steps as scheduled. */
export async function simulate(schedule: Schedule): Promise<Evidence> {
  const time = new VirtualTime()
  const cloud = new Cloud({ seed: seedOf(schedule), clock: time, ids: countingIds() })
  const service = new Service(cloud, new Faults(schedule.faults), schedule.spelling, schedule.lag)
  const played = await playSteps<Event, Snapshot>({
    schedule,
    time,
    trace: new Trace(),
    far: backendSide(cloud, service),
    env: environmentOf(schedule),
    edition: 'root',
    happen: event => {
      if (event.do === 'write') {
        service.write(BACKEND_ID, event.stage, event.definition, event.description)
      } else if ('api' in event) publish(cloud, time, event.api, event.do === 'publish')
    },
    snapshot: () => snapshot(cloud, schedule, time)
  })
  return { schedule, cloud, ...played }
}

function snapshot(cloud: Cloud, { apis }: Schedule, time: VirtualTime): Snapshot {
  const model = cloud.model(BACKEND_ID, STAGE)
  return {
    at: time.now(),
    stored: { definition: model?.definition ?? {}, description: model?.description ?? '' },
    writes: cloud.writes().length,
    inEffect: new Map(
      apis.map((_, index) => [`api-${index + 1}`, cloud.inEffect(`api-${index + 1}`, STAGE)?.definition])
    )
  }
}

function publish(cloud: Cloud, time: VirtualTime, index: number, isPublished: boolean): void {
  const api = cloud.apis()[index]
  const definition = cloud.definition(BACKEND_ID, STAGE)
  if (api === undefined || definition === undefined) return
  const inEffect = isPublished
    ? { backendId: BACKEND_ID, backendType: 'HTTP', stageName: STAGE, definition }
    : undefined
  const deployments = api.deployments.get(STAGE) ?? []
  api.deployments.set(STAGE, deployments)
  deployments.push({ at: time.now(), inEffect })
}

function seedOf(schedule: Schedule): Seed {
  const account = '1234567890123456'
  const allow = [{ actions: ['*'], resources: ['*'] }]
  const deny =
    schedule.denied.length === 0
      ? []
      : [{ actions: schedule.denied.map(name => `apigateway:${name}`), resources: ['*'] }]
  return {
    ...NO_NATIVE_RESOURCES,
    region: 'cn-hangzhou',
    accounts: [
      {
        id: account,
        keys: [
          {
            id: ACCESS_KEY.id,
            secret: ACCESS_KEY.secret,
            name: 'emulator',
            securityToken: ACCESS_KEY.token,
            disabled: false,
            expired: false,
            allow,
            deny
          }
        ]
      }
    ],
    backends: [
      {
        id: BACKEND_ID,
        account,
        name: 'orders',
        type: 'HTTP',
        description: '',
        stages: [
          { name: STAGE, modelId: MODEL_ID, description: 'before', definition: schedule.live },
          { name: OTHER_STAGE, modelId: `${MODEL_ID}0`, description: '', definition: schedule.live }
        ]
      }
    ],
    groups: [{ id: 'shop', name: 'shop', domains: ['shop.localhost'] }],
    apis: schedule.apis.map((isPublished, index) => ({
      id: `api-${index + 1}`,
      name: `orders ${index + 1}`,
      description: '',
      group: 'shop',
      method: 'GET',
      path: `/a${index + 1}`,
      backend: BACKEND_ID,
      published: isPublished ? [STAGE] : [],
      updateFails: schedule.updateFails && index === 0 ? 'Failed. It always does.' : undefined
    })),
    vpc: [],
    batch: { msPerApi: schedule.msPerApi },
    strict: [],
    doubts: { ...DEFAULT_DOUBTS, listPending: schedule.listPending, lock: schedule.lock },
    throttle: undefined,
    faults: [],
    oidcProviders: [],
    roles: []
  }
}
