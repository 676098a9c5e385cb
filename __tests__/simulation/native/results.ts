import type { Act, Truth } from './cloud.ts'
import type { Step } from '../step.ts'
import { endOf, isDenial, isEqual, isSameTruth, lastOwnAct, lastReading, othersSince } from './facts.ts'
import type { Facts, Reading } from './facts.ts'
import { holds } from './oracle.ts'
import type { Snapshot } from './run.ts'
import type { State } from './state.ts'
import { badChecks, isServing } from './writes.ts'

const APART_MS = 2_000
const SETTLES_MS = 5_000

/** What a result must mean, whichever step reports it. */
export function untrueResult(facts: Facts, step: Step, result: string, end: Snapshot): string[] {
  const { schedule, writes, before, rungs } = facts
  const own = writes.filter(({ call }) => call.by === step.name)
  const accepted = writes.some(({ way, call }) => way === 'forward' && endOf(call) === 'accepted')
  const desired = rungs.at(-1)
  switch (result) {
    case 'switched':
      return untrueSwitch(facts, step, end)
    case 'submitted':
      return [
        ...(accepted || hasArrived(facts, step) ? [] : ['no write was accepted']),
        ...(schedule.wait === 'false' || facts.calls.some(isDenial) ? [] : ['it could have been followed']),
        ...(schedule.wait === 'true' || schedule.rollback === true || facts.isLadder
          ? ['the completion had to be followed']
          : [])
      ]
    case 'unchanged':
      return [
        ...(own.length > 0 ? ['something was sent'] : []),
        ...(before !== undefined && desired !== undefined && isServing(before) && holds(before.state, desired)
          ? []
          : ['live was not as desired']),
        ...badChecks(facts, 'probe', 0, Infinity)
      ]
    case 'planned':
      return [
        ...(schedule.mode === 'plan' ? [] : ['the mode is apply']),
        ...(own.length > 0 ? ['something was sent'] : [])
      ]
    case 'failed':
      return untrueFailure(facts, end)
    case 'partial':
      return [
        ...(accepted || writes.some(({ call }) => call.committed) ? [] : ['no write was accepted']),
        ...untrueConflict(facts, step)
      ]
    case 'unknown':
      // written before the first write leaves, so that a killed step never looks successful
      return [
        ...(writes.length === 0 && step.isAlive() ? ['nothing was sent'] : []),
        ...untrueConflict(facts, step)
      ]
    case 'cancelled':
      // the post step reports it of what it has rolled back
      return facts.main.stoppedAt === undefined && step.name === 'main' ? ['there was no signal'] : []
    case 'rolled-back':
      return untrueRollback(facts, step, end)
    case 'rollback-failed':
      return [
        ...(writes.length === 0 ? ['there was nothing to roll back'] : []),
        ...untrueConflict(facts, step)
      ]
    default:
      return ['not a result of the contract']
  }
}

/**
 * Whether the post step knows without a response that the write of a killed step was accepted: its last reading shows the desired
 * definition, which was not live before, in effect or on its way.
 */
function hasArrived(facts: Facts, step: Step): boolean {
  const { before, rungs } = facts
  const desired = rungs.at(-1)
  const last = lastReading(facts, step)
  if (step.name !== 'post' || before === undefined || desired === undefined || last === undefined)
    return false
  const isDraft = /^(?:DeployedWithChanges|DeployFailed|NotDeployed)$/.test(last.status)
  return holds(last.state, desired) && !isDraft && !holds(before.state, desired)
}

/** Whether the final state is what this step wrote, as far as it could know. */
export function isOwnEnd(facts: Facts, end: Snapshot): boolean {
  const last = lastOwnAct(facts, end)
  return !facts.isLate && !othersSince(facts, last?.order ?? 0, end.order)
}

/** Neither this step's own definition nor the previous one is another writer's. */
function untrueConflict(facts: Facts, step: Step): string[] {
  const last = lastReading(facts, step)
  if (last === undefined || !step.errors.some(({ text }) => text.includes('[Conflict]'))) return []
  const { faults, lagMs } = facts.schedule
  // a write that is not visible or was never stored looks as if another writer had replaced it
  const isHidden = lagMs !== undefined || faults.some(({ kind }) => kind === 'keeps-old-value')
  return isHidden || othersSince(facts, 0, Infinity) ? [] : ['a conflict without another writer']
}

function untrueSwitch(facts: Facts, step: Step, end: Snapshot): string[] {
  const { writes, rungs, before, schedule, readings } = facts
  const desired = rungs.at(-1)
  const forward = writes.filter(({ way }) => way === 'forward')
  const last = forward.at(-1)
  if (before === undefined || desired === undefined || last === undefined) return ['nothing was sent']
  const found: string[] = []
  if (last.rung !== rungs.length - 1) found.push('the last rung was not reached')
  if (writes.some(({ way }) => way === 'backward')) found.push('the previous definition was sent')
  // another writer may have written the same
  if (!forward.some(({ call }) => call.committed) && !othersSince(facts, 0, end.order))
    found.push('no write arrived')
  const reading = lastReading(facts, step)
  if (reading === undefined || reading.call.sentOrder < last.call.sentOrder) found.push('not read back')
  else if (!holds(reading.state, desired) || !isServing(reading))
    found.push('the last reading is not as desired')
  const good = readings.filter(
    ({ call, ...one }) =>
      call.by === step.name &&
      call.sentOrder > last.call.sentOrder &&
      isServing(one) &&
      holds(one.state, desired)
  )
  // later changes are another writer's
  if (!good.some(({ state }) => state.rest === before.state.rest))
    found.push('other fields were not compared')
  if (schedule.kind === 'route') {
    const sent = good.map(({ call }) => call.sentAt)
    if (Math.max(...sent) - Math.min(...sent) < APART_MS)
      found.push('reported as deployed after a single reading')
  }
  if (step.name === 'main') found.push(...badChecks(facts, 'probe', last.call.sentOrder, Infinity))
  if (!isOwnEnd(facts, end)) return found
  const { saved, inEffect } = end.truth
  if (!holds(saved, desired)) found.push('what is saved is not as desired')
  if (inEffect === undefined || !holds(inEffect, desired)) found.push('what serves is not as desired')
  if (saved.rest !== before.state.rest && !isPerhapsOld(facts, reading)) {
    found.push('other fields are not what they were')
  }
  return found
}

