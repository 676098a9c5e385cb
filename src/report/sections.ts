import { InputError } from '../errors/action-error.ts'
import type { ActionError, Advice, Problem } from '../errors/action-error.ts'
import { sectionOf } from '../errors/help.ts'
import type { Change } from '../model/diff.ts'
import type { Json } from '../model/json.ts'
import { redactText } from '../model/redact.ts'
import { keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { pastableDefinition, targetInputs } from '../rollout/next-steps.ts'
import { labelOf } from '../rollout/outcome.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Plan } from '../rollout/plan.ts'
import { NO_OPERATION, describeDefinitions, withoutName } from '../rollout/words.ts'
import { cut, plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Budget, Cuts } from './budget.ts'
import { capital, mayBeInEffect, sentenceCase, wasSent } from './headline.ts'
import {
  Markdown,
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
import type { Heading } from './markdown.ts'
import { redactChange } from './report.ts'
import { actionIn, inputText, jsonText, stepText } from './yaml-text.ts'

/** What failed for a target, and the cure. Never left out. */
export function errorSection(
  { error, plan, target }: Outcome,
  context: HelpContext,
  budget: Budget
): Markdown {
  if (error === undefined) return NOTHING
  // the target is named above, and the next steps are below, as a step to paste
  const shownBelow = budget.parts !== 'none' && budget.changes > 0
  const message = sentenceCase(withoutLabel((shownBelow ? error.brief : undefined) ?? error.message, target))
  const { cure, policy, nextSteps } = error.advice
  const advice = { cure, policy, nextSteps: plan === undefined ? nextSteps : undefined }
  const { code, requestId, rollbackError } = error
  return errorAlert({ code, message, advice, requestId, rollbackError }, context, budget)
}

function withoutLabel(message: string, target: Target): string {
  return withoutName(withoutName(message, { name: labelOf(target) }), target)
}

/** Input problems as a list, any other error as it is. */
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
          // GitHub makes no alert of a mark that is followed by a list
          markup`The inputs have ${plural(error.problems.length, 'problem')}:`,
          list(error.problems.slice(0, MAX_PROBLEMS).map(problem => problemItem(problem, budget.text)))
        ]
      : shownMessage(message, budget.text)),
    ...shownAdvice(advice, budget.text),
    markup`Code ${shownName(code)}${request}. ${helpOf(error, helpPage)}`
  ])
}

interface HelpContext {
  readonly helpPage: string | undefined
}

function helpOf(error: ErrorParts, page: string | undefined): Markdown {
  const section = sectionOf(error)
  const ofRollback = error.rollbackError === undefined ? section : sectionOf(error.rollbackError)
  const isOther = ofRollback !== section
  if (page === undefined) {
    const also = isOther ? markup` and ${shown(`#${ofRollback}`)}` : NOTHING
    return markup`See ${shown(`docs/troubleshooting.md#${section}`)}${also} in the repository of this action.`
  }
  const own = link('Troubleshooting', `${page}#${section}`)
  return isOther ? markup`${own}, ${link('Troubleshooting of the rollback', `${page}#${ofRollback}`)}` : own
}

type ErrorParts = Pick<ActionError, 'code' | 'message' | 'advice' | 'requestId' | 'rollbackError'>
const MAX_PROBLEMS = 30

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

const MAX_LINES = 20

function shownMessage(message: string, longest: number): Markdown[] {
  return linesOf(message, longest).map(line => prose(line))
}

/** A policy in a code block; as text if it is too long, or not JSON once its secrets are masked. */
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
  // redacted first: half of a secret is not recognized
  const redacted = redactText(text)
  const shown = redacted.length <= longest ? redacted : `${cut(redacted, longest)}…`
  return shown
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(0, MAX_LINES)
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
        ...shownMessage(
          sentenceCase(text.startsWith(prefix) ? text.slice(prefix.length) : text),
          budget.text
        ),
        ...(policy === undefined ? [] : shownPolicy(policy, budget.text))
      ])
  )
}

