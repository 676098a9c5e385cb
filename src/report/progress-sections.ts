import type { AffectedApi } from '../model/backend.ts'
import type { ApiProgress, ApiState } from '../model/batch.ts'
import { redactText } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import type { Phase, PhaseName } from '../rollout/timeline.ts'
import { countAffected } from '../rollout/words.ts'
import { formatDuration } from '../runtime/clock.ts'
import { plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Budget, Cuts } from './budget.ts'
import { capital, mayBeInEffect, countOfChecks, verdictOf } from './headline.ts'
import {
  NOTHING,
  blocks,
  commas,
  details,
  markup,
  prose,
  shown,
  shownName,
  table,
  list,
  fence
} from './markdown.ts'
import type { Heading, Markdown } from './markdown.ts'

// What a target affects: published APIs, or routes and operations.

const LONGEST_RESPONSE = 200
const MAX_GROUPS = 12

/** How many APIs an apply would affect, by group. */
export function groupsSection({ target, plan, result, hasChanges, error }: Outcome): Markdown {
  const affected = plan?.affected ?? []
  const isAsked = result === 'planned' || error?.code === 'TooManyApis'
  if (!isAsked || hasChanges === false || affected.length === 0) return NOTHING
  if (kindOf(target).words.affectsOnlyItself) return NOTHING
  const groups = byGroup(affected)
  const counts = groups
    .slice(0, MAX_GROUPS)
    .map(([group, members]) => markup`${shownName(group)} ${members.length}`)
  const more =
    groups.length > counts.length
      ? markup` and ${plural(groups.length - counts.length, 'more group')}`
      : NOTHING
  const { completesByList, words } = kindOf(target)
  const heading = completesByList ? 'APIs by group' : `${words.affected.many} by ${words.group}`
  return markup`Affected ${heading}: ${commas(counts)}${more}`
}

/** The APIs that failed, in the open. */
export function failedApisSection(
  { target, progress }: Outcome,
  budget: Budget,
  cuts: Cuts,
  heading: Heading
): Markdown {
  // for a target that affects only itself, the error reports it
  if (kindOf(target).words.affectsOnlyItself) return NOTHING
  const failed = (progress?.apis ?? []).filter(api => api.state === 'failed')
  cuts.add('failed API', failed.length - budget.failedApis)
  const rows = failed
    .slice(0, budget.failedApis)
    .map(api => [
      markup`${shownName(api.name || api.apiId)} (${shownName(api.group)})`,
      prose(redactText(responseOf(api)), LONGEST_RESPONSE)
    ])
  return rows.length === 0
    ? NOTHING
    : blocks([heading('Failed APIs'), table(['API', 'Service response'], rows)])
}

/** Every other API by group, collapsed: with its state, or with its request if nothing was sent. */
export function apisSection(outcome: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const { plan, progress, result, rollback, target } = outcome
  if (kindOf(target).words.affectsOnlyItself) return NOTHING
  if (progress !== undefined && kindOf(target).reportsCompletion) {
    const rest = progress.apis.filter(api => api.state !== 'failed')
    // a rollback that was refused updates nothing
    const isOld = result === 'rolled-back' || (result === 'rollback-failed' && rollback !== undefined)
    const title = `${statesOf(progress.apis)}${isOld ? ', before the rollback' : ''}`
    return apiTable(target, title, 'State', rest, stateCell, budget, cuts)
  }
  if (result !== 'planned' && !mayBeInEffect(outcome)) return NOTHING
  const affected = plan?.affected ?? []
  return apiTable(
    target,
    countAffected([{ count: affected.length, target }]),
    'Request',
    affected,
    requestCell,
    budget,
    cuts
  )
}

/** Two columns, with a row for each group: more do not fit on a phone. */
function apiTable<T extends { group: string; name: string; apiId: string }>(
  target: Target,
  title: string,
  column: string,
  apis: readonly T[],
  cell: (api: T) => Markdown,
  budget: Budget,
  cuts: Cuts
): Markdown {
  const ordered = byGroup(apis).flatMap(([, members]) => members)
  const listed = ordered.slice(0, budget.apis)
  cuts.add('API', ordered.length - listed.length)
  const { group, member } = kindOf(target).words
  const rows = listed.flatMap((api, index) => [
    ...(listed[index - 1]?.group === api.group
      ? []
      : [[markup`**${group}** ${shownName(api.group)}`, NOTHING]]),
    [shownName(api.name || api.apiId), cell(api)]
  ])
  return details(prose(title), [table([capital(member), column], rows)])
}

/** The largest group first. */
function byGroup<T extends { group: string }>(apis: readonly T[]): [string, T[]][] {
  return [...Map.groupBy(apis, api => api.group)].sort(([, one], [, other]) => other.length - one.length)
}

