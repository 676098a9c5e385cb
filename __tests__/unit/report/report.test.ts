import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { MAX_OUTPUT_BYTES } from '../../../src/outputs.ts'
import { buildReport, fitReport } from '../../../src/report/report.ts'
import type { Report, ReportTarget } from '../../../src/report/report.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { resultOf } from '../../../src/rollout/outcome.ts'
import { SOURCE, outcomeOf, planOf } from './outcomes.ts'

/** A report of targets with these results, as it fits an output. */
function fitted(results: readonly Result[], message = 'It failed.'): Report {
  const outcomes = results.map((result, index) => ({
    ...outcomeOf(result, { targetName: `target-${index}/RELEASE` }),
    ...(result === 'failed' || result === 'partial'
      ? { error: new ActionError('BatchFailed', message, { cure: message }) }
      : {})
  }))
  const text = fitReport(buildReport(resultOf(outcomes), true, outcomes, SOURCE))
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_OUTPUT_BYTES)
  return JSON.parse(text) as Report
}

/** The only target of a report of one outcome. */
function targetOf(outcome: Outcome): ReportTarget | undefined {
  return buildReport(outcome.result, outcome.changed, [outcome], SOURCE).targets[0]
}

const times = (count: number, result: Result): Result[] => Array.from({ length: count }, () => result)

describe('a target', () => {
  test('has its kind, and null for the IDs of other kinds', () => {
    expect(targetOf(outcomeOf('switched'))).toMatchObject({
      kind: 'backend',
      serviceId: null,
      httpApiId: null,
      routeId: null
    })
  })

  test('has null for the operation ID of a rollback and the status of an API that the service does not return', () => {
    const rollback = { requestId: 'A', operationId: '' }
    const api = {
      apiId: 'a',
      name: 'list',
      group: 'shop',
      status: '',
      message: '',
      state: 'updated' as const
    }
    const progress = { apis: [api], total: 1, updated: 1, failed: 0, moving: 0, unlisted: [], done: true }
    expect(targetOf({ ...outcomeOf('rolled-back'), rollback, progress })).toMatchObject({
      rollback: { requestId: 'A', operationId: null },
      apis: [{ apiId: 'a', status: null, error: null }]
    })
  })

  test('keys that a switch removes are among the changes, redacted', () => {
    const plan = planOf({
      live: { ServiceAddress: 'http://old', ServiceTimeout: 5000, AppSecret: 'hush-hush' },
      desired: { ServiceAddress: 'http://new', HttpTargetHostName: 'new' }
    })
    expect(targetOf({ ...outcomeOf('switched'), plan })?.changes).toEqual([
      { path: 'ServiceAddress', before: 'http://old', after: 'http://new', omitted: false },
      { path: 'HttpTargetHostName', before: null, after: 'new', omitted: false },
      { path: 'ServiceTimeout', before: 5000, after: null, omitted: true },
      { path: 'AppSecret', before: '(secret)', after: null, omitted: true }
    ])
  })

  test('each probe is a check, under its redacted URL', () => {
    expect(targetOf(outcomeOf('rolled-back'))?.checks).toEqual([
      {
        name: 'probe https://orders.example.com/health',
        passed: false,
        detail: 'HTTP 503 (likely cause: the backend itself, which sent this response)'
      },
      { name: 'probe https://orders.example.com/version', passed: true, detail: 'HTTP 200' }
    ])
    expect(targetOf(outcomeOf('planned'))?.checks).toEqual([])
  })
})

describe('a report for the output', () => {
  test('is whole if it is short', () => {
    const report = fitted(['switched', 'failed'])
    expect(report.truncated).toBeUndefined()
    expect(report.targets).toHaveLength(2)
    expect(report.targets[0]?.apis).not.toBeUndefined()
  })

  test('drops APIs first, then changes', () => {
    const withoutApis = fitted(times(100, 'switched'))
    expect(withoutApis).toMatchObject({ truncated: true, targets: { length: 100 } })
    expect(withoutApis.targets[0]).not.toHaveProperty('apis')
    expect(withoutApis.targets[0]?.changes).toHaveLength(3)
  })

  test.each(['switched', 'unchanged', 'planned', 'valid', 'not-started'] as const)(
    'what went well or was not begun goes before what failed: %s',
    result => {
      const report = fitted([...times(400, result), 'failed', ...times(400, result)])
      expect(report.truncated).toBe(true)
      expect(report.targets.map(({ name }) => name)).toEqual(['target-400/RELEASE'])
    }
  )

  test('counts bytes, with 640 APIs with Chinese names', () => {
    const apis = Array.from({ length: 640 }, (_, index) => ({
      apiId: String(index).padStart(32, '0'),
      name: `查询订单物流信息接口_第${index}号`,
      group: '订单中心接口分组',
      method: 'GET',
      path: `/orders/${index}`
    }))
    const outcome = outcomeOf('switched', { apis })
    const whole = JSON.stringify(buildReport('switched', true, [outcome], SOURCE))
    // small enough if characters were counted
    expect(whole.length).toBeLessThan(MAX_OUTPUT_BYTES)
    expect(Buffer.byteLength(whole)).toBeGreaterThan(MAX_OUTPUT_BYTES)
    const text = fitReport(buildReport('switched', true, [outcome], SOURCE))
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_OUTPUT_BYTES)
    expect(JSON.parse(text)).toMatchObject({ truncated: true, targets: [{ result: 'switched' }] })
  })

  test('counts targets in bytes, too', () => {
    const report = fitted(times(600, 'failed'), '后端地址不可用 '.repeat(20))
    expect(report.truncated).toBe(true)
    expect(report.targets.length).toBeGreaterThan(50)
  })

  test('cuts long checks before it drops a target', () => {
    const probes = Array.from({ length: 100 }, (_, index) => ({
      name: 'probe' as const,
      subject: `https://orders.example.com/${'x'.repeat(1_500)}/${index}`,
      passed: index % 2 === 0,
      attempts: 3,
      detail: '503'
    }))
    const outcome = { ...outcomeOf('partial'), checks: probes }
    const report = JSON.parse(fitReport(buildReport('partial', true, [outcome], SOURCE))) as Report
    expect(report.targets[0]?.checks).toHaveLength(50)
  })

  test('cuts long errors before it drops a target', () => {
    const report = fitted(times(100, 'failed'), 'word '.repeat(600))
    expect(report.targets).toHaveLength(100)
    expect(report.targets[0]?.error).toMatchObject({ code: 'BatchFailed', hint: null })
  })

  test('keeps as many of the worst targets as fit, in their order', () => {
    const report = fitted([...times(2000, 'failed'), 'partial', ...times(2000, 'failed')])
    const names = report.targets.map(({ name }) => name)
    expect(names).toContain('target-2000/RELEASE')
    expect(names.length).toBeGreaterThan(100)
    expect(names[0]).toBe('target-0/RELEASE')
    expect(names.at(-1)).toBe('target-2000/RELEASE')
  })
})
