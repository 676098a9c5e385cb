import type { Sample } from './sample.ts'
import type { Style } from './style.ts'

export interface PlotOptions {
  /** One row per path, in this order. */
  readonly paths: readonly string[]
  /** The versions before and after the switch. */
  readonly before: string
  readonly after: string
  readonly lengthMs: number
  readonly columns: number
  /** Values that hold from a moment on; they get their own line. */
  readonly marks?: {
    readonly label: string
    readonly marks: readonly { readonly atMs: number; readonly text: string }[]
  }
  /** When the step ran. */
  readonly step: { readonly fromMs: number; readonly toMs: number }
  readonly style: Style
}

/** What a line shows in one column. */
export type Cell = 'before' | 'after' | 'both' | 'lost' | 'none'

const CELLS: Readonly<Record<Cell, string>> = { before: '░', after: '█', both: '▒', lost: 'X', none: ' ' }
const LEVELS = ' ▁▂▃▄▅▆▇█'

/** Which version responded on each path over time, the new version's share of the responses, and when the step ran. */
export function plot(samples: readonly Sample[], options: PlotOptions): string[] {
  const { paths, columns, style, before, after, marks } = options
  const shareLabel = `${after} share`
  const width = Math.max(...[...paths, shareLabel, marks?.label ?? ''].map(({ length }) => length))
  const row = (label: string, content: string) => `  ${label.padEnd(width)}  ${content}`
  const paint = (cells: readonly Cell[]) => paintCells(cells, style)
  const slices = intoColumns(samples, options)
  const rows = paths.map(path => row(path, paint(slices.map(slice => cellOf(on(path, slice), options)))))
  return [
    ...rows,
    row(shareLabel, style.green(slices.map(slice => levelOf(slice, after)).join(''))),
    ...(marks === undefined ? [] : [row(marks.label, marksLine(options))]),
    row('step', spanLine(options)),
    row('seconds', scaleLine(options.lengthMs, columns)),
    '',
    row(
      '',
      `${paint(['before'])} ${before}  ${paint(['both'])} both  ${paint(['after'])} ${after}  ${paint(['lost'])} lost`
    )
  ]
}

/** Adjacent cells of the same color get one escape sequence. */
function paintCells(cells: readonly Cell[], style: Style): string {
  const paints = {
    before: style.blue,
    after: style.green,
    both: style.cyan,
    lost: style.red,
    none: style.plain
  }
  let line = ''
  for (let from = 0; from < cells.length;) {
    const cell = cells[from] ?? 'none'
    const next = cells.findIndex((other, index) => index > from && other !== cell)
    const to = next < 0 ? cells.length : next
    line += paints[cell](CELLS[cell].repeat(to - from))
    from = to
  }
  return line
}

function on(path: string, samples: readonly Sample[]): Sample[] {
  return samples.filter(sample => sample.path === path)
}

function intoColumns(samples: readonly Sample[], { lengthMs, columns }: PlotOptions): Sample[][] {
  const slices: Sample[][] = Array.from({ length: columns }, () => [])
  for (const sample of samples) slices[columnOf(sample.atMs, lengthMs, columns)]?.push(sample)
  return slices
}

function columnOf(atMs: number, lengthMs: number, columns: number): number {
  return Math.min(columns - 1, Math.max(0, Math.floor((atMs / lengthMs) * columns)))
}

/** A single lost request is shown, no matter how many others succeeded. */
export function cellOf(samples: readonly Sample[], versions: { before: string; after: string }): Cell {
  if (samples.some(({ lost }) => lost !== undefined)) return 'lost'
  const isBefore = samples.some(({ version }) => version === versions.before)
  const isAfter = samples.some(({ version }) => version === versions.after)
  if (isBefore && isAfter) return 'both'
  return isBefore ? 'before' : isAfter ? 'after' : 'none'
}

/** Empty means none and full means all; everything else is shown as something in between. */
function levelOf(samples: readonly Sample[], version: string): string {
  if (samples.length === 0) return ' '
  const share = samples.filter(sample => sample.version === version).length / samples.length
  const full = LEVELS.length - 1
  const level =
    share === 0 ? 0 : share === 1 ? full : Math.min(full - 1, Math.max(1, Math.round(share * full)))
  return LEVELS[level] ?? ' '
}

function spanLine({ step, lengthMs, columns }: PlotOptions): string {
  const from = columnOf(step.fromMs, lengthMs, columns)
  const to = Math.max(from + 1, columnOf(step.toMs, lengthMs, columns))
  return `${' '.repeat(from)}├${'─'.repeat(to - from - 1)}┤`
}

/** Each text starts at its moment; one that follows too closely overwrites the end of the one before it. */
function marksLine({ marks, lengthMs, columns }: PlotOptions): string {
  const line: string[] = Array.from({ length: columns }, () => ' ')
  for (const { atMs, text } of marks?.marks ?? []) {
    const at = columnOf(atMs, lengthMs, columns)
    const shown = `│${text}`.slice(0, columns - at)
    line.splice(at, shown.length, ...shown.split(''))
  }
  return line.join('').trimEnd()
}

function scaleLine(lengthMs: number, columns: number): string {
  const line: string[] = Array.from({ length: columns }, () => ' ')
  for (let second = 0; second * 1000 < lengthMs; second++) {
    const at = columnOf(second * 1000, lengthMs, columns)
    const digits = String(second)
    // a label that would touch the one before it, or the edge, is omitted
    if (at + digits.length > columns || line[at] !== ' ' || (at > 0 && line[at - 1] !== ' ')) continue
    line.splice(at, digits.length, ...digits.split(''))
  }
  return line.join('').trimEnd()
}
