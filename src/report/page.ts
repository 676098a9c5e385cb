import type { ActionError } from '../errors/action-error.ts'
import { removalsIn } from '../model/diff.ts'
import { redactText } from '../model/redact.ts'
import { isLadder } from '../model/target.ts'
import { byBadness, isGreen, resultOf } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import {
  apisSection,
  failedApisSection,
  groupsSection,
  checksSection,
  rungsSection,
  timelineSection
} from './progress-sections.ts'
import { Cuts } from './budget.ts'
import type { Budget } from './budget.ts'
import { nameOf, placeOf, sentenceOf, tallyOf, verdictOf, wasSent } from './headline.ts'
import {
  NOTHING,
  alert,
  blocks,
  details,
  fence,
  join,
  list,
  markup,
  prose,
  shown,
  shownName,
  table
} from './markdown.ts'
import type { Heading, Markdown } from './markdown.ts'
import {
  approvalSection,
  changesSection,
  errorAlert,
  errorSection,
  idItems,
  idsSection,
  warningsSection,
  rollbackSection
} from './sections.ts'

/** What a report says about the run itself. */
export interface ReportContext {
  /** The value of `uses:`, such as `OWNER/switch-backend@v1`; see `actionReference`. */
  readonly action: string
  /** The address of the page that explains errors; see `helpPage`. */
  readonly helpPage: string | undefined
  readonly runUrl: string | undefined
  readonly accountId: string | undefined
}

/** The result of a step, as people read it. */
export interface Shown {
  readonly outcomes: readonly Outcome[]
  /** Of the step; defaults to the worst result of its targets. */
  readonly result?: Result | undefined
  /** Of the step as a whole, such as invalid inputs. */
  readonly error?: ActionError | undefined
  /** What `mode: export` wrote. */
  readonly exported?: Exported | undefined
  readonly context: ReportContext
  /** What this is about, if it is not the result of the main step. */
  readonly title?: string | undefined
}

/** The part of a budget that this report can use up: what no target has is no reason to render the page once more. */
export function limitedTo({ outcomes }: Shown, budget: Budget): Budget {
  const most = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((highest, outcome) => Math.max(highest, count(outcome)), 0)
  const { apis, failedApis, changes } = budget
  return {
    ...budget,
    apis: Math.min(
      apis,
      most(({ plan, progress }) => Math.max(plan?.affected?.length ?? 0, progress?.apis.length ?? 0))
    ),
    failedApis: Math.min(
      failedApis,
      most(({ progress }) => (progress?.apis ?? []).filter(api => api.state === 'failed').length)
    ),
    // a budget of none leaves the section out
    changes: Math.min(
      changes,
      Math.max(
        1,
        most(({ plan }) => (plan?.difference?.changes.length ?? 0) + (plan?.difference?.omitted.length ?? 0))
      )
    )
  }
}

/** The blocks of a summary or comment, the most useful first. */
export function renderBlocks(report: Shown, budget: Budget, cutNote: (cuts: string) => Markdown): string[] {
  const { outcomes } = report
  const cuts = new Cuts()
  const [only] = outcomes
  const parts =
    only !== undefined && outcomes.length === 1
      ? single(report, only, budget, cuts)
      : several(report, budget, cuts)
  const left = cuts.toString()
  const title = report.title === undefined ? NOTHING : markup`**${report.title}**`
  return [title, ...parts, left === '' ? NOTHING : cutNote(left)]
    .map(part => part.source)
    .filter(source => source !== '')
}

function single(report: Shown, outcome: Outcome, budget: Budget, cuts: Cuts): Markdown[] {
  const { context, result = outcome.result, error } = report
  return [
    markup`## ${verdictOf(result)}: ${shownName(nameOf(outcome.target))}`,
    sentenceOf({ ...outcome, result }),
    error === undefined || error === outcome.error ? NOTHING : errorAlert(error, context, budget),
    ...body(outcome, context, budget, cuts, title => markup`### ${title}`),
    approvalSection([outcome]),
    idsSection(outcome),
    timelineSection([outcome], budget, cuts),
    apisSection(outcome, budget, cuts)
  ]
}

/** What is below the sentence of a target. */
function body(
  outcome: Outcome,
  context: ReportContext,
  budget: Budget,
  cuts: Cuts,
  heading: Heading
): Markdown[] {
  return [
    errorSection(outcome, context, budget),
    placeOf(outcome, context.accountId),
    changesSection(outcome, budget, cuts, heading),
    groupsSection(outcome),
    failedApisSection(outcome, budget, cuts, heading),
    rungsSection(outcome, heading),
    checksSection(outcome, budget, cuts, heading),
    warningsSection(outcome, budget, cuts),
    rollbackSection(outcome, context.action, budget, cuts)
  ]
}

