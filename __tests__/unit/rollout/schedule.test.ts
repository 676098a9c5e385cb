import { expect, test } from '@jest/globals'
import { mapInParallel, runInOrder } from '../../../src/rollout/schedule.ts'

/** Runs named items (`lane:name`), each ended by hand. */
function rehearse(
  items: readonly string[],
  parallel: number,
  stopAfter = Infinity,
  idle: readonly string[] = []
) {
  const log: string[] = []
  const ends = new Map<string, () => void>()
  let started = 0
  const left = runInOrder(
    items,
    item => {
      started++
      log.push(item)
      return new Promise<void>(resolve => ends.set(item, resolve))
    },
    {
      laneOf: item => item.split(':')[0] ?? '',
      isCanary: item => !idle.includes(item),
      parallel,
      isStopped: () => started >= stopAfter
    }
  )
  const end = async (item: string): Promise<void> => {
    ends.get(item)?.()
    await new Promise(setImmediate)
  }
  return { log, end, left }
}

test('the first alone, then as many as may be, in order, one of a lane at a time', async () => {
  const { log, end, left } = rehearse(['a:1', 'b:1', 'b:2', 'c:1', 'd:1'], 2)
  expect(log).toEqual(['a:1'])
  await end('a:1')
  expect(log).toEqual(['a:1', 'b:1', 'c:1'])
  await end('c:1')
  expect(log).toEqual(['a:1', 'b:1', 'c:1', 'd:1'])
  await end('b:1')
  expect(log.at(-1)).toBe('b:2')
  await end('d:1')
  await end('b:2')
  expect(await left).toEqual([])
})

test('what sends nothing is no canary: the first that sends goes alone', async () => {
  const { log, end, left } = rehearse(['a:1', 'b:1', 'c:1', 'd:1'], 2, Infinity, ['a:1'])
  await end('a:1')
  expect(log).toEqual(['a:1', 'b:1'])
  await end('b:1')
  expect(log).toEqual(['a:1', 'b:1', 'c:1', 'd:1'])
  await end('c:1')
  await end('d:1')
  expect(await left).toEqual([])
})

test('nothing starts once it is stopped; what is under way is waited for', async () => {
  const { log, end, left } = rehearse(['a:1', 'b:1', 'c:1', 'd:1'], 2, 3)
  await end('a:1')
  await end('b:1')
  expect(log).toEqual(['a:1', 'b:1', 'c:1'])
  await end('c:1')
  expect(await left).toEqual(['d:1'])
})

test('a map keeps the order, and its bound', async () => {
  let underWay = 0
  let most = 0
  const doubled = await mapInParallel([3, 1, 2, 5, 4], 2, async item => {
    most = Math.max(most, ++underWay)
    await new Promise(setImmediate)
    underWay--
    return item * 2
  })
  expect(doubled).toEqual([6, 2, 4, 10, 8])
  expect(most).toBe(2)
})
