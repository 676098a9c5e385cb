import { isDenied } from '../cloud/call-error.ts'
import { TO_ALLOW, ramStatement } from '../cloud/cures.ts'
import { ActionError } from '../errors/action-error.ts'
import type { Advice } from '../errors/action-error.ts'
import type { Code } from '../errors/catalog.ts'
import type { BatchProgress } from '../model/batch.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { joinUpTo, oneLine, plural } from '../runtime/text.ts'
import type { FollowResult } from '../targets/kind.ts'
import { changedOthers } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Check, CheckResult } from './checks/check.ts'
import { hasChanged, isReadable } from './classify.ts'
import { nextSteps } from './next-steps.ts'
import type { Outcome } from './outcome.ts'
import { isBatchOver, warningText } from './plan.ts'
import type { Plan, PlanWarning } from './plan.ts'
import { isAsDesired } from './read-back.ts'
import type { ReadBack } from './read-back.ts'
import { unfollowedText, withLikelyCause } from './words.ts'

/** An Outcome without its target, plan and duration. */
export interface Assessment extends Pick<
  Outcome,
  'result' | 'changed' | 'progress' | 'checks' | 'error' | 'warnings'
> {
  /** The write reset fields that it must not change: roll back, even without rollback-on-failure. */
  readonly mustRestore?: boolean
  /** Of the check that failed. The error's message does not contain it yet: the IDs of the write come first. */
  readonly likelyCause?: string | undefined
}

/** The result, from the outcome of the batch and the last reading. */
export function assess(
  plan: Plan,
  batch: FollowResult,
  readBack: ReadBack,
  options: {
    readonly log: Log
    readonly wait: 'auto' | 'always' | 'never'
    readonly waitTimeoutMs: number
    readonly waitLimit?: string | undefined
    readonly stopped: boolean
  }
): Assessment {
  const { target } = plan
  const { log } = options
  const { operations, words } = kindOf(target)
  const changed = surelyChanged(plan, readBack)
  const red = (
    result: 'partial' | 'unknown',
    code: Code,
    message: string,
    progress: BatchProgress | undefined,
    cause?: ActionError
  ): Assessment => ({
    result,
    changed,
    progress,
    checks: [],
    error: new ActionError(code, message, {
      ...cause?.advice,
      nextSteps: nextSteps(plan),
      cause
    })
  })

  const submitted = (progress: BatchProgress | undefined, warning: PlanWarning): Assessment => {
    log.warning(warningText(warning))
    return { result: 'submitted', changed, progress, checks: [], error: undefined, warnings: [warning] }
  }

  if (batch.kind === 'stopped') return cancelled(plan, changed, batch.progress)
  if (batch.kind === 'denied') {
    if (options.stopped) return cancelled(plan, changed, undefined)
    return submitted(undefined, {
      text: `${target.name}: accepted, but not followed: ${batch.error.message.replace(/\.$/, '')}. ${TO_ALLOW}`,
      policy: ramStatement([operations.follow])
    })
  }
  if (batch.kind === 'timed-out') {
    const { code, message } = explainTimeout(plan, batch, options)
    return red('unknown', code, message, batch.progress, batch.lastError)
  }
  const { progress } = batch
  if (progress.failed > 0) {
    const failed = progress.apis.filter(api => api.state === 'failed')
    if (words.movesItself) {
      const status = failed.map(api => api.status).join()
      return red(
        'partial',
        'BatchFailed',
        `${target.name}: the ${words.completion} failed: the ${words.member} is ${status}, and the service reports no reason`,
        progress
      )
    }
    const texts = failed.map(
      api => `${api.name || api.apiId}${api.group && ` (${api.group})`}: ${api.status} ${api.message}`
    )
    return red(
      'partial',
      'BatchFailed',
      oneLine(
        `${target.name}: ${progress.failed} of ${plural(progress.total, words.member)} failed to update: ${joinUpTo(texts, 10, '; ')}`
      ),
      progress
    )
  }
  if (!isReadable(plan)) {
    return { result: 'submitted', changed, progress, checks: [], error: undefined }
  }
  if (!isAsDesired(readBack)) {
    if (options.stopped) return cancelled(plan, changed, progress)
    const { reading, lastError } = readBack
    if (lastError !== undefined && isDenied(lastError) && options.wait === 'auto') {
      return submitted(progress, {
        text: `${target.name}: could not be read back: ${lastError.message.replace(/\.$/, '')}. ${TO_ALLOW}`,
        policy: ramStatement([operations.read])
      })
    }
    if (lastError !== undefined || reading === undefined) {
      return red(
        'unknown',
        'ReadBackFailed',
        `${target.name}: ${words.completed}, but the ${words.definition} could not be read back: ${lastError?.message ?? 'no response'}`,
        progress,
        lastError
      )
    }
    const paths = reading.differences.map(change => change.path).join(', ')
    const how = paths === '' ? (reading.live?.notInEffect ?? 'it is gone') : `it differs in ${paths}`
    const still =
      reading.verdict === 'previous'
        ? '. The previous definition is still live: the service did not store the modification, or shows it later'
        : ''
    return red(
      'partial',
      'ReadBackMismatch',
      `${target.name}: ${words.completed}, but the live definition is not the one that was sent: ${how}${still}`,
      progress
    )
  }
  const reset = assessOthers(plan, readBack)
  if (reset !== undefined) return { ...reset, progress }
  if (!batch.isCertain) {
    const unchecked = `${target.name}: every API in the batch was updated, but whether the batch lists every affected API could not be verified`
    return submitted(
      progress,
      plan.affectedAtLeast === undefined
        ? { text: `${unchecked}. ${TO_ALLOW}`, policy: ramStatement(operations.listAffected) }
        : { text: `${unchecked}, because the list of published APIs was not complete` }
    )
  }
  return { result: 'switched', changed, progress, checks: [], error: undefined }
}

