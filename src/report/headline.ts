import type { ActionError } from '../errors/action-error.ts'
import { redactText } from '../model/redact.ts'
import { idOf, isLadder } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { byBadness, countResults } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { isBatchOver } from '../rollout/plan.ts'
import { countMoved, unfollowedText, meaningOf, movedBy, stepsOf } from '../rollout/words.ts'
import { formatDuration } from '../runtime/clock.ts'
import { plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { Markdown, NOTHING, commas, markup, prose, sentences, shownName } from './markdown.ts'

const SIGNS: Readonly<Record<Result, string>> = {
  'rollback-failed': '❌',
  unknown: '❓',
  partial: '⚠️',
  cancelled: '⏹️',
  failed: '❌',
  drifted: '⚠️',
  'rolled-back': '↩️',
  submitted: '⏳',
  switched: '✅',
  unchanged: '✅',
  planned: '📋',
  exported: '📤',
  valid: '✅',
  'not-started': '⏸️'
}

/** The result's word of the contract, as words. */
export function wordsOf(result: Result): string {
  return result.replaceAll('-', ' ')
}

/** `Rolled back`. */
export function titleWordsOf(result: Result): string {
  return capital(wordsOf(result))
}

export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** `✅ Switched`. */
export function verdictOf(result: Result): Markdown {
  return new Markdown(`${SIGNS[result]} ${titleWordsOf(result)}`)
}

/** What people call the target: the backend's name and the stage; without a name, the target's own. */
export function titleOf(outcome: Outcome): Markdown {
  const { name, stageName } = titleParts(outcome)
  return stageName === undefined ? shownName(name) : markup`${shownName(name)} in ${shownName(stageName)}`
}

/** The same as text. */
export function nameOf(outcome: Outcome): string {
  const { name, stageName } = titleParts(outcome)
  return redactText(stageName === undefined ? name : `${name} in ${stageName}`)
}

function titleParts({ plan, target }: Outcome): { readonly name: string; readonly stageName?: string } {
  const name = plan?.live?.title ?? ''
  if (name === '') return { name: target.name }
  if (target.kind === 'backend') return { name, stageName: target.stageName }
  // the product has no stages: those of a manifest are the author's, and are part of the target's name
  return { name: target.stageName === undefined ? name : target.name }
}

/** The result of a target in a few sentences. */
export function sentenceOf(outcome: Outcome): Markdown {
  const took = outcome.durationMs > 0 ? `It took ${formatDuration(outcome.durationMs)}.` : ''
  return outcome.result === 'planned' || outcome.result === 'drifted'
    ? sentences(planSentence(outcome), 'Nothing was sent.')
    : sentences(endOf(outcome), checksPassed(outcome), took)
}

function endOf(outcome: Outcome): string {
  const { target, result, accepted, changed, progress, checks, error } = outcome
  const { words, reportsCompletion } = kindOf(target)
  switch (result) {
    case 'exported':
      return 'What is live was written as a manifest. Nothing was sent.'
    case 'valid':
      return 'The inputs are valid. Nothing was read from the cloud, and nothing was sent.'
    case 'not-started':
      return 'Not started. Nothing was sent.'
    case 'planned':
    case 'drifted':
      return ''
    case 'unchanged':
      return 'Live was already the desired definition, so nothing was sent.'
    case 'switched':
      return switchedSentence(outcome)
    case 'submitted':
      if (!reportsCompletion)
        return `The update was accepted, and was not verified: ${unfollowedText(target)}.`
      return words.movesItself
        ? `The ${words.definition} was saved. Its ${words.completion} was not followed, so whether the ${words.member} is deployed is not known.`
        : `The modification was accepted. It was not followed to completion, so whether every ${words.member} moved is not known.`
    case 'failed':
      return 'Nothing was changed.'
    case 'partial': {
      if (error?.code === 'SavedNotDeployed') {
        return `The new ${words.definition} was saved and could not be deployed, and the previous one could not be restored. What serves is most likely as before.`
      }
      const what =
        progress !== undefined && progress.failed > 0
          ? words.movesItself
            ? `the ${words.completion} failed`
            : `${progress.failed} of ${plural(progress.total, words.member)} failed to move`
          : (checksFailed(checks) ??
            `the live ${words.definition} ${words.verb} not the desired one${words.verb === 'are' ? 's' : ''}`)
      return `The new ${words.definition} ${words.verb === 'are' ? 'were' : 'was'} sent, and ${what}. It was not rolled back.`
    }
    case 'unknown':
      if (error?.code === 'NotProbed') {
        return 'The step was stopped before every check of the new definition had passed.'
      }
      return accepted === undefined
        ? 'The modification was perhaps sent: no response says whether it arrived.'
        : 'The modification was accepted, but its result could not be determined.'
    case 'cancelled':
      return cancelledSentence(outcome)
    case 'rolled-back': {
      // what the service does not return, nobody can verify
      const back = `the previous ${words.definition} ${words.verb} restored and verified${changed === undefined ? ' as far as the service returns it' : ''}.`
      if (error?.code === 'SetRolledBack') {
        return `Switched, and rolled back because another target failed: ${back}`
      }
      const what =
        error?.code === 'Cancelled' ? 'The step was stopped' : `The switch failed${weightFailed(outcome)}`
      return `${what}. Rolled back: ${back}`
    }
    case 'rollback-failed':
      return error?.code === 'FieldsReset'
        ? 'The update changed other fields, and they could not be restored. Check what is live before anything else is switched.'
        : `The switch failed${weightFailed(outcome)}, and so did the rollback. Check what is live before anything else is switched.`
  }
}

function cancelledSentence({ target, plan, accepted, changed, progress, rollback, rungs }: Outcome): string {
  const { words } = kindOf(target)
  if (accepted === undefined) {
    return changed === false
      ? 'The step was stopped before anything was sent.'
      : 'The step was stopped while the modification was being sent: it may have arrived.'
  }
  if (changed === false && rollback !== undefined) {
    return `The step was stopped before the new ${words.definition} was deployed. The previous one is saved again.`
  }
  const reached = rungs?.findLast(({ result }) => result === 'switched')
  if (reached !== undefined) {
    return `The step was stopped on the way: ${reached.weight} percent was the last weight that was verified. The post step rolls back.`
  }
  const isOver = plan !== undefined && isBatchOver(plan, progress)
  const batch = isOver ? `The ${words.completion} had completed` : capital(unfollowedText(target))
  return `The step was stopped after the modification had been accepted. ${batch}.`
}

/** At which weight a ladder failed: ` at 50 percent`; empty where there was none. */
export function weightFailed({ rungs = [] }: Outcome): string {
  const failed = rungs.find(({ result }) => result !== 'switched')
  return failed === undefined ? '' : ` at ${failed.weight} percent`
}

/** What was updated; where nobody reports that, what uses the target, and that it is not known. */
function switchedSentence({ target, plan, progress, checks, rungs = [] }: Outcome): string {
  const { words, reportsCompletion } = kindOf(target)
  const total = progress?.total ?? 0
  const verified = `${capital(words.readBack)}.`
  if (!reportsCompletion) {
    const count = plan?.affected === undefined ? 'an unknown number of' : String(total)
    const using = `Used by ${count} ${count === '1' ? words.moved.one : words.moved.many}.`
    return `${verified} ${using} ${words.unreported ?? ''}: switched means ${meaningOf(checks)}.`
  }
  if (words.movesItself) {
    const deployed = rungs.length > 1 ? `was deployed in ${rungs.length} steps` : 'is deployed'
    return `The ${words.member} ${deployed}, and ${words.readBack}.`
  }
  return total === 0
    ? `${verified} No ${words.moved.one} was affected.`
    : `${countMoved([{ count: total, target }])} updated, and ${words.readBack}.`
}

/** `Both probes passed.`, and so on for each kind of check; nothing where one failed. */
function checksPassed({ checks }: Outcome): string {
  if (!checks.every(({ passed }) => passed)) return ''
  const byName = Map.groupBy(checks, ({ name }) => name)
  return [...byName].map(([name, { length }]) => `${all(length, name)} passed.`).join(' ')
}

/** What failed, as in `1 of 2 probes failed`. */
function checksFailed(checks: Outcome['checks']): string | undefined {
  const name = checks.find(({ passed }) => !passed)?.name
  if (name === undefined) return undefined
  const ofName = checks.filter(check => check.name === name)
  const failed = ofName.filter(({ passed }) => !passed).length
  return `${failed} of ${plural(ofName.length, name)} failed`
}

/** `The one probe`, `Both probes`, `All 3 probes`. */
function all(count: number, noun: string): string {
  if (count === 1) return `The one ${noun}`
  return `${count === 2 ? 'Both' : `All ${count}`} ${noun}s`
}

function planSentence({ target, plan, hasChanges, result }: Outcome): Markdown {
  const { words } = kindOf(target)
  if (result === 'drifted' && plan?.difference !== undefined) {
    const { changes, omitted } = plan.difference
    const notInForce = plan.live?.notInForce
    if (changes.length + omitted.length === 0 && notInForce !== undefined) {
      return markup`What serves is not as desired: ${prose(notInForce)}.`
    }
    return words.movesItself
      ? markup`Live differs from the desired ${words.definition}.`
      : markup`Live differs from the desired definition in **${plural(changes.length + omitted.length, 'key')}**.`
  }
  if (hasChanges === false) return markup`An apply would send **nothing**: live is already as desired.`
  const { difference } = plan ?? {}
  const moving = movingText(target, plan)
  if (difference === undefined) {
    return markup`An apply would send the definition and move **${moving}**. What it changes is not known: live may not be read.`
  }
  if (words.movesItself) return routeSentence(plan, words.definition)
  const { changes, omitted } = difference
  const removal =
    omitted.length === 0 ? NOTHING : markup`, remove **${plural(omitted.length, 'key')} by omission**`
  const what =
    changes.length === 0
      ? markup`send the ${words.definition}, although no key ${words.definition === 'definition' ? 'of it ' : NOTHING}differs`
      : words.definition === 'definition'
        ? markup`change **${plural(changes.length, 'key')}**`
        : markup`change the **${words.definition}**`
  return markup`An apply would ${what}${removal}, and move **${moving}**.`
}

/** Of a target that moves nothing but itself. */
function routeSentence(plan: Outcome['plan'], definition: string): Markdown {
  if (plan?.live?.notInForce !== undefined) {
    return markup`An apply would deploy the desired ${definition}, which is saved already: ${prose(plan.live.notInForce)}.`
  }
  const isSame = plan?.difference !== undefined && plan.difference.changes.length === 0
  if (plan === undefined || isSame)
    return markup`An apply would send the ${definition}, although it does not differ.`
  return isLadder(plan.target)
    ? markup`An apply would change the **${definition}** in **${stepsOf(plan).toLowerCase()}**, each checked before the next.`
    : markup`An apply would change the **${definition}**, all at once.`
}

function movingText(target: Target, plan: Outcome['plan']): string {
  const { moved } = kindOf(target).words
  const count = plan?.affected?.length
  if (count === undefined) return `an unknown number of ${moved.many}`
  return count === 0 ? `no ${moved.one}` : countMoved([{ count, target }])
}

/** How many targets ended in which way: `1 failed, 3 switched.` */
export function tallyOf(outcomes: readonly Outcome[]): string {
  const tally = `${resultCounts(outcomes)}.`
  const planned = outcomes.filter(({ result }) => result === 'planned' || result === 'drifted')
  return planned.length === 0 ? tally : `${tally} ${applySentence(planned)} Nothing was sent.`
}

/** `1 failed, 3 switched`. */
export function resultCounts(outcomes: readonly Outcome[]): string {
  return countResults(outcomes)
    .map(({ result, count }) => `${count} ${wordsOf(result)}`)
    .join(', ')
}

function applySentence(planned: readonly Outcome[]): string {
  const sending = planned.filter(({ hasChanges }) => hasChanges !== false)
  if (sending.length === 0) return 'An apply would send nothing.'
  const moved = sending.flatMap(({ plan, target }) =>
    plan?.affected === undefined ? [] : [{ count: plan.affected.length, target }]
  )
  const moving =
    moved.length === sending.length
      ? countMoved(moved)
      : `an unknown number of ${movedBy(sending.map(({ target }) => target))}`
  return `An apply would send ${plural(sending.length, 'modification')} and move ${moving}.`
}

/** Whether anything may have been sent, so that a way back makes sense. */
export function mayHaveSent({ accepted, changed, result, rollback }: Outcome): boolean {
  // put back before it served
  if (result === 'cancelled' && changed === false && rollback !== undefined) return false
  if (result === 'planned' || result === 'drifted' || result === 'failed' || result === 'unchanged') {
    return false
  }
  return accepted !== undefined || changed !== false
}

/** What it is, its id, its type, the stage, the account. */
export function placeOf({ target, plan }: Outcome, accountId: string | undefined): Markdown {
  const type = plan?.targetType ?? (target.kind === 'backend' ? target.backendType : undefined)
  const { noun, id } = idOf(target)
  const { words } = kindOf(target)
  const title = plan?.live?.title ?? ''
  // of a target of a manifest, the title says only what the manifest calls it
  const name =
    target.kind === 'backend' || target.stageName === undefined || title === ''
      ? shownName(id)
      : markup`${shownName(title)} (${shownName(id)})`
  const parts = [
    markup`${capital(noun)} ${name}${target.kind === 'route' ? markup` of API ${shownName(target.httpApiId)}` : NOTHING}`,
    // the scene of a route is told with its backend
    ...(type === undefined || type === '' || words.movesItself
      ? []
      : [markup`${words.type} ${shownName(type)}`]),
    ...(target.kind === 'backend' ? [markup`stage ${shownName(target.stageName)}`] : []),
    ...(accountId === undefined ? [] : [markup`account ${shownName(accountId)}`])
  ]
  return commas(parts)
}

export type FailedOutcome = Outcome & { readonly error: ActionError }

/** The targets that failed, the worst first. Of equal results, the cause before the targets that were rolled back because of it. */
export function failuresOf(outcomes: readonly Outcome[]): FailedOutcome[] {
  const isConsequence = ({ error }: FailedOutcome): number => (error.code === 'SetRolledBack' ? 1 : 0)
  return outcomes
    .filter((outcome): outcome is FailedOutcome => outcome.error !== undefined)
    .toSorted((one, other) => byBadness(one, other) || isConsequence(one) - isConsequence(other))
}
