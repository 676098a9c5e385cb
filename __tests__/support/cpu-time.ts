/** The coarsest step in which a system counts CPU time. */
const GRAIN_MS = 16
const TRIES = 3

type Work = () => unknown

/** The CPU time that this thread spends, in ms: what else the machine does meanwhile does not count. */
async function cpuMsOf(work: Work): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** Measures two works side by side until the times are as they should be, and fails when they never are. */
async function measure(
  works: readonly [Work, Work],
  { holds, demand }: { readonly holds: (one: number, other: number) => boolean; readonly demand: string }
): Promise<void> {
  const seen: string[] = []
  while (seen.length < TRIES) {
    const one = await cpuMsOf(works[0])
    const other = await cpuMsOf(works[1])
    if (holds(one, other)) return
    seen.push(`${one} and ${other} ms`)
  }
  throw new Error(`CPU time: ${demand}; it took ${seen.join(', ')}`)
}

/**
 * Fails when the CPU time grows faster than the size to the power (1): eight times the size takes about `8 ** power` times
 * as long, and eight times that at the next power. The limit is in the middle of the two. An eighth of the size comes
 * first: what fails there would take too long with all of it.
 */
export async function expectGrowth(
  work: (size: number) => unknown,
  { size, power = 1 }: { readonly size: number; readonly power?: number }
): Promise<void> {
  const most = 8 ** (power + 0.5)
  for (const large of [Math.floor(size / 8), size]) {
    const small = Math.floor(large / 8)
    await measure([() => work(small), () => work(large)], {
      holds: (one, other) => other < most * Math.max(one, GRAIN_MS),
      demand: `${large} may not take ${Math.round(most)} times as long as ${small}`
    })
  }
}

/** Fails when the first takes no less CPU time than the second. */
export function expectCheaper(cheap: Work, dear: Work): Promise<void> {
  return measure([cheap, dear], {
    holds: (one, other) => one < other,
    demand: 'the first is to take less than the second'
  })
}
