import { Cloud } from '../../../emulator/cloud/cloud.ts'
import { DEFAULT_DOUBTS } from '../../../emulator/cloud/doubts.ts'
import { countingIds } from '../../../emulator/cloud/ids.ts'
import { Faults } from '../../../emulator/faults.ts'
import { NO_NATIVE_RESOURCES } from '../../../emulator/seed.ts'
import type { Seed } from '../../../emulator/seed.ts'
import type { Environment } from '../../../src/runtime/github.ts'
import { checkInputs, jobEnvironment } from '../environment.ts'
import { ACCESS_KEY } from '../material.ts'
import { playSteps } from '../play.ts'
import type { Played } from '../play.ts'
import { Trace } from '../trace.ts'
import { VirtualTime } from '../virtual-time.ts'
import { ANOTHER, NativeCloud } from './cloud.ts'
import type { Act, Truth } from './cloud.ts'
import { API_ID, BLUE, DOMAIN_IDS, GATEWAY_ID, GREEN, MATCH, RED, ROUTE_ID, SERVICE_ID } from './material.ts'
import type { NativeEvent, NativeSchedule } from './schedule.ts'

/** The target at a moment. */
export interface Snapshot {
  readonly at: number
  /** Position in the trace: earlier events are before it. */
  readonly order: number
  readonly truth: Truth
}

/** The evidence of one run. */
export interface Evidence extends Played<Snapshot> {
  readonly schedule: NativeSchedule
  readonly start: Truth
  readonly acts: readonly Act[]
}

/** Runs both steps as scheduled. */
export async function simulateNative(schedule: NativeSchedule): Promise<Evidence> {
  const time = new VirtualTime()
  const trace = new Trace()
  const cloud = new Cloud({ seed: seedOf(schedule), clock: time, ids: countingIds() })
  const native = new NativeCloud(cloud, new Faults(schedule.faults), trace, schedule)
  const start = native.truth()
  const played = await playSteps<NativeEvent, Snapshot>({
    schedule,
    time,
    trace,
    far: native.side(),
    env: environmentOf(schedule),
    edition: 'native',
    happen: event => native.happen(event),
    snapshot: () => ({ at: time.now(), order: trace.next(), truth: native.truth() })
  })
  return { schedule, start, acts: native.acts, ...played }
}

function environmentOf(schedule: NativeSchedule): Environment {
  const { kind, desired, weightSteps, rollback } = schedule
  const target =
    kind === 'service'
      ? { 'service-id': SERVICE_ID, addresses: desired }
      : { 'http-api-id': API_ID, 'route-id': ROUTE_ID, 'route-backend': desired }
  return jobEnvironment(
    {
      ...target,
      ...(weightSteps.length === 0 ? {} : { 'weight-steps': weightSteps.join(', ') }),
      ...(rollback === undefined ? {} : { 'rollback-on-failure': String(rollback) }),
      mode: schedule.mode,
      'approved-plan': schedule.approved === 'none' ? 'none' : `fp1:${'0'.repeat(64)}`,
      'skip-unchanged': String(schedule.skipUnchanged),
      wait: schedule.wait,
      'wait-timeout': String(schedule.waitTimeoutS),
      'request-timeout': String(schedule.requestTimeoutS),
      'max-attempts': String(schedule.maxAttempts),
      summary: String(schedule.summary),
      ...checkInputs(schedule)
    },
    schedule.runAttempt
  )
}

function seedOf(schedule: NativeSchedule): Seed {
  const account = '1234567890123456'
  const allow = [{ actions: ['*'], resources: ['*'] }]
  const { denied, kind, live, fields, status, serving } = schedule
  const key = { name: 'emulator', disabled: false, expired: false, allow, deny: [] }
  const services = [
    ...(kind === 'service' ? [[SERVICE_ID, 'orders', { ...live, ...fields }] as const] : []),
    [BLUE, 'blue', { addresses: ['10.1.0.1:8080'] }] as const,
    [GREEN, 'green', { addresses: ['10.1.0.2:8080'] }] as const,
    [RED, 'red', { addresses: ['10.1.0.3:8080'] }] as const
  ]
  const backend = kind === 'route' ? live : { scene: 'SingleService', services: [{ serviceId: SERVICE_ID }] }
  const environment = { id: 'env-crhq1u5lhtgju0', name: 'default', gatewayId: GATEWAY_ID, subDomains: [] }
  return {
    ...NO_NATIVE_RESOURCES,
    region: 'cn-hangzhou',
    accounts: [
      {
        id: account,
        keys: [
          {
            ...key,
            id: ACCESS_KEY.id,
            secret: ACCESS_KEY.secret,
            securityToken: ACCESS_KEY.token,
            deny:
              denied.length === 0 ? [] : [{ actions: denied.map(name => `apig:${name}`), resources: ['*'] }]
          },
          { ...key, id: ANOTHER, secret: 'of another', securityToken: undefined }
        ]
      }
    ],
    gateways: [{ id: GATEWAY_ID, account, name: 'prod', type: 'API', status: 'Running', environment }],
    domains: DOMAIN_IDS.map(id => ({ id, account, name: `${id}.example.com` })),
    services: services.map(([id, name, fields]) => ({
      id,
      name,
      gateway: GATEWAY_ID,
      type: 'VIP',
      fields,
      health: undefined,
      unhealthy: []
    })),
    httpApis: [
      {
        id: API_ID,
        name: 'shop',
        gateway: GATEWAY_ID,
        type: 'Http',
        basePath: '/',
        description: '',
        backend: null,
        domainIds: [],
        status: undefined,
        operations: [],
        routes: [
          {
            id: ROUTE_ID,
            name: 'checkout',
            description: 'pays',
            match: MATCH,
            domainIds: ['d-one'],
            backend,
            live: serving,
            status,
            builtin: false,
            mcp: undefined
          }
        ]
      }
    ],
    oidcProviders: [],
    roles: [],
    backends: [],
    groups: [],
    apis: [],
    vpc: [],
    batch: { msPerApi: 0, deployMs: schedule.deployMs },
    strict: [],
    doubts: { ...DEFAULT_DOUBTS, ...schedule.doubts },
    throttle: undefined,
    faults: []
  }
}