function several(report: Shown, budget: Budget, cuts: Cuts): Markdown[] {
  const { outcomes, context, error, exported, result = resultOf(outcomes) } = report
  const numbered = outcomes.map((outcome, index) => ({ outcome, number: index + 1 }))
  // in their order if all are shown; otherwise the worst ones
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
      : markup`## ${verdictOf(result)}: ${countOf(result, outcomes)}`,
    outcomes.length > 0
      ? prose(tallyOf(outcomes))
      : result === 'failed'
        ? markup`Nothing was sent.`
        : NOTHING,
    result === 'cancelled' && outcomes.some(outcome => outcome.result === 'not-started')
      ? markup`Re-run the job to switch the targets that were not started.`
      : NOTHING,
    error === undefined ? NOTHING : errorAlert(error, context, budget),
    ...(exported === undefined ? [] : exportedBlocks(exported, budget, cuts)),
    context.accountId === undefined || outcomes.length === 0
      ? NOTHING
      : markup`Account ${shownName(context.accountId)}`,
    targetsTable(rows),
    ...errors,
    approvalSection(outcomes),
    ...parts.map(({ outcome, number }) => part(number, outcome, context, budget, cuts)),
    idsOfAll(rows),
    timelineSection(outcomes, budget, cuts)
  ]
}

/** `2 of 5 targets`; the result of a step may also be no target's own. */
function countOf(result: Result, outcomes: readonly Outcome[]): string {
  const count = outcomes.filter(outcome => outcome.result === result).length
  const of = count === 0 || count === outcomes.length ? '' : `${count} of `
  return `${of}${plural(outcomes.length, 'target')}`
}

function briefError({ number, outcome }: Numbered, context: ReportContext, budget: Budget): Markdown {
  if (outcome.error === undefined) return NOTHING
  return blocks([
    markup`Target ${number}, ${nameInManifest(outcome)}:`,
    errorSection(outcome, context, budget)
  ])
}

/** Of several targets, only the names in the manifest are sure to differ. */
function nameInManifest({ target }: Outcome): Markdown {
  return shownName(target.name)
}

interface Numbered {
  readonly outcome: Outcome
  readonly number: number
}

/** Two columns fit on a phone. In a plan every result is the same, and is not repeated. */
function targetsTable(rows: readonly Numbered[]): Markdown {
  const isPlan = rows.every(({ outcome: { result } }) => result === 'planned')
  if (rows.every(({ outcome: { result } }) => result === 'valid')) {
    return table(
      ['Target'],
      rows.map(({ number, outcome }) => [markup`${number}. ${nameInManifest(outcome)}`])
    )
  }
  // what a target that could not be planned would change is not known
  const isOfPlan = rows.some(({ outcome: { result } }) => result === 'planned' || result === 'drifted')
  return table(
    ['Target', 'Changes'],
    rows.map(({ number, outcome }) => {
      const { error, result } = outcome
      const code = error === undefined ? NOTHING : markup` ${shownName(error.code)}`
      const affected = affectedCell(outcome)
      return [
        join(
          [
            markup`${number}. ${nameInManifest(outcome)}`,
            ...(isPlan ? [] : [markup`${verdictOf(result)}${code}`])
          ],
          '<br>'
        ),
        join(
          [
            isOfPlan && result === 'failed' ? NONE : changesCell(outcome),
            ...(affected === NONE ? [] : [affected])
          ],
          '<br>'
        )
      ]
    })
  )
}

const NONE = markup`–`

/** The IDs that support needs, in one place, since the sections of the targets may be left out. */
function idsOfAll(rows: readonly Numbered[]): Markdown {
  const items = rows.map(({ outcome }) => ({ outcome, ids: idItems(outcome) }))
  return details(markup`Request IDs`, [
    list(
      items
        .filter(({ ids }) => ids.length > 0)
        .map(({ outcome, ids }) => join([nameInManifest(outcome), ...ids], '<br>'))
    )
  ])
}

