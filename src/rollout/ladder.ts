import { ActionError } from '../errors/action-error.ts'
import type { Definition } from '../model/definition.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Rung } from '../targets/kind.ts'
import { checkError } from './assess.ts'
import { runChecks } from './checks/check.ts'
import { createSightings, isOurs } from './classify.ts'
import type { Sightings } from './classify.ts'
import { nextSteps } from './next-steps.ts'
import type { RungEnd } from './outcome.ts'
import { differenceFrom } from './plan.ts'
import type { Plan } from './plan.ts'
import { adviceAfter, rollBack } from './roll-back.ts'
import type { Precondition } from './send.ts'
import { preconditionOf, switchTo } from './switch.ts'
import type { Applied, ApplyPlanOptions } from './switch.ts'

/** The plan of one rung of a ladder: its previous definition is that of the whole ladder, and so is the way back. */
export function planOfRung(plan: Plan, index: number): Plan {
  const rung = plan.rungs[index]
  if (rung === undefined) return plan
  const { wanted, data } = rung
  const climbed: readonly Definition[] = plan.rungs.slice(0, index).map(below => below.wanted)
  const difference = plan.live && differenceFrom(plan.live, wanted, plan.target)
  return { ...plan, wanted, data, difference, climbed }
}

/**
 * Climbs a ladder of weights rung by rung, each checked before the next. Whatever fails, it goes back to where this step found the
 * target; after a signal, the post step goes back.
 */
export async function climb(plan: Plan, options: ApplyPlanOptions): Promise<Applied> {
  const { log, signal } = options
  const { name } = plan.target
  const rungs: RungEnd[] = []
  const checks: Applied['checks'][number][] = []
  let last: Applied | undefined
  let sightings = createSightings(plan, options.onSeen)
  for (const [index, rung] of plan.rungs.entries()) {
    const at = planOfRung(plan, index)
    sightings = createSightings(at, options.onSeen, sightings.seen())
    const before = index === 0 ? undefined : await checkBefore(at, rung, options)
    checks.push(...(before?.results ?? []))
    const end = before?.error === undefined ? await climbOne(at, index, sightings, options) : undefined
    checks.push(...(end?.checks ?? []))
    const result = end?.result ?? 'partial'
    rungs.push({ weight: rung.weight, result })
    if (end?.result === 'switched') {
      log.info(`${name}: ${rung.weight} per cent, step ${index + 1} of ${plan.rungs.length}: switched`)
      last = end
      continue
    }
    const soFar = { rungs, checks, sightings }
    const isBegun = last !== undefined || (end !== undefined && end.result !== 'failed')
    if (!isBegun && end !== undefined) return { ...end, ...soFar }
    if (signal?.aborted === true) return { ...stoppedOnTheWay(plan, last, end), ...soFar }
    // what may still take effect is not answered by a write
    if (end?.result === 'unknown') return { ...end, ...soFar }
    const error = before?.error ?? end?.error ?? new ActionError('StepFailed', `${name}: ${result}`)
    return { ...(await goBack(at, last, end, error, sightings, options)), ...soFar }
  }
  return last === undefined
    ? {
        result: 'failed',
        changed: false,
        accepted: undefined,
        progress: undefined,
        checks,
        rollback: undefined,
        error: undefined
      }
    : { ...last, rungs, checks, sightings }
}

function climbOne(
  at: Plan,
  index: number,
  sightings: Sightings,
  options: ApplyPlanOptions
): Promise<Applied> {
  options.onRung(index)
  const rung = at.rungs[index]
  const checks = rung === undefined ? [] : options.checksOf(rung)
  const precondition = index === 0 ? preconditionOf(at, sightings, options.run) : onRungBelow(at, sightings)
  return switchTo(at, sightings, precondition, {
    ...options,
    checks: checks.filter(({ when }) => when === 'after-switch'),
    // the whole ladder goes back, not to the rung below
    rollbackOnFailure: false
  })
}

/** A rung is sent over the one below it, and over nothing else; over itself, too, once it was perhaps sent. */
function onRungBelow(at: Plan, sightings: Sightings): Precondition {
  const below = at.climbed?.at(-1)
  const isBelow = (live: Parameters<Precondition['accepts']>[0]): boolean =>
    live !== undefined &&
    below !== undefined &&
    kindOf(at.target).compare(below, live).changes.length === 0 &&
    live.notInForce === undefined
  return {
    readAt: -Infinity,
    accepts: (live, perhapsSent) => {
      if (!perhapsSent) return isBelow(live)
      return isOurs(sightings.judge(live).verdict)
    }
  }
}

async function checkBefore(
  at: Plan,
  rung: Rung,
  options: ApplyPlanOptions
): Promise<{ readonly results: Applied['checks']; readonly error: ActionError | undefined }> {
  const checks = options.checksOf(rung).filter(({ when }) => when === 'before-write')
  const { results, failed } = await runChecks(checks, at, options.timeline)
  return { results, error: failed && checkError(at, failed, results, { nextSteps: nextSteps(at) }) }
}

async function goBack(
  at: Plan,
  last: Applied | undefined,
  end: Applied | undefined,
  error: ActionError,
  sightings: Sightings,
  options: ApplyPlanOptions
): Promise<Applied> {
  options.log.info(error.message)
  options.onFailure(error.code)
  const back = await options.timeline.during('rollback', () => rollBack(at, sightings, options))
  return {
    result: back.result === 'stopped' ? 'cancelled' : back.result,
    changed: back.changed,
    accepted: end?.accepted ?? last?.accepted,
    progress: end?.progress ?? last?.progress,
    checks: [],
    rollback: back.accepted,
    error: new ActionError(back.code ?? error.code, `${error.message}. ${back.say}`, {
      ...adviceAfter(at, back, ''),
      requestId: back.accepted?.requestId ?? error.requestId,
      cause: error
    })
  }
}

/** Stopped by a signal between two rungs, or on one. */
function stoppedOnTheWay(plan: Plan, last: Applied | undefined, end: Applied | undefined): Applied {
  const { name } = plan.target
  return {
    result: 'cancelled',
    changed: end?.changed ?? last?.changed,
    accepted: end?.accepted ?? last?.accepted,
    progress: end?.progress ?? last?.progress,
    checks: [],
    rollback: undefined,
    error: new ActionError(
      'Cancelled',
      `${name}: stopped by a signal on the way to the desired definition; the post step goes back to where the step found it`,
      { nextSteps: nextSteps(plan), requestId: (end?.accepted ?? last?.accepted)?.requestId }
    )
  }
}