/** The assessment of a write that changed more than its definition; `undefined` if it did not. */
export function assessOthers(plan: Plan, readBack: ReadBack): Assessment | undefined {
  if (!isAsDesired(readBack)) return undefined
  const others = changedOthers(plan.live, readBack.reading?.live)
  if (others.length === 0) return undefined
  const { name } = plan.target
  const { completed, definition } = kindOf(plan.target).words
  return {
    result: 'partial',
    changed: true,
    progress: undefined,
    checks: [],
    error: new ActionError(
      'ReadBackMismatch',
      `${name}: ${completed}, and other fields changed together with the ${definition}: ${others.join(', ')}`,
      { nextSteps: nextSteps(plan) }
    ),
    mustRestore: true
  }
}

/** Assesses a switch whose checks have run. */
export function assessChecks(
  plan: Plan,
  end: Assessment,
  failed: Check | undefined,
  stopped: boolean
): Assessment {
  if (failed === undefined) return end
  if (stopped) return { ...cancelled(plan, end.changed, end.progress), checks: end.checks }
  const { message, likelyCause } = describeFailure(plan, failed, end.checks)
  const error = new ActionError(failed.code, message, { nextSteps: nextSteps(plan) })
  return { ...end, result: 'partial', error, likelyCause }
}

/** The error of a check that failed without a write. */
export function checkError(
  plan: Plan,
  check: Check,
  results: readonly CheckResult[],
  advice: Advice
): ActionError {
  const { message, likelyCause } = describeFailure(plan, check, results)
  return new ActionError(check.code, withLikelyCause(message, likelyCause), advice)
}

/** Names the last response of each subject that failed, and the likely cause. */
function describeFailure(
  plan: Plan,
  { name }: Check,
  results: readonly CheckResult[]
): { readonly message: string; readonly likelyCause: string | undefined } {
  const failed = results.filter(result => result.name === name && !result.passed)
  const texts = failed.map(({ subject, detail, attempts, requirement }) => {
    const count = plural(attempts, 'attempt')
    return `${subject}: ${detail} (${requirement === undefined ? count : `${count}; ${requirement}`})`
  })
  const causes = [...new Set(failed.flatMap(({ likelyCause }) => likelyCause ?? []))]
  return {
    message: oneLine(`${plan.target.name}: ${name} failed: ${texts.join('; ')}`),
    likelyCause: causes.length === 0 ? undefined : oneLine(causes.join('; or '))
  }
}

