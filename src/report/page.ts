import type { ActionError } from '../errors/action-error.ts'
import { isLadder } from '../model/target.ts'
import { byBadness, isGreen, resultOf } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import type { Phase, PhaseName } from '../rollout/timeline.ts'
import { formatDuration } from '../runtime/clock.ts'
import { plural } from '../runtime/text.ts'
import type { Words } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { apisSection, failedApisSection, groupsSection } from './apis-section.ts'
import { Cuts } from './budget.ts'
import type { Budget } from './budget.ts'
import { nameOf, placeOf, sentenceOf, tallyOf, titleOf, verdictOf } from './headline.ts'
import {
  NOTHING,
  alert,
  blocks,
  details,
  fence,
  list,
  markup,
  prose,
  shown,
  shownName,
  table
} from './markdown.ts'
import type { Markdown } from './markdown.ts'
import {
  approvalSection,
  changesSection,
  checksSection,
  errorAlert,
  errorSection,
  idsSection,
  warningsSection,
  rollbackSection,
  rungsSection
} from './sections.ts'

/** What a reader is told about the run itself. */
export interface ReportContext {
  /** What stands behind `uses:`, as `OWNER/switch-backend@v1`; see `actionReference`. */
  readonly action: string
  /** The address of the page that explains errors; see `helpPage`. */
  readonly helpPage: string | undefined
  readonly runUrl: string | undefined
  readonly accountId: string | undefined
}

/** The end of a step, to be shown to people. */
export interface Shown {
  readonly outcomes: readonly Outcome[]
  /** Of the step; without it the worst of the targets. */
  readonly result?: Result | undefined
  /** Of the step as a whole, as bad inputs, where no target tells it. */
  readonly error?: ActionError | undefined
  /** What was written in the place of targets. */
  readonly exported?: Exported | undefined
  readonly context: ReportContext
  /** What this is about, where it is not simply the end of the step. */
  readonly title?: string | undefined
}

/** The blocks of a summary or comment, the most useful first. */
export function renderBlocks(end: Shown, budget: Budget, cutNote: (cuts: string) => Markdown): string[] {
  const { outcomes } = end
  const cuts = new Cuts()
  const [only] = outcomes
  const parts =
    only !== undefined && outcomes.length === 1 ? single(end, only, budget, cuts) : several(end, budget, cuts)
  const left = cuts.toString()
  const title = end.title === undefined ? NOTHING : markup`**${end.title}**`
  return [title, ...parts, left === '' ? NOTHING : cutNote(left)]
    .map(part => part.source)
    .filter(source => source !== '')
}

function single(end: Shown, outcome: Outcome, budget: Budget, cuts: Cuts): Markdown[] {
  const { context, result = outcome.result, error } = end
  return [
    markup`## ${verdictOf(result)}: ${titleOf(outcome)}`,
    sentenceOf({ ...outcome, result }),
    error === undefined || error === outcome.error ? NOTHING : errorAlert(error, context, budget),
    ...body(outcome, context, budget, cuts),
    approvalSection([outcome]),
    idsSection(outcome),
    timelineSection([outcome], budget, cuts),
    apisSection(outcome, budget, cuts)
  ]
}

/** What stands below the sentence of a target. */
function body(outcome: Outcome, context: ReportContext, budget: Budget, cuts: Cuts): Markdown[] {
  return [
    errorSection(outcome, context, budget),
    placeOf(outcome, context.accountId),
    changesSection(outcome, budget, cuts),
    groupsSection(outcome),
    failedApisSection(outcome, budget, cuts),
    rungsSection(outcome),
    checksSection(outcome, budget, cuts),
    warningsSection(outcome, budget, cuts),
    rollbackSection(outcome, context.action, budget, cuts)
  ]
}

