import { expect, test } from '@jest/globals'
import { busiestSecond, gatewaysIn } from '../../bench/pace.ts'
import { plotTargets } from '../../bench/plot.ts'
import { spreadOf } from '../../bench/processes.ts'
import { printed } from '../../bench/table.ts'

test('the median of an odd and of an even number of values, and the spread', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 })
  expect(spreadOf([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 })
})

test('texts to the left, figures to the right', () => {
  const rows = [
    { throttle: 'none', targets: 1, least: null },
    { throttle: '50/s', targets: 1_000, least: 2.5 }
  ]
  expect(printed({ title: 'Title', rows, notes: ['a note'] })).toBe(
    [
      'Title',
      '',
      'throttle  targets  least',
      'none            1      -',
      '50/s         1000    2.5',
      '',
      'a note',
      ''
    ].join('\n')
  )
})

test('a plot has a line for each curve, within its frame', () => {
  const row = (throttle: string, targets: number, seconds: number) => ({
    throttle,
    targets,
    'wall s': seconds,
    'least s': seconds / 2,
    'loop s': seconds * 9
  })
  const svg = plotTargets({
    title: 'Targets',
    rows: [row('none', 1, 0.3), row('none', 1_000, 7), row('50/s', 1, 0.3), row('50/s', 1_000, 120)],
    notes: []
  })
  const lines = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points = '']) => points)
  expect(lines).toHaveLength(5)
  for (const point of lines.flatMap(line => line.split(' '))) {
    const [x = NaN, y = NaN] = point.split(',').map(Number)
    expect(x >= 0 && x <= 640 && y >= 0 && y <= 400).toBe(true)
  }
})

test('the busiest second is that of one gateway', () => {
  const of = (gateway: string, ...times: readonly number[]) => times.map(at => ({ at, gateway }))
  expect(busiestSecond([])).toBe(0)
  expect(busiestSecond(of('0', 0, 10, 20))).toBe(3)
  expect(busiestSecond([...of('0', 0, 500), ...of('1', 100, 600)])).toBe(2)
  // a second apart, but for a connection that had to be opened
  expect(busiestSecond(of('0', 30, 31, 32, 33, 34, 1_000, 1_001, 1_002))).toBe(5)
  expect(busiestSecond(of('0', 0, 1, 800, 801, 899, 1_600))).toBe(5)
})

test('the ids of the bench name their gateways', () => {
  expect(gatewaysIn('/v1/services/svc-3-17', 5)).toEqual([{ at: 5, gateway: '3' }])
  expect(gatewaysIn('/v1/http-apis/api-12/routes/hr-12-0 {"serviceId":"svc-12-green"}', 5)).toEqual([
    { at: 5, gateway: '12' }
  ])
  expect(gatewaysIn('/ {"BackendId":"backend-1"}', 5)).toEqual([])
})
