import type { CloudCounts } from '../cloud.ts'
import { withCloud } from '../cloud.ts'
import { runOnce, spreadOf } from '../processes.ts'
import type { Run } from '../processes.ts'
import { loop, manyTargets } from '../programs.ts'
import type { Places } from '../programs.ts'
import { seedOf } from '../seeds.ts'
import { rounded } from '../table.ts'
import type { Table } from '../table.ts'

export interface TargetsOptions {
  readonly counts: readonly number[]
  readonly maxParallel: number
  readonly runs: number
  /** Requests that the service takes in a second; `undefined`: as many as there may be. */
  readonly throttles: readonly (number | undefined)[]
}

const LATENCY_MS = 50
/** More targets than these the loop is not made to go through: what it takes is extrapolated. */
const LONGEST_LOOP = 20
/** A run above this many targets under the throttle is made once. */
const MANY = 100
/** Plans are made of so many targets beside each other, for each that may be written (src/run/plan-targets.ts). */
const READS_A_WRITE = 4
/** Of a target, the round trips that wait for one another: to plan it, and to switch it. */
const PLAN_TRIPS = 1
const SWITCH_TRIPS = 3

/** Many targets, with and without a throttle of the service. */
export async function measureTargets(places: Places, options: TargetsOptions): Promise<Table> {
  const rows: Record<string, string | number | null>[] = []
  for (const perSecond of options.throttles) {
    const loopMs = await measureLoop(places, perSecond)
    for (const targets of options.counts) {
      const { runs, counts } = await measureStep(places, targets, perSecond, options)
      const wall = spreadOf(runs.map(({ wallMs }) => wallMs))
      const leastMs =
        perSecond === undefined
          ? leastByLatency(targets, options.maxParallel)
          : Math.max(leastByRate(counts, perSecond), leastByLatency(targets, options.maxParallel))
      rows.push({
        throttle: perSecond === undefined ? 'none' : `${perSecond}/s`,
        targets,
        runs: runs.length,
        'wall s': rounded(wall.median / 1_000, 2),
        'min s': rounded(wall.min / 1_000, 2),
        'max s': rounded(wall.max / 1_000, 2),
        'least s': rounded(leastMs / 1_000, 2),
        'times the least': rounded(wall.median / leastMs, 2),
        requests: counts.requests,
        throttled: counts.throttled,
        'peak MB': rounded(spreadOf(runs.map(({ peakBytes }) => peakBytes)).median / 1e6),
        'loop s': rounded((loopMs * targets) / LONGEST_LOOP / 1_000, 2)
      })
    }
  }
  return {
    title: `Many targets under ${LATENCY_MS} ms of latency, one step with max-parallel ${options.maxParallel}`,
    rows,
    notes: [
      `least: without a throttle ${LATENCY_MS} ms for each round trip that waits for another (${PLAN_TRIPS} to plan, ${SWITCH_TRIPS} to switch, the first target alone) over the parallelism; with one, requests that were taken over the rate, less the burst`,
      `loop: the same calls one after the other, measured over ${LONGEST_LOOP} targets and extrapolated to the others; it keeps within the throttle by being slow`
    ]
  }
}

async function measureStep(
  places: Places,
  targets: number,
  perSecond: number | undefined,
  { maxParallel, runs: desired }: TargetsOptions
): Promise<{ runs: Run[]; counts: CloudCounts }> {
  const times = perSecond !== undefined && targets > MANY ? 1 : desired
  const runs: Run[] = []
  let last: CloudCounts | undefined
  for (let run = 0; run < times; run++) {
    // a cloud of its own each time: a bucket that is full, and a log that is empty
    last = await withCloud(
      places.folder,
      seedOf(targets, { latencyMs: LATENCY_MS, perSecond }),
      async cloud => {
        runs.push(await runOnce(manyTargets(places, cloud, targets, maxParallel), { memory: true }))
        return cloud.counts()
      }
    )
    if (last.writes !== targets) throw new Error(`${last.writes} writes were accepted of ${targets} targets`)
  }
  if (last === undefined) throw new Error('nothing was run')
  return { runs, counts: last }
}

function measureLoop(places: Places, perSecond: number | undefined): Promise<number> {
  const seed = seedOf(LONGEST_LOOP, { latencyMs: LATENCY_MS, perSecond })
  return withCloud(places.folder, seed, async cloud => (await runOnce(loop(cloud, LONGEST_LOOP))).wallMs)
}

/** Every round trip takes the latency, and as many as may be are under way. */
function leastByLatency(targets: number, parallel: number): number {
  const plan = Math.ceil(targets / (parallel * READS_A_WRITE)) * PLAN_TRIPS
  const write = SWITCH_TRIPS + Math.ceil((targets - 1) / parallel) * SWITCH_TRIPS
  return (plan + write) * LATENCY_MS
}

/** What was taken, after what the full bucket let through at once. */
function leastByRate({ requests, throttled }: CloudCounts, perSecond: number): number {
  return (Math.max(0, requests - throttled - perSecond) / perSecond) * 1_000
}
