import { Cloud } from '../../emulator/cloud/cloud.ts'
import { DEFAULT_DOUBTS } from '../../emulator/cloud/doubts.ts'
import { countingIds } from '../../emulator/cloud/ids.ts'
import type { Definition } from '../../emulator/cloud/state.ts'
import { Faults } from '../../emulator/faults.ts'
import { NOTHING_NATIVE } from '../../emulator/seed.ts'
import type { Seed } from '../../emulator/seed.ts'
import { run } from '../../src/main.ts'
import { recover } from '../../src/post-step/recover.ts'
import { ACCESS_KEY, BACKEND_ID, MODEL_ID, OTHER_STAGE, STAGE } from './material.ts'
import { Network, probeExchange } from './network.ts'
import type { ProbeAnswer, Schedule, Event } from './schedule.ts'
import { environmentOf } from './environment.ts'
import { RunnerFiles } from './runner-files.ts'
import { Service } from './service.ts'
import { Step } from './step.ts'
import { Trace } from './trace.ts'
import type { CallRecord, Stored } from './trace.ts'
import { VirtualTime, clockOf } from './virtual-time.ts'

/** The cloud at a moment. */
export interface Snapshot {
  readonly at: number
  readonly stored: Stored
  /** How many writes there had been, of anybody. */
  readonly writes: number
  /** By API, what it serves; undefined: not published. */
  readonly inForce: ReadonlyMap<string, Definition | undefined>
}

/** Everything that there is to say about one run. */
export interface Evidence {
  readonly schedule: Schedule
  readonly cloud: Cloud
  readonly calls: readonly CallRecord[]
  readonly main: Step
  readonly post: Step | undefined
  /** The post step began while the main step was still running. */
  readonly overlap: boolean
  /** What each URL has answered, before the write and after it. */
  readonly preflights: readonly (readonly ProbeAnswer[])[]
  readonly probes: readonly (readonly ProbeAnswer[])[]
  /** When the main step and the post step were over. */
  readonly afterMain: Snapshot
  readonly afterPost: Snapshot | undefined
  /** At the start of the post step and at each write. */
  readonly journals: readonly (string | undefined)[]
  /** The journal as it was when each of these writes left. */
  readonly journalAt: ReadonlyMap<CallRecord, string | undefined>
  /** What lies in the folder of the job when all is over, by path. */
  readonly files: ReadonlyMap<string, string>
  /** The journal could not be kept when the main step was over. */
  readonly isDiskBad: boolean
}

const POST_DEADLINE_MS = 160_000
/** From the end of the main step to its post step. */
const BETWEEN_MS = 1_000

