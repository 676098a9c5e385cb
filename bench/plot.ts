import type { Table } from './table.ts'

const WIDTH = 640
const HEIGHT = 400
const LEFT = 64
const RIGHT = 150
const TOP = 24
const BOTTOM = 48
const LINES = [
  { throttle: 'none', column: 'wall s', label: 'step', color: '#1a7f37', dash: '' },
  { throttle: 'none', column: 'least s', label: 'least', color: '#1a7f37', dash: '4 4' },
  { throttle: '50/s', column: 'wall s', label: 'step, 50/s', color: '#0969da', dash: '' },
  { throttle: '50/s', column: 'least s', label: 'least, 50/s', color: '#0969da', dash: '4 4' },
  { throttle: 'none', column: 'loop s', label: 'loop', color: '#cf222e', dash: '' }
] as const

interface Point {
  readonly targets: number
  readonly seconds: number
}

/** An SVG of wall time over the number of targets, both on logarithmic scales. */
export function plotTargets({ title, rows }: Table): string {
  const lines = LINES.map(line => ({ ...line, points: pointsOf(rows, line.throttle, line.column) }))
  const points = lines.flatMap(line => line.points)
  const x = scale(
    points.map(({ targets }) => targets),
    LEFT,
    WIDTH - RIGHT
  )
  const y = scale(
    points.map(({ seconds }) => seconds),
    HEIGHT - BOTTOM,
    TOP
  )
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...x.ticks.flatMap(tick => [
      rule(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM),
      text(x.at(tick), HEIGHT - BOTTOM + 18, String(tick), 'middle')
    ]),
    ...y.ticks.flatMap(tick => [
      rule(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick)),
      text(LEFT - 8, y.at(tick) + 4, `${tick} s`, 'end')
    ]),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, 'targets', 'middle')
  ]
  const ends = spaced(lines.map(({ points: [...all] }) => y.at(all.at(-1)?.seconds ?? 1)))
  for (const [index, { label, color, dash, points: line }] of lines.entries()) {
    const path = line.map(({ targets, seconds }) => `${round(x.at(targets))},${round(y.at(seconds))}`)
    parts.push(
      `<polyline points="${path.join(' ')}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`,
      text(WIDTH - RIGHT + 8, (ends[index] ?? 0) + 4, label, 'start', color)
    )
  }
  return `${[...parts, '</svg>'].join('\n')}\n`
}

function pointsOf(rows: Table['rows'], throttle: string, column: string): Point[] {
  return rows
    .filter(row => row['throttle'] === throttle)
    .map(row => ({ targets: Number(row['targets']), seconds: Number(row[column]) }))
}

/** A logarithmic scale that covers all values. */
function scale(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  return {
    at: (value: number): number => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => Number(`1e${low + index}`))
  }
}

/** Moves overlapping labels apart. */
function spaced(heights: readonly number[]): number[] {
  const moved = [...heights]
  let last = -Infinity
  for (const index of [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))) {
    last = Math.max(heights[index] ?? 0, last + 14)
    moved[index] = last
  }
  return moved
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#d0d7de"/>`
}

function text(x: number, y: number, content: string, anchor: string, color = '#1f2328'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${color}">${content}</text>`
}

function round(value: number): number {
  return Number(value.toFixed(1))
}