/** The changes by path, each with both values. */
export function changesSection(outcome: Outcome, budget: Budget, cuts: Cuts, heading: Heading): Markdown {
  const { difference } = outcome.plan ?? {}
  if (difference === undefined) return NOTHING
  const isDrift = outcome.result === 'drifted'
  const sends = isDrift || (outcome.hasChanges !== false && outcome.result !== 'unchanged')
  const whole = outcome.plan && wholeRow(outcome.plan)
  const absent = isDrift ? markup`*not desired*` : markup`*removed: the definition omits it*`
  const rows =
    whole === undefined
      ? [
          ...difference.changes.map(change => changeRow(change, markup`*removed*`)),
          ...(sends ? difference.omitted : []).map(change => changeRow(change, absent))
        ]
      : [whole]
  if (whole === undefined) cuts.add('change', rows.length - budget.changes)
  const shownRows = rows.slice(0, budget.changes)
  return blocks([
    ...(shownRows.length === 0
      ? []
      : [heading(changesTitle(outcome)), table([titleOfValues(outcome)], shownRows)]),
    whole !== undefined || sends || budget.changes === 0 ? NOTHING : leftOut(difference.omitted)
  ])
}

function changesTitle(outcome: Outcome): string {
  const { result } = outcome
  if (result === 'drifted') return 'Drift'
  if (result === 'rolled-back') return 'Attempted changes'
  return result === 'planned' || wasSent(outcome) ? 'Changes' : 'Changes not made'
}

/** What the two values of a change are. A definition that was sent is no longer only desired, and the old one no longer live. */
function titleOfValues(outcome: Outcome): string {
  if (!wasSent(outcome)) return 'Live → Desired'
  return outcome.result === 'switched' ? 'Before → After' : 'Before → Attempted'
}

/** A change of a definition that people read better as a whole than by its keys. */
function wholeRow(plan: Plan): Markdown[] | undefined {
  const told = describeDefinitions(plan)
  if (told === undefined || told.isSame) return undefined
  const lines = (texts: readonly string[]): Markdown =>
    join(
      texts.map(text => shown(redactText(text))),
      '<br>'
    )
  return [valuesCell(kindOf(plan.target).words.definition, lines(told.before), lines(told.after))]
}

/** One cell: on a phone a second column would be out of sight, and with it what is approved. */
function changeRow(change: Change, removed: Markdown): Markdown[] {
  const { path, before, after } = redactChange(change)
  const old = before === null ? markup`*absent*` : shownValue(before)
  return [valuesCell(path, old, after === null ? removed : shownValue(after))]
}

/** Both values on one line of a phone, in characters. */
const SHORT_VALUES = 30

function valuesCell(name: string, old: Markdown, value: Markdown): Markdown {
  // two secrets, two long texts, or a difference in what cannot be seen
  const note = old.source === value.source ? markup` (another value)` : NOTHING
  const isShort = old.source.length + value.source.length <= SHORT_VALUES
  return markup`**${shown(name)}**<br>${old}${isShort ? markup` ` : new Markdown('<br>')}→ ${value}${note}`
}

function leftOut(omitted: readonly Change[]): Markdown {
  if (omitted.length === 0) return NOTHING
  const paths = omitted.slice(0, 10).map(({ path }) => shown(path))
  const more = omitted.length > paths.length ? markup` and ${omitted.length - paths.length} more` : NOTHING
  return markup`The definition omits ${commas(paths)}${more}, which the live definition has. Omitted keys alone are not a change; to send the definition without them, set ${shown('skip-unchanged: false')}.`
}

const MAX_APPROVED = 50
const APPROVAL_TITLE = markup`### Approval`

/** The input that approves the plan. An apply requires a line for every target, even if it has no changes. */
export function approvalSection(outcomes: readonly Outcome[]): Markdown {
  const planned = outcomes.filter(({ result }) => result === 'planned')
  const failed = outcomes.filter(({ result }) => result === 'failed').length
  if (planned.length > 0 && failed > 0) {
    return blocks([
      APPROVAL_TITLE,
      markup`This plan cannot be approved: ${plural(failed, 'target')} could not be planned. Fix the cause, then plan again.`
    ])
  }
  // an apply would fail where a plan did
  if (planned.length < outcomes.length) return NOTHING
  if (planned.every(({ hasChanges }) => hasChanges === false)) return NOTHING
  const lines = planned.flatMap(({ target, plan }) =>
    plan?.fingerprint === undefined
      ? []
      : [outcomes.length === 1 ? plan.fingerprint : `${keyOf(target)} ${plan.fingerprint}`]
  )
  if (lines.length < planned.length) {
    return blocks([
      APPROVAL_TITLE,
      markup`This plan cannot be approved by its fingerprint: that requires permission to read the live definition.`
    ])
  }
  const promise = markup`If the live or the desired definition changes in the meantime, the apply fails and sends nothing.`
  if (lines.length > MAX_APPROVED) {
    return blocks([
      APPROVAL_TITLE,
      markup`Pass the output ${shown('plan-fingerprint')} to the apply step as ${shown('approved-plan')}. ${promise}`
    ])
  }
  return blocks([
    APPROVAL_TITLE,
    markup`Pass this input to the apply step. ${promise}`,
    fence('yaml', inputText('approved-plan', lines))
  ])
}

