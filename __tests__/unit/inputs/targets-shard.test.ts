import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MAX_SHARDS } from '../../../src/inputs/parsers.ts'
import { dealShards } from '../../../src/inputs/targets.ts'

const ids = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', ''), fc.string()))
const count = fc.integer({ min: 1, max: MAX_SHARDS })

test('assigns each ID once, in the order of the file', () => {
  expect([...dealShards(['a', 'b', 'a', 'c', 'b', 'd', 'e'], 3)]).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', 1],
    ['e', 2]
  ])
})

test('assigns each ID to an existing shard', () => {
  fc.assert(
    fc.property(ids, count, (all, shards) => {
      const dealt = dealShards(all, shards)
      expect(new Set(dealt.keys())).toEqual(new Set(all))
      for (const shard of dealt.values()) {
        expect(Number.isInteger(shard) && shard >= 1 && shard <= shards).toBe(true)
      }
    })
  )
})

test('the sizes of shards differ by at most one', () => {
  fc.assert(
    fc.property(ids, count, (all, shards) => {
      const sizes = Array.from({ length: shards }, () => 0)
      for (const shard of dealShards(all, shards).values()) sizes[shard - 1] = (sizes[shard - 1] ?? 0) + 1
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    })
  )
})

test('later entries do not change the shard of earlier ones', () => {
  fc.assert(
    fc.property(ids, ids, count, (all, more, shards) => {
      const [before, after] = [dealShards(all, shards), dealShards([...all, ...more], shards)]
      for (const [id, shard] of before) expect(after.get(id)).toBe(shard)
    })
  )
})
