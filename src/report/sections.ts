import { InputError } from '../errors/action-error.ts'
import type { ActionError, Advice, Problem } from '../errors/action-error.ts'
import { sectionOf } from '../errors/help.ts'
import type { Change } from '../model/diff.ts'
import type { Json } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import type { Target } from '../model/target.ts'
import { pastableDefinition, targetInputs } from '../rollout/next-steps.ts'
import { labelOf } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import type { Plan } from '../rollout/plan.ts'
import { NO_OPERATION, describeDefinitions, withoutName } from '../rollout/words.ts'
import { formatDuration } from '../runtime/clock.ts'
import { cut, plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Budget, Cuts } from './budget.ts'
import { mayHaveSent, verdictOf } from './headline.ts'
import {
  NOTHING,
  alert,
  blocks,
  commas,
  details,
  fence,
  join,
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
  const message = withoutLabel(error.message, target)
  const { cure, policy, nextSteps } = error.advice
  const advice = { cure, policy, nextSteps: plan === undefined ? nextSteps : undefined }
  return errorAlert({ code: error.code, message, advice, requestId: error.requestId }, context, budget)
}

function withoutLabel(message: string, target: Target): string {
  return withoutName(withoutName(message, { name: labelOf(target) }), target)
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
  const told = outcome.plan && toldRow(outcome.plan)
  if (told !== undefined) {
    return table(['Key', titleOfValues(outcome.result)], budget.changes > 0 ? [told] : [])
  }
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

/** A change of a definition that people read better as a whole than by its keys. */
function toldRow(plan: Plan): Markdown[] | undefined {
  const told = describeDefinitions(plan)
  if (told === undefined || told.isSame) return undefined
  const lines = (texts: readonly string[]): Markdown =>
    join(
      texts.map(text => shown(redactText(text))),
      '<br>'
    )
  const { definition } = kindOf(plan.target).words
  const [was, is] = [lines(told.before), lines(told.after)]
  return [shown(definition), markup`${was}<br>→ ${is}${anotherValue(was, is)}`]
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
  return [shown(path), markup`${was}<br>→ ${is}${anotherValue(was, is)}`]
}

/** For two secrets, two long texts, or a difference in what cannot be seen. */
function anotherValue(was: Markdown, is: Markdown): Markdown {
  return was.source === is.source ? markup` (another value)` : NOTHING
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
export function rungsSection({ rungs = [] }: Outcome): Markdown {
  return table(
    ['Weight', 'Result', 'Checks', 'Time'],
    rungs.map(({ weight, result, checks, durationMs }) => [
      markup`${weight}%`,
      RUNG_ENDS[result] ?? verdictOf(result),
      checks.length === 0 || result === 'cancelled' ? markup`–` : markup`${countChecks(checks)}`,
      durationMs === 0 ? markup`–` : markup`${formatDuration(durationMs)}`
    ])
  )
}

/** A step that fails says nothing of the target's own result: it goes back. */
const RUNG_ENDS: Partial<Record<Result, Markdown>> = {
  switched: markup`✓ verified`,
  partial: markup`✗ failed`,
  failed: markup`✗ failed`,
  cancelled: markup`stopped`,
  'not-started': markup`not started`
}

/** `1 preflight, 2 probes passed; 1 bake failed`. */
function countChecks(checks: Outcome['checks']): string {
  const told = (passed: boolean, verb: string): string[] => {
    const byName = Map.groupBy(
      checks.filter(check => check.passed === passed),
      ({ name }) => name
    )
    const counts = [...byName].map(([name, { length }]) => plural(length, name))
    return counts.length === 0 ? [] : [`${counts.join(', ')} ${verb}`]
  }
  return [...told(false, 'failed'), ...told(true, 'passed')].join('; ')
}

export function checksSection(outcome: Outcome, budget: Budget, cuts: Cuts): Markdown {
  const { checks, rungs = [], result } = outcome
  const ofRungs = rungs.flatMap(({ weight, checks: own }) => own.map(check => ({ check, weight })))
  const isLadder = ofRungs.length > 0
  // those before the first write of all targets come first, and belong to no step
  const before = checks.slice(0, checks.length - ofRungs.length).map(check => ({ check, weight: undefined }))
  const all = [...before, ...ofRungs]
  // one that failed is what one looks for
  const sorted = [...all.filter(({ check }) => !check.passed), ...all.filter(({ check }) => check.passed)]
  cuts.add('check', sorted.length - budget.extras)
  return table(
    [...(isLadder ? ['Weight'] : []), 'Check', 'URL', 'Result', 'Attempts'],
    sorted.slice(0, budget.extras).map(({ check, weight }) => {
      const { name, subject, passed, attempts, detail, likelyCause } = check
      const said = detail === '' ? NOTHING : markup`: ${shown(detail)}`
      const why = likelyCause === undefined ? NOTHING : markup`. Likely cause: ${likelyCause}`
      return [
        ...(isLadder ? [weight === undefined ? markup`before` : markup`${weight}%`] : []),
        markup`${name}`,
        shown(subject),
        passed || result !== 'cancelled'
          ? markup`${passed ? '✓ passed' : '✗ failed'}${said}${why}`
          : markup`stopped`,
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
  const { folder, input, rollbackNote, definition } = kindOf(plan.target).words
  const stuck = wentWell || rollbackNote === undefined ? NOTHING : markup`${rollbackNote}`
  if ('reason' in previous) {
    const how =
      folder === undefined
        ? markup`run this action with the previous definition. It is not shown here, because ${previous.reason}.`
        : markup`restore the previous ${definition} in the console of Cloud-native API Gateway. There is no step for it, because ${previous.reason}.`
    return blocks([again, markup`**To roll back**, ${how}`])
  }
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
    [again, markup`**To roll back**, run this step with the same credentials:`, fence('yaml', step), stuck],
    !wentWell
  )
}

/** What support, or a look into the console, needs. Never left out. */
export function idsSection(outcome: Outcome): Markdown {
  const { target, accepted, rollback, plan, changed, result, hasChanges } = outcome
  const approvable = result === 'planned' && hasChanges !== false
  return list([
    ...(changed === undefined
      ? [markup`Whether the step changed the ${kindOf(target).words.definition} in the cloud is not known`]
      : []),
    ...(accepted === undefined ? [] : [markup`Request ${idPair(accepted, target)}`]),
    ...(rollback === undefined ? [] : [markup`Rollback: request ${idPair(rollback, target)}`]),
    ...(plan?.fingerprint === undefined || approvable
      ? []
      : [markup`Plan fingerprint ${shown(plan.fingerprint)}`])
  ])
}

function idPair({ requestId, operationId }: NonNullable<Outcome['accepted']>, target: Target): Markdown {
  if (!kindOf(target).words.hasOperations) return shownName(requestId)
  const operation = operationId === '' ? markup`${NO_OPERATION}` : shownName(operationId)
  return markup`${shownName(requestId)}, operation ${operation}`
}
