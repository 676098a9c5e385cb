import { expect, test } from '@jest/globals'
import { ganttOf } from '../../../src/report/progress-sections.ts'
import { phasesOf } from './outcomes.ts'

test('shows the phases of one target', () => {
  const phases = phasesOf(['plan', 0.4], ['write', 0], ['batch', 11], ['rollback', 9])
  expect(ganttOf([phases])).toBe(`gantt
  accTitle: Start and end of each phase
  dateFormat x
  axisFormat %H:%M:%S
  tickInterval 5second
  Plan 400ms :1793698200000, 1793698200400
  Batch 11s :1793698200400, 1793698211400
  Roll back 9.0s :crit, 1793698211400, 1793698220400`)
})

test('names several targets by their number', () => {
  const text = ganttOf([phasesOf(['plan', 1], ['write', 1]), [], phasesOf(['plan', 1])])
  expect(text?.match(/section .*/g)).toEqual(['section Target 1', 'section Target 3'])
})

test.each([
  [phasesOf()],
  [phasesOf(['plan', 3])],
  [phasesOf(['plan', 3], ['write', 0])],
  [phasesOf(['plan', Infinity], ['write', NaN])]
])('shows no timeline for fewer than two phases that took time', phases => {
  expect(ganttOf([phases, phasesOf(['plan', 1])])).toBeUndefined()
})

test.each([
  [1, '200millisecond'],
  [60, '15second'],
  [601, '5minute'],
  [100_000, '6hour']
])('%d seconds have ticks of %s', (seconds, tick) => {
  expect(ganttOf([phasesOf(['plan', seconds / 2], ['batch', seconds / 2])])).toContain(
    `tickInterval ${tick}\n`
  )
})
