import type { Accepted } from '../cloud/operation.ts'
import { ActionError } from '../errors/action-error.ts'
import { isActionCode } from '../errors/catalog.ts'
import type { Code } from '../errors/catalog.ts'
import { isLadder } from '../model/target.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Live } from '../targets/kind.ts'
import { changedOtherFields, changedSentFields } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { writingOf } from '../targets/writers.ts'
import { CHECK_FIRST, adviceAfter } from './after-rollback.ts'
import { planOfRung } from './apply.ts'
import { createObservations, hasChanged, isOurs, isReadable } from './classify.ts'
import type { Observations } from './classify.ts'
import type { JournalEntry } from './journal.ts'
import { nextSteps } from './next-steps.ts'
import { isGreen, outcomeOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import { readTarget } from './read-back.ts'
import type { Reading } from './read-back.ts'
import { NO_RECORDER } from './recorder.ts'
import { confirmRollback, rollBack } from './roll-back.ts'
import type { RollbackResult } from './roll-back.ts'
import { restorePlan } from './stored-plan.ts'
import { followThrough, undoSave } from './switch.ts'
import type { ApplyOptions } from './switch.ts'
import { createTimeline } from './timeline.ts'
import { describeDifference } from './words.ts'

export type ResolveOptions = Omit<ApplyOptions, 'timeline' | 'checks' | 'ownNeighbors' | 'recorder'>

type Resolved = Pick<Outcome, 'result' | 'changed'> & Partial<Outcome>

/** What to do once a reading shows the definition of this step. */
type WhenOurs = (reading: Reading) => Promise<Resolved>

/** How long a pending write may take to arrive. */
const ARRIVES_WITHIN_MS = 30_000
const READ_EVERY_MS = 3_000
/** How long a saved definition must appear to be in effect if nothing shows that it was deployed: the status may lag behind. */
const IN_EFFECT_MS = 5_000
const IN_EFFECT_EVERY_MS = 1_000

/** Resolves a write whose process ended before it could report the result. Never rejects because of a response. */
export async function resolveWrite(entry: JournalEntry, resolveOptions: ResolveOptions): Promise<Outcome> {
  const { clock } = resolveOptions
  const startedAt = clock.now()
  const timeline = createTimeline(clock)
  const plan = planOfRung(restorePlan(entry.plan), entry.rung ?? 0)
  const options: ApplyOptions = {
    ...resolveOptions,
    // a rollback needs the previous definition, which is not stored if it contains a secret
    rollbackOnFailure:
      resolveOptions.rollbackOnFailure && plan.live !== undefined && plan.difference !== undefined,
    timeline,
    checks: [],
    // the journal does not record neighbors
    ownNeighbors: new Set(),
    recorder: NO_RECORDER
  }
  const observations = createObservations(plan, undefined, entry.seen)
  const { accepted = entry.accepted, ...resolved } = await resolvePhase(entry, plan, observations, options)
  return {
    ...outcomeOf(plan.target, {
      plan,
      hasChanges: true,
      // a write without a response was followed without its ID
      accepted: accepted === null || accepted.requestId === '' ? undefined : accepted,
      rollback: entry.rollback ?? undefined,
      ...resolved
    }),
    phases: timeline.phases,
    durationMs: clock.now() - startedAt
  }
}

async function resolvePhase(
  entry: JournalEntry,
  plan: Plan,
  observations: Observations,
  options: ApplyOptions
): Promise<Resolved> {
  const { accepted, rollback } = entry
  if (isLadder(plan.target) && entry.phase !== 'rolling-back' && entry.phase !== 'rollback-accepted') {
    return rollBackLadder(entry, plan, observations, options)
  }
  const { publish } = await writingOf(plan.target)
  const byReading = (whenOurs?: WhenOurs): Promise<Resolved> =>
    resolveByReading(entry, plan, observations, options, whenOurs)
  const followed = async (ids: Accepted): Promise<Resolved> =>
    unlessChecked(entry, plan, await follow(plan, ids, observations, options))
  const whenSaved = resolveSaved(entry, plan, observations, options)
  switch (entry.phase) {
    case 'sending':
      return byReading(isFollowable(plan) ? whenSaved : undefined)
    case 'ended':
      return byReading()
    case 'accepted':
      if (accepted === null) return byReading()
      return publish === undefined ? followed(accepted) : byReading(whenSaved)
    case 'deploying':
      return byReading(whenSaved)
    case 'deployed':
      return accepted === null ? byReading() : followed(accepted)
    case 'rolling-back':
    case 'rollback-accepted': {
      const end = await options.timeline.during('rollback', () =>
        rollback === null || entry.phase === 'rolling-back'
          ? rollBack(plan, observations, { ...options, rollbackPerhapsSent: true })
          : confirmRollback(plan, observations, rollback, options)
      )
      return afterRollback(entry, plan, end)
    }
  }
}

/** An interrupted ladder is not continued, but rolled back to the definition that the step found. */
function rollBackLadder(
  entry: JournalEntry,
  plan: Plan,
  observations: Observations,
  options: ApplyOptions
): Promise<Resolved> {
  const rollBackNow = async (): Promise<Resolved> => {
    const end = await options.timeline.during('rollback', () =>
      rollBack(plan, observations, {
        ...options,
        rollbackPerhapsSent: true,
        wasDeployed: entry.phase === 'deploying' || entry.phase === 'deployed'
      })
    )
    const why =
      entry.failure === undefined
        ? 'the step was stopped before the last weight was reached'
        : 'a weight failed, and the step was stopped before it rolled back'
    return afterRollback({ ...entry, failure: entry.failure ?? 'Cancelled' }, plan, end, why)
  }
  // a pending write would arrive after the rollback
  const isUnderWay = entry.phase === 'sending' || entry.phase === 'deploying'
  return isUnderWay ? resolveByReading(entry, plan, observations, options, rollBackNow) : rollBackNow()
}

async function follow(
  plan: Plan,
  accepted: Accepted,
  observations: Observations,
  options: ApplyOptions
): Promise<Resolved> {
  const end = await followThrough(plan, accepted, observations, options)
  // `cancelled` means here that the post step ran out of time, so the result is not known
  if (end.result !== 'cancelled') return end
  return {
    ...end,
    result: 'unknown',
    error: new ActionError(
      'Unfollowed',
      `${plan.target.name}: the modification was accepted; its completion is not known, because the post step ran out of time`,
      { nextSteps: nextSteps(plan), requestId: accepted.requestId }
    )
  }
}

/** Whether a write can be followed although its response is not known, without the IDs of a batch. */
function isFollowable({ target }: Plan): boolean {
  return !kindOf(target).completesByList
}

/**
 * Resolves a definition that is saved and possibly deployed: follows it to completion if it is in effect, and undoes the save if it
 * is not.
 */
function resolveSaved(
  entry: JournalEntry,
  plan: Plan,
  observations: Observations,
  options: ApplyOptions
): WhenOurs {
  const saved = entry.accepted ?? { requestId: '', operationId: '' }
  const { name } = plan.target
  return async reading => {
    const { publish } = await writingOf(plan.target)
    // right after a save, the status may still be the previous one
    const needsSecondReading = publish !== undefined && reading.live?.notInEffect === undefined
    const live = needsSecondReading ? await readWhileInEffect(plan, observations, options) : reading.live
    // a deployment in progress can be followed
    if (live?.notInEffect === undefined || live.isChanging === true) {
      return unlessChecked(entry, plan, await follow(plan, saved, observations, options))
    }
    const error = new ActionError(
      'Cancelled',
      `${name}: the step was stopped after the ${kindOf(plan.target).words.definition} was saved, and before it was deployed: ${live.notInEffect}`
    )
    const end = await undoSave(plan, saved, error, observations, options)
    return { ...end, result: end.result === 'failed' ? 'cancelled' : end.result }
  }
}

/** Rereads a definition that appears to be in effect, until a reading shows otherwise or enough time has passed. */
async function readWhileInEffect(
  plan: Plan,
  observations: Observations,
  { clock, reader, signal }: ApplyOptions
): Promise<Live | undefined> {
  const enough = createDeadline(clock, IN_EFFECT_MS, signal)
  for (;;) {
    await enough.sleep(IN_EFFECT_EVERY_MS)
    const { reading } = await readTarget(reader, plan, observations, {
      deadline: createDeadline(clock, Infinity, signal)
    })
    if (reading?.live?.notInEffect !== undefined || enough.isOver()) return reading?.live
  }
}

/**
 * Resolves a write without a response: the live definition shows whether it arrived; nothing shows whether its batch completed. While
 * the previous definition is still live, it is reread for as long as the write may take to arrive.
 */
async function resolveByReading(
  entry: JournalEntry,
  plan: Plan,
  observations: Observations,
  { reader, clock, signal }: ApplyOptions,
  whenOurs?: WhenOurs
): Promise<Resolved> {
  const { name } = plan.target
  const unknown = (
    code: Code,
    message: string,
    changed: boolean | undefined,
    cause?: ActionError
  ): Resolved => ({
    result: 'unknown',
    changed,
    error: new ActionError(code, `${name}: ${message}`, {
      ...cause?.advice,
      nextSteps: nextSteps(plan),
      requestId: cause?.requestId,
      cause
    })
  })
  const { leftAt = clock.now() } = entry
  // the desired definition was saved before the step, which only deploys it
  const wasSaved = plan.live?.notInEffect !== undefined
  const passedMs = Math.min(ARRIVES_WITHIN_MS, Math.max(0, clock.now() - leftAt))
  const arrival = createDeadline(clock, ARRIVES_WITHIN_MS - passedMs, signal)
  for (;;) {
    const readInTime = !arrival.isOver()
    const { reading, lastError } = await readTarget(reader, plan, observations, {
      deadline: createDeadline(clock, Infinity, signal)
    })
    if (reading === undefined) {
      return unknown(
        lastError?.code ?? 'Unfollowed',
        `the modification may have been sent, and the live definition could not be read: ${lastError?.message ?? ''}`,
        undefined,
        lastError
      )
    }
    if (!isReadable(plan)) {
      return unknown(
        'Unfollowed',
        'the modification may have been sent, and the previous definition is not known',
        undefined
      )
    }
    const changed = hasChanged(reading.live, plan)
    // a write without a response may not have arrived: someone else may have saved, or even kept, the desired definition
    const isOthers = entry.accepted === null && changedSentFields(plan.live, reading.live).length > 0
    if (reading.verdict === 'foreign' || isOthers) {
      // the journal withholds definitions that contain a secret
      const which = plan.digests === undefined ? `: ${describeDifference(plan, reading.live)}` : ''
      return unknown(
        'Conflict',
        `the modification may have been sent, and someone else changed the live definition${which}`,
        changed
      )
    }
    const isThere = isOurs(reading.verdict) || (wasSaved && reading.differences.length === 0)
    if (isThere && whenOurs !== undefined) {
      if (!mayStillArrive(entry, plan, reading) || !readInTime || arrival.isStopped())
        return whenOurs(reading)
      await arrival.sleep(READ_EVERY_MS)
      continue
    }
    if (isOurs(reading.verdict)) {
      const paths = reading.differences.map(({ path }) => path).join(', ')
      return unknown(
        'Unfollowed',
        `the modification arrived: ${paths === '' ? 'the desired definition is live' : `its description is live, but the definition differs in ${paths}`}. Whether every API was updated is not known, because no response returned an operation to follow`,
        changed
      )
    }
    if (readInTime && !arrival.isStopped()) {
      await arrival.sleep(READ_EVERY_MS)
      if (!arrival.isStopped()) continue
    }
    return reading.differences.length === 0
      ? unknown(
          'Unfollowed',
          'the modification may have been sent. The desired definition equals the previous one, and it is live, so nothing shows whether the modification arrived',
          false
        )
      : unknown(
          'NotArrived',
          'the modification did not arrive: the previous definition is live',
          arrival.isStopped() ? undefined : false
        )
  }
}

/**
 * Whether a reading that shows this step's definition may not be the last word: the deployment may still arrive, and so may the next
 * write of a ladder, or another attempt, which would undo a rollback.
 */
function mayStillArrive({ phase, again }: JournalEntry, plan: Plan, { live, differences }: Reading): boolean {
  const isSavedOnly = live?.notInEffect !== undefined
  if (phase === 'deploying') return isSavedOnly
  if (phase !== 'sending') return false
  const isBelow = (plan.climbed ?? []).length > 0 && differences.length > 0
  const needsRollback = isSavedOnly || changedOtherFields(plan.live, live).length > 0
  return isBelow || (again === true && needsRollback)
}

/** A success requires that its checks passed. Pending checks cannot be repeated here, because the journal does not store them. */
function unlessChecked(
  { plan: { checks: all }, passed = [] }: JournalEntry,
  plan: Plan,
  resolved: Resolved
): Resolved {
  const checks = all.filter(check => !passed.includes(check))
  if (checks.length === 0 || !isGreen(resolved.result)) return resolved
  return {
    ...resolved,
    result: 'unknown',
    error: new ActionError(
      'NotProbed',
      `${plan.target.name}: the modification ${resolved.result === 'switched' ? 'completed and the read-back matched' : 'was accepted'}, but the step was stopped before its ${[...Map.groupBy(checks, check => check)].map(([check, { length }]) => (length === 1 ? check : `${check}s`)).join(' and ')} passed`,
      { nextSteps: nextSteps(plan), requestId: resolved.accepted?.requestId }
    )
  }
}

function afterRollback(
  { accepted, failure = '' }: JournalEntry,
  plan: Plan,
  end: RollbackResult,
  why = 'the step failed and was stopped during its rollback'
): Resolved {
  const cause = isActionCode(failure) ? failure : 'StepFailed'
  return {
    result: end.result === 'stopped' ? 'unknown' : end.result,
    changed: end.changed,
    rollback: end.accepted,
    error: new ActionError(
      end.code ?? cause,
      `${plan.target.name}: ${why}. ${end.result === 'stopped' ? 'Whether the rollback completed is not known, because the post step ran out of time.' : end.sentence}`,
      {
        ...(cause === 'Cancelled' && end.result === 'rolled-back'
          ? { cure: 'Re-run the job.' }
          : end.result === 'stopped'
            ? { cure: CHECK_FIRST, nextSteps: nextSteps(plan) }
            : adviceAfter(plan, end)),
        requestId: end.code === undefined ? accepted?.requestId : end.accepted?.requestId
      }
    )
  }
}
