import { removalsIn } from '../model/diff.ts'
import { redactText } from '../model/redact.ts'
import { idOf, isLadder } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { countResults } from '../rollout/outcome.ts'
import type { Outcome, Result } from '../rollout/outcome.ts'
import { isBatchOver } from '../rollout/plan.ts'
import type { CheckName } from '../rollout/timeline.ts'
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

/** Starts with a capital letter, unless the first word is the name of an input, a key or an operation. */
export function sentenceCase(message: string): string {
  return /^[a-z]+[ ,]/.test(message) ? capital(message) : message
}

/** `✅ Switched`. */
export function verdictOf(result: Result): Markdown {
  return new Markdown(`${SIGNS[result]} ${titleWordsOf(result)}`)
}

/** A target's name, redacted. */
export function nameOf({ name }: Target): string {
  return redactText(name)
}

/**
 * The result of a target in a few sentences.
 * @param of a page of this target alone, or its part of a page that says once that nothing was sent
 */
export function sentenceOf(outcome: Outcome, of: 'page' | 'part' = 'page'): Markdown {
  const isTimed = outcome.durationMs > 0 && outcome.result !== 'not-started'
  const duration = isTimed ? `Duration: ${formatDuration(outcome.durationMs)}.` : ''
  return outcome.result === 'planned' || outcome.result === 'drifted'
    ? sentences(planSentence(outcome), of === 'page' ? 'Nothing was sent.' : NOTHING)
    : sentences(resultSentence(outcome), unknownChange(outcome), checksPassed(outcome), duration)
}

function resultSentence(outcome: Outcome): string {
  const { target, result, accepted, changed, error, progress } = outcome
  const { words } = kindOf(target)
  switch (result) {
    case 'exported':
      return 'The live definitions were written to a manifest. Nothing was sent.'
    case 'valid':
      return 'The inputs are valid. The cloud was not called.'
    case 'not-started':
      return 'This target was not started. Nothing was sent.'
    case 'planned':
    case 'drifted':
      return ''
    case 'unchanged':
      return `The live ${words.definition} ${words.verb} already as desired. Nothing was sent.`
    case 'switched':
      return switchedSentence(outcome)
    case 'submitted':
      return submittedSentence(target)
    case 'failed':
      return accepted === undefined
        ? 'Nothing was changed.'
        : `The new ${words.definition} did not take effect. The previous ${words.definition} ${words.verb} restored.`
    case 'partial':
      return partialSentence(outcome)
    case 'unknown':
      if (error?.code === 'NotProbed') {
        return `The step was stopped before all checks of the new ${words.definition} had passed.`
      }
      if (accepted !== undefined) {
        const isSlow = error?.code === 'WaitTimeout' && progress !== undefined
        const what = isSlow ? 'did not complete in time' : 'its result could not be determined'
        return `The update was accepted, but ${what}.`
      }
      if (error?.code === 'NotArrived') {
        return `No response to the update was received, and the previous ${words.definition} ${words.verb} still live.`
      }
      // a reading may have shown what no response did
      return changed === true && error?.code !== 'Conflict'
        ? 'The update arrived, but its result could not be determined.'
        : 'The update may have been sent: no response confirmed it.'
    case 'cancelled':
      return cancelledSentence(outcome)
    case 'rolled-back': {
      // what the service does not return, nobody can verify
      const restored = `the previous ${words.definition} ${words.verb} restored and verified${changed === undefined ? ', as far as the service returns it' : ''}.`
      if (error?.code === 'SetRolledBack') {
        return `Switched, then rolled back because another target failed: ${restored}`
      }
      const cause =
        error?.code === 'Cancelled' ? 'The step was stopped' : `The switch failed${weightFailed(outcome)}`
      return `${cause}. Rolled back: ${restored}`
    }
    case 'rollback-failed': {
      if (error?.code === 'FieldsReset') {
        return `The update changed other fields, and they could not be restored. Check the live ${words.definition} before you switch anything else.`
      }
      // it may have been switched, and rolled back for another target
      const weight = weightFailed(outcome)
      const failure =
        weight === '' ? 'The rollback failed' : `The switch failed${weight}, and the rollback failed`
      return `${failure}${liveAfterRollback(outcome)}.`
    }
  }
}

