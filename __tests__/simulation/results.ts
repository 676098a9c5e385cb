import type { Snapshot } from './run.ts'
import { differs, isDenial, isNewerRuns, isWrite, lastReading, othersSince, unfinished } from './facts.ts'
import type { Facts } from './facts.ts'
import { STAGE } from './material.ts'
import type { Step } from './step.ts'
import { endOf } from './trace.ts'
import type { CallRecord } from './trace.ts'
import { holds, plain } from './oracle.ts'
import { badChecks } from './checked.ts'

/** What a result must mean, whichever step reports it. */
export function untrueResult(facts: Facts, step: Step, result: string, end: Snapshot): string[] {
  const { schedule, forward, backward, accepted, before } = facts
  const own = facts.calls.filter(call => isWrite(call) && call.by === step.name)
  switch (result) {
    case 'switched':
      return [...untrueSwitch(facts, step, end), ...(step.name === 'main' ? badChecks(facts, true) : [])]
    case 'submitted': {
      const mayNot =
        facts.calls.some(isDenial) ||
        // what was not read, or holds a secret, is not in the journal and cannot be compared
        (step.name === 'post' && !isForTheJournal(facts))
      return [
        ...(accepted === undefined ? ['no modification was accepted'] : []),
        ...(schedule.wait === 'false' || mayNot ? [] : ['it could have been followed']),
        ...(schedule.wait === 'true' || schedule.rollback ? ['the completion had to be followed'] : [])
      ]
    }
    case 'unchanged': {
      // a newer run may have written the desired definition after the plan: then all of this step's own writes were rejected
      const last = facts.readings.findLast(({ by }) => by === step.name)?.seen
      const wasMade = last !== undefined && last !== before && holds(last.definition, facts.desired)
      const isAsDesired = before !== undefined && holds(before.definition, facts.desired)
      return [
        ...(own.some(({ committed }) => committed) || (own.length > 0 && !wasMade)
          ? ['something was sent']
          : []),
        ...(isAsDesired || wasMade ? [] : ['live was not as desired']),
        ...badChecks(facts, false)
      ]
    }
    case 'planned':
      return [
        ...(schedule.mode === 'plan' ? [] : ['the mode is apply']),
        ...(own.length > 0 ? ['something was sent'] : [])
      ]
    case 'failed':
      return [
        ...(own.some(({ committed }) => committed) ? ['the cloud has done a modification'] : []),
        ...(own.some(write => endOf(write) === 'ambiguous')
          ? ['a modification ended without a response']
          : [])
      ]
    case 'partial':
      return [
        ...(accepted === undefined ? ['no modification was accepted'] : []),
        ...untrueMismatch(facts, step),
        ...untrueConflict(facts, step)
      ]
    case 'unknown':
      // written before the first write leaves, so that a killed step never looks successful
      return [
        ...(forward.length === 0 && step.isAlive() ? ['nothing was sent'] : []),
        ...untrueConflict(facts, step)
      ]
    case 'cancelled':
      // the post step's own deadline stops it, too
      return step.name === 'main' && step.stoppedAt === undefined ? ['there was no signal'] : []
    case 'rolled-back':
      return untrueRollback(facts, step, end)
    case 'rollback-failed':
      return [
        ...(schedule.rollback ? [] : ['rollback-on-failure was off']),
        ...(accepted === undefined && backward.length === 0 ? ['there was nothing to roll back'] : []),
        ...gaveUp(facts, step),
        ...interrupted(facts, step),
        ...untrueConflict(facts, step)
      ]
    default:
      return ['not a result of the contract']
  }
}

