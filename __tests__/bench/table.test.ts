import { expect, test } from '@jest/globals'
import { plotTargets } from '../../bench/plot.ts'
import { spreadOf } from '../../bench/processes.ts'
import { printed } from '../../bench/table.ts'

test('computes the median of an odd and an even number of values, and the spread', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 })
  expect(spreadOf([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 })
})

test('aligns text to the left and numbers to the right', () => {
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

test('draws one line per curve, within the frame', () => {
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
