import { expect, test } from '@jest/globals'
import { mapInParallel, runInOrder } from '../../../src/rollout/schedule.ts'

/** Runs named items (`lane:name`), each completed by the test. */
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

test('runs the first target alone, then as many as allowed in order, one per lane at a time', async () => {
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

test('the first target that sends something runs alone', async () => {
  const { log, end, left } = rehearse(['a:1', 'b:1', 'c:1', 'd:1'], 2, Infinity, ['a:1'])
  await end('a:1')
  expect(log).toEqual(['a:1', 'b:1'])
  await end('b:1')
  expect(log).toEqual(['a:1', 'b:1', 'c:1', 'd:1'])
  await end('c:1')
  await end('d:1')
  expect(await left).toEqual([])
})

test('starts nothing after a stop, and waits for what is running', async () => {
  const { log, end, left } = rehearse(['a:1', 'b:1', 'c:1', 'd:1'], 2, 3)
  await end('a:1')
  await end('b:1')
  expect(log).toEqual(['a:1', 'b:1', 'c:1'])
  await end('c:1')
  expect(await left).toEqual(['d:1'])
})

test('a parallel map keeps the order and its limit', async () => {
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
