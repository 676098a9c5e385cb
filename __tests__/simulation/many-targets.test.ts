import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkAsync } from '../support/check-property.ts'
import { groundOf, simulateMany } from './many-run.ts'
import { manyViolations } from './many-invariants.ts'
import { manySchedules, PLACES } from './many-schedule.ts'

const RUNS = Number(process.env['SIMULATION_RUNS'] || 200)
/** Long enough to tell a slow machine from a hang. */
const LONGEST_MS = Math.max(3_600_000, RUNS * 1_000)
// the same schedules each time; `npm run fuzz` takes others
const SEED = Number(process.env['SIMULATION_SEED'] || 20_160_714)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulation-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Results that this many schedules must produce, or they prove nothing. */
const RESULTS = ['switched', 'unchanged', 'failed', 'not-started', 'partial', 'unknown', 'rolled-back']

test(
  `none of ${PLACES.length} targets is lost, sent needlessly or misreported, in ${RUNS} random schedules (SIMULATION_RUNS, SIMULATION_SEED)`,
  async () => {
    const seen = new Map<string, number>()
    const ground = groundOf(PLACES, folder)
    await checkAsync(
      fc.asyncProperty(manySchedules, async schedule => {
        const evidence = await simulateMany(schedule, ground)
        const found = manyViolations(evidence)
        if (found.length > 0) throw new Error(found.slice(0, 20).join('\n'))
        for (const { result } of evidence.report.targets) seen.set(result, (seen.get(result) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed: SEED }
    )
    if (process.env['SIMULATION_TALLY'] !== undefined) console.log(Object.fromEntries([...seen].sort()))
    if (RUNS >= 200) expect([...seen.keys()]).toEqual(expect.arrayContaining(RESULTS))
  },
  LONGEST_MS
)
