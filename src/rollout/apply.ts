import { ActionError } from '../errors/action-error.ts'
import type { Definition } from '../model/definition.ts'
import { isLadder } from '../model/target.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Live, Rung } from '../targets/kind.ts'
import { changedOthers } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { checkError } from './assess.ts'
import { runChecks } from './checks/check.ts'
import { createSightings, isOurs } from './classify.ts'
import type { Sightings } from './classify.ts'
import { nextSteps } from './next-steps.ts'
import { stoppedBeforeSending } from './outcome.ts'
import type { RungResult } from './outcome.ts'
import type { Plan } from './plan.ts'
import { differenceFrom } from './plan.ts'
import { adviceAfter, briefAfter, rollBack, withRollbackSentence } from './roll-back.ts'
import type { Precondition } from './send.ts'
import { preconditionOf, switchTo } from './switch.ts'
import type { Applied, ApplyPlanOptions } from './switch.ts'
import { withoutName } from './words.ts'

/** Sends the planned modification, follows it to completion, and rolls back if requested. Never rejects because of a response. */
export function applyPlan(plan: Plan, options: ApplyPlanOptions): Promise<Applied> {
  if (isLadder(plan.target)) return climb(plan, options)
  const sightings = createSightings(plan, options.onSeen)
  return switchTo(plan, sightings, preconditionOf(plan, sightings, options.run), options)
}

/** The plan of one rung. Its previous definition and its rollback are those of the whole ladder. */
export function planOfRung(plan: Plan, index: number): Plan {
  const rung = plan.rungs[index]
  if (rung === undefined) return plan
  const { desired, data } = rung
  const climbed: readonly Definition[] = plan.rungs.slice(0, index).map(below => below.desired)
  const difference = plan.live && differenceFrom(plan.live, desired, plan.target)
  return { ...plan, desired, data, difference, climbed }
}

/** The progress on a ladder. */
interface Climb {
  readonly plan: Plan
  readonly rungs: RungResult[]
  readonly checks: Applied['checks'][number][]
  /** The last rung that was reached. */
  reached: Applied | undefined
}

/**
 * Climbs a ladder of weights rung by rung, and checks each one before the next. If anything fails, it rolls back to the definition
 * that this step found; after a signal, the post step does.
 */
async function climb(plan: Plan, options: ApplyPlanOptions): Promise<Applied> {
  const { log } = options
  const { name } = plan.target
  const soFar: Climb = { plan, rungs: [], checks: [], reached: undefined }
  let sightings = createSightings(plan, options.onSeen)
  for (const [index, rung] of plan.rungs.entries()) {
    const at = planOfRung(plan, index)
    sightings = createSightings(at, options.onSeen, sightings.seen())
    const label = `${name}: step ${index + 1} of ${plan.rungs.length}, ${rung.weight} percent`
    log.info(label)
    const startedAt = options.clock.now()
    const end = await climbOne(at, index, rung, soFar, sightings, options)
    soFar.checks.push(...end.checks)
    const durationMs = options.clock.now() - startedAt
    soFar.rungs.push({ weight: rung.weight, result: end.result, checks: end.checks, durationMs })
    log.info(`${label}: ${end.result} (${formatDuration(durationMs)})`)
    if (end.result !== 'switched') {
      return withRungs(soFar, await abandon(at, end, soFar, sightings, options), sightings)
    }
    soFar.reached = end
  }
  return withRungs(soFar, soFar.reached ?? notStarted(plan), sightings)
}

/** The outcome of a ladder, with the result of each rung. */
function withRungs({ plan, rungs, checks }: Climb, end: Applied, sightings: Sightings): Applied {
  const left = plan.rungs
    .slice(rungs.length)
    .map(({ weight }) => ({ weight, result: 'not-started' as const, checks: [], durationMs: 0 }))
  return { ...end, rungs: [...rungs, ...left], checks, sightings }
}

/** Climbs one rung: the checks before the write, the write, its completion, and the checks after it. */
async function climbOne(
  at: Plan,
  index: number,
  rung: Rung,
  { reached }: Climb,
  sightings: Sightings,
  options: ApplyPlanOptions
): Promise<Applied> {
  const { signal, onRung, checksOf, timeline, run } = options
  const isStopped = (): boolean => signal?.aborted === true
  if (isStopped()) return notStarted(at)
  const checks = checksOf(rung)
  // those of the first rung have already run, before the first write of any target
  const before = index === 0 ? [] : checks.filter(({ when }) => when === 'before-write')
  const { results, failed } = await runChecks(before, at, timeline)
  if (isStopped()) return { ...notStarted(at), checks: results }
  if (failed !== undefined) {
    const error = checkError(at, failed, results, { nextSteps: nextSteps(at) })
    return { ...notStarted(at), result: 'failed', changed: reached?.changed, checks: results, error }
  }
  const precondition = index === 0 ? preconditionOf(at, sightings, run) : onRungBelow(at, sightings)
  const end = await switchTo(at, sightings, precondition, {
    ...options,
    checks: checks.filter(({ when }) => when === 'after-switch'),
    // not earlier: a rung that was never sent is not this step's own
    onSending: () => {
      options.onSending()
      onRung(index)
    },
    // the next rung requires that this one has completed
    wait: 'always',
    // the whole ladder is rolled back, not to the rung below
    rollbackOnFailure: false
  })
  return { ...end, checks: [...results, ...end.checks] }
}