/** Whether the definitions can be stored in a file. */
function isForTheJournal({ before, desired }: Facts): boolean {
  if (before === undefined) return false
  const text = JSON.stringify([before.definition, desired.data])
  return !/Password|Token|:\/\/[^/"]*@/.test(text)
}

function untrueSwitch(facts: Facts, step: Step, end: Snapshot): string[] {
  const { accepted, desired, backward } = facts
  if (accepted === undefined) return ['no modification was accepted']
  const last = lastReading(facts, step)
  const found = unfinished(facts, accepted, end.at)
  if (backward.length > 0) found.push('the previous definition was sent')
  if (last === undefined || !isAfter(last, accepted)) found.push('not read back')
  else if (!holds(last.seen.definition, desired)) found.push('the last reading is not as desired')
  else if (last.sentAt < batchEnd(facts, accepted))
    found.push('the last reading is older than the end of the batch')
  if (othersSince(facts, accepted, end)) return found
  if (mayPredate(facts, accepted)) return found
  if (!holds(end.stored.definition, desired)) found.push('live is not as desired')
  // a late copy of the write updates the APIs again, and the step cannot know
  if (facts.forward.some(write => isAfter(write, accepted) && unfinished(facts, write, end.at).length > 0)) {
    return found
  }
  for (const [api, definition] of end.inEffect) {
    // an API published meanwhile is in none of the lists that the step read
    if (facts.touched.has(api)) continue
    if (definition !== undefined && !holds(definition, desired))
      found.push(`${api} serves another definition`)
  }
  return found
}

/**
 * Whether a reading that is as desired may be older than a write, because the same definition was live before it: then it does not show
 * how the service stored what was sent.
 */
function mayPredate({ before, cloud, desired, schedule }: Facts, write: CallRecord): boolean {
  if (schedule.lag === undefined) return false
  const writes = cloud.writes()
  const earlier = writes.slice(
    0,
    writes.findIndex(({ operationId }) => operationId === write.operationId)
  )
  const isOthers = earlier.some(
    ({ by, definition, stageName }) =>
      by === 'another-writer' && stageName === STAGE && holds(definition, desired)
  )
  return isOthers || holds(before?.definition ?? {}, desired)
}

/** Keys that the service adds and values that it respells do not make a different definition. */
function untrueMismatch(facts: Facts, step: Step): string[] {
  const last = lastReading(facts, step)
  const isReported = step.errors.some(({ text }) => text.includes('[ReadBackMismatch]'))
  return isReported && last !== undefined && holds(last.seen.definition, facts.desired)
    ? ['the last reading is as desired']
    : []
}

/** The longest wait between two attempts. */
const BETWEEN_ATTEMPTS_MS = 10_000

/** A rollback is attempted until its own deadline, with readings and writes. */
function gaveUp({ calls, schedule, backward }: Facts, step: Step): string[] {
  if (!failedToRollBack(step) || step.stoppedAt !== undefined || step.endedAt === undefined) return []
  const own = calls.filter(({ by }) => by === step.name)
  const last = own.at(-1)
  if (last === undefined || !isPassing(last)) return []
  // once it was accepted, a failed reading is not the cause
  if (last.action !== 'ModifyBackendModel' && backward.some(write => endOf(write) === 'accepted')) return []
  const run = own.slice(own.findLastIndex(call => call.action !== last.action || !isPassing(call)) + 1)
  // writes and readings may alternate
  const tookMs = step.endedAt - ((backward[0] ?? run[0])?.sentAt ?? 0)
  return tookMs < schedule.waitTimeoutS * 1_000 - BETWEEN_ATTEMPTS_MS ? [`it gave up after ${tookMs} ms`] : []
}

/** A rollback that was accepted and failed only because of a signal. */
function interrupted(facts: Facts, step: Step): string[] {
  const { backward, schedule, before, cloud } = facts
  const write = backward.findLast(({ by }) => by === 'main')
  const { stoppedAt, endedAt = Infinity } = step
  if (!failedToRollBack(step) || stoppedAt === undefined || write?.endedAt === undefined) return []
  if (endOf(write) !== 'accepted' || endedAt - write.endedAt >= schedule.waitTimeoutS * 1_000) return []
  if (cloud.task(write.operationId ?? '')?.rows.some(({ failure }) => failure !== undefined) === true)
    return []
  const last = lastReading(facts, step)
  const shown = last !== undefined && isAfter(last, write) ? last.seen.definition : before?.definition
  return plain(shown ?? {}) === plain(before?.definition ?? {}) ? ['a signal is no failure'] : []
}

/** Whether this step itself reports it; a post step has no outputs. */
function failedToRollBack({ outputs }: Step): boolean {
  return outputs.get('result') === 'rollback-failed'
}

/** A failure that may be temporary. */
function isPassing({ response, error }: CallRecord): boolean {
  if (error !== undefined) return /^(?:refused|reset|truncated|unreachable)$/.test(error.fault)
  return response !== undefined && response.status >= 500
}

/** The definition is not another writer's. */
function untrueConflict(facts: Facts, step: Step): string[] {
  const last = lastReading(facts, step)
  if (last === undefined || !step.errors.some(({ text }) => text.includes('[Conflict]'))) return []
  // a newer run's equal definition: a write without a response is not sent again over it
  if (isNewerRuns(facts, last.seen) && facts.forward.some(write => endOf(write) === 'ambiguous')) return []
  return holds(last.seen.definition, facts.desired) ? ["a conflict over this step's own definition"] : []
}

/** When the last API of a write's batch completed; it may have been unpublished meanwhile. */
function batchEnd({ cloud, touched }: Facts, write: CallRecord): number {
  const rows = cloud.task(write.operationId ?? '')?.rows ?? []
  return Math.max(0, ...rows.flatMap(({ api, endsAt }) => (touched.has(api.id) ? [] : [endsAt])))
}

function untrueRollback(facts: Facts, step: Step, end: Snapshot): string[] {
  const { schedule, before, backward, accepted } = facts
  if (!schedule.rollback || before === undefined) return ['no rollback was possible or asked for']
  // the service may have filled in keys in addition to those of the previous definition
  const previous = { keys: before.definition, data: before.definition }
  const found: string[] = []
  // a rejected one changed nothing, and another writer may have restored it since
  const write = backward.findLast(sent => endOf(sent) !== 'refused')
  const last = lastReading(facts, step)
  if (last === undefined || !isAfter(last, write ?? accepted)) found.push('not read back')
  else if (!holds(last.seen.definition, previous)) {
    found.push('the last reading is not the previous definition')
  }
  if (write !== undefined) {
    if (endOf(write) !== 'accepted') found.push('the rollback was not accepted')
    found.push(...unfinished(facts, write, end.at))
  }
  if (othersSince(facts, write, end) || facts.isLate) return found
  // if the service keeps existing keys, the definition alone confirms it
  const keeps = schedule.faults.some(({ kind }) => kind === 'keeps-old-value')
  // an outdated reading cannot show that the service did not store what it accepted
  if (keeps && schedule.lag !== undefined) return found
  if (!holds(end.stored.definition, previous)) found.push('live is not the previous definition')
  if (write !== undefined && !keeps && end.stored.description !== before.description) {
    found.push('the description is not the previous one')
  }
  for (const [api, definition] of end.inEffect) {
    if (facts.touched.has(api)) continue
    if (definition !== undefined && !holds(definition, previous)) {
      found.push(`${api} does not serve the previous definition`)
    }
  }
  return found
}

function isAfter(call: CallRecord, write: CallRecord | undefined): boolean {
  return (call.arrivedOrder ?? 0) > (write?.arrivedOrder ?? 0)
}

/** The output `changed` of a main step that completed. */
export function untrueChanged(facts: Facts, changed: string | undefined): string[] {
  const { before, main, calls, isLate, afterMain } = facts
  const last = lastReading(facts, main)
  const committed = calls.filter(({ by, committed: done }) => by === 'main' && done)
  switch (changed) {
    case '':
      return []
    case 'true':
      if (before === undefined || last === undefined) return ['true, and nothing was read']
      return differs(facts, last.seen, before) ? [] : ['true, and the last reading is as before']
    case 'false':
      if (committed.length === 0 || (isLate && main.outputs.get('result') !== 'failed')) return []
      if (before === undefined || last === undefined || !isAfter(last, committed.at(-1))) {
        return ['false, and nothing was read since the last write']
      }
      // if another writer has restored the previous definition, its description can be anything
      if (
        main.outputs.get('result') === 'rolled-back' &&
        plain(last.seen.definition) === plain(before.definition)
      )
        return []
      if (differs(facts, last.seen, before))
        return ['false, and the last reading differs from the previous definition']
      // keys that the service added to the previous definition, sent again or restored, are not visible yet either
      if (
        facts.schedule.lag !== undefined &&
        (facts.backward.length > 0 || holds(before.definition, facts.desired)) &&
        holds(afterMain.stored.definition, { keys: before.definition })
      )
        return []
      return !othersSince(facts, undefined, afterMain) && differs(facts, afterMain.stored, before)
        ? ['false, and the live definition differs from the previous one']
        : []
    default:
      return [`is ${changed ?? 'not set'}`]
  }
}

/** Results that the schedules of every kind must produce, or they prove nothing. */
export const RESULTS_OF_EVERY_KIND: readonly string[] = [
  'planned',
  'unchanged',
  'switched',
  'submitted',
  'failed',
  'partial',
  'unknown',
  'cancelled',
  'rolled-back',
  'rollback-failed',
  'PreflightFailed',
  'ProbeFailed'
]
