import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkAsync } from '../support/check-property.ts'
import { RESULTS_OF_EVERY_KIND } from './results.ts'
import { simulate } from './run.ts'
import { violations } from './invariants.ts'
import { schedules } from './schedule.ts'

const RUNS = Number(process.env['SIMULATION_RUNS'] || 6_000)
/** Long enough to tell a slow machine from a hang. */
const LONGEST_MS = Math.max(3_600_000, RUNS * 1_000)
// the same schedules each time; `npm run fuzz` takes others
const SEED = Number(process.env['SIMULATION_SEED'] || 20_160_714)

/** Results that this many schedules must produce, or they prove nothing. */
const RESULTS = [...RESULTS_OF_EVERY_KIND, 'BakeFailed', 'rolled-back: BakeFailed']

test(
  `invariants hold in ${RUNS} random schedules (SIMULATION_RUNS, SIMULATION_SEED)`,
  async () => {
    const seen = new Map<string, number>()
    const count = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1)
    await checkAsync(
      fc.asyncProperty(schedules, async schedule => {
        const evidence = await simulate(schedule)
        const found = violations(evidence)
        if (found.length > 0) throw new Error(found.join('\n'))
        const { main, post } = evidence
        count(main.killedAt === undefined ? (main.outputs.get('result') ?? '') : 'killed')
        const code = main.outputs.get('error-code') ?? ''
        if (code !== '') count(code)
        count(`${main.outputs.get('result') ?? ''}: ${code}`)
        for (const { title } of post?.errors ?? []) count(`post: ${title.slice(title.lastIndexOf(':') + 2)}`)
      }),
      { numRuns: RUNS, seed: SEED }
    )
    if (process.env['SIMULATION_TALLY'] !== undefined) console.log(Object.fromEntries([...seen].sort()))
    if (RUNS >= 5_000) expect([...seen.keys()]).toEqual(expect.arrayContaining(RESULTS))
  },
  LONGEST_MS
)
