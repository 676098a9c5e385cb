import { expect, test } from '@jest/globals'
import { changedOf, isGreen, resultOf } from '../../../src/rollout/outcome.ts'
import type { Result } from '../../../src/rollout/outcome.ts'

/** `null`: unknown. */
const ended = (result: Result, changed: boolean | null = false) => ({ result, changed: changed ?? undefined })

test.each<[Result, [Result, (boolean | null)?][]]>([
  ['failed', []],
  ['switched', [['switched', true], ['unchanged']]],
  [
    'submitted',
    [
      ['switched', true],
      ['submitted', true]
    ]
  ],
  ['failed', [['failed'], ['not-started'], ['unchanged']]],
  ['partial', [['switched', true], ['failed'], ['not-started']]],
  ['partial', [['failed'], ['submitted', null]]],
  ['failed', [['rolled-back', false], ['failed'], ['not-started']]],
  ['failed', [['rolled-back', null], ['failed'], ['not-started']]],
  ['partial', [['rolled-back', true], ['failed']]],
  ['cancelled', [['failed'], ['cancelled', null]]],
  [
    'unknown',
    [
      ['partial', true],
      ['unknown', null]
    ]
  ],
  [
    'rollback-failed',
    [
      ['unknown', null],
      ['rollback-failed', true]
    ]
  ],
  [
    'rolled-back',
    [
      ['rolled-back', false],
      ['switched', true]
    ]
  ],
  ['planned', [['planned'], ['planned']]],
  ['failed', [['planned'], ['failed']]],
  ['planned', [['exported'], ['planned']]],
  ['drifted', [['planned'], ['drifted']]],
  ['failed', [['drifted'], ['failed'], ['planned']]]
])('%s: of %j', (result, targets) => {
  expect(resultOf(targets.map(target => ended(...target)))).toBe(result)
})

test('changed is true if one target changed, false if none did, and unknown otherwise', () => {
  expect(changedOf([ended('switched', true), ended('unknown', null)])).toBe(true)
  expect(changedOf([ended('unchanged'), ended('failed')])).toBe(false)
  expect(changedOf([ended('unchanged'), ended('unknown', null)])).toBeUndefined()
})

test('results that succeed', () => {
  const green: Result[] = ['switched', 'unchanged', 'submitted', 'planned', 'exported', 'valid']
  for (const result of green) expect(isGreen(result)).toBe(true)
  for (const result of [
    'failed',
    'drifted',
    'partial',
    'unknown',
    'cancelled',
    'rolled-back',
    'rollback-failed'
  ] as const) {
    expect(isGreen(result)).toBe(false)
  }
})
