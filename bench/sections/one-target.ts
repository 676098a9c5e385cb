import { withCloud } from '../cloud.ts'
import { runInTurn } from '../processes.ts'
import { bundle, oneCall, oneTarget } from '../programs.ts'
import type { Places } from '../programs.ts'
import { seedOf } from '../seeds.ts'
import { rounded } from '../table.ts'
import type { Table } from '../table.ts'

/** One target: what the step costs, compared with programs that do less. */
export function measureOneTarget(places: Places, runs: number): Promise<Table> {
  const naive = bundle(places, 'naive')
  const typed = bundle(places, 'typed-sdk')
  // the batch is complete at the first poll, so that the step is measured and not the service
  return withCloud(places.folder, seedOf(1, { latencyMs: 0 }), async cloud => {
    const programs = [
      oneCall(places, cloud, { name: 'floor', what: 'one bare signed POST, no checks, no waiting' }),
      oneCall(places, cloud, { name: 'naive', what: 'core and the SDK, one call', script: naive }),
      oneCall(places, cloud, { name: 'typed-sdk', what: 'the typed SDK, one call', script: typed }),
      oneTarget(places, cloud)
    ]
    const spreads = await runInTurn(programs, runs, 2)
    const floor = spreads.get('floor')?.median ?? NaN
    return {
      title: `One target, ${runs} runs each, in turn; wall time of whole processes in ms`,
      rows: programs.flatMap(({ name, what }) => {
        const spread = spreads.get(name)
        return spread === undefined
          ? []
          : [
              {
                program: name,
                min: rounded(spread.min),
                median: rounded(spread.median),
                max: rounded(spread.max),
                'times the floor': rounded(spread.median / floor, 2),
                what
              }
            ]
      }),
      notes: []
    }
  })
}
