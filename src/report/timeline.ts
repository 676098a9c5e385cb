import type { Phase, PhaseName } from '../rollout/timeline.ts'
import { formatDuration } from '../runtime/clock.ts'

const NAMES: Readonly<Record<PhaseName, string>> = {
  plan: 'Plan',
  write: 'Write',
  batch: 'Batch',
  'read-back': 'Read back',
  probe: 'Probe',
  rollback: 'Roll back'
}

const MOST_SECTIONS = 20

/**
 * A Mermaid `gantt` of the phases, a section for each target; `undefined` where no target has two phases
 * that took any time. Nothing in it comes from outside: targets are told by their number. Times are shown by the
 * reader's clock.
 * https://mermaid.js.org/syntax/gantt.html
 */
export function ganttOf(targets: readonly (readonly Phase[])[]): string | undefined {
  const sections = targets
    .slice(0, MOST_SECTIONS)
    .map((phases, index) => ({ name: `Target ${index + 1}`, phases: phases.filter(tookTime) }))
    .filter(section => section.phases.length > 0)
  if (!sections.some(section => section.phases.length > 1)) return undefined
  const all = sections.flatMap(section => section.phases)
  const totalMs =
    Math.max(...all.map(phase => phase.endedAt)) - Math.min(...all.map(phase => phase.startedAt))
  return [
    'gantt',
    '  accTitle: When each phase began and ended',
    '  dateFormat x',
    // below some seconds every whole second would read the same
    `  axisFormat ${totalMs < 5_000 ? '%S.%L s' : '%H:%M:%S'}`,
    `  tickInterval ${tickOf(totalMs)}`,
    ...sections.flatMap(({ name, phases }) => [
      ...(targets.length > 1 ? [`  section ${name}`] : []),
      ...phases.map(bar)
    ])
  ].join('\n')
}

const TICKS: readonly (readonly [number, string])[] = [
  ...[100, 200, 500].map(ms => [ms, `${ms}millisecond`] as const),
  ...[1, 2, 5, 10, 15, 30].map(seconds => [seconds * 1000, `${seconds}second`] as const),
  ...[1, 2, 5, 10, 15, 30].map(minutes => [minutes * 60_000, `${minutes}minute`] as const)
]

/** Few enough ticks to be told apart on a phone. */
function tickOf(totalMs: number): string {
  return TICKS.find(([ms]) => totalMs / ms <= 5)?.[1] ?? '6hour'
}

function bar({ name, startedAt, endedAt }: Phase): string {
  const style = name === 'rollback' ? 'crit, ' : ''
  return `  ${NAMES[name]} ${formatDuration(endedAt - startedAt)} :${style}${Math.round(startedAt)}, ${Math.round(endedAt)}`
}

/** A bar needs a length; times that are no numbers draw nothing. */
function tookTime({ startedAt, endedAt }: Phase): boolean {
  return Math.round(endedAt) > Math.round(startedAt) && startedAt >= 0 && Number.isFinite(endedAt)
}