function several(end: Shown, budget: Budget, cuts: Cuts): Markdown[] {
  const { outcomes, context, error, exported, result = resultOf(outcomes) } = end
  const numbered = outcomes.map((outcome, index) => ({ outcome, number: index + 1 }))
  // in order as long as all are shown; the worst ones when not
  const rows =
    numbered.length <= budget.rows
      ? numbered
      : numbered.toSorted((one, other) => byBadness(one.outcome, other.outcome)).slice(0, budget.rows)
  cuts.add('target', numbered.length - rows.length)
  const parts = rows.filter(
    ({ outcome }) => budget.parts === 'all' || (budget.parts === 'red' && !isGreen(outcome.result))
  )
  if (budget.parts !== 'all') cuts.add('target section', rows.length - parts.length)
  const errors = budget.parts === 'none' ? rows.map(row => briefError(row, context, budget)) : []
  return [
    outcomes.length === 0
      ? markup`## ${verdictOf(result)}`
      : markup`## ${verdictOf(result)}: ${plural(outcomes.length, 'target')}`,
    outcomes.length > 0
      ? prose(tallyOf(outcomes))
      : result === 'failed'
        ? markup`Nothing was sent.`
        : NOTHING,
    error === undefined ? NOTHING : errorAlert(error, context, budget),
    ...(exported === undefined ? [] : exportedBlocks(exported, budget, cuts)),
    targetsTable(rows),
    idsTable(rows),
    ...errors,
    approvalSection(outcomes),
    ...parts.map(({ outcome, number }) => part(number, outcome, context, budget, cuts)),
    timelineSection(outcomes, budget, cuts)
  ]
}

function briefError({ number, outcome }: Numbered, context: ReportContext, budget: Budget): Markdown {
  if (outcome.error === undefined) return NOTHING
  return blocks([markup`Target ${number}, ${titleOf(outcome)}`, errorSection(outcome, context, budget)])
}

interface Numbered {
  readonly outcome: Outcome
  readonly number: number
}

function targetsTable(rows: readonly Numbered[]): Markdown {
  const columns: readonly { title: string; when: boolean; cell: (row: Numbered) => Markdown }[] = [
    { title: 'No.', when: true, cell: ({ number }) => markup`${number}` },
    { title: 'Target', when: true, cell: ({ outcome }) => titleOf(outcome) },
    { title: 'Result', when: true, cell: ({ outcome }) => verdictOf(outcome.result) },
    { title: 'Changes', when: true, cell: ({ outcome }) => changesCell(outcome) },
    {
      title: rows.every(({ outcome: { target } }) => target.kind === 'backend') ? 'APIs' : 'Affected',
      when: true,
      cell: ({ outcome }) => apisCell(outcome)
    },
    {
      title: 'Error',
      when: rows.some(({ outcome }) => outcome.error !== undefined),
      cell: ({ outcome: { error } }) => (error === undefined ? NOTHING : shownName(error.code))
    }
  ]
  const used = columns.filter(({ when }) => when)
  return table(
    used.map(({ title }) => title),
    rows.map(row => used.map(({ cell }) => cell(row)))
  )
}

/** What support asks for; in one place, since the parts of the targets may be left out. */
function idsTable(rows: readonly Numbered[]): Markdown {
  const sent = rows.filter(({ outcome }) => outcome.accepted !== undefined || outcome.rollback !== undefined)
  return details(markup`Request and operation ids`, [
    table(
      ['No.', 'Request, operation', 'Rollback'],
      sent.map(({ outcome, number }) => [
        markup`${number}`,
        idPair(outcome.accepted, kindOf(outcome.target).words),
        idPair(outcome.rollback, kindOf(outcome.target).words)
      ])
    )
  ])
}

function idPair(ids: Outcome['accepted'], { hasOperations }: Words): Markdown {
  if (ids === undefined) return markup`–`
  return hasOperations
    ? markup`${shownName(ids.requestId)}, ${shownName(ids.operationId)}`
    : shownName(ids.requestId)
}

function changesCell({ plan, hasChanges }: Outcome): Markdown {
  if (plan?.difference === undefined) return markup`–`
  const { changes, omitted } = plan.difference
  const { words } = kindOf(plan.target)
  if (words.definition !== 'definition' && changes.length > 0) {
    const steps = isLadder(plan.target) ? markup`, ${plural(plan.rungs.length, 'step')}` : NOTHING
    return markup`${words.definition}${steps}`
  }
  const removed = hasChanges === false ? 0 : omitted.length
  if (changes.length + removed === 0) return markup`none`
  return markup`${plural(changes.length + removed, 'key')}${removed === 0 ? NOTHING : markup` (${removed} removed)`}`
}

function apisCell({ target, plan, progress, hasChanges }: Outcome): Markdown {
  if (progress !== undefined) {
    return kindOf(target).reportsCompletion
      ? markup`${progress.updated} of ${progress.total}`
      : markup`${progress.total}`
  }
  return plan?.affected === undefined || hasChanges === false ? markup`–` : markup`${plan.affected.length}`
}

