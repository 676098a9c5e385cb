import { expect, test } from '@jest/globals'
import type { Sample } from '../../demo/sample.ts'
import { bothExpectations } from '../../demo/scenes/both.ts'
import { weightsExpectations } from '../../demo/scenes/weights.ts'

const ENDED_AT_MS = 3_000

function samplesOf(path: string, version: (atMs: number) => string | undefined): Sample[] {
  return Array.from({ length: 40 }, (_, i) => {
    const responding = version(i * 100)
    const lost = responding === undefined ? '500' : undefined
    return { path, atMs: i * 100, endedAtMs: i * 100 + 10, version: responding, lost }
  })
}

const report = (...results: readonly string[]) =>
  JSON.stringify({
    targets: results.map((result, index) => ({ kind: ['backend', 'service'][index], result }))
  })

const SWITCHED = { outputs: { result: 'switched', report: report('switched', 'switched') } }
const movedAt = (ms: number) => (atMs: number) => (atMs < ms ? 'blue' : 'green')
const OLD = samplesOf('old /orders', movedAt(1_000))
const NEW = samplesOf('new /orders', movedAt(2_000))

function failedOfBoth(step: typeof SWITCHED, samples: readonly Sample[]): string[] {
  return bothExpectations(step, samples, ENDED_AT_MS, { before: 'blue', after: 'green' })
    .filter(({ holds }) => !holds)
    .map(({ what, seen }) => `${what}: ${seen}`)
}

test('no expectation fails when both gateways were switched', () => {
  expect(failedOfBoth(SWITCHED, [...OLD, ...NEW])).toEqual([])
})

test.each([
  [
    'one of the two targets',
    { outputs: { result: 'switched', report: report('switched', 'unchanged') } },
    [...OLD, ...NEW],
    /backend switched, service unchanged$/
  ],
  ['no report', { outputs: { result: 'failed', report: '{}' } }, [...OLD, ...NEW], /'failed', no targets$/],
  [
    'a gateway that stayed',
    SWITCHED,
    [...OLD, ...samplesOf('new /orders', () => 'blue')],
    /green at old, 9 late/
  ],
  [
    'a lost request',
    SWITCHED,
    [...OLD, ...NEW, ...samplesOf('new /basket', () => undefined).slice(0, 1)],
    /1 of 81, the first: 500$/
  ],
  ['a gateway without traffic', SWITCHED, OLD, /green at old, 0 late/],
  ['no traffic', SWITCHED, [], /none was sent$/]
] as const)('two gateways: %s fails an expectation, with what was observed', (_, step, samples, message) => {
  expect(failedOfBoth(step, samples)).toContainEqual(expect.stringMatching(message))
})

const ROLLED_BACK = { outputs: { result: 'rolled-back', 'error-code': 'BakeFailed' } }
/** Half of the requests go to violet for a second. */
const SPLIT = samplesOf('/checkout', atMs =>
  atMs >= 1_000 && atMs < 2_000 && atMs % 200 === 0 ? 'violet' : 'blue'
)

function failedOfWeights(
  step: { readonly outputs: Record<string, string> },
  samples: readonly Sample[],
  weights: readonly number[]
): string[] {
  return weightsExpectations(step, samples, weights, {
    before: 'blue',
    after: 'violet',
    stepEndedAtMs: ENDED_AT_MS
  })
    .filter(({ holds }) => !holds)
    .map(({ what, seen }) => `${what}: ${seen}`)
}

test('no expectation fails when the weights were raised and rolled back', () => {
  expect(failedOfWeights(ROLLED_BACK, SPLIT, [10, 50, 0])).toEqual([])
})

test.each([
  ['a third step', ROLLED_BACK, SPLIT, [10, 50, 100, 0], /: 10, 50, 100, 0$/],
  ['no deployment', ROLLED_BACK, SPLIT, [], /: no deployment$/],
  [
    'a failure with another cause',
    { outputs: { result: 'failed' } },
    SPLIT,
    [10, 50, 0],
    /'failed', error code ''$/
  ],
  ['no split', ROLLED_BACK, samplesOf('/checkout', () => 'blue'), [10, 50, 0], /, 0 by violet$/],
  [
    'the new version at the end',
    ROLLED_BACK,
    [...SPLIT, { path: '/checkout', atMs: 3_500, endedAtMs: 3_510, version: 'violet', lost: undefined }],
    [10, 50, 0],
    /: 1 of 10 responses/
  ],
  ['nothing at the end', ROLLED_BACK, SPLIT.slice(0, 20), [10, 50, 0], /: 0 of 0 responses/]
] as const)(
  'weights: %s fails an expectation, with what was observed',
  (_, step, samples, weights, message) => {
    expect(failedOfWeights(step, samples, weights)).toContainEqual(expect.stringMatching(message))
  }
)
