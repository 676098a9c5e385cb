import { ActionError } from '../errors/action-error.ts'
import type { Definition } from '../model/definition.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Live, Rung } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { changedOthers } from '../targets/others.ts'
import { checkError } from './assess.ts'
import { runChecks } from './checks/check.ts'
import { createSightings, isOurs } from './classify.ts'
import type { Sightings } from './classify.ts'
import { nextSteps } from './next-steps.ts'
import { stoppedBeforeSending } from './outcome.ts'
import type { RungEnd } from './outcome.ts'
import { differenceFrom } from './plan.ts'
import type { Plan } from './plan.ts'
import { adviceAfter, rollBack } from './roll-back.ts'
import type { Precondition } from './send.ts'
import { preconditionOf, switchTo } from './switch.ts'
import { thenSay, withoutName } from './words.ts'
import type { Applied, ApplyPlanOptions } from './switch.ts'

/** The plan of one rung of a ladder: its previous definition is that of the whole ladder, and so is its rollback. */
export function planOfRung(plan: Plan, index: number): Plan {
  const rung = plan.rungs[index]
  if (rung === undefined) return plan
  const { desired, data } = rung
  const climbed: readonly Definition[] = plan.rungs.slice(0, index).map(below => below.desired)
  const difference = plan.live && differenceFrom(plan.live, desired, plan.target)
  return { ...plan, desired, data, difference, climbed }
}

/** A ladder so far. */
interface Climb {
  readonly plan: Plan
  readonly rungs: RungEnd[]
  readonly checks: Applied['checks'][number][]
  /** The rung on which it stands. */
  reached: Applied | undefined
}

/**
 * Climbs a ladder of weights rung by rung, each checked before the next. Whatever fails, it goes back to where this step found the
 * target; after a signal, the post step goes back.
 */
export async function climb(plan: Plan, options: ApplyPlanOptions): Promise<Applied> {
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
      return told(soFar, await leave(at, end, soFar, sightings, options), sightings)
    }
    soFar.reached = end
  }
  return told(soFar, soFar.reached ?? notBegun(plan), sightings)
}

/** The end of a ladder, with what is known of each of its steps. */
function told({ plan, rungs, checks }: Climb, end: Applied, sightings: Sightings): Applied {
  const left = plan.rungs
    .slice(rungs.length)
    .map(({ weight }) => ({ weight, result: 'not-started' as const, checks: [], durationMs: 0 }))
  return { ...end, rungs: [...rungs, ...left], checks, sightings }
}

/** One rung: what must hold before it, its write with all that follows, and what must hold then. */
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
  if (isStopped()) return notBegun(at)
  const checks = checksOf(rung)
  // before the first one they have run with those of all targets, before any write
  const before = index === 0 ? [] : checks.filter(({ when }) => when === 'before-write')
  const { results, failed } = await runChecks(before, at, timeline)
  if (isStopped()) return { ...notBegun(at), checks: results }
  if (failed !== undefined) {
    const error = checkError(at, failed, results, { nextSteps: nextSteps(at) })
    return { ...notBegun(at), result: 'failed', changed: reached?.changed, checks: results, error }
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
    // what cannot be followed cannot be climbed on
    wait: 'always',
    // the whole ladder goes back, not to the rung below
    rollbackOnFailure: false
  })
  return { ...end, checks: [...results, ...end.checks] }
}

/** A rung that was not written. */
function notBegun({ target }: Plan): Applied {
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

/** A rung is sent over the one below it, and over nothing else; over itself, too, once it was perhaps sent. */
function onRungBelow(at: Plan, sightings: Sightings): Precondition {
  const below = at.climbed?.at(-1)
  const isBelow = (live: Live): boolean =>
    below !== undefined &&
    live.notInForce === undefined &&
    kindOf(at.target).compare(below, live).changes.length === 0
  return {
    // others had time to write while the rung below was checked
    readAt: -Infinity,
    accepts: (live, perhapsSent) =>
      live !== undefined &&
      changedOthers(at.live, live).length === 0 &&
      (perhapsSent ? isOurs(sightings.judge(live).verdict) : isBelow(live))
  }
}

/** The weight of the rung that a plan is of. */
function weightOf({ climbed = [], rungs }: Plan): number {
  return rungs[climbed.length]?.weight ?? 100
}

/** What becomes of a ladder that ends before its last rung is reached. */
async function leave(
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
  // nothing was written; or what was, has been put back by itself
  if (isAtStart && end.result !== 'partial') return known
  if (options.signal?.aborted === true || end.result === 'cancelled') {
    return { ...known, ...stoppedOnTheWay(at, known, reached) }
  }
  // what may still take effect is not answered by a write, and what could not be put back is not tried again
  const isLost = end.result === 'unknown' || end.error?.code === 'SavedNotDeployed'
  if (isLost) return known
  const failed = end.error ?? new ActionError('StepFailed', `${at.target.name}: ${end.result}`)
  const error = failed.with({
    message: `${at.target.name}: at ${weightOf(at)} percent: ${withoutName(failed.message, at.target)}`
  })
  if (end.accepted !== undefined) return { ...known, ...(await goBack(at, error, sightings, options)) }
  // this rung was not sent: if its definition is live, someone else wrote it
  const below = (at.climbed ?? []).length - 1
  options.onRung(below)
  const sent = planOfRung(plan, below)
  const seen = createSightings(sent, options.onSeen, sightings.seen())
  return { ...known, ...(await goBack(sent, error, seen, options)) }
}

async function goBack(
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
    error: new ActionError(back.code ?? error.code, thenSay(error.message, back.say), {
      ...adviceAfter(at, back, ''),
      // with the code of the failure itself, the id of its request
      requestId: back.code === undefined ? error.requestId : (back.accepted?.requestId ?? error.requestId),
      cause: error
    })
  }
}

/** Stopped by a signal between two rungs, or on one. */
function stoppedOnTheWay(
  at: Plan,
  { accepted, changed }: Applied,
  reached: Applied | undefined
): Pick<Applied, 'result' | 'changed' | 'error'> {
  return {
    result: 'cancelled',
    changed: reached?.changed ?? changed,
    error: new ActionError(
      'Cancelled',
      `${at.target.name}: stopped by a signal on the way to the desired definition; the post step rolls back to the previous one`,
      { nextSteps: nextSteps(at), requestId: accepted?.requestId }
    )
  }
}
