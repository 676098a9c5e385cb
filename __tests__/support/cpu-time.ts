/** The coarsest granularity of CPU time on any system. */
const GRAIN_MS = 16
const MAX_ATTEMPTS = 3

type Work = () => unknown

/** CPU time of this thread, in ms, which other processes on the machine do not affect. */
async function cpuMsOf(work: Work): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** Measures two functions alternately until their times meet the condition; fails after several attempts. */
async function measure(
  works: readonly [Work, Work],
  { holds, demand }: { readonly holds: (one: number, other: number) => boolean; readonly demand: string }
): Promise<void> {
  const seen: string[] = []
  while (seen.length < MAX_ATTEMPTS) {
    const one = await cpuMsOf(works[0])
    const other = await cpuMsOf(works[1])
    if (holds(one, other)) return
    seen.push(`${one} and ${other} ms`)
  }
  throw new Error(`CPU time: ${demand}; it took ${seen.join(', ')}`)
}

/**
 * Fails if the CPU time grows faster than the size to the power (1). Eight times the size takes about `8 ** power` times
 * as long, or eight times that at the next power; the limit is between the two. An eighth of the size is measured
 * first, because a failure there would take too long at full size.
 */
export async function expectGrowth(
  work: (size: number) => unknown,
  { size, power = 1 }: { readonly size: number; readonly power?: number }
): Promise<void> {
  const max = 8 ** (power + 0.5)
  for (const large of [Math.floor(size / 8), size]) {
    const small = Math.floor(large / 8)
    await measure([() => work(small), () => work(large)], {
      holds: (one, other) => other < max * Math.max(one, GRAIN_MS),
      demand: `size ${large} must not take ${Math.round(max)} times as long as size ${small}`
    })
  }
}

/** Fails unless the first function takes less CPU time than the second. */
export function expectCheaper(cheap: Work, dear: Work): Promise<void> {
  return measure([cheap, dear], {
    holds: (one, other) => one < other,
    demand: 'the first must take less than the second'
  })
}