/** Whose definition is live although the rollback failed, if that is known. */
function liveAfterRollback({ target, changed, error }: Outcome): string {
  const { definition, verb } = kindOf(target).words
  if (changed === undefined) return ''
  if (error?.code === 'Conflict') return `: someone else changed the live ${definition}`
  return changed
    ? `: the live ${definition} ${verb} not the previous ${definition === 'addresses' ? 'ones' : 'one'}`
    : `, although the previous ${definition} ${verb} live again`
}

/** Empty if the result itself implies it. */
function unknownChange({ target, changed, result }: Outcome): string {
  if (changed !== undefined || result === 'rolled-back') return ''
  const { definition, verb } = kindOf(target).words
  return `Whether the ${definition} ${verb === 'are' ? 'were' : 'was'} changed is not known.`
}

function submittedSentence(target: Target): string {
  const { words, reportsCompletion } = kindOf(target)
  if (!reportsCompletion) return `The update was accepted but not verified: ${unfollowedText(target)}.`
  return words.movesItself
    ? `The ${words.definition} was saved. Its ${words.completion} was not followed, so whether the ${words.member} is deployed is not known.`
    : `The update was accepted. It was not followed to completion, so whether every ${words.member} was updated is not known.`
}

function partialSentence({ target, progress, checks, error }: Outcome): string {
  const { words } = kindOf(target)
  if (error?.code === 'SavedNotDeployed') {
    return `The new ${words.definition} was saved but could not be deployed, and the previous one could not be restored. The gateway most likely still serves the previous one.`
  }
  const were = words.verb === 'are' ? 'were' : 'was'
  const failure =
    progress !== undefined && progress.failed > 0
      ? words.movesItself
        ? `the ${words.completion} failed`
        : `${progress.failed} of ${plural(progress.total, words.member)} failed to update`
      : (checksFailed(checks) ??
        (error?.code === 'Conflict'
          ? `someone else changed the live ${words.definition} afterwards`
          : `the live ${words.definition} ${were} not read back as desired`))
  return `The new ${words.definition} ${were} sent, but ${failure}. ${words.verb === 'are' ? 'They were' : 'It was'} not rolled back.`
}

function cancelledSentence({ target, plan, accepted, changed, progress, rollback, rungs }: Outcome): string {
  const { words } = kindOf(target)
  if (accepted === undefined) {
    return changed === false
      ? 'The step was stopped before anything was sent.'
      : 'The step was stopped while the update was being sent. It may have arrived.'
  }
  if (changed === false && rollback !== undefined) {
    return `The step was stopped before the new ${words.definition} was deployed. The previous ${words.definition} ${words.verb} restored.`
  }
  const reached = rungs?.findLast(({ result }) => result === 'switched')
  if (reached !== undefined) {
    return `The step was stopped before the last weight was verified: ${reached.weight} percent was verified. The post step rolls back.`
  }
  const isOver = plan !== undefined && isBatchOver(plan, progress)
  const batch = isOver ? `The ${words.completion} had completed` : capital(unfollowedText(target))
  return `The step was stopped after the update had been accepted. ${batch}.`
}

/** The weight at which a ladder failed: ` at 50 percent`; empty if there was none. */
export function weightFailed({ rungs = [] }: Outcome): string {
  const failed = rungs.find(({ result }) => result !== 'switched')
  return failed === undefined ? '' : ` at ${failed.weight} percent`
}

/** What was updated; if the service does not report that, what uses the target, and that it is not known. */
function switchedSentence({ target, plan, progress, checks, rungs = [] }: Outcome): string {
  const { words, reportsCompletion } = kindOf(target)
  // the journal of a killed step does not have the progress, but the APIs
  const total = progress?.total ?? plan?.affected?.length ?? 0
  const verified = `the live ${words.definition} ${words.verb === 'are' ? 'were' : 'was'} read back as desired`
  if (!reportsCompletion) {
    const count = plan?.affected === undefined ? 'an unknown number of' : String(total)
    const using = `Used by ${count} ${count === '1' ? words.moved.one : words.moved.many}.`
    return `${capital(verified)}. ${using} ${words.unreported ?? ''}: switched means ${meaningOf(checks)}.`
  }
  if (words.movesItself) {
    const deployed = rungs.length > 1 ? `was deployed in ${rungs.length} steps` : 'is deployed'
    return `The ${words.member} ${deployed}, and ${verified}.`
  }
  return total === 0
    ? `${capital(verified)}. No ${words.moved.one} was affected.`
    : `${countMoved([{ count: total, target }])} updated, and ${verified}.`
}

