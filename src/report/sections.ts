import { InputError } from '../errors/action-error.ts'
import type { ActionError, Advice, Problem } from '../errors/action-error.ts'
import { sectionOf } from '../errors/help.ts'
import type { PublishedApi } from '../model/backend.ts'
import type { ApiProgress, ApiState } from '../model/batch.ts'
import type { Change } from '../model/diff.ts'
import type { Json } from '../model/json.ts'
import { isLadder } from '../model/target.ts'
import { redactText } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import { pastableDefinition, targetInputs } from '../rollout/next-steps.ts'
import { NO_OPERATION } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { countMoved, stepsOf } from '../rollout/plan.ts'
import { cut, plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Budget, Cuts } from './budget.ts'
import { capital, mayHaveSent } from './headline.ts'
import {
  NOTHING,
  alert,
  blocks,
  commas,
  details,
  fence,
  link,
  list,
  markup,
  prose,
  shown,
  shownName,
  shownValue,
  table
} from './markdown.ts'
import type { Markdown } from './markdown.ts'
import { redactChange } from './report.ts'
import { actionIn, inputText, jsonText, stepText } from './yaml-text.ts'

/** What failed on a target, and the cure. Never left out. */
export function errorSection(
  { error, plan, target }: Outcome,
  context: HelpContext,
  budget: Budget
): Markdown {
  if (error === undefined) return NOTHING
  // the target stands above, and the next steps below, as a step to be pasted
  const prefix = `${target.name}: `
  const message = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message
  const { cure, policy, nextSteps } = error.advice
  const advice = { cure, policy, nextSteps: plan === undefined ? nextSteps : undefined }
  return errorAlert({ code: error.code, message, advice, requestId: error.requestId }, context, budget)
}

/** Every problem of the inputs as an item of a list, any other error as it is. */
export function errorAlert(
  error: ErrorParts | InputError,
  { helpPage }: HelpContext,
  budget: Budget
): Markdown {
  const { code, message, advice, requestId } = error
  const request = requestId === undefined ? NOTHING : markup`, request ${shownName(requestId)}`
  return alert('CAUTION', [
    ...(error instanceof InputError
      ? [
          // without a line of text behind its mark GitHub makes no alert
          markup`The inputs have ${plural(error.problems.length, 'problem')}:`,
          list(error.problems.slice(0, MOST_PROBLEMS).map(problem => problemItem(problem, budget)))
        ]
      : shownMessage(message, budget.text)),
    ...shownAdvice(advice, budget.text),
    markup`Code ${shownName(code)}${request}. ${helpOf(error, helpPage)}`
  ])
}

/** Where errors are explained. */
interface HelpContext {
  readonly helpPage: string | undefined
}

function helpOf(error: ErrorParts, page: string | undefined): Markdown {
  const section = sectionOf(error)
  return page === undefined
    ? markup`See ${shown(`docs/troubleshooting.md#${section}`)} in the repository of this action.`
    : link('Troubleshooting', `${page}#${section}`)
}

type ErrorParts = Pick<ActionError, 'code' | 'message' | 'advice' | 'requestId'>
const MOST_PROBLEMS = 30

function shownAdvice({ cure = '', policy, nextSteps = '' }: Advice, longest: number): Markdown[] {
  return [
    ...shownMessage(cure, longest),
    ...(policy === undefined
      ? []
      : [
          ...shownMessage(policy.intro ?? '', longest),
          ...shownPolicy(policy.document, longest),
          ...shownMessage(policy.note ?? '', longest)
        ]),
    ...shownMessage(nextSteps, longest)
  ]
}

const MOST_LINES = 20

/** A message, line by line. */
function shownMessage(message: string, longest: number): Markdown[] {
  return linesOf(message, longest).map(line => prose(line))
}

/** A policy in a block of its own, to be copied; as text where it is too long, or no JSON without its secrets. */
function shownPolicy(document: string, longest: number): Markdown[] {
  const redacted = redactText(document)
  try {
    if (redacted.length <= longest) return [fence('json', jsonText(JSON.parse(redacted) as Json, 2))]
  } catch {
    // a mask has taken a quotation mark with it
  }
  return shownMessage(document, longest)
}

