import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors.ts'
import { buildReport, fitReport, MAX_REPORT_CHARACTERS } from '../../../src/report/report.ts'
import type { Report } from '../../../src/report/report.ts'
import { resultOf } from '../../../src/rollout/results.ts'
import type { Result } from '../../../src/rollout/results.ts'
import { outcomeOf } from './outcomes.ts'

/** A report of targets with these results, as it fits an output. */
function fitted(results: readonly Result[], message = 'It failed.'): Report {
  const outcomes = results.map((result, index) => ({
    ...outcomeOf(result, { targetName: `target-${index}/RELEASE` }),
    ...(result === 'failed' || result === 'partial'
      ? { error: new ActionError('BatchFailed', message, { hint: message }) }
      : {})
  }))
  const text = fitReport(buildReport(resultOf(outcomes), true, outcomes))
  expect(text.length).toBeLessThanOrEqual(MAX_REPORT_CHARACTERS)
  return JSON.parse(text) as Report
}

const times = (count: number, result: Result): Result[] => Array.from({ length: count }, () => result)

describe('what is too much for an output', () => {
  test('a short one is whole', () => {
    const report = fitted(['switched', 'failed'])
    expect(report.truncated).toBeUndefined()
    expect(report.targets).toHaveLength(2)
    expect(report.targets[0]?.apis).not.toBeUndefined()
  })

  test('APIs go first, then changes', () => {
    const withoutApis = fitted(times(100, 'switched'))
    expect(withoutApis).toMatchObject({ truncated: true, targets: { length: 100 } })
    expect(withoutApis.targets[0]).not.toHaveProperty('apis')
    expect(withoutApis.targets[0]?.changes).toHaveLength(2)
  })

  test.each(['switched', 'unchanged', 'planned', 'valid', 'not-started'] as const)(
    'what went well or was not begun goes before what failed: %s',
    result => {
      const report = fitted([...times(400, result), 'failed', ...times(400, result)])
      expect(report.truncated).toBe(true)
      expect(report.targets.map(({ name }) => name)).toEqual(['target-400/RELEASE'])
    }
  )

  test('long errors are cut before a target is lost', () => {
    const report = fitted(times(100, 'failed'), 'word '.repeat(600))
    expect(report.targets).toHaveLength(100)
    expect(report.targets[0]?.error).toMatchObject({ code: 'BatchFailed', hint: null })
  })

  test('the worst stay for as long as they fit, in their order', () => {
    const report = fitted([...times(2000, 'failed'), 'partial', ...times(2000, 'failed')])
    const names = report.targets.map(({ name }) => name)
    expect(names).toContain('target-2000/RELEASE')
    expect(names.length).toBeGreaterThan(100)
    expect(names[0]).toBe('target-0/RELEASE')
    expect(names.at(-1)).toBe('target-2000/RELEASE')
  })
})
