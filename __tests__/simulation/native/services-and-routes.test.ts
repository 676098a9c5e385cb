import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { checkAsync } from '../../support/check-property.ts'
import { RESULTS_OF_EVERY_KIND } from '../results.ts'
import { nativeViolations } from './invariants.ts'
import { simulateNative } from './run.ts'
import { routeSchedules, serviceSchedules } from './schedule.ts'
import type { NativeSchedule } from './schedule.ts'

const RUNS = Number(process.env['SIMULATION_RUNS'] || 0)
// the same schedules each time; `npm run fuzz` takes others
const SEED = Number(process.env['SIMULATION_SEED'] || 20_160_714)

interface Row {
  readonly kind: string
  readonly schedules: Arbitrary<NativeSchedule>
  readonly runs: number
  /** Results that this many schedules must produce, or they prove nothing. */
  readonly results: readonly string[]
}

const ALWAYS = [...RESULTS_OF_EVERY_KIND, 'Drift', 'Conflict']

test.each<Row>([
  { kind: 'service', schedules: serviceSchedules, runs: RUNS || 1_200, results: ALWAYS },
  { kind: 'route', schedules: routeSchedules, runs: RUNS || 2_800, results: ALWAYS }
])(
  'invariants hold in $runs random schedules of a $kind (SIMULATION_RUNS, SIMULATION_SEED)',
  async ({ schedules, runs, results }) => {
    const seen = new Map<string, number>()
    const count = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1)
    await checkAsync(
      fc.asyncProperty(schedules, async schedule => {
        const evidence = await simulateNative(schedule)
        const found = nativeViolations(evidence)
        if (found.length > 0) throw new Error(found.join('\n'))
        const { main, post } = evidence
        count(main.killedAt === undefined ? (main.outputs.get('result') ?? '') : 'killed')
        const code = main.outputs.get('error-code') ?? ''
        if (code !== '') count(code)
        for (const { title } of post?.errors ?? []) count(`post: ${title.slice(title.lastIndexOf(':') + 2)}`)
      }),
      { numRuns: runs, seed: SEED }
    )
    if (process.env['SIMULATION_TALLY'] !== undefined) console.log(Object.fromEntries([...seen].sort()))
    if (runs >= 1_000) expect([...seen.keys()]).toEqual(expect.arrayContaining([...results]))
  },
  3_600_000
)