/** What an apply would change or, after an apply, did change. */
function changesCell({ plan, hasChanges, changed, result, ...others }: Outcome): Markdown {
  const isPlan = result === 'planned' || result === 'drifted'
  if (!isPlan && changed === false) {
    return wasSent({ plan, hasChanges, changed, result, ...others }) ? markup`restored` : markup`none`
  }
  if (!isPlan && changed === undefined) return markup`not known`
  if (plan?.difference === undefined) return isPlan ? markup`not known` : NONE
  const { changes, omitted } = plan.difference
  const { words } = kindOf(plan.target)
  if (words.definition !== 'definition' && changes.length > 0) {
    const steps = isLadder(plan.target) ? markup`, ${plural(plan.rungs.length, 'step')}` : NOTHING
    return markup`${words.definition}${steps}`
  }
  const leftOut = hasChanges === false && result !== 'drifted' ? 0 : omitted.length
  if (changes.length + leftOut > 0) {
    const removals = removalsIn(changes).length
    const removed = removals + leftOut
    const rest = changes.length - removals
    const changedKeys = rest === 0 ? [] : [`${plural(rest, 'key')} changed`]
    const removedKeys = removed === 0 ? [] : [`${plural(removed, 'key')} removed`]
    return join(
      [...changedKeys, ...removedKeys].map(text => prose(text)),
      '<br>'
    )
  }
  if (hasChanges === false) return markup`none`
  return plan.live?.notInEffect === undefined ? markup`sent again, no key differs` : markup`deployed as saved`
}

function affectedCell({ target, plan, progress, hasChanges, changed, result }: Outcome): Markdown {
  const { completesByList, reportsCompletion, words } = kindOf(target)
  if (words.movesItself) return NONE
  const { one, many } = words.moved
  const counted = (count: number): Markdown =>
    completesByList
      ? markup`${plural(count, words.member)}`
      : markup`${`${count} ${count === 1 ? one : many}`}`
  if (result === 'planned' || result === 'drifted') {
    return plan?.affected === undefined || hasChanges === false ? NONE : counted(plan.affected.length)
  }
  if (progress === undefined || changed === false) return NONE
  return reportsCompletion
    ? markup`${progress.updated} of ${counted(progress.total)}`
    : counted(progress.total)
}

/** The table of changes has a header, which is enough. */
const PART_HEADING: Heading = title => (title === 'Changes' ? NOTHING : markup`**${title}**`)

/** All of one target, collapsed if it succeeded. */
function part(
  number: number,
  outcome: Outcome,
  context: ReportContext,
  budget: Budget,
  cuts: Cuts
): Markdown {
  const isWithoutChanges = outcome.result === 'planned' && outcome.hasChanges === false
  return details(
    markup`${number}. ${redactText(outcome.target.name)}: ${isWithoutChanges ? 'no changes' : verdictOf(outcome.result)}`,
    [
      sentenceOf(outcome, 'part'),
      // a page of many targets says once where they are, and saves lines
      ...body(outcome, { ...context, accountId: undefined }, budget, cuts, PART_HEADING),
      apisSection(outcome, budget, cuts)
    ],
    // what is approved must be read
    outcome.result === 'planned'
      ? outcome.hasChanges !== false
      : outcome.result !== 'not-started' && !isGreen(outcome.result)
  )
}

/** What `mode: export` wrote. */
export interface Exported {
  readonly path: string
  /** The whole manifest, without secrets. */
  readonly text: string
  readonly backends: number
  readonly stages: number
  /** The names that the input `variables` must supply. */
  readonly variables: readonly string[]
  /** What the file does not hold, and what someone must complete; a line each. */
  readonly remarks: readonly string[]
  readonly accountId: string | undefined
}

const MAX_VARIABLES = 100
/** The longest manifest that is shown; the file is always whole. */
const LONGEST_SHOWN = 100_000

/** The blocks of an export's summary. */
function exportedBlocks(
  { path, text, backends, stages, variables, remarks }: Exported,
  budget: Budget,
  cuts: Cuts
): Markdown[] {
  cuts.add('remark', remarks.length - budget.extras)
  const named = variables.slice(0, MAX_VARIABLES)
  cuts.add('variable', variables.length - named.length)
  const isShown = text.length <= LONGEST_SHOWN
  cuts.add('manifest', isShown ? 0 : 1)
  return [
    markup`${plural(backends, 'backend')} with ${plural(stages, 'stage')}. Nothing was sent. The output ${shown('manifest-file')} holds the path of the manifest: ${shown(path)}. To use it in a later step, copy it to the workspace.`,
    alert(
      'WARNING',
      remarks.slice(0, budget.extras).map(remark => prose(remark))
    ),
    variables.length === 0
      ? NOTHING
      : markup`Secrets are not in the file. The input ${shown('variables')} must supply:`,
    list(named.map(name => shown(name))),
    isShown ? details(markup`Manifest`, [fence('yaml', text.trimEnd())]) : NOTHING
  ]
}
