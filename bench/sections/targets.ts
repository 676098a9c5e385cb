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
  /** Requests per second that the service accepts; `undefined` means no limit. */
  readonly throttles: readonly (number | undefined)[]
}

const LATENCY_MS = 50
/** The loop is measured with this many targets, and extrapolated to more. */
const LONGEST_LOOP = 20
/** With more targets than this under a throttle, there is only one run. */
const MANY = 100
/** How many targets are planned in parallel for each one of max-parallel (src/run/plan-targets.ts). */
const READS_A_WRITE = 4
/** Sequential round trips per target, for its plan and for its switch. */
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
    title: `Many targets with ${LATENCY_MS} ms of latency, one step with max-parallel ${options.maxParallel}`,
    rows,
    notes: [
      `least: without a throttle, ${LATENCY_MS} ms per sequential round trip (${PLAN_TRIPS} to plan, ${SWITCH_TRIPS} to switch, the first target alone), divided by the parallelism; with a throttle, accepted requests divided by the rate, minus the burst`,
      `loop: the same calls made sequentially, measured with ${LONGEST_LOOP} targets and extrapolated; too slow to be throttled`
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
    // a new cloud for each run: its token bucket is full, and its log empty
    last = await withCloud(
      places.folder,
      seedOf(targets, { latencyMs: LATENCY_MS, perSecond }),
      async cloud => {
        runs.push(await runOnce(manyTargets(places, cloud, targets, maxParallel), { memory: true }))
        return cloud.counts()
      }
    )
    if (last.writes !== targets) throw new Error(`${last.writes} writes were accepted for ${targets} targets`)
  }
  if (last === undefined) throw new Error('nothing was run')
  return { runs, counts: last }
}

function measureLoop(places: Places, perSecond: number | undefined): Promise<number> {
  const seed = seedOf(LONGEST_LOOP, { latencyMs: LATENCY_MS, perSecond })
  return withCloud(places.folder, seed, async cloud => (await runOnce(loop(cloud, LONGEST_LOOP))).wallMs)
}

/** Every round trip takes the latency, and as many as allowed run in parallel. */
function leastByLatency(targets: number, parallel: number): number {
  const plan = Math.ceil(targets / (parallel * READS_A_WRITE)) * PLAN_TRIPS
  const write = SWITCH_TRIPS + Math.ceil((targets - 1) / parallel) * SWITCH_TRIPS
  return (plan + write) * LATENCY_MS
}

/** The accepted requests at the rate, without those that the full bucket accepts at once. */
function leastByRate({ requests, throttled }: CloudCounts, perSecond: number): number {
  return (Math.max(0, requests - throttled - perSecond) / perSecond) * 1_000
}
