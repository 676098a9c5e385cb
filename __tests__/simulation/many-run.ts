import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import { countingIds } from '../../emulator/cloud/ids.ts'
import { Faults } from '../../emulator/faults.ts'
import type { Seed } from '../../emulator/seed.ts'
import type { Report } from '../../src/report/report.ts'
import { run } from '../../src/main.ts'
import { jobEnvironment } from './environment.ts'
import type { ManySchedule, Place } from './many-schedule.ts'
import { manifestOf, seedOf } from './many-schedule.ts'
import { Network } from './network.ts'
import { RunnerFiles } from './runner-files.ts'
import { Service, backendSide } from './service.ts'
import { Step } from './step.ts'
import { Trace } from './trace.ts'
import type { CallRecord } from './trace.ts'
import { clockOf, VirtualTime } from './virtual-time.ts'

/** The evidence of one step with many targets. */
export interface ManyEvidence {
  readonly schedule: ManySchedule
  readonly places: readonly Place[]
  readonly cloud: Cloud
  readonly calls: readonly CallRecord[]
  readonly step: Step
  /** The complete report, from its file. */
  readonly report: Report
  /** When the log reported the end of a target, in the order of all events; by the target's name. */
  readonly ends: ReadonlyMap<string, readonly number[]>
  readonly tookMs: number
}

/** A target for each place, and a cloud that contains them. */
export interface Ground {
  readonly places: readonly Place[]
  readonly seed: Seed
  /** The workspace with the manifest. */
  readonly folder: string
}

export function groundOf(places: readonly Place[], folder: string): Ground {
  writeFileSync(join(folder, 'backends.json'), manifestOf(places))
  return { places, seed: seedOf(places), folder }
}

/** Runs a step with all of the places. */
export async function simulateMany(
  schedule: ManySchedule,
  { places, seed, folder }: Ground
): Promise<ManyEvidence> {
  const time = new VirtualTime()
  const cloud = new Cloud({ seed: seedFor(schedule, seed, places), clock: time, ids: countingIds() })
  const trace = new Trace()
  const network = new Network({
    time,
    far: backendSide(cloud, new Service(cloud, new Faults(schedule.faults), schedule.spelling, schedule.lag)),
    way: schedule.way,
    trace,
    delayMs: schedule.delayMs,
    happen: event => {
      if (event.do === 'jump') time.jump(event.ms)
    },
    onSend: () => undefined
  })
  const files = new RunnerFiles()
  const step = new Step('main', time, files)
  const ends = new Map<string, number[]>()
  const sinks = step.sinks()
  step.begin(
    run({
      ...sinks,
      log: {
        ...sinks.log,
        info: text => {
          const name = /^\[\d+\/\d+\] (\S+): /.exec(text)?.[1]
          if (name !== undefined) ends.set(name, [...(ends.get(name) ?? []), trace.next()])
          sinks.log.info(text)
        }
      },
      env: {
        ...jobEnvironment(inputsOf(schedule)),
        GITHUB_WORKSPACE: folder
      },
      clock: clockOf(time, step.isAlive, schedule.chance),
      stop: step.stop.signal,
      pid: 1,
      saveState: (name, value) => step.saveState(name, value),
      network: {
        connect: network.connect(step),
        createExchange: () => () => Promise.reject(new Error('no probes in this simulation'))
      }
    })
  )
  await time.passUntil(() => !step.isRunning())
  const report = JSON.parse(files.readIfThere(step.outputs.get('report-file') ?? '') ?? '') as Report
  const tookMs = time.now() - step.startedAt
  return { schedule, places, cloud, calls: trace.calls, step, report, ends, tookMs }
}

function inputsOf(schedule: ManySchedule): Record<string, string> {
  return {
    manifest: 'backends.json',
    'stage-name': '*',
    'max-parallel': String(schedule.maxParallel),
    'on-failure': schedule.onFailure,
    'rollback-on-failure': String(schedule.rollback),
    'request-timeout': String(schedule.requestTimeoutS),
    'max-attempts': String(schedule.maxAttempts)
  }
}

function seedFor(schedule: ManySchedule, seed: Seed, places: readonly Place[]): Seed {
  const { msPerApi, listPending, lock, throttle } = schedule
  const done = schedule.done.flatMap(index => places[index] ?? [])
  return {
    ...seed,
    batch: { msPerApi },
    doubts: { ...seed.doubts, listPending, lock },
    throttle,
    backends: seed.backends.map(backend => ({
      ...backend,
      stages: backend.stages.map(stage => ({
        ...stage,
        definition:
          done.find(({ backendId, stageName }) => backendId === backend.id && stageName === stage.name)
            ?.desired ?? stage.definition
      }))
    }))
  }
}
