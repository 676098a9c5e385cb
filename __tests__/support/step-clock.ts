import { mkdtemp, rm } from 'node:fs/promises'
import { truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What time a step believes it is. Its timers are those of the system. */
export interface StepClock {
  /** What the step is to have in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** Puts the clock of the step forward. */
  advance(seconds: number): void
}

// the step is ahead by as many seconds as the file has bytes: a size changes at once, where a text is first cut off
const PRELOAD = `
import { statSync } from 'node:fs'
const { now } = Date
Date.now = () => now() + statSync(process.env.STEP_CLOCK).size * 1000
`

/** Runs with a clock for a step: keys end, and waits are over, when a test says so, and not after some real time. */
export async function withStepClock<T>(use: (clock: StepClock) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'step-clock-'))
  const file = join(folder, 'ahead')
  let ahead = 0
  writeFileSync(file, '')
  try {
    return await use({
      env: {
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}`,
        STEP_CLOCK: file
      },
      advance: seconds => truncateSync(file, (ahead += seconds))
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}