function linesOf(text: string, longest: number): string[] {
  // redacted first: a secret that is cut in two is not recognised
  const redacted = redactText(text)
  const shown = redacted.length <= longest ? redacted : `${cut(redacted, longest)}…`
  return shown
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(0, MOST_LINES)
}

function problemItem({ input, message }: Problem, budget: Budget): Markdown {
  return markup`${shownName(input)} ${prose(redactText(message), budget.text)}`
}

export function warningsSection(outcome: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const { plan, target } = outcome
  const warnings = [...(plan?.warnings ?? []), ...(outcome.warnings ?? [])]
  const prefix = `${target.name}: `
  cuts.add('warning', warnings.length - budget.extras)
  return alert(
    'WARNING',
    warnings
      .slice(0, budget.extras)
      .flatMap(({ text, policy }) => [
        ...shownMessage(text.startsWith(prefix) ? text.slice(prefix.length) : text, budget.text),
        ...(policy === undefined ? [] : shownPolicy(policy, budget.text))
      ])
  )
}

/** What moves from where to where, by path. */
export function changesSection(outcome: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const { difference } = outcome.plan ?? {}
  if (difference === undefined) return NOTHING
  const isDrift = outcome.result === 'drifted'
  const sends = isDrift || (outcome.hasChanges !== false && outcome.result !== 'unchanged')
  const omitted = sends ? difference.omitted : []
  const gone = isDrift ? markup`*not desired*` : markup`*removed, by omission*`
  const rows = [
    ...difference.changes.map(change => changeRow(change, markup`–`)),
    ...omitted.map(change => changeRow(change, gone))
  ]
  cuts.add('change', rows.length - budget.changes)
  return blocks([
    table(['Key', titleOfValues(outcome.result)], rows.slice(0, budget.changes)),
    sends || budget.changes === 0 ? NOTHING : leftOut(difference.omitted)
  ])
}

function titleOfValues(result: Result): string {
  if (result === 'planned' || result === 'drifted' || result === 'failed' || result === 'unchanged') {
    return 'Live → Desired'
  }
  return result === 'switched' ? 'Before → After' : 'Before → Attempted'
}

/** Both values in one cell, one below the other: on a telephone a third column is out of sight, and with it what is to be approved. */
function changeRow(change: Change, absent: Markdown): Markdown[] {
  const { path, before, after } = redactChange(change)
  const [was, is] = [shownValue(before), after === null ? absent : shownValue(after)]
  // two secrets, two long texts, or a difference in what cannot be seen
  const note = was.source === is.source ? markup` (another value)` : NOTHING
  return [shown(path), markup`${was}<br>→ ${is}${note}`]
}

function leftOut(omitted: readonly Change[]): Markdown {
  if (omitted.length === 0) return NOTHING
  const paths = omitted.slice(0, 10).map(({ path }) => shown(path))
  const more = omitted.length > paths.length ? markup` and ${omitted.length - paths.length} more` : NOTHING
  return markup`Live also holds ${commas(paths)}${more}, which the definition leaves out. That alone is no change; ${shown('skip-unchanged: false')} sends it all the same.`
}

const MOST_APPROVED = 50

/** What an approval is given with. An apply wants a line for every target, also for one without changes. */
export function approvalSection(outcomes: readonly Outcome[]): Markdown {
  const planned = outcomes.filter(({ result }) => result === 'planned')
  // an apply would fail where a plan did
  if (planned.length < outcomes.length) return NOTHING
  if (planned.every(({ hasChanges }) => hasChanges === false)) return NOTHING
  const lines = planned.flatMap(({ target, plan }) =>
    plan?.fingerprint === undefined
      ? []
      : [outcomes.length === 1 ? plan.fingerprint : `${target.name} ${plan.fingerprint}`]
  )
  if (lines.length < planned.length) {
    return markup`Without permission to read the live definition there is no fingerprint to approve.`
  }
  const promise = markup`If the live or the desired definition has changed by then, it writes nothing.`
  if (lines.length > MOST_APPROVED) {
    return markup`**To approve**, pass the output ${shown('plan-fingerprint')} to the apply as ${shown('approved-plan')}. ${promise}`
  }
  return blocks([
    markup`**To approve**, set this input of the apply. ${promise}`,
    fence('yaml', inputText('approved-plan', lines))
  ])
}

