import { withCloud } from '../cloud.ts'
import { runOnce, spreadOf } from '../processes.ts'
import type { Run } from '../processes.ts'
import { oneTarget } from '../programs.ts'
import type { Places } from '../programs.ts'
import { seedOf } from '../seeds.ts'
import { rounded } from '../table.ts'
import type { Table } from '../table.ts'

const APIS = 2_000
const MS_PER_API = 2
const LATENCY_MS = 50

/** One target with thousands of published APIs. */
export function measureBatch(places: Places, runs: number): Promise<Table> {
  const seed = seedOf(1, { latencyMs: LATENCY_MS }, { apis: APIS, msPerApi: MS_PER_API })
  return withCloud(places.folder, seed, async cloud => {
    const done: Run[] = []
    for (let run = 0; run < runs; run++) {
      done.push(await runOnce(oneTarget(places, cloud), { memory: true }))
    }
    const { requests } = await cloud.counts()
    const wall = spreadOf(done.map(({ wallMs }) => wallMs))
    return {
      title: `A batch of ${APIS} published APIs that takes ${(APIS * MS_PER_API) / 1_000} s, under ${LATENCY_MS} ms of latency, ${runs} runs`,
      rows: [
        {
          apis: APIS,
          'wall s': rounded(wall.median / 1_000, 2),
          'min s': rounded(wall.min / 1_000, 2),
          'max s': rounded(wall.max / 1_000, 2),
          requests: rounded(requests / runs, 1),
          'peak MB': rounded(spreadOf(done.map(({ peakBytes }) => peakBytes)).median / 1e6)
        }
      ],
      notes: []
    }
  })
}