/** The outcome of a rung that was not written. */
function notStarted({ target }: Plan): Applied {
  return {
    result: 'cancelled',
    changed: false,
    accepted: undefined,
    progress: undefined,
    checks: [],
    rollback: undefined,
    error: stoppedBeforeSending(target)
  }
}

/** A rung is sent only over the rung below it or, once it may have been sent, over itself. */
function onRungBelow(at: Plan, sightings: Sightings): Precondition {
  const below = at.climbed?.at(-1)
  const isBelow = (live: Live): boolean =>
    below !== undefined &&
    live.notInEffect === undefined &&
    kindOf(at.target).compare(below, live).changes.length === 0
  return {
    // someone else had time to write while the rung below was checked
    readAt: -Infinity,
    accepts: (live, perhapsSent) =>
      live !== undefined &&
      changedOthers(at.live, live).length === 0 &&
      (perhapsSent ? isOurs(sightings.classify(live).verdict) : isBelow(live))
  }
}

/** The weight of the plan's rung. */
function weightOf({ climbed = [], rungs }: Plan): number {
  return rungs[climbed.length]?.weight ?? 100
}

/** The outcome of a ladder that stops before its last rung. */
async function abandon(
  at: Plan,
  end: Applied,
  { plan, reached }: Climb,
  sightings: Sightings,
  options: ApplyPlanOptions
): Promise<Applied> {
  const known = {
    ...end,
    accepted: end.accepted ?? reached?.accepted,
    progress: end.progress ?? reached?.progress
  }
  const isAtStart = reached === undefined && end.changed === false
  // nothing was written, or the write has already been undone
  if (isAtStart && end.result !== 'partial') return known
  if (options.signal?.aborted === true || end.result === 'cancelled') {
    return { ...known, ...stoppedMidway(at, known, reached) }
  }
  // a write that may still take effect must not be followed by another, and a failed undo is not repeated
  const isLost = end.result === 'unknown' || end.error?.code === 'SavedNotDeployed'
  if (isLost) return known
  const failed = end.error ?? new ActionError('StepFailed', `${at.target.name}: ${end.result}`)
  const onRung = (message: string): string =>
    `${at.target.name}: at ${weightOf(at)} percent: ${withoutName(message, at.target)}`
  const error = failed.with({
    message: onRung(failed.message),
    ...(failed.brief === undefined ? {} : { brief: onRung(failed.brief) })
  })
  if (end.accepted !== undefined) {
    return { ...known, ...(await rollBackFrom(at, error, sightings, options)) }
  }
  // this rung was not sent: if its definition is live, someone else wrote it
  const below = (at.climbed ?? []).length - 1
  options.onRung(below)
  const sent = planOfRung(plan, below)
  const seen = createSightings(sent, options.onSeen, sightings.seen())
  return { ...known, ...(await rollBackFrom(sent, error, seen, options)) }
}

async function rollBackFrom(
  at: Plan,
  error: ActionError,
  sightings: Sightings,
  options: ApplyPlanOptions
): Promise<Pick<Applied, 'result' | 'changed' | 'rollback' | 'error'>> {
  options.log.info(error.message)
  options.onFailure(error.code)
  const back = await options.timeline.during('rollback', () => rollBack(at, sightings, options))
  return {
    result: back.result === 'stopped' ? 'cancelled' : back.result,
    changed: back.changed,
    rollback: back.accepted,
    error: new ActionError(back.code ?? error.code, withRollbackSentence(error.message, back), {
      brief: briefAfter(error.brief ?? error.message, back),
      ...adviceAfter(at, back, ''),
      // with the code of the failure itself, the ID of its request
      requestId: back.code === undefined ? error.requestId : (back.accepted?.requestId ?? error.requestId),
      cause: error
    })
  }
}

/** Stopped by a signal on a rung, or between two. */
function stoppedMidway(
  at: Plan,
  { accepted, changed }: Applied,
  reached: Applied | undefined
): Pick<Applied, 'result' | 'changed' | 'error'> {
  return {
    result: 'cancelled',
    changed: reached?.changed ?? changed,
    error: new ActionError(
      'Cancelled',
      `${at.target.name}: stopped by a signal before the last weight was reached; the post step rolls back to the previous definition`,
      { nextSteps: nextSteps(at), requestId: accepted?.requestId }
    )
  }
}
