import { InputError } from '../errors/action-error.ts'
import type { Json } from '../model/json.ts'
import { byBadness, isGreen, resultOf } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { listed, plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { capital, failuresOf, resultCounts, titleWordsOf, weightFailed } from './headline.ts'
import type { Shown } from './page.ts'
import { redactChange } from './report.ts'

/**
 * What a text from outside has to be to stand in the message: ids, names, addresses and numbers on one line, none of which a
 * shell, a chat or the log takes for more than text. There is no way to quote that holds for all of them.
 */
const PLAIN = /^[\w.:/?=%+,~[\]-]{1,120}$/
const PLAIN_NAME = /^[\w./[\]-]{1,120}$/

const MOST_TARGETS = 5
const MOST_INPUTS = 5
const MOST_KEYS = 2
/** Targets whose changes are told. */
const MOST_CHANGED = 2

/** The end of a step in two to six lines of plain text, to be posted in a chat. Free text of the cloud's is left out. */
export function renderMessage(end: Shown): string {
  const { outcomes, result = resultOf(outcomes), error, context } = end
  const [only] = outcomes
  const about =
    only === undefined
      ? ofNoTarget(result, end)
      : outcomes.length === 1
        ? ofOne(result, only)
        : ofSeveral(result, outcomes)
  const code = isGreen(result) ? undefined : (error?.code ?? failuresOf(outcomes)[0]?.error.code)
  return [
    ...about,
    ...(code === undefined ? [] : [`Error: ${plainOr(code, 'see the run')}${inputsOf(error)}`]),
    ...(context.runUrl !== undefined && PLAIN.test(context.runUrl) ? [`Run: ${context.runUrl}`] : [])
  ].join('\n')
}

function plainOr(text: string, other: string): string {
  return PLAIN_NAME.test(text) ? text : other
}

function ofNoTarget(result: Result, { error, exported }: Shown): string[] {
  const title = titleWordsOf(result)
  if (result === 'unknown') return [`${title}: the step ended before its results were known`]
  if (error !== undefined) return [`${title}: no target was changed`]
  if (exported !== undefined) {
    const { backends, stages, variables } = exported
    const needed = variables.map(name => plainOr(name, 'another'))
    return [
      `${title}: ${plural(backends, 'backend')} with ${plural(stages, 'stage')}`,
      needed.length === 0 ? 'No variables are required' : `Required variables: ${listed(needed, MOST_INPUTS)}`
    ]
  }
  return [`${title}: no target in this shard`, 'No target was changed']
}

/** The inputs that are wrong, by their names. */
function inputsOf(error: Shown['error']): string {
  if (!(error instanceof InputError)) return ''
  const names = [...new Set(error.problems.map(({ input }) => plainOr(input, 'another input')))]
  return ` (${listed(names, MOST_INPUTS)})`
}

const nameOf = ({ target: { name } }: Outcome): string => plainOr(name, 'a target')

function ofOne(result: Result, outcome: Outcome): string[] {
  return [`${titleWordsOf(result)}: ${nameOf(outcome)}`, stateOf({ ...outcome, result }), ...apisOf(outcome)]
}

function ofSeveral(result: Result, outcomes: readonly Outcome[]): string[] {
  const worst = outcomes.toSorted(byBadness)
  const isTold = ({ plan, changed, hasChanges, result: each, error }: Outcome): boolean =>
    each !== 'not-started' &&
    (error !== undefined || (plan !== undefined && (changed !== false || hasChanges !== false)))
  // the cause first: a target that was rolled back for another says less
  const telling = [...failuresOf(outcomes), ...worst.filter(({ error }) => error === undefined)].filter(
    isTold
  )
  const isEmptyPlan = result === 'planned' && outcomes.every(({ hasChanges }) => hasChanges === false)
  return [
    `${titleWordsOf(result)}: ${plural(outcomes.length, 'target')} (${resultCounts(outcomes)})`,
    `Targets: ${listed(worst.map(nameOf), MOST_TARGETS)}`,
    ...(isEmptyPlan ? ['No changes'] : []),
    ...telling
      .slice(0, MOST_CHANGED)
      .map(outcome => `${nameOf(outcome)}: ${stateOf(outcome)}${codeOf(outcome)}`)
  ]
}

function codeOf({ error }: Outcome): string {
  return error === undefined ? '' : ` (${plainOr(error.code, 'see the run')})`
}

/** The state of a definition. */
function stateOf(outcome: Outcome): string {
  const { result, changed, hasChanges } = outcome
  if (result === 'valid') return 'The inputs are valid; the cloud was not called'
  if (result === 'unchanged') return 'The live definition is already as desired'
  if (result === 'rolled-back') return `Restored${afterFailure(outcome)}; attempted: ${changesOf(outcome)}`
  if (result === 'planned' && hasChanges === false) return 'No changes'
  if (isSavedOnly(outcome) && hasNoChange(outcome)) {
    if (result === 'planned') return 'Would deploy what is saved'
    if (result === 'drifted') return 'Live is not as desired: what is saved is not deployed'
    if (result === 'switched') return 'Deployed what was saved'
  }
  if (result === 'planned' && hasNoChange(outcome)) return 'Would send the definition again; no key differs'
  if (result === 'planned') return `Would change: ${changesOf(outcome)}`
  if (result === 'drifted') return `Live is not as desired: ${changesOf(outcome, liveAndDesired)}`
  if (changed === false) return 'Not changed'
  if (changed === undefined) return `Not known whether it changed; attempted: ${changesOf(outcome)}`
  if (outcome.error?.code === 'Conflict') return `Changed by someone else; attempted: ${changesOf(outcome)}`
  const reached = reachedOf(outcome)
  if (reached !== undefined)
    return `Changed: ${reached} percent of the traffic moved; desired: ${changesOf(outcome)}`
  return `Changed: ${changesOf(outcome)}`
}

/** ` after a failure at 50 percent`, of a ladder. */
function afterFailure(outcome: Outcome): string {
  const at = weightFailed(outcome)
  return at === '' ? '' : ` after a failure${at}`
}

/** The desired definition was saved before the step, and did not serve. */
function isSavedOnly({ plan }: Outcome): boolean {
  return plan?.live?.notInForce !== undefined
}

/** The last weight of a ladder that was verified, where it is not the whole of it. */
function reachedOf({ rungs = [] }: Outcome): number | undefined {
  const weight = rungs.findLast(({ result }) => result === 'switched')?.weight
  return weight === 100 ? undefined : weight
}

function hasNoChange({ plan }: Outcome): boolean {
  return (
    plan?.difference !== undefined && plan.difference.changes.length + plan.difference.omitted.length === 0
  )
}

function changesOf(
  { plan, hasChanges, result }: Outcome,
  tell: (before: Told, after: Told) => string = fromTo
): string {
  if (plan?.difference === undefined) return 'not known, because the live definition is not readable'
  const { changes, omitted } = plan.difference
  const isKept = result === 'unchanged' || (hasChanges === false && result !== 'drifted')
  const removed = isKept ? [] : omitted
  const all = [...changes.map(redactChange), ...removed.map(redactChange)]
  if (all.length === 0) return 'no key'
  const told = all.filter(({ path }) => PLAIN_NAME.test(path)).slice(0, MOST_KEYS)
  const more = all.length - told.length
  const texts = told.map(({ path, before, after }) => `${path} ${tell(plainOf(before), plainOf(after))}`)
  return [...texts, ...(more > 0 ? [plural(more, told.length > 0 ? 'more key' : 'key')] : [])].join('; ')
}

/** A value that may be told; `null` where there is none, `undefined` for one that may not be. */
type Told = string | null | undefined

function plainOf(value: Json): Told {
  if (value === null) return null
  const text = Array.isArray(value) ? value.map(plainItem).join(',') : plainItem(value)
  return PLAIN.test(text) ? text : undefined
}

/** Of a list too, no more than texts and numbers. */
function plainItem(value: Json): string {
  return typeof value === 'object' ? ' ' : String(value)
}

function liveAndDesired(live: Told, desired: Told): string {
  if (live === null) return desired === undefined ? 'is absent' : `is absent, desired ${desired}`
  if (desired === null) return live === undefined ? 'is not desired' : `is ${live}, not desired`
  return live === undefined || desired === undefined ? 'differs' : `is ${live}, desired ${desired}`
}

function fromTo(before: Told, after: Told): string {
  if (after === null) return 'removed'
  if (before === null) return after === undefined ? 'added' : `added as ${after}`
  return before === undefined || after === undefined ? 'changed' : `from ${before} to ${after}`
}

function apisOf({ target, result, plan, progress, hasChanges }: Outcome): string[] {
  const { reportsCompletion, completesByList, words } = kindOf(target)
  if (words.movesItself) return []
  const name = completesByList ? 'APIs' : capital(words.moved.many)
  if (progress !== undefined && progress.total > 0) {
    const failed = progress.failed > 0 ? `, ${progress.failed} failed` : ''
    return reportsCompletion
      ? [`${name}: ${progress.updated} of ${progress.total} updated${failed}`]
      : [`${name} that use it: ${progress.total}`]
  }
  const count = plan?.affected?.length ?? 0
  return result === 'planned' && hasChanges !== false && count > 0 ? [`${name} affected: ${count}`] : []
}
