import { expect, test } from '@jest/globals'
import { describeExpectations } from '../../demo/expectation.ts'
import type { Sample } from '../../demo/sample.ts'
import { expectations } from '../../demo/scenes/switch.ts'
import { PATHS } from '../../demo/seed.ts'
import { wantsColor } from '../../demo/style.ts'

const GOOD = {
  conclusion: 'success',
  exitCode: 0,
  outputs: { result: 'switched', 'apis-updated': String(PATHS.length) }
} as const
const ENDED_AT_MS = 5_000

function sampleOf(path: string, atMs: number, version: string | undefined): Sample {
  return { path, atMs, endedAtMs: atMs + 10, version, lost: version === undefined ? 'reset' : undefined }
}

/** Each path is switched half a second after the one before it. */
const SAMPLES = PATHS.flatMap((path, index) =>
  Array.from({ length: 60 }, (_, i) =>
    sampleOf(path, i * 100, i * 100 < 1_000 + index * 500 ? 'blue' : 'green')
  )
)

function failedOf(result: Parameters<typeof expectations>[0], samples: readonly Sample[]): string[] {
  return expectations(result, samples, ENDED_AT_MS, { before: 'blue', after: 'green' })
    .filter(({ holds }) => !holds)
    .map(({ what, seen }) => `${what}: ${seen}`)
}

test('no expectation fails after a successful switch', () => {
  expect(failedOf(GOOD, SAMPLES)).toEqual([])
})

test.each([
  [
    'a red step',
    { ...GOOD, conclusion: 'failure', exitCode: 1 },
    SAMPLES,
    /^the step succeeded.*: failure, exit code 1/
  ],
  ['another result', { ...GOOD, outputs: { ...GOOD.outputs, result: 'submitted' } }, SAMPLES, /'submitted'$/],
  ['an API that was not updated', { ...GOOD, outputs: { result: 'switched' } }, SAMPLES, /^all 6 APIs/],
  ['a lost request', GOOD, [...SAMPLES, sampleOf('/orders', 1, undefined)], /1 of 361, the first: reset$/],
  [
    'a path that was never switched',
    GOOD,
    SAMPLES.filter(({ path, version }) => path !== '/login' || version === 'blue'),
    /: never on \/login$/
  ],
  [
    'all at once',
    GOOD,
    SAMPLES.map(sample => ({ ...sample, version: sample.atMs < 2_000 ? 'blue' : 'green' })),
    /never responded after the first response of green/
  ],
  [
    'a path that returned to blue',
    GOOD,
    [...SAMPLES, sampleOf('/orders', 4_000, 'blue')],
    /returned to blue: \/orders$/
  ],
  ['blue after the step', GOOD, [...SAMPLES, sampleOf('/orders', 5_001, 'blue')], /reached blue: 1 requests$/]
] as const)('%s fails an expectation, with what was observed', (_, result, samples, message) => {
  expect(failedOf(result, samples)).toContainEqual(expect.stringMatching(message))
})

test('expectations fail without traffic', () => {
  expect(failedOf(GOOD, [])).not.toEqual([])
})

test('a failed expectation is printed with what was observed', () => {
  const lines = describeExpectations([
    { what: 'a', holds: true, seen: 'x' },
    { what: 'b', holds: false, seen: 'y' }
  ])
  expect(lines).toEqual(['  ok      a', '  FAILED  b: y'])
})

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{}, {}, false]
])('color on %j with %j: %s', (stream, env, expected) => {
  expect(wantsColor(stream, env)).toBe(expected)
})