/** Runs both steps by the schedule. */
export async function simulate(schedule: Schedule): Promise<Evidence> {
  const time = new VirtualTime()
  const cloud = new Cloud({ seed: seedOf(schedule), clock: time, ids: countingIds() })
  const service = new Service(cloud, new Faults(schedule.faults), schedule.spelling, schedule.lag)
  const trace = new Trace()
  const journals: (string | undefined)[] = []
  const journalAt = new Map<CallRecord, string | undefined>()
  const preflights: ProbeAnswer[][] = []
  const probes: ProbeAnswer[][] = []
  const env = environmentOf(schedule)
  const files: RunnerFiles = new RunnerFiles(schedule.disk, () => {
    files.hold(true)
    time.after(0, () => files.hold(false))
    main.kill()
  })
  const main: Step = new Step('main', time, files, schedule.killBeforeEffect)
  let post: Step | undefined
  let overlap = false
  let afterPost: Snapshot | undefined

  const happen = (event: Event): void => {
    switch (event.do) {
      case 'write':
        service.write(BACKEND_ID, event.stage, event.definition, event.description)
        break
      case 'jump':
        time.jump(event.ms)
        break
      case 'publish':
      case 'unpublish':
        publish(cloud, time, event.api, event.do === 'publish')
        break
      case 'stop':
        main.signal(trace.calls.length)
        break
      case 'kill':
        main.kill()
        break
      case 'post':
        startPost()
    }
  }
  const network = new Network({
    time,
    cloud,
    service,
    way: schedule.way,
    hang: schedule.hang && { ...schedule.hang, waitTimeoutMs: schedule.waitTimeoutS * 1_000 },
    trace,
    delayMs: schedule.delayMs,
    happen,
    onSend: call => {
      if (call.action !== 'ModifyBackendModel') return
      const journal = main.journal()
      journals.push(journal)
      journalAt.set(call, journal)
    }
  })
  const startPost = (): void => {
    const journalPath = main.journalPath
    // without a journal the entry file does not even load the step
    if (post !== undefined || journalPath === undefined) return
    const step = (post = new Step('post', time, files))
    overlap = main.isRunning()
    const deadline = new AbortController()
    const clock = clockOf(time, step.isAlive, schedule.chance + 1)
    journals.push(main.journal())
    time.after(POST_DEADLINE_MS, () => deadline.abort())
    step.begin(
      recover(journalPath, {
        ...step.sinks(),
        env,
        clock,
        main: () => ({
          isAlive: () => main.isThere(),
          end: signal => {
            if (signal === 'SIGKILL') main.kill()
            else if (!schedule.deaf) main.signal(trace.calls.length)
          }
        }),
        deadline: deadline.signal,
        lastWord: deadline.signal,
        network: { connect: network.connect(step) }
      }).then(() => {
        afterPost = snapshot(cloud, schedule, time)
        return undefined
      })
    )
  }

  main.begin(
    run({
      ...main.sinks(),
      env,
      clock: clockOf(time, main.isAlive, schedule.chance),
      stop: main.stop.signal,
      pid: 1,
      saveState: (name, value) => main.saveState(name, value),
      network: {
        connect: network.connect(main),
        createExchange: () =>
          probeExchange(
            time,
            main,
            { scripts: schedule.probe?.urls ?? [], given: probes },
            { scripts: schedule.preflight ?? [], given: preflights }
          )
      }
    })
  )
  await time.passUntil(() => !main.isRunning())
  const isDiskBad = files.isBad()
  const afterMain = snapshot(cloud, schedule, time)
  if (post === undefined) {
    time.after(BETWEEN_MS, startPost)
    let waited = false
    time.after(BETWEEN_MS, () => (waited = true))
    await time.passUntil(() => waited)
  }
  const last = post
  if (last !== undefined) await time.passUntil(() => !last.isRunning())
  return {
    schedule,
    cloud,
    calls: trace.calls,
    main,
    post,
    overlap,
    preflights,
    probes,
    afterMain,
    afterPost,
    journals,
    journalAt,
    files: files.all(),
    isDiskBad
  }
}

function snapshot(cloud: Cloud, { apis }: Schedule, time: VirtualTime): Snapshot {
  const model = cloud.model(BACKEND_ID, STAGE)
  return {
    at: time.now(),
    stored: { definition: model?.definition ?? {}, description: model?.description ?? '' },
    writes: cloud.writes().length,
    inForce: new Map(
      apis.map((_, index) => [`api-${index + 1}`, cloud.inForce(`api-${index + 1}`, STAGE)?.definition])
    )
  }
}

function publish(cloud: Cloud, time: VirtualTime, index: number, isPublished: boolean): void {
  const api = cloud.apis()[index]
  const definition = cloud.definition(BACKEND_ID, STAGE)
  if (api === undefined || definition === undefined) return
  const inForce = isPublished
    ? { backendId: BACKEND_ID, backendType: 'HTTP', stageName: STAGE, definition }
    : undefined
  const deployments = api.deployments.get(STAGE) ?? []
  api.deployments.set(STAGE, deployments)
  deployments.push({ at: time.now(), inForce })
}

function seedOf(schedule: Schedule): Seed {
  const account = '1234567890123456'
  const allow = [{ actions: ['*'], resources: ['*'] }]
  const deny =
    schedule.denied.length === 0
      ? []
      : [{ actions: schedule.denied.map(name => `apigateway:${name}`), resources: ['*'] }]
  return {
    ...NOTHING_NATIVE,
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