/** What people call a check. */
const CHECK_NOUNS: Readonly<Record<CheckName, string>> = {
  preflight: 'preflight check',
  probe: 'probe',
  bake: 'bake check'
}

/** `1 preflight check`, `2 probes`. */
export function countOfChecks(count: number, name: CheckName): string {
  return plural(count, CHECK_NOUNS[name])
}

/** `Both probes passed.`, and so on for each kind of check; nothing if one failed. */
function checksPassed({ checks }: Outcome): string {
  if (!checks.every(({ passed }) => passed)) return ''
  const byName = Map.groupBy(checks, ({ name }) => name)
  return [...byName].map(([name, { length }]) => `${all(length, CHECK_NOUNS[name])} passed.`).join(' ')
}

/** What failed, as in `1 of 2 probes failed`. */
function checksFailed(checks: Outcome['checks']): string | undefined {
  const name = checks.find(({ passed }) => !passed)?.name
  if (name === undefined) return undefined
  const ofName = checks.filter(check => check.name === name)
  const failed = ofName.filter(({ passed }) => !passed).length
  return ofName.length === 1
    ? `the ${CHECK_NOUNS[name]} failed`
    : `${failed} of ${countOfChecks(ofName.length, name)} failed`
}

/** `The probe`, `Both probes`, `All 3 probes`. */
function all(count: number, noun: string): string {
  if (count === 1) return `The ${noun}`
  return `${count === 2 ? 'Both' : `All ${count}`} ${noun}s`
}

function planSentence({ target, plan, hasChanges, result }: Outcome): Markdown {
  const { words } = kindOf(target)
  if (result === 'drifted' && plan?.difference !== undefined) {
    const { changes, omitted } = plan.difference
    const notInEffect = plan.live?.notInEffect
    if (changes.length + omitted.length === 0 && notInEffect !== undefined) {
      return markup`The desired ${words.definition} ${words.verb} saved but not in effect: ${prose(notInEffect)}.`
    }
    const differs = words.verb === 'are' ? 'differ' : 'differs'
    return words.definition === 'definition'
      ? markup`The live definition differs from the desired definition in **${plural(changes.length + omitted.length, 'key')}**.`
      : markup`The live ${words.definition} ${differs} from the desired ${words.definition}.`
  }
  if (hasChanges === false) {
    return markup`**No changes**: the live ${words.definition} ${words.verb} already as desired.`
  }
  const { difference } = plan ?? {}
  const affecting = markup`affect **${affectedText(target, plan)}**`
  if (difference === undefined) {
    return markup`An apply would send the ${words.definition} and ${affecting}. What it would change is not known, because the live ${words.definition} cannot be read.`
  }
  if (words.movesItself) return routeSentence(plan, words.definition)
  const { changes, omitted } = difference
  const hasKeys = words.definition === 'definition'
  const removed = hasKeys ? removalsIn(changes).length : 0
  const changing = hasKeys
    ? markup`change **${plural(changes.length - removed, 'key')}**`
    : markup`change the **${words.definition}**`
  const actions = [
    ...(changes.length === removed ? [] : [changing]),
    ...(removed === 0 ? [] : [markup`remove **${plural(removed, 'key')}**`]),
    ...(omitted.length === 0
      ? []
      : [markup`remove **${plural(omitted.length, 'key')}** that the definition omits`]),
    ...(changes.length + omitted.length === 0
      ? [markup`send the ${words.definition} again, although nothing differs`]
      : []),
    affecting
  ]
  const before = actions.slice(0, -1)
  return markup`An apply would ${commas(before)}${before.length > 1 ? ',' : NOTHING} and ${affecting}.`
}