/** The step was stopped by a signal after the modification was accepted. */
export function cancelled(
  plan: Plan,
  changed: boolean | undefined,
  progress: BatchProgress | undefined
): Assessment {
  const { completion } = kindOf(plan.target).words
  const batch = isBatchOver(plan, progress) ? `its ${completion} has completed` : unfollowedText(plan.target)
  return {
    result: 'cancelled',
    changed,
    progress,
    checks: [],
    error: new ActionError(
      'Cancelled',
      `${plan.target.name}: stopped by a signal after the modification was accepted; ${batch}`,
      { nextSteps: nextSteps(plan) }
    )
  }
}

function explainTimeout(
  plan: Plan,
  batch: Extract<FollowResult, { kind: 'timed-out' }>,
  { waitTimeoutMs, waitLimit = 'wait-timeout' }: { waitTimeoutMs: number; waitLimit?: string | undefined }
): { code: Code; message: string } {
  const { name } = plan.target
  const { member, completion, movesItself } = kindOf(plan.target).words
  const { progress, lastError } = batch
  if (progress === undefined && lastError === undefined) {
    return {
      code: 'NoOperationId',
      message: `${name}: accepted, but the service returned no operation ID, so the ${completion} could not be followed`
    }
  }
  const within = `within ${formatDuration(waitTimeoutMs)} (${waitLimit})`
  const lastPoll = lastError === undefined ? '' : `; the last poll failed: ${lastError.message}`
  if (progress === undefined) {
    return {
      code: 'WaitTimeout',
      message: `${name}: the ${completion} could not be followed to completion ${within}${lastPoll}`
    }
  }
  const moving = progress.apis.filter(api => api.state === 'moving')
  if (movesItself) {
    const status = moving.map(api => api.status).join() || 'in an unnamed state'
    return {
      code: 'WaitTimeout',
      message: `${name}: the ${completion} did not complete ${within}: the ${member} is ${status}${lastPoll}`
    }
  }
  const states = moving.map(
    api =>
      `${api.name || api.apiId}: ${api.status === '' ? 'not listed yet' : `status ${api.status}, ${api.message === '' ? 'no message' : `message "${api.message}"`}`}`
  )
  // an unknown status is not final, whatever the message says; the error has the message
  const reported = moving.filter(({ message }) => /^\s*(?:fail|error)/i.test(message))
  const statuses = [...new Set(reported.map(({ status }) => status || '(empty)'))]
  const likely =
    reported.length === 0
      ? ''
      : `; ${reported.length === progress.moving ? 'they' : `${reported.length} of them`} most likely failed, as the message says, but ${joinUpTo(statuses, 5)} is not a status that this action recognizes as final`
  return {
    code: 'WaitTimeout',
    message: oneLine(
      `${name}: ${progress.moving} of ${plural(progress.total, member)} did not complete ${within}${progress.failed > 0 ? `, ${progress.failed} failed` : ''}: ${joinUpTo(states, 5, '; ')}${likely}${lastPoll}`
    )
  }
}

/**
 * Whether anything changed, as far as a reading can tell. After an accepted write, no reading proves that nothing changed: the write
 * may have taken effect and become visible later.
 */
export function surelyChanged(plan: Plan, readBack: ReadBack): boolean | undefined {
  const { reading } = readBack
  const changed = reading && hasChanged(reading.live, plan)
  return changed === false && changesAnything(plan) ? undefined : changed
}

/** Whether the write changes anything: a value, a description set by the author, or a removed key. */
function changesAnything({ difference }: Plan): boolean {
  return difference === undefined || difference.changes.length > 0 || difference.omitted.length > 0
}
