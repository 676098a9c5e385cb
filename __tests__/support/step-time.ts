import { truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningStep, StepOptions } from '../../step-runner/step.ts'

// Tests control the clock of a step, because a busy machine cannot keep up with real time. The durations themselves are
// tested with fake clocks: unit/runtime/process, and the simulation.

/** The environment that preloads these modules in every process of a step. */
export function preload(...modules: readonly string[]): { readonly NODE_OPTIONS: string } {
  const urls = modules.map(code => `data:text/javascript,${encodeURIComponent(code)}`)
  return { NODE_OPTIONS: urls.map(url => `--import=${url}`).join(' ') }
}

// A step sleeps between polls (src/runtime/clock.ts). Here it wakes immediately, with its clock advanced accordingly.
// Request time-outs are not shortened, and other timers, which are recognized by their function's name, are not either.
const INSTANT_SLEEPS_MODULE = `
  const { setTimeout } = globalThis
  const { hrtime } = process
  let aheadMs = 0
  const now = () => {
    const [seconds, nanoseconds] = hrtime()
    return seconds * 1_000 + nanoseconds / 1e6 + aheadMs
  }
  process.hrtime = () => [Math.floor(now() / 1_000), (now() % 1_000) * 1e6]
  globalThis.setTimeout = (run, ms, ...rest) => {
    if (run.name !== 'wake') return setTimeout(run, ms, ...rest)
    const due = now() + ms
    return setTimeout(() => {
      aheadMs += Math.max(0, due - now())
      run()
    })
  }`

/** For steps that do not depend on real time: sleeps return immediately. */
export const INSTANT_SLEEPS = preload(INSTANT_SLEEPS_MODULE)

const POST_INSTANT_SLEEPS_MODULE = `if (process.argv[1].endsWith('post.js')) {${INSTANT_SLEEPS_MODULE}}`
/** Sleeps return immediately in post, but not in main, which is stopped during a wait. */
export const POST_INSTANT_SLEEPS = preload(POST_INSTANT_SLEEPS_MODULE)

/** How long a step waits for the response to a write after a signal (src/rollout/send.ts). */
export const WRITE_GRACE_MS = 2_500
/** The time after a signal at which the step exits at the latest (src/runtime/process.ts). */
const LONGEST_END_MS = 4_700
const MINUTES = 4 * 60_000

/** Logged when SIGINT has arrived, before the step handles it. */
export const INTERRUPTED = 'SIGINT has arrived'

/**
 * For steps that are stopped by a signal: the step is not killed, and its final deadline and timers of exactly these
 * lengths only fire with `releaseDeadlines`. Sleeps return immediately in post.
 */
export function holdDeadlines(...lengthsMs: readonly number[]): Pick<StepOptions, 'cancelTimes' | 'env'> {
  return {
    cancelTimes: { interruptMs: MINUTES, terminateMs: MINUTES },
    env: preload(
      POST_INSTANT_SLEEPS_MODULE,
      `
      const held = []
      const { setTimeout } = globalThis
      globalThis.setTimeout = (run, ms, ...rest) => {
        if (!${JSON.stringify([LONGEST_END_MS, ...lengthsMs])}.includes(ms)) return setTimeout(run, ms, ...rest)
        held.push(run)
        return setTimeout(() => undefined)
      }
      process.on('SIGUSR2', () => held.splice(0).forEach(run => run()))
      process.on('SIGINT', () => console.log(${JSON.stringify(INTERRUPTED)}))`
    )
  }
}

export function releaseDeadlines(step: RunningStep): void {
  step.signal('SIGUSR2')
}

/** Stops the clock of main, so that its waits never end. Sleeps return immediately in post. */
export const MAIN_CLOCK_STOPPED = preload(
  POST_INSTANT_SLEEPS_MODULE,
  `if (process.argv[1].endsWith('index.js')) {
    const stopped = process.hrtime()
    process.hrtime = () => stopped
  }`
)

/** The clock of a step. Its timers are real. */
export interface StepClock {
  /** For `preload`. */
  readonly module: string
  /** Sets the step's clock forward. */
  advance(seconds: number): void
}

/** Runs with a controllable step clock, so that credentials expire and waits end when the test decides. */
export async function withStepClock<T>(use: (clock: StepClock) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'step-clock-'))
  const file = join(folder, 'ahead')
  let ahead = 0
  writeFileSync(file, '')
  try {
    return await use({
      // the offset in seconds is the file's size, because a size changes atomically and contents do not
      module: `
        import { statSync } from 'node:fs'
        const { hrtime } = process
        process.hrtime = () => {
          const [seconds, nanoseconds] = hrtime()
          return [seconds + statSync(${JSON.stringify(file)}).size, nanoseconds]
        }`,
      advance: seconds => truncateSync(file, (ahead += seconds))
    })
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
