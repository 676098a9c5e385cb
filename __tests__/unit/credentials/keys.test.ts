import { expect, test } from '@jest/globals'
import { createRenewing } from '../../../src/credentials/keys.ts'
import type { FetchOptions, Lease } from '../../../src/credentials/keys.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const MINUTE = 60_000

/** Keys that contain how often they were fetched; a fetch can be made to fail or to wait. */
function setUp(lifetimeMs: number) {
  const clock = new FakeClock()
  const log = createMemoryLog()
  const fetches: FetchOptions[] = []
  const control: { failure?: Error; hold?: Promise<void> } = {}
  const keys = createRenewing(
    async (options): Promise<Lease> => {
      fetches.push(options)
      const count = fetches.length
      await control.hold
      if (control.failure !== undefined) throw control.failure
      return { keys: { accessKeyId: `STS.${count}`, accessKeySecret: 's', securityToken: 't' }, lifetimeMs }
    },
    { clock, log, late: withinMs => new Error(`late after ${withinMs} ms`) }
  )
  return { clock, log, fetches, control, keys }
}

test.each([
  ['one hour, five minutes before they expire', 60 * MINUTE, 55 * MINUTE],
  ['the shortest session, when a quarter of it is left', 15 * MINUTE, 11.25 * MINUTE],
  ['twelve hours, five minutes before they expire', 720 * MINUTE, 715 * MINUTE]
])('renews keys in time: %s', async (_, lifetimeMs, renewedAfterMs) => {
  const { clock, fetches, keys } = setUp(lifetimeMs)
  const first = await keys()
  clock.time += renewedAfterMs - 1
  expect(await keys()).toBe(first)
  clock.time += 1
  expect(await keys()).toMatchObject({ accessKeyId: 'STS.2' })
  expect(fetches.map(({ once }) => once)).toEqual([false, true])
})

test('concurrent callers wait for one fetch', async () => {
  const { clock, fetches, keys } = setUp(60 * MINUTE)
  const many = () => Promise.all([keys(), keys(), keys(new AbortController().signal)])
  expect(new Set(await many()).size).toBe(1)
  clock.time += 59 * MINUTE
  expect(new Set(await many()).size).toBe(1)
  expect(fetches).toHaveLength(2)
})

test('uses the current keys while they work if a renewal fails', async () => {
  const { clock, control, fetches, keys, log } = setUp(60 * MINUTE)
  const first = await keys()
  clock.time += 56 * MINUTE
  control.failure = new Error('no response')
  expect(await keys()).toBe(first)
  expect(await keys()).toBe(first)
  expect(fetches).toHaveLength(2)
  expect(log.of('info')).toEqual(['no response; the current credentials are valid for another 3m50s'])
  clock.time += 30_000
  delete control.failure
  expect(await keys()).toMatchObject({ accessKeyId: 'STS.3' })
})

test('throws the failure instead of using expired keys', async () => {
  const { clock, control, fetches, keys } = setUp(60 * MINUTE)
  await keys()
  control.failure = new Error('no response')
  clock.time += 60 * MINUTE - 10_000
  await expect(keys()).rejects.toThrow('no response')
  expect(fetches.map(({ once }) => once)).toEqual([false, false])
  delete control.failure
  expect(await keys()).toMatchObject({ accessKeyId: 'STS.3' })
})

test('an aborted caller leaves, and the fetch is aborted when no caller is left', async () => {
  const { control, fetches, keys } = setUp(60 * MINUTE)
  const held = Promise.withResolvers<undefined>()
  control.hold = held.promise.then(() => undefined)
  const [one, other] = [new AbortController(), new AbortController()]
  const leaves = keys(one.signal)
  const stays = keys(other.signal)
  one.abort()
  await expect(leaves).rejects.toMatchObject({ fault: 'aborted', maySent: false })
  expect(fetches[0]?.signal.aborted).toBe(false)
  other.abort()
  await expect(stays).rejects.toMatchObject({ fault: 'aborted' })
  expect(fetches[0]?.signal.aborted).toBe(true)
  // a later caller does not join it
  const later = keys()
  held.resolve(undefined)
  expect(await later).toMatchObject({ accessKeyId: 'STS.2' })
})

test('a caller that is aborted already leaves no fetch running', async () => {
  const { fetches, keys } = setUp(60 * MINUTE)
  await expect(keys(AbortSignal.abort())).rejects.toMatchObject({ fault: 'aborted' })
  expect(fetches.every(({ signal }) => signal.aborted)).toBe(true)
})

test('uses the current keys while they work if a renewal takes too long', async () => {
  const { clock, control, fetches, keys } = setUp(60 * MINUTE)
  const first = await keys()
  clock.time += 56 * MINUTE
  control.hold = new Promise(() => undefined)
  expect(await keys(undefined, 5)).toBe(first)
  // no caller waits for it, and none starts another one immediately
  expect(fetches[1]?.signal.aborted).toBe(true)
  expect(await keys(undefined, 5)).toBe(first)
  expect(fetches).toHaveLength(2)
  clock.time += 30_000
  delete control.hold
  expect(await keys(undefined, MINUTE)).toMatchObject({ accessKeyId: 'STS.3' })
})

test('a caller that runs out of time without working keys gets an error, and the fetch continues for the others', async () => {
  const { control, fetches, keys } = setUp(60 * MINUTE)
  const held = Promise.withResolvers<undefined>()
  control.hold = held.promise.then(() => undefined)
  const stays = keys()
  await expect(keys(undefined, 5)).rejects.toThrow('late after 5 ms')
  expect(fetches.map(({ signal }) => signal.aborted)).toEqual([false])
  held.resolve(undefined)
  expect(await stays).toMatchObject({ accessKeyId: 'STS.1' })
})

test('makes all attempts if the keys expire during a single-attempt renewal', async () => {
  const { clock, control, fetches, keys } = setUp(60 * MINUTE)
  await keys()
  clock.time += 56 * MINUTE
  const failing = Promise.withResolvers<undefined>()
  control.hold = failing.promise.then(() => undefined)
  const asked = keys()
  clock.time += 4 * MINUTE
  failing.reject(new Error('no response'))
  delete control.hold
  expect(await asked).toMatchObject({ accessKeyId: 'STS.3' })
  expect(fetches.map(({ once }) => once)).toEqual([false, true, false])
})