/** All of one target, closed where it went well. */
function part(
  number: number,
  outcome: Outcome,
  context: ReportContext,
  budget: Budget,
  cuts: Cuts
): Markdown {
  return details(
    markup`${number}. ${nameOf(outcome)}: ${verdictOf(outcome.result)}`,
    [
      sentenceOf(outcome),
      ...body(outcome, context, budget, cuts),
      idsSection(outcome),
      apisSection(outcome, budget, cuts)
    ],
    // what is to be approved is to be read
    !isGreen(outcome.result) || (outcome.result === 'planned' && outcome.hasChanges !== false)
  )
}

function timelineSection(outcomes: readonly Outcome[], budget: Budget, cuts: Cuts): Markdown {
  const gantt = ganttOf(
    outcomes.map(({ phases }) => phases),
    outcomes.map(({ target }) => kindOf(target).words.following)
  )
  if (gantt === undefined) return NOTHING
  if (budget.timeline) return fence('mermaid', gantt)
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

const MOST_SECTIONS = 20

/**
 * A Mermaid `gantt` of the phases, a section for each target; `undefined` where no target has two phases
 * that took any time. Nothing in it comes from outside: targets are told by their number. Times are shown by the
 * reader's clock.
 * @param following what the wait for completion of each target is called
 * https://mermaid.js.org/syntax/gantt.html
 */
export function ganttOf(
  targets: readonly (readonly Phase[])[],
  following: readonly string[] = []
): string | undefined {
  const sections = targets.slice(0, MOST_SECTIONS).map((phases, index) => ({
    name: `Target ${index + 1}`,
    phases: phases.filter(tookTime),
    names: { ...NAMES, batch: following[index] ?? NAMES.batch }
  }))
  const told = sections.filter(section => section.phases.length > 0)
  if (!told.some(section => section.phases.length > 1)) return undefined
  const all = told.flatMap(section => section.phases)
  const totalMs =
    Math.max(...all.map(phase => phase.endedAt)) - Math.min(...all.map(phase => phase.startedAt))
  return [
    'gantt',
    '  accTitle: When each phase began and ended',
    '  dateFormat x',
    // below some seconds every whole second would read the same
    `  axisFormat ${totalMs < 5_000 ? '%S.%L s' : '%H:%M:%S'}`,
    `  tickInterval ${tickOf(totalMs)}`,
    ...told.flatMap(({ name, phases, names }) => [
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

/** Few enough ticks to be told apart on a phone. */
function tickOf(totalMs: number): string {
  return TICKS.find(([ms]) => totalMs / ms <= 5)?.[1] ?? '6hour'
}

function bar({ name, startedAt, endedAt }: Phase, names: typeof NAMES): string {
  const style = name === 'rollback' ? 'crit, ' : ''
  return `  ${names[name]} ${formatDuration(endedAt - startedAt)} :${style}${Math.round(startedAt)}, ${Math.round(endedAt)}`
}

/** A bar needs a length; times that are no numbers draw nothing. */
function tookTime({ startedAt, endedAt }: Phase): boolean {
  return Math.round(endedAt) > Math.round(startedAt) && startedAt >= 0 && Number.isFinite(endedAt)
}

/** What `mode: export` has written. */
export interface Exported {
  readonly path: string
  /** The whole manifest, without secrets. */
  readonly text: string
  readonly backends: number
  readonly stages: number
  /** The names that `variables` must supply. */
  readonly variables: readonly string[]
  /** What is not in the file, or needs somebody; a line each. */
  readonly remarks: readonly string[]
  readonly accountId: string | undefined
}

const MOST_VARIABLES = 100
/** What of a manifest is shown; the file has the whole. */
const LONGEST_SHOWN = 100_000

/** The blocks of a summary about an export. */
function exportedBlocks(
  { path, text, backends, stages, variables, remarks }: Exported,
  budget: Budget,
  cuts: Cuts
): Markdown[] {
  cuts.add('remark', remarks.length - budget.extras)
  const named = variables.slice(0, MOST_VARIABLES)
  cuts.add('variable', variables.length - named.length)
  const isShown = text.length <= LONGEST_SHOWN
  cuts.add('manifest', isShown ? 0 : 1)
  return [
    markup`${plural(backends, 'backend')} with ${plural(stages, 'stage')}. Nothing was sent. The manifest is in the file that the output ${shown('manifest-file')} names: ${shown(path)}. A later step reads it once it is in the workspace.`,
    alert(
      'WARNING',
      remarks.slice(0, budget.extras).map(remark => prose(remark))
    ),
    variables.length === 0
      ? NOTHING
      : markup`Secrets are not in the file. The input ${shown('variables')} must supply:`,
    list(named.map(name => shown(name))),
    isShown ? details(markup`The manifest`, [fence('yaml', text.trimEnd())]) : NOTHING
  ]
}