/** The steps of a ladder of weights: a handful at most, and what one looks for. */
export function rungsSection({ rungs = [], plan, result }: Outcome): Markdown {
  if (result === 'planned' && plan !== undefined && isLadder(plan.target)) {
    return markup`**${stepsOf(plan)}**, each checked before the next.`
  }
  return table(
    ['Weight', 'Result'],
    rungs.map(({ weight, result: end }) => [markup`${weight} per cent`, markup`${end.replaceAll('-', ' ')}`])
  )
}

export function checksSection({ checks }: Outcome, budget: Budget, cuts: Cuts): Markdown {
  // one that failed is what one looks for
  const sorted = [...checks.filter(({ passed }) => !passed), ...checks.filter(({ passed }) => passed)]
  cuts.add('check', sorted.length - budget.extras)
  return table(
    ['Check', 'URL', 'Result', 'Attempts'],
    sorted.slice(0, budget.extras).map(({ name, subject, passed, attempts, detail, likelyCause }) => {
      const said = detail === '' ? NOTHING : markup`: ${shown(detail)}`
      const why = likelyCause === undefined ? NOTHING : markup`. Likely cause: ${likelyCause}`
      return [
        markup`${name}`,
        shown(subject),
        markup`${passed ? '✓ passed' : '✗ failed'}${said}${why}`,
        markup`${attempts}`
      ]
    })
  )
}

const LONGEST_STEP = 20_000

/** How to roll back, as a step to be pasted. Open where it may be what the reader came for. */
export function rollbackSection(outcome: Outcome, action: string, budget: Budget, cuts: Cuts): Markdown {
  const { plan, result } = outcome
  if (plan === undefined || !mayHaveSent(outcome) || result === 'rolled-back') return NOTHING
  const wentWell = result === 'switched' || result === 'submitted'
  const again = wentWell
    ? NOTHING
    : markup`**To send the new definition again**, re-run the job, or set \`skip-unchanged: false\`: it is sent even if the live definition is equal.`
  const previous = pastableDefinition(plan)
  if ('reason' in previous) {
    return blocks([
      again,
      markup`**To roll back**, run this action with the previous definition. It is not shown here, because ${previous.reason}.`
    ])
  }
  const { folder, input } = kindOf(plan.target).words
  const step = stepText(actionIn(action, folder), {
    ...targetInputs(plan),
    [input]: { json: JSON.parse(previous.json) as Json },
    // keys that were added are left out again, which alone is no change; and live may be the old definition with
    // APIs that never moved back
    'skip-unchanged': false
  })
  if (!budget.rollbackStep || step.length > LONGEST_STEP) {
    cuts.add('restore step', 1)
    return again
  }
  return details(
    wentWell ? markup`How to roll back` : markup`Next steps`,
    [again, markup`**To roll back**, run this step with the same credentials:`, fence('yaml', step)],
    !wentWell
  )
}

/** What support, or a look into the console, needs. Never left out. */
export function idsSection({ accepted, rollback, plan, changed, result, hasChanges }: Outcome): Markdown {
  const approvable = result === 'planned' && hasChanges !== false
  return list([
    ...(changed === undefined
      ? [markup`Whether the step changed the definition in the cloud is not known`]
      : []),
    ...(accepted === undefined
      ? []
      : [markup`Request ${shownName(accepted.requestId)}, operation ${operation(accepted.operationId)}`]),
    ...(rollback === undefined
      ? []
      : [
          markup`Rollback: request ${shownName(rollback.requestId)}, operation ${operation(rollback.operationId)}`
        ]),
    ...(plan?.fingerprint === undefined || approvable
      ? []
      : [markup`Plan fingerprint ${shown(plan.fingerprint)}`])
  ])
}

