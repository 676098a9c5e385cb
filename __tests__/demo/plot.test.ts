import { expect, test } from '@jest/globals'
import { cellOf, plot } from '../../demo/plot.ts'
import type { Sample } from '../../demo/sample.ts'
import { createStyle } from '../../demo/style.ts'

const VERSIONS = { before: 'blue', after: 'green' }

function sample(path: string, atMs: number, version: string | undefined): Sample {
  const lost = version === undefined ? 'reset' : undefined
  return { path, atMs, endedAtMs: atMs + 1, version, lost }
}

test.each([
  [[], 'none'],
  [['blue', 'blue'], 'before'],
  [['green'], 'after'],
  [['blue', 'green'], 'both'],
  [['green', 'green', undefined], 'lost'],
  [['another'], 'none']
])('responses from %j are shown as %s', (versions, cell) => {
  expect(
    cellOf(
      versions.map(version => sample('/a', 0, version)),
      VERSIONS
    )
  ).toBe(cell)
})

const SAMPLES = [
  ...Array.from({ length: 40 }, (_, i) => sample('/a', i * 100, i < 10 ? 'blue' : 'green')),
  ...Array.from({ length: 40 }, (_, i) => sample('/long', i * 100, i < 31 ? 'blue' : 'green')),
  sample('/long', 150, undefined)
]
const OPTIONS = {
  ...VERSIONS,
  paths: ['/a', '/long'],
  lengthMs: 4_000,
  columns: 20,
  step: { fromMs: 800, toMs: 3_400 },
  style: createStyle(false)
}

test('a plot shows which version responded when, the share of the new version, and when the step ran', () => {
  expect(plot(SAMPLES, OPTIONS)).toEqual([
    '  /a           ░░░░░███████████████',
    '  /long        X░░░░░░░░░░░░░░▒████',
    '  green share       ▄▄▄▄▄▄▄▄▄▄▆████',
    '  step             ├────────────┤',
    '  seconds      0    1    2    3',
    '',
    '               ░ blue  ▒ both  █ green  X lost'
  ])
})

test('marks have their own line, cut at the edge', () => {
  const marks = [
    { atMs: 800, text: '10%' },
    { atMs: 1_000, text: '50%' },
    { atMs: 3_600, text: '100%' }
  ]
  const lines = plot(SAMPLES, { ...OPTIONS, marks: { label: 'weights', marks } })
  expect(lines[3]).toBe('  weights          ││50%         │1')
  expect(lines[4]).toBe('  step             ├────────────┤')
})

test('omits labels of the scale that would touch', () => {
  const [, , , , scale] = plot([], { ...OPTIONS, lengthMs: 30_000 })
  expect(scale).toBe('  seconds      0 3 6 9 12 17 21 26')
})

test('color carries no information that the plot lacks without it', () => {
  const colored = plot(SAMPLES, { ...OPTIONS, style: createStyle(true) })
  expect(colored[0]).toContain('\u001b[34m░░░░░\u001b[0m\u001b[32m█')
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
  expect(colored.map(line => line.replaceAll(escapes, ''))).toEqual(plot(SAMPLES, OPTIONS))
})
