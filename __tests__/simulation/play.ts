import { run } from '../../src/main.ts'
import { recover } from '../../src/post-step/recover.ts'
import type { Edition } from '../../src/inputs/table.ts'
import type { Environment } from '../../src/runtime/github.ts'
import { Network, probeExchange } from './network.ts'
import type { CheckResponse, FarSide } from './network.ts'
import type { ProbeResponse, Schedule, StepEvent, NetworkFault } from './schedule.ts'
import { RunnerFiles } from './runner-files.ts'
import { Step } from './step.ts'
import type { CallRecord, Trace } from './trace.ts'
import { clockOf } from './virtual-time.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The parts of a run, for any cloud. */
export interface Play<E, S> {
  readonly schedule: Pick<
    Schedule,
    | 'chance'
    | 'deaf'
    | 'delayMs'
    | 'disk'
    | 'hang'
    | 'killBeforeEffect'
    | 'preflight'
    | 'probe'
    | 'waitTimeoutS'
  > & { readonly way: readonly NetworkFault<E>[] }
  readonly time: VirtualTime
  readonly trace: Trace
  readonly far: FarSide
  readonly env: Environment
  readonly edition: Edition
  /** What happens in the cloud. */
  readonly happen: (event: Exclude<E, StepEvent>) => void
  readonly snapshot: () => S
}

/** The record of both steps. */
export interface Played<S> {
  readonly calls: readonly CallRecord[]
  readonly main: Step
  readonly post: Step | undefined
  /** The post step began while the main step was still running. */
  readonly overlap: boolean
  /** The responses of each URL, before the write and after it. */
  readonly preflights: readonly (readonly ProbeResponse[])[]
  readonly probes: readonly (readonly ProbeResponse[])[]
  /** All of these responses, in order. */
  readonly checks: readonly CheckResponse[]
  /** When the main step and the post step had ended. */
  readonly afterMain: S
  readonly afterPost: S | undefined
  /** At the start of the post step and at each write. */
  readonly journals: readonly (string | undefined)[]
  /** The journal as it was when each of these writes left. */
  readonly journalAt: ReadonlyMap<CallRecord, string | undefined>
  /** The files in the folder of the job at the end, by path. */
  readonly files: ReadonlyMap<string, string>
  /** Whether the journal was lost by the end of the main step. */
  readonly isDiskBad: boolean
}

const POST_DEADLINE_MS = 160_000
/** From the end of the main step to its post step. */
const BETWEEN_MS = 1_000

/** Runs both steps as scheduled. */
export async function playSteps<E extends StepEvent | { readonly do: string }, S>({
  schedule,
  time,
  trace,
  far,
  env,
  edition,
  ...play
}: Play<E, S>): Promise<Played<S>> {
  const journals: (string | undefined)[] = []
  const journalAt = new Map<CallRecord, string | undefined>()
  const preflights: ProbeResponse[][] = []
  const probes: ProbeResponse[][] = []
  const checks: CheckResponse[] = []
  const files: RunnerFiles = new RunnerFiles(schedule.disk, () => main.dieWriting())
  const main: Step = new Step('main', time, files, schedule.killBeforeEffect)
  let post: Step | undefined
  let overlap = false
  let afterPost: S | undefined

  const happen = (event: E): void => {
    switch (event.do) {
      case 'jump':
        time.jump((event as Extract<StepEvent, { do: 'jump' }>).ms)
        break
      case 'stop':
        main.signal(trace.calls.length)
        break
      case 'kill':
        main.kill()
        break
      case 'post':
        startPost()
        break
      default:
        play.happen(event as Exclude<E, StepEvent>)
    }
  }
  const network = new Network<E>({
    time,
    far,
    way: schedule.way,
    hang: schedule.hang && { ...schedule.hang, waitTimeoutMs: schedule.waitTimeoutS * 1_000 },
    trace,
    delayMs: schedule.delayMs,
    happen,
    onSend: call => {
      if (!far.isWrite(call.action)) return
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
        afterPost = play.snapshot()
        return undefined
      })
    )
  }

  main.begin(
    run(
      {
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
              { scripts: schedule.probe?.urls ?? [], returned: probes },
              { scripts: schedule.preflight ?? [], returned: preflights },
              response => checks.push({ ...response, order: trace.next() })
            )
        }
      },
      edition
    )
  )
  await time.passUntil(() => !main.isRunning())
  const isDiskBad = files.isBad()
  const afterMain = play.snapshot()
  if (post === undefined) {
    time.after(BETWEEN_MS, startPost)
    let waited = false
    time.after(BETWEEN_MS, () => (waited = true))
    await time.passUntil(() => waited)
  }
  const last = post
  if (last !== undefined) await time.passUntil(() => !last.isRunning())
  return {
    calls: trace.calls,
    main,
    post,
    overlap,
    preflights,
    probes,
    checks,
    afterMain,
    afterPost,
    journals,
    journalAt,
    files: files.all(),
    isDiskBad
  }
}
