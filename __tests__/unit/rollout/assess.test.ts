import { expect, test } from '@jest/globals'
import { assessProbes } from '../../../src/rollout/assess.ts'
import { outcomeOf, planOf } from '../report/outcomes.ts'

test('stopped in its probes: a batch has ended where the list of APIs says so', () => {
  const { progress } = outcomeOf('switched')
  const bad = {
    url: 'https://orders.example.com/health',
    good: false,
    status: 503,
    detail: '503',
    attempts: 1
  }
  const end = { result: 'switched', changed: true, progress, probes: [bad], error: undefined } as const
  const plan = planOf()
  const messageOf = (published: typeof plan.published): string =>
    assessProbes({ ...plan, published }, end, true).error?.message ?? ''
  expect(messageOf(plan.published)).toMatch(/stopped by a signal .*; its batch has completed$/)
  expect(messageOf(undefined)).toMatch(/stopped by a signal .*; the gateway goes on updating the APIs$/)
})
