import { hash } from 'node:crypto'

/** The most jobs that GitHub starts from one matrix. */
export const MAX_SHARDS = 256

/**
 * The shard, from 1, that a backend belongs to. It follows from the backend's id and the number of shards
 * alone: adding or removing a backend moves no other one, the stages of one backend stay together (one
 * write at a time for one backend holds across jobs, too), and one more shard takes its even part from the
 * others and moves nothing between them. The price of that is that shards are even only on the whole.
 *
 * Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm" (2014),
 * https://arxiv.org/abs/1406.2294
 */
export function shardOf(backendId: string, count: number): number {
  let key = hash('sha256', backendId, 'buffer').readBigUInt64BE()
  let bucket = 0
  for (let next = 0; next < count;) {
    bucket = next
    key = BigInt.asUintN(64, key * 2862933555777941757n + 1n)
    next = Math.floor((bucket + 1) * (2 ** 31 / (Number(key >> 33n) + 1)))
  }
  return bucket + 1
}
