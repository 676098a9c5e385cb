import type { ActionError } from '../errors/action-error.ts'
import { redactText } from '../model/redact.ts'
import { idOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { byBadness, countResults } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { countMoved, goesOn, isBatchOver, movedBy } from '../rollout/plan.ts'
import { formatDuration } from '../runtime/clock.ts'
import { plural } from '../runtime/text.ts'
import { kindOf } from '../targets/kinds.ts'
import { Markdown, NOTHING, markup, sentences, shownName } from './markdown.ts'

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
export function titleOf({ plan, target }: Outcome): Markdown {
  const name = plan?.live?.title ?? ''
  if (name === '') return shownName(target.name)
  const { stageName } = target
  return stageName === undefined ? shownName(name) : markup`${shownName(name)} in ${shownName(stageName)}`
}

/** The same as text. */
export function nameOf({ plan, target }: Outcome): string {
  const name = plan?.live?.title ?? ''
  if (name === '') return redactText(target.name)
  return redactText(target.stageName === undefined ? name : `${name} in ${target.stageName}`)
}

/** The result of a target in a few sentences. */
export function sentenceOf(outcome: Outcome): Markdown {
  const took = outcome.durationMs > 0 ? `It took ${formatDuration(outcome.durationMs)}.` : ''
  return outcome.result === 'planned' || outcome.result === 'drifted'
    ? sentences(planSentence(outcome), 'Nothing was sent.')
    : sentences(endOf(outcome), checksPassed(outcome), took)
}

function endOf({ target, result, plan, accepted, changed, progress, checks, error }: Outcome): string {
  const { words } = kindOf(target)
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
      return switchedSentence(target, plan, progress)
    case 'submitted':
      return `The modification was accepted. It was not followed to completion, so whether every ${words.member} moved is not known.`
    case 'failed':
      return 'Nothing was changed.'
    case 'partial': {
      const what =
        progress !== undefined && progress.failed > 0
          ? `${progress.failed} of ${plural(progress.total, 'API')} failed to move`
          : (checksFailed(checks) ?? 'the live definition is not the desired one')
      return `The new definition was sent, and ${what}. It was not rolled back.`
    }
    case 'unknown':
      if (error?.code === 'NotProbed') {
        return 'The step was stopped before every check of the new definition had passed.'
      }
      return accepted === undefined
        ? 'The modification was perhaps sent: no response says whether it arrived.'
        : 'The modification was accepted, but its result could not be determined.'
    case 'cancelled':
      if (accepted !== undefined) {
        const isOver = plan !== undefined && isBatchOver(plan, progress)
        const batch = isOver ? `The ${words.completion} had completed.` : `${capital(goesOn(target))}.`
        return `The step was stopped after the modification had been accepted. ${batch}`
      }
      return changed === false
        ? 'The step was stopped before anything was sent.'
        : 'The step was stopped while the modification was being sent: it may have arrived.'
    case 'rolled-back': {
      // what the service does not return, nobody can verify
      const back = `the previous definition is restored and verified${changed === undefined ? ' as far as the service returns it' : ''}.`
      return error?.code === 'SetRolledBack'
        ? `Switched, and rolled back because another target failed: ${back}`
        : `The switch failed. Rolled back: ${back}`
    }
    case 'rollback-failed':
      return 'The switch failed, and so did the rollback. Check what is live before anything else is switched.'
  }
}

/** What was updated; where nobody reports that, what uses the target, and that it is not known. */
function switchedSentence(target: Target, plan: Outcome['plan'], progress: Outcome['progress']): string {
  const { moved, unreported } = kindOf(target).words
  const total = progress?.total ?? 0
  if (unreported === undefined) {
    return total === 0
      ? `The definition read back is the desired one. No ${moved.one} was affected.`
      : `${countMoved(total, [target])} updated, and the definition read back is the desired one.`
  }
  const count = plan?.published === undefined ? 'an unknown number of' : String(total)
  const using = `Used by ${count} ${count === '1' ? moved.one : moved.many}.`
  return `The definition read back is the desired one. ${using} ${unreported}`
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
  if (result === 'drifted' && plan?.difference !== undefined) {
    const { changes, omitted } = plan.difference
    return markup`Live differs from the desired definition in **${plural(changes.length + omitted.length, 'key')}**.`
  }
  if (hasChanges === false) return markup`An apply would send **nothing**: live is already as desired.`
  const { difference, published } = plan ?? {}
  const { moved } = kindOf(target).words
  const moving =
    published === undefined
      ? `an unknown number of ${moved.many}`
      : published.length === 0
        ? `no ${moved.one}`
        : countMoved(published.length, [target])
  if (difference === undefined) {
    return markup`An apply would send the definition and move **${moving}**. What it changes is not known: live may not be read.`
  }
  const { changes, omitted } = difference
  const removal =
    omitted.length === 0 ? NOTHING : markup`, remove **${plural(omitted.length, 'key')} by omission**`
  return changes.length === 0
    ? markup`An apply would send the definition, although no key of it differs${removal}, and move **${moving}**.`
    : markup`An apply would change **${plural(changes.length, 'key')}**${removal}, and move **${moving}**.`
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
  const counts = sending.map(({ plan }) => plan?.published?.length)
  const targets = sending.map(({ target }) => target)
  const moving = counts.every(count => count !== undefined)
    ? countMoved(
        counts.reduce((sum, count) => sum + count, 0),
        targets
      )
    : `an unknown number of ${movedBy(targets)}`
  return `An apply would send ${plural(sending.length, 'modification')} and move ${moving}.`
}

/** Whether anything may have been sent, so that a way back makes sense. */
export function mayHaveSent({ accepted, changed, result }: Outcome): boolean {
  if (result === 'planned' || result === 'drifted' || result === 'failed' || result === 'unchanged') {
    return false
  }
  return accepted !== undefined || changed !== false
}

/** What it is, its id, its type, the stage, the account. */
export function placeOf({ target, plan }: Outcome, accountId: string | undefined): Markdown {
  const type = plan?.backendType ?? (target.kind === 'backend' ? target.backendType : undefined)
  const { noun, id } = idOf(target)
  const stage = target.stageName === undefined ? NOTHING : markup`, stage ${shownName(target.stageName)}`
  return markup`${capital(noun)} ${shownName(id)}${type === undefined ? NOTHING : markup`, type ${shownName(type)}`}${stage}${accountId === undefined ? NOTHING : markup`, account ${shownName(accountId)}`}`
}

export type FailedOutcome = Outcome & { readonly error: ActionError }

/** The targets that failed, the worst first. Of equal results, the cause before the targets that were rolled back because of it. */
export function failuresOf(outcomes: readonly Outcome[]): FailedOutcome[] {
  const isConsequence = ({ error }: FailedOutcome): number => (error.code === 'SetRolledBack' ? 1 : 0)
  return outcomes
    .filter((outcome): outcome is FailedOutcome => outcome.error !== undefined)
    .toSorted((one, other) => byBadness(one, other) || isConsequence(one) - isConsequence(other))
}
