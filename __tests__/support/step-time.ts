import { truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningStep, StepOptions } from '../../step-runner/step.ts'

// What a step does by the clock comes when a test says so: a busy machine does not keep up with a clock. The times
// themselves are held by tests with a clock of their own: unit/runtime/signals, and the simulation.

/** The environment in which every process of a step runs these modules first. */
export function preload(...modules: readonly string[]): { readonly NODE_OPTIONS: string } {
  const urls = modules.map(code => `data:text/javascript,${encodeURIComponent(code)}`)
  return { NODE_OPTIONS: urls.map(url => `--import=${url}`).join(' ') }
}

// Between two looks a step sleeps (src/runtime/clock.ts). Here it wakes at once, and finds its clock as much later. What a
// request may take is not shortened, and a sleep that is not known by its name lasts as long as it says.
const SLEEPS_AT_ONCE = `
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

/** For a step that waits for nothing that takes its own time: it sleeps, and wakes at once. */
export const SLEEPS_NO_TIME = preload(SLEEPS_AT_ONCE)

const POST_SLEEPS_AT_ONCE = `if (process.argv[1].endsWith('post.js')) {${SLEEPS_AT_ONCE}}`
/** Post wakes at once whenever it sleeps; main, which is stopped in the middle of a wait, does not. */
export const POST_SLEEPS_NO_TIME = preload(POST_SLEEPS_AT_ONCE)

/** How long a write may still be answered after a signal (src/rollout/send.ts). */
export const WRITE_GRACE_MS = 2_500
/** After a signal the step ends by itself at the latest after this (src/runtime/process.ts). */
const LAST_MOMENT_MS = 4_700
const MINUTES = 4 * 60_000

/** In the log when SIGINT has arrived and the step is about to act on it. */
export const INTERRUPTED = 'SIGINT has arrived'

/**
 * For a step that is stopped by a signal: nothing ends it from outside, and its last moment, and whatever else it times
 * with exactly one of these lengths, comes with `lastMoment` alone. Post sleeps no time.
 */
export function unhurried(...lengthsMs: readonly number[]): Pick<StepOptions, 'cancelTimes' | 'env'> {
  return {
    cancelTimes: { interruptMs: MINUTES, terminateMs: MINUTES },
    env: preload(
      POST_SLEEPS_AT_ONCE,
      `
      const held = []
      const { setTimeout } = globalThis
      globalThis.setTimeout = (run, ms, ...rest) => {
        if (!${JSON.stringify([LAST_MOMENT_MS, ...lengthsMs])}.includes(ms)) return setTimeout(run, ms, ...rest)
        held.push(run)
        return setTimeout(() => undefined)
      }
      process.on('SIGUSR2', () => held.splice(0).forEach(run => run()))
      process.on('SIGINT', () => console.log(${JSON.stringify(INTERRUPTED)}))`
    )
  }
}

export function lastMoment(step: RunningStep): void {
  step.signal('SIGUSR2')
}

/** The clock of main stands still, so that no wait of main ends; that of post does not, and post sleeps no time. */
export const MAIN_STANDS_STILL = preload(
  POST_SLEEPS_AT_ONCE,
  `if (process.argv[1].endsWith('index.js')) {
    const stopped = process.hrtime()
    process.hrtime = () => stopped
  }`
)

/** What time a step believes it is. Its timers are those of the system. */
export interface StepClock {
  /** For `preload`. */
  readonly module: string
  /** Puts the clock of the step forward. */
  advance(seconds: number): void
}

/** Runs with a clock for a step: keys end, and waits are over, when a test says so, and not after some real time. */
export async function withStepClock<T>(use: (clock: StepClock) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'step-clock-'))
  const file = join(folder, 'ahead')
  let ahead = 0
  writeFileSync(file, '')
  try {
    return await use({
      // ahead by as many seconds as the file has bytes: a size changes at once, where a text is first cut off
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