function operation(id: string): Markdown {
  return id === '' ? markup`${NO_OPERATION}` : shownName(id)
}

const LONGEST_ANSWER = 200
const MOST_GROUPS = 12

/** How many APIs an apply would move, by group. */
export function groupsSection({ target, plan, result, hasChanges }: Outcome): Markdown {
  const published = plan?.published ?? []
  if (result !== 'planned' || hasChanges === false || published.length === 0) return NOTHING
  const groups = byGroup(published)
  const counts = groups
    .slice(0, MOST_GROUPS)
    .map(([group, members]) => markup`${shownName(group)} ${members.length}`)
  const more =
    groups.length > counts.length
      ? markup` and ${plural(groups.length - counts.length, 'more group')}`
      : NOTHING
  const { completesByList, words } = kindOf(target)
  const by = completesByList ? 'APIs by group' : `${words.moved.many} by ${words.group}`
  return markup`Affected ${by}: ${commas(counts)}${more}`
}

/** The APIs that failed, in the open. */
export function failedApisSection({ progress }: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const failed = (progress?.apis ?? []).filter(api => api.state === 'failed')
  cuts.add('failed API', failed.length - budget.failedApis)
  return table(
    ['Failed API', 'Response of the service'],
    failed
      .slice(0, budget.failedApis)
      .map(api => [
        markup`${shownName(api.name || api.apiId)} of ${shownName(api.group)}`,
        prose(redactText(answerOf(api)), LONGEST_ANSWER)
      ])
  )
}

/** Every other API by group, to be opened: with its state, or what asks for it as long as nothing moves. */
export function apisSection(outcome: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const { plan, progress, result, target } = outcome
  if (progress !== undefined && kindOf(target).reportsCompletion) {
    const rest = progress.apis.filter(api => api.state !== 'failed')
    const isBack = result === 'rolled-back' || result === 'rollback-failed'
    const title = `${statesOf(progress.apis)}${isBack ? ', before the rollback' : ''}`
    return apiTable(target, title, 'State', rest, stateCell, budget, cuts)
  }
  if (result !== 'planned' && !mayHaveSent(outcome)) return NOTHING
  const published = plan?.published ?? []
  return apiTable(
    target,
    countMoved(published.length, [target]),
    'Request',
    published,
    requestCell,
    budget,
    cuts
  )
}

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
  const rows = listed.map((api, index) => [
    listed[index - 1]?.group === api.group ? NOTHING : shownName(api.group),
    shownName(api.name || api.apiId),
    cell(api)
  ])
  const { group, member } = kindOf(target).words
  return details(prose(title), [table([group, capital(member), column], rows)])
}

/** The largest group first. */
function byGroup<T extends { group: string }>(apis: readonly T[]): [string, T[]][] {
  return [...Map.groupBy(apis, api => api.group)].sort(([, one], [, other]) => other.length - one.length)
}

function requestCell({ method, path }: PublishedApi): Markdown {
  const request = [method, path].filter(Boolean).join(' ')
  return request === '' ? markup`–` : shown(request, LONGEST_ANSWER)
}

function stateCell(api: ApiProgress): Markdown {
  if (api.state === 'updated') return markup`✓ updated`
  const answer = answerOf(api)
  return answer === '' ? markup`… moving` : markup`… moving: ${shown(answer, LONGEST_ANSWER)}`
}

/** The raw status and message. */
function answerOf({ status, message }: ApiProgress): string {
  return [status, message].filter(Boolean).join(': ')
}

const STATES: readonly ApiState[] = ['updated', 'failed', 'moving']

/** `14 APIs: 12 updated, 2 failed`. */
function statesOf(apis: readonly ApiProgress[]): string {
  const counts = STATES.map(state => ({ state, count: apis.filter(api => api.state === state).length }))
  const parts = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`)
  return `${plural(apis.length, 'API')}: ${parts.join(', ')}`
}