const LONGEST_STEP = 20_000

/** How to roll back, as a step to paste. Expanded after a failure. */
export function rollbackSection(outcome: Outcome, action: string, budget: Budget, cuts: Cuts): Markdown {
  const { plan, result } = outcome
  if (plan === undefined || !mayBeInEffect(outcome) || result === 'rolled-back') return NOTHING
  const succeeded = result === 'switched' || result === 'submitted'
  const again = succeeded
    ? NOTHING
    : markup`**To retry**, re-run the job, or set ${shown('skip-unchanged: false')}: the definition is then sent even if the live one is equal.`
  const previous = pastableDefinition(plan)
  const { folder, input, rollbackNote, definition } = kindOf(plan.target).words
  const stuck = succeeded || rollbackNote === undefined ? NOTHING : markup`${rollbackNote}`
  if ('reason' in previous) {
    const how =
      folder === undefined
        ? markup`run this action with the previous definition. It is not shown here because ${previous.reason}.`
        : markup`restore the previous ${definition} in the console of Cloud-native API Gateway. The inputs cannot restore it because ${previous.reason}.`
    return blocks([again, markup`**To roll back**, ${how}`])
  }
  const step = stepText(actionIn(action, folder), {
    ...targetInputs(plan),
    [input]: { json: JSON.parse(previous.json) as Json },
    // to remove added keys alone is not a change; and the live definition may be the previous one although some APIs
    // were not updated
    'skip-unchanged': false
  })
  if (!budget.rollbackStep || step.length > LONGEST_STEP) {
    cuts.add('rollback step', 1)
    return again
  }
  return details(
    succeeded ? markup`How to roll back` : markup`Next steps`,
    [again, markup`**To roll back**, run this step with the same credentials:`, fence('yaml', step), stuck],
    // after a cancellation, the report of the post step comes first
    !succeeded && result !== 'cancelled'
  )
}

/** The IDs that support and the console need. Never left out. */
export function idsSection(outcome: Outcome): Markdown {
  const { plan, result, hasChanges } = outcome
  const ids = idItems(outcome)
  const isShownToApprove = result === 'planned' && hasChanges !== false
  const fingerprint =
    plan?.fingerprint === undefined || isShownToApprove
      ? []
      : [markup`Plan fingerprint: ${shown(plan.fingerprint)}`]
  if (ids.length > 0) return details(markup`Request IDs`, [list([...ids, ...fingerprint])])
  return plan?.fingerprint === undefined || isShownToApprove
    ? NOTHING
    : details(markup`Plan fingerprint`, [shown(plan.fingerprint)])
}

/** One id an item: two do not fit on a phone. */
export function idItems({ accepted, rollback, target }: Outcome): readonly Markdown[] {
  return [...itemsOf(accepted, target, ''), ...itemsOf(rollback, target, 'rollback ')]
}

function itemsOf(ids: Outcome['accepted'], target: Target, prefix: string): readonly Markdown[] {
  if (ids === undefined) return []
  const { requestId, operationId } = ids
  const operation = operationId === '' ? markup`${NO_OPERATION}` : shownName(operationId)
  return [
    markup`${capital(`${prefix}request`)}: ${shownName(requestId)}`,
    ...(kindOf(target).words.hasOperations ? [markup`${capital(`${prefix}operation`)}: ${operation}`] : [])
  ]
}

/** Lines of YAML to paste, as a message indents them: this action's own plain words. */
const YAML_LINES = /\n((?: {4}[\w: -]+\n)+)/

/** A problem with an input, as an item of a list. YAML in it stays a block, which can be copied. */
function problemItem({ input, message }: Problem, longest: number): Markdown {
  const text = redactText(message)
  const yaml = text.length <= longest ? YAML_LINES.exec(text) : null
  if (yaml === null) return markup`${shownName(input)}: ${prose(text, longest)}`
  const [whole, lines = ''] = yaml
  const block = fence('yaml', lines.trimEnd().replaceAll(/^ {4}/gm, ''))
  return blocks([
    markup`${shownName(input)}: ${prose(text.slice(0, yaml.index))}`,
    // the indentation keeps them in the item of the list
    new Markdown(block.source.replaceAll(/^/gm, '  ')),
    markup`  ${prose(text.slice(yaml.index + whole.length))}`
  ])
}
