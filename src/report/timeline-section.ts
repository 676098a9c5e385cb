import type { Outcome } from '../rollout/outcome.ts'
import type { Phase, PhaseName } from '../rollout/timeline.ts'
import { formatDuration } from '../runtime/clock.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Budget, Cuts } from './budget.ts'
import { NOTHING, blocks, fence, markup } from './markdown.ts'
import type { Markdown } from './markdown.ts'

export function timelineSection(outcomes: readonly Outcome[], budget: Budget, cuts: Cuts): Markdown {
  const gantt = ganttOf(
    outcomes.map(({ phases }) => phases),
    outcomes.map(({ target }) => kindOf(target).words.following)
  )
  if (gantt === undefined) return NOTHING
  if (budget.timeline) return blocks([markup`### Timeline`, fence('mermaid', gantt)])
  cuts.add('timeline', 1)
  return NOTHING
}

const NAMES: Readonly<Record<PhaseName, string>> = {
  plan: 'Plan',
  preflight: 'Preflight',
  write: 'Write',
  deploy: 'Deploy',
  batch: 'Batch',
  'read-back': 'Read back',
  probe: 'Probe',
  bake: 'Bake',
  rollback: 'Roll back'
}

const MAX_SECTIONS = 20

/**
 * A Mermaid `gantt` of the phases, a section for each target; `undefined` if no target has two phases that took any
 * time. Nothing in it comes from outside: targets are shown by their number. Times are in the reader's time zone.
 * @param following for each target, what its wait for completion is called
 * https://mermaid.js.org/syntax/gantt.html
 */
export function ganttOf(
  targets: readonly (readonly Phase[])[],
  following: readonly string[] = []
): string | undefined {
  const sections = targets.slice(0, MAX_SECTIONS).map((phases, index) => ({
    name: `Target ${index + 1}`,
    phases: phases.filter(tookTime),
    names: { ...NAMES, batch: following[index] ?? NAMES.batch }
  }))
  const shown = sections.filter(section => section.phases.length > 0)
  if (!shown.some(section => section.phases.length > 1)) return undefined
  const all = shown.flatMap(section => section.phases)
  const totalMs =
    Math.max(...all.map(phase => phase.endedAt)) - Math.min(...all.map(phase => phase.startedAt))
  return [
    'gantt',
    '  accTitle: Start and end of each phase',
    '  dateFormat x',
    // within a few seconds, labels of whole seconds would repeat
    `  axisFormat ${totalMs < 5_000 ? '%S.%L s' : '%H:%M:%S'}`,
    `  tickInterval ${tickOf(totalMs)}`,
    ...shown.flatMap(({ name, phases, names }) => [
      ...(targets.length > 1 ? [`  section ${name}`] : []),
      ...phases.map(phase => bar(phase, names))
    ])
  ].join('\n')
}

const TICKS: readonly (readonly [number, string])[] = [
  ...[100, 200, 500].map(ms => [ms, `${ms}millisecond`] as const),
  ...[1, 2, 5, 10, 15, 30].map(seconds => [seconds * 1000, `${seconds}second`] as const),
  ...[1, 2, 5, 10, 15, 30].map(minutes => [minutes * 60_000, `${minutes}minute`] as const)
]

/** Few enough ticks for a phone. */
function tickOf(totalMs: number): string {
  return TICKS.find(([ms]) => totalMs / ms <= 5)?.[1] ?? '6hour'
}

function bar({ name, startedAt, endedAt }: Phase, names: typeof NAMES): string {
  const style = name === 'rollback' ? 'crit, ' : ''
  return `  ${names[name]} ${formatDuration(endedAt - startedAt)} :${style}${Math.round(startedAt)}, ${Math.round(endedAt)}`
}

/** Mermaid draws nothing without a length, or if a time is not a number. */
function tookTime({ startedAt, endedAt }: Phase): boolean {
  return Math.round(endedAt) > Math.round(startedAt) && startedAt >= 0 && Number.isFinite(endedAt)
}