function requestCell({ method, path }: AffectedApi): Markdown {
  const request = [method, path].filter(Boolean).join(' ')
  return request === '' ? markup`–` : shown(request, LONGEST_RESPONSE)
}

function stateCell(api: ApiProgress): Markdown {
  if (api.state === 'updated') return markup`✓ updated`
  const response = responseOf(api)
  return response === '' ? markup`… in progress` : markup`… in progress: ${shown(response, LONGEST_RESPONSE)}`
}

/** The raw status and message. */
function responseOf({ status, message }: ApiProgress): string {
  return [status, message].filter(Boolean).join(': ')
}

const STATES: readonly ApiState[] = ['updated', 'failed', 'moving']

/** `14 APIs: 12 updated, 2 failed`. */
function statesOf(apis: readonly ApiProgress[]): string {
  const counts = STATES.map(state => ({ state, count: apis.filter(api => api.state === state).length }))
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state === 'moving' ? 'in progress' : state}`)
  return `${plural(apis.length, 'API')}: ${parts.join(', ')}`
}

// The steps of a ladder, and the checks.

/** The steps of a ladder of weights. */
export function rungsSection({ rungs = [] }: Outcome, heading: Heading): Markdown {
  if (rungs.length === 0) return NOTHING
  const rows = rungs.map(({ weight, result, checks, durationMs }) => {
    const duration = durationMs === 0 ? NOTHING : markup` after ${formatDuration(durationMs)}`
    return [
      markup`${weight}%`,
      markup`${RUNG_RESULTS[result] ?? verdictOf(result)}${duration}`,
      checks.length === 0 || result === 'cancelled' ? markup`–` : markup`${countChecks(checks)}`
    ]
  })
  return blocks([heading('Weight steps'), table(['Weight', 'Result', 'Checks'], rows)])
}

/** A step that fails says nothing about the target's own result, since the ladder is rolled back. */
const RUNG_RESULTS: Partial<Record<Result, Markdown>> = {
  switched: markup`✓ verified`,
  partial: markup`✗ failed`,
  failed: markup`✗ failed`,
  cancelled: markup`stopped`,
  'not-started': markup`not started`
}

/** `1 bake check failed; 1 preflight check, 2 probes passed`. */
function countChecks(checks: Outcome['checks']): string {
  const counted = (passed: boolean, verb: string): string[] => {
    const byName = Map.groupBy(
      checks.filter(check => check.passed === passed),
      ({ name }) => name
    )
    const counts = [...byName].map(([name, { length }]) => countOfChecks(length, name))
    return counts.length === 0 ? [] : [`${counts.join(', ')} ${verb}`]
  }
  return [...counted(false, 'failed'), ...counted(true, 'passed')].join('; ')
}

/** A list, since a table of URLs and responses does not fit on a phone. */
export function checksSection(outcome: Outcome, budget: Budget, cuts: Cuts, heading: Heading): Markdown {
  const { checks, rungs = [] } = outcome
  const ofRungs = rungs.flatMap(({ weight, checks: own }) => own.map(check => ({ check, weight })))
  // those before the first write of all targets come first, and belong to no step
  const before = checks.slice(0, checks.length - ofRungs.length).map(check => ({ check, weight: undefined }))
  const all = [...before, ...ofRungs]
  // failed ones first
  const sorted = [...all.filter(({ check }) => !check.passed), ...all.filter(({ check }) => check.passed)]
  cuts.add('check', sorted.length - budget.extras)
  const items = sorted.slice(0, budget.extras).map(({ check, weight }) => checkItem(check, weight, outcome))
  return items.length === 0 ? NOTHING : blocks([heading('Checks'), list(items)])
}

function checkItem(
  { name, subject, passed, attempts, detail, likelyCause }: Outcome['checks'][number],
  weight: number | undefined,
  { error, result }: Outcome
): Markdown {
  const wasStopped = result === 'cancelled'
  const state = passed ? '✓' : wasStopped ? '–' : '✗'
  const verb = passed ? 'passed' : wasStopped ? 'stopped' : 'failed'
  const at = weight === undefined ? NOTHING : markup` at ${weight}%`
  const named = markup`${state} ${capital(name)} ${verb}${at}: ${shown(subject)}`
  // the error describes it
  if (!passed && !wasStopped && error !== undefined) return named
  // what a signal stopped says nothing about the service
  const isTelling = passed || !wasStopped
  const response = detail === '' || !isTelling ? [] : [shown(detail)]
  const cause = likelyCause === undefined || !isTelling ? NOTHING : markup`. Likely cause: ${likelyCause}`
  return markup`${named}<br>${commas([...response, markup`${plural(attempts, 'attempt')}`])}${cause}`
}

// The timeline.

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
