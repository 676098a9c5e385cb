/** The most jobs that GitHub starts from one matrix. */
export const MAX_SHARDS = 256

/**
 * The shard, from 1, of each id: they are dealt out in turn, so that shards differ by one at most. The stages of
 * one backend stay together, since they have its id: one write at a time for one backend holds across jobs, too.
 * @param ids in the order of the file, all of them, whatever is selected: the selection then moves none
 */
export function dealShards(ids: Iterable<string>, count: number): ReadonlyMap<string, number> {
  const dealt = new Map<string, number>()
  for (const id of ids) if (!dealt.has(id)) dealt.set(id, (dealt.size % count) + 1)
  return dealt
}
