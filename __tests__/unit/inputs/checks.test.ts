import { expect, test } from '@jest/globals'
import { GOOD, problems, read } from '../../support/inputs.ts'

const PROBED = { ...GOOD, 'probe-url': 'http://a/' }

test.each([
  ['0', 0],
  ['0s', 0],
  ['0m', 0],
  ['0h0m0s', 0],
  ['00', 0],
  ['', 0],
  ['90', 90_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000]
])('bake-time: %j is %d ms', async (value, ms) => {
  expect((await read({ ...PROBED, 'bake-time': value })).bakeTimeMs).toBe(ms)
})

test.each(['-1', '1d', 'none', '25h', '0.5', '1s0', 'h'])('bake-time: %j is invalid', async value => {
  expect(await problems({ ...PROBED, 'bake-time': value })).toEqual([
    `bake-time: invalid value "${value}": must be 0 or a duration from 1s to 24h, such as 90s, 10m, 1h30m or plain seconds`
  ])
})

test('bake-time requires probe-url', async () => {
  const expected = ['bake-time: requires probe-url, which is not set']
  expect(await problems({ ...GOOD, 'bake-time': '10m' })).toEqual(expected)
  expect(await problems({ ...GOOD, 'bake-time': '10m', 'probe-url': 'none' })).toEqual(expected)
  expect((await read({ ...GOOD, 'bake-time': '0' })).bakeTimeMs).toBe(0)
  // together with other problems, after which no target is left
  expect(await problems({ ...GOOD, 'backend-id': '', 'bake-time': '10m' })).toContain(expected[0])
  expect(await problems({ ...PROBED, 'backend-id': '', 'bake-time': '10m' })).not.toContain(expected[0])
})

test('wait: false is refused with anything that requires completion, which a preflight does not', async () => {
  const reason = 'requires the write to be followed to completion, which wait: false does not do'
  expect(
    await problems({
      ...PROBED,
      wait: 'false',
      'bake-time': '10m',
      'preflight-url': 'http://b/',
      'rollback-on-failure': 'true'
    })
  ).toEqual([`probe-url: ${reason}`, `bake-time: ${reason}`, `rollback-on-failure: ${reason}`])
})

test('preflight-url is a guard', async () => {
  expect(await problems({ ...GOOD, 'preflight-url': '' })).toEqual([
    'preflight-url: is empty: a job output that was dropped or misspelled arrives as an empty string; if that is intended, write none'
  ])
  const { targets } = await read({ ...GOOD, 'preflight-url': 'http://a/1\nhttp://a/2' })
  expect(targets[0]?.preflightUrls.map(({ href }) => href)).toEqual(['http://a/1', 'http://a/2'])
})

test('the secrets of preflight-url are masked', async () => {
  const masks: string[] = []
  await read(
    { ...GOOD, 'preflight-url': 'http://user:preflight-password@a/?token=preflight-token' },
    {},
    masks
  )
  expect(masks).toEqual(expect.arrayContaining(['preflight-password', 'preflight-token']))
})