/**
 * Whether a reading is older than what this step wrote and looks like it, because the same definition was live before: then it cannot
 * show what the write did to the other fields. A step that knows so waits, but not longer than any reading lags.
 */
function isPerhapsOld(
  { acts, isSame, schedule: { lagMs = 0 } }: Facts,
  reading: Reading | undefined
): boolean {
  const own = acts.findLast(({ by }) => by !== 'another')
  if (own === undefined || reading === undefined) return false
  const lagsBehind = reading.call.sentAt < own.at + lagMs
  if (isSame) return lagsBehind && reading.call.sentAt >= own.at + SETTLES_MS
  // the step cannot know that another writer wrote the same since the plan
  const isOthers = acts.some(
    ({ by, order, after }) => by === 'another' && order < own.order && isEqual(after.saved, reading.state)
  )
  return lagsBehind && isOthers
}

/** Nothing was changed, and nothing of this step remains. */
function untrueFailure(facts: Facts, end: Snapshot): string[] {
  const { writes, acts, schedule } = facts
  const own = acts.filter(({ by, order }) => by !== 'another' && order < end.order)
  if (own.length === 0) {
    return writes.some(({ call }) => endOf(call) === 'ambiguous') ? ['a write ended without a response'] : []
  }
  if (!isOwnEnd(facts, end)) return []
  const found = statesBefore(facts, own[0]).map(({ saved, inEffect }) => [
    ...(end.truth.saved.definition === saved.definition ? [] : ['a draft is left']),
    ...(end.truth.inEffect?.definition === inEffect?.definition ? [] : ['another definition serves']),
    ...(schedule.kind === 'route' || isEqual(end.truth.saved, saved) ? [] : ['fields were changed'])
  ])
  return found.some(wrong => wrong.length === 0) ? [] : (found[0] ?? [])
}

/**
 * What was live before a write: what it replaced or, if another writer wrote after the reading before it, what that reading showed. No
 * lock exists between the two.
 */
function statesBefore(facts: Facts, first: Act | undefined): readonly Truth[] {
  if (first?.call === undefined) return [facts.start]
  const reading = lastReading(facts, { name: first.call.by }, first.call.sentOrder)
  if (reading === undefined || !isServing(reading)) return [first.before]
  const isRace = othersSince(facts, reading.call.arrivedOrder ?? 0, first.order)
  return isRace ? [first.before, { saved: reading.state, inEffect: reading.state }] : [first.before]
}

function untrueRollback(facts: Facts, step: Step, end: Snapshot): string[] {
  const { writes, before, schedule, isLadder } = facts
  // the service or another writer may have filled in what the previous definition omits
  const isBefore = (state: State | undefined): boolean =>
    state !== undefined && before !== undefined && holds(state, { uses: undefined, ...before.state })
  const back = writes.findLast(({ way, call }) => way === 'backward' && endOf(call) !== 'refused')
  if (before === undefined) return ['there was nothing to roll back to']
  const found: string[] = []
  const reading = lastReading(facts, step)
  const isReset = facts.readings.some(({ state }) => state.rest !== before.state.rest)
  // the post step reports it of a draft that it has rolled back
  const isDraft = facts.readings.some(one => !isServing(one))
  if (schedule.rollback !== true && !isLadder && !isReset && !isDraft)
    found.push('rollback-on-failure was off')
  if (reading === undefined || reading.call.sentOrder < (back?.call.sentOrder ?? 0))
    found.push('not read back')
  else if (!isBefore(reading.state) || !isServing(reading)) {
    found.push('the last reading is not the previous definition')
  }
  if (!isOwnEnd(facts, end)) return found
  const { saved, inEffect } = end.truth
  if (!isBefore(saved)) found.push('what is saved is not the previous definition')
  if (!isBefore(inEffect)) {
    found.push('what serves is not the previous definition')
  }
  return found
}

function isSameDefinition(one: Truth, other: Truth): boolean {
  return (
    one.saved.definition === other.saved.definition && one.inEffect?.definition === other.inEffect?.definition
  )
}

/** The output `changed` of a main step that completed. */
export function untrueChanged(facts: Facts, changed: string | undefined): string[] {
  const { start, afterMain, main, acts, before } = facts
  const own = acts.filter(({ by, order }) => by !== 'another' && order < afterMain.order)
  const isOthers = othersSince(facts, 0, afterMain.order)
  const isAsBefore = isSameTruth(start, afterMain.truth)
  switch (changed) {
    case '':
      return []
    case 'true': {
      const last = lastReading(facts, main)
      if (before === undefined || last === undefined) return ['true, and nothing was read']
      if (isOthers || facts.isLate || facts.schedule.lagMs !== undefined) return []
      return isAsBefore ? ['true, and everything is as before'] : []
    }
    case 'false':
      if (own.length === 0 || isOthers || facts.isLate) return []
      // an outdated reading does not show what else a write changed
      if (facts.schedule.lagMs !== undefined && isSameDefinition(start, afterMain.truth)) return []
      return isAsBefore ? [] : ['false, and something is not as before']
    default:
      return [`is ${changed ?? 'not set'}`]
  }
}
