import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MAX_SHARDS, shardOf } from '../../../src/model/shard.ts'

const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => index.toString(16).padStart(32, '0'))

const count = fc.integer({ min: 1, max: MAX_SHARDS })

test('a shard is one of those that there are', () => {
  fc.assert(
    fc.property(fc.string(), count, (id, shards) => {
      const shard = shardOf(id, shards)
      return Number.isInteger(shard) && shard >= 1 && shard <= shards
    })
  )
})

test('one more shard moves a backend to the new one or not at all', () => {
  fc.assert(
    fc.property(fc.string(), count, (id, shards) =>
      [shardOf(id, shards), shards + 1].includes(shardOf(id, shards + 1))
    )
  )
})

test('one more shard takes no more than its part', () => {
  const moved = ids(2000).filter(id => shardOf(id, 8) !== shardOf(id, 9))
  expect(moved.length).toBeLessThan((2000 / 9) * 1.25)
})

// these never change: a plan of one version of the action is approved for an apply of another
test.each([
  ['20bcdc9453524b78a8beb1f6de21edb7', 8, 1],
  ['739b68751c0b4e899e04d0c92b6d0be7', 8, 4],
  ['20bcdc9453524b78a8beb1f6de21edb7', 256, 187]
])('%s of %i is in shard %i', (id, shards, shard) => {
  expect(shardOf(id, shards)).toBe(shard)
})

test.each([2, 4, 8, 16])('a thousand backends in %i shards are even to a quarter', shards => {
  const sizes = new Map<number, number>()
  for (const id of ids(1000)) sizes.set(shardOf(id, shards), (sizes.get(shardOf(id, shards)) ?? 0) + 1)
  expect(sizes.size).toBe(shards)
  expect(Math.max(...sizes.values())).toBeLessThan((1000 / shards) * 1.25)
  expect(Math.min(...sizes.values())).toBeGreaterThan((1000 / shards) * 0.75)
})
