import { withCloud } from '../cloud.ts'
import { runInTurn } from '../processes.ts'
import { oneCall, oneTarget } from '../programs.ts'
import type { Places } from '../programs.ts'
import { seedOf } from '../seeds.ts'
import { rounded } from '../table.ts'
import type { Table } from '../table.ts'

const LATENCIES_MS = [0, 50, 200]

/** One target under latency: how many round trips are sequential. */
export async function measureLatency(places: Places, runs: number): Promise<Table> {
  const rows: Record<string, number | null>[] = []
  let atNone: number | undefined
  for (const latencyMs of LATENCIES_MS) {
    const row = await withCloud(places.folder, seedOf(1, { latencyMs }), async cloud => {
      const programs = [oneCall(places, cloud, { name: 'floor', what: 'one call' }), oneTarget(places, cloud)]
      const spreads = await runInTurn(programs, runs)
      const { requests } = await cloud.counts()
      const step = spreads.get('step')
      const median = step?.median ?? NaN
      atNone ??= median
      return {
        'latency ms': latencyMs,
        floor: rounded(spreads.get('floor')?.median ?? NaN),
        'step min': rounded(step?.min ?? NaN),
        'step median': rounded(median),
        'step max': rounded(step?.max ?? NaN),
        // without the warm-up and the floor's one request per run
        requests: rounded(requests / (runs + 1) - 1, 1),
        'sequential round trips': latencyMs === 0 ? null : rounded((median - atNone) / latencyMs, 1)
      }
    })
    rows.push(row)
  }
  return {
    title: `One target under latency, ${runs} runs each, in turn; wall time in ms`,
    rows,
    notes: ['sequential round trips: computed from the time that latency adds']
  }
}
