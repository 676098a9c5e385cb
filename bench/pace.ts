export interface Arrival {
  readonly at: number
  readonly gateway: string
}

/** The gateways that a request of the bench is about: its ids name them, as `svc-3-17` and `gw-3`. */
export function gatewaysIn(text: string, at: number): Arrival[] {
  const gateways = new Set(
    [...text.matchAll(/\b(?:gw|svc|api|hr)-(\d+)/g)].map(([, gateway = '']) => gateway)
  )
  return [...gateways].map(gateway => ({ at, gateway }))
}

/** What is sent a second apart may arrive a little closer. */
const JITTER_MS = 100

/** The most arrivals within a second, less some jitter, at one gateway; 0 without any. */
export function busiestSecond(arrivals: readonly Arrival[]): number {
  const windows = new Map<string, number[]>()
  let most = 0
  for (const { at, gateway } of arrivals.toSorted((a, b) => a.at - b.at)) {
    const window = (windows.get(gateway) ?? []).filter(earlier => earlier > at - 1_000 + JITTER_MS)
    window.push(at)
    windows.set(gateway, window)
    most = Math.max(most, window.length)
  }
  return most
}