/** Of a target that affects nothing but itself. */
function routeSentence(plan: Outcome['plan'], definition: string): Markdown {
  if (plan?.live?.notInEffect !== undefined) {
    return markup`An apply would deploy the desired ${definition}, which is already saved: ${prose(plan.live.notInEffect)}.`
  }
  const isSame = plan?.difference !== undefined && plan.difference.changes.length === 0
  if (plan === undefined || isSame)
    return markup`An apply would send the ${definition} again, although nothing differs.`
  return isLadder(plan.target)
    ? markup`An apply would change the **${definition}** in **${stepsOf(plan).toLowerCase()}**, each verified before the next.`
    : markup`An apply would change the **${definition}** in one step.`
}

function affectedText(target: Target, plan: Outcome['plan']): string {
  const { moved } = kindOf(target).words
  const count = plan?.affected?.length
  if (count === undefined) return `an unknown number of ${moved.many}`
  return count === 0 ? `no ${moved.one}` : countMoved([{ count, target }])
}

/** How many targets have which result, and what an apply would do: `1 failed, 3 switched.` */
export function tallyOf(outcomes: readonly Outcome[]): string {
  const planned = outcomes.filter(({ result }) => result === 'planned' || result === 'drifted')
  // an apply would fail where a plan did, and with on-failure: stop send nothing
  const isWhole = planned.length > 0 && planned.length === outcomes.length
  const isPlan = outcomes.every(({ result }) => result === 'planned')
  if (outcomes.every(({ result }) => result === 'valid')) {
    return 'The inputs are valid. The cloud was not called.'
  }
  return [
    ...(isPlan ? [] : [`${capital(resultCounts(outcomes))}.`]),
    ...(isWhole ? [applySentence(planned)] : []),
    ...(outcomes.some(wasSent) ? [] : ['Nothing was sent.'])
  ].join(' ')
}

/** `1 failed, 3 switched`. */
export function resultCounts(outcomes: readonly Outcome[]): string {
  return countResults(outcomes)
    .map(({ result, count }) => `${count} ${wordsOf(result)}`)
    .join(', ')
}

function applySentence(planned: readonly Outcome[]): string {
  const sending = planned.filter(({ hasChanges }) => hasChanges !== false)
  if (sending.length === 0) return 'No changes: an apply would send nothing.'
  const affected = sending.flatMap(({ plan, target }) =>
    plan?.affected === undefined ? [] : [{ count: plan.affected.length, target }]
  )
  const affecting =
    affected.length === sending.length
      ? countMoved(affected)
      : `an unknown number of ${movedBy(sending.map(({ target }) => target))}`
  const count = sending.length === planned.length ? '' : `${sending.length} of `
  return `An apply would update ${count}${plural(planned.length, 'target')} and affect ${affecting}.`
}

/** Whether anything was sent, or perhaps sent, for the target. */
export function wasSent({ accepted, changed, rollback }: Outcome): boolean {
  return accepted !== undefined || rollback !== undefined || changed !== false
}

/** Whether what was sent may be in effect, so that a rollback makes sense. */
export function mayBeInEffect(outcome: Outcome): boolean {
  const { changed, result, rollback } = outcome
  // restored before it took effect
  if (result === 'cancelled' && changed === false && rollback !== undefined) return false
  return result !== 'failed' && wasSent(outcome)
}

/** What it is, its ID, its type, region and account. What the name says is not repeated. */
export function placeOf({ target, plan }: Outcome, accountId: string | undefined): Markdown {
  const type = plan?.targetType ?? (target.kind === 'backend' ? target.backendType : undefined)
  const { noun, id } = idOf(target)
  const { words } = kindOf(target)
  const title = redactText(plan?.live?.title ?? '')
  const name = nameOf(target)
  const isInName = title === '' || name === title || name.startsWith(`${title}/`)
  const own = isInName ? shownName(id) : markup`${shownName(title)} (${shownName(id)})`
  const api = target.kind === 'route' ? markup` of API ${shownName(target.httpApiId)}` : NOTHING
  const parts = [
    ...(name.includes(id) ? [] : [markup`${noun} ${own}${api}`]),
    // the scene of a route is shown with its backend
    ...(type === undefined || type === '' || words.movesItself
      ? []
      : [markup`${words.type} ${shownName(type)}`]),
    ...(target.regionId === undefined ? [] : [markup`region ${shownName(target.regionId)}`]),
    ...(accountId === undefined ? [] : [markup`account ${shownName(accountId)}`])
  ]
  const { source } = commas(parts)
  return new Markdown(capital(source))
}
