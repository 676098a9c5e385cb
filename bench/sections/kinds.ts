import { withCloud } from '../cloud.ts'
import { runInTurn, runOnce } from '../processes.ts'
import type { Program } from '../processes.ts'
import { bothProducts, oneCall, oneRoute, oneService, oneTarget } from '../programs.ts'
import type { Places } from '../programs.ts'
import { nativeSeedOf } from '../seeds.ts'
import type { NativeShape } from '../seeds.ts'
import { rounded } from '../table.ts'
import type { Table } from '../table.ts'

const ONE: NativeShape = { gateways: 1, services: 1, routes: 1 }

/** One step per kind of target, compared with one bare call. */
export function measureKinds(places: Places, runs: number): Promise<Table> {
  return withCloud(places.folder, nativeSeedOf(ONE, { latencyMs: 0 }), async cloud => {
    const programs: readonly Program[] = [
      oneCall(places, cloud, { name: 'floor', what: 'one bare signed POST, no checks, no waiting' }),
      { ...oneTarget(places, cloud), name: 'backend' },
      oneService(places, cloud),
      oneRoute(places, cloud),
      bothProducts(places, cloud, {
        name: 'backend and service',
        shape: { ...ONE, routes: 0 },
        backends: 1
      })
    ]
    const requests = new Map<string, number>()
    for (const program of programs) {
      await runOnce(program)
      requests.set(program.name, (await cloud.counts()).requests)
    }
    const spreads = await runInTurn(programs, runs, 0)
    const floor = spreads.get('floor')?.median ?? NaN
    return {
      title: `One step per kind of target, ${runs} runs each, in turn; wall time of whole processes in ms`,
      rows: programs.map(({ name, what }) => {
        const { min = NaN, median = NaN, max = NaN } = spreads.get(name) ?? {}
        return {
          kind: name,
          min: rounded(min),
          median: rounded(median),
          max: rounded(max),
          'times the floor': rounded(median / floor, 2),
          requests: requests.get(name) ?? null,
          what
        }
      }),
      notes: []
    }
  })
}

/** The most calls per second that the step sends to one gateway (src/cloud). */
const PER_SECOND = 5

const LATENCY_MS = 50

export interface GatewaysOptions {
  /** The number of services. There are a tenth as many routes, because each deployment takes seconds. */
  readonly targets: number
}

/** Many targets at one gateway, and the same number at ten. */
export async function measureGateways(places: Places, { targets }: GatewaysOptions): Promise<Table> {
  const routes = Math.max(1, Math.round(targets / 10))
  const cases: readonly (readonly [kind: string, shape: NativeShape])[] = [1, 10].flatMap(gateways => [
    ['service', { gateways, services: Math.ceil(targets / gateways), routes: 0 }] as const,
    ['route', { gateways, services: 0, routes: Math.ceil(routes / gateways) }] as const
  ])
  const rows: Record<string, string | number | null>[] = []
  for (const [kind, shape] of cases.toSorted(([a], [b]) => b.localeCompare(a))) {
    const row = await withCloud(
      places.folder,
      nativeSeedOf(shape, { latencyMs: LATENCY_MS }),
      async cloud => {
        const { wallMs, peakBytes } = await runOnce(bothProducts(places, cloud, { name: kind, shape }), {
          memory: true
        })
        const { requests, writes } = await cloud.counts()
        const count = shape.gateways * (shape.services + shape.routes)
        if (writes !== count) throw new Error(`${writes} writes were accepted for ${count} targets`)
        const leastMs = (Math.max(0, requests / shape.gateways - PER_SECOND) / PER_SECOND) * 1_000
        return {
          kind,
          targets: count,
          gateways: shape.gateways,
          'wall s': rounded(wallMs / 1_000, 2),
          'least s': rounded(leastMs / 1_000, 2),
          requests,
          'per target': rounded(requests / count, 1),
          'per gateway and s': rounded(requests / shape.gateways / (wallMs / 1_000), 1),
          'peak MB': rounded(peakBytes / 1e6)
        }
      }
    )
    rows.push(row)
  }
  return {
    title: `Many targets at one gateway and at ten, with ${LATENCY_MS} ms of latency, one run each`,
    rows,
    notes: [
      `least: the requests to one gateway at ${PER_SECOND} per second, minus a burst of ${PER_SECOND}`,
      'per gateway and s: the requests to one gateway per second of wall time'
    ]
  }
}
