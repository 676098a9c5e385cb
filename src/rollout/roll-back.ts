import type { RetryBudget } from '../cloud/retry.ts'
import type { Accepted, CloudWriter } from '../cloud/types.ts'
import type { Advice } from '../errors/action-error.ts'
import type { Code } from '../errors/catalogue.ts'
import { createDeadline } from '../runtime/clock.ts'
import type { Deadline } from '../runtime/clock.ts'
import type { Live } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { changedOthers, changedSent } from '../targets/others.ts'
import { createSightings, hasChanged, isOurs } from './classify.ts'
import type { Judgment, Sightings, Verdict } from './classify.ts'
import { nextSteps } from './next-steps.ts'
import { writeOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { publishPlan } from './publish.ts'
import { readTarget } from './read-back.ts'
import type { ReadBack } from './read-back.ts'
import { sendModification } from './send.ts'
import { createTimeline } from './timeline.ts'
import { followAndVerify } from './verify.ts'
import type { VerifyOptions } from './verify.ts'
import { describeDifference, withoutName } from './words.ts'

export interface RollBackOptions extends Omit<VerifyOptions, 'checks'> {
  readonly writer: CloudWriter
  readonly maxAttempts: number
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  /** Told right before the previous definition is sent, and as soon as it is accepted. */
  readonly onRollbackSending: () => void
  readonly onRollbackAccepted: (accepted: Accepted) => void
  /** Told right before what brings it into force leaves. */
  readonly onRollbackPublishing: () => void
  /** The previous definition was perhaps sent already: that it is live says nothing about its batch. */
  readonly rollbackPerhapsSent?: boolean | undefined
  /** A deployment was accepted: that what was saved is not in force may be a state from before it. */
  readonly wasDeployed?: boolean | undefined
}

/** How a rollback ended. `stopped`: a signal interrupted it, and the post step finishes it. */
export interface RollbackEnd {
  readonly result: 'rolled-back' | 'rollback-failed' | 'stopped'
  /** What the first error does not say, for its end. */
  readonly say: string
  /** Instead of the first error's code, where the rollback's own says more. */
  readonly code: Code | undefined
  /** What cures its own failure. */
  readonly advice?: Advice | undefined
  readonly accepted: Accepted | undefined
  readonly changed: boolean | undefined
}

/**
 * Restores the previous definition, by the same careful write: only over a definition that this step sent, or over the previous
 * one while this step's own was never seen live, since it could still take effect. What somebody else has written is left alone.
 * Reads and writes are tried until the rollback's own deadline.
 */
export async function rollBack(
  plan: Plan,
  sightings: Sightings,
  options: RollBackOptions
): Promise<RollbackEnd> {
  const { clock, log, signal, rollbackPerhapsSent = false } = options
  const { target, live: previous } = plan
  if (previous === undefined) return failedRollback('the previous definition is not known')
  const deadline = createDeadline(clock, options.waitTimeoutMs, signal)

  log.info(`${target.name}: rolling back to the previous definition`)
  const fresh = await readSettled(plan, sightings, { ...options, deadline })
  const { reading } = fresh
  // while this step's own definition was never seen, it may still show
  const surely = (changed: boolean | undefined): boolean | undefined =>
    changed === false && !sightings.seen().ours ? undefined : changed
  if (reading === undefined) {
    if (deadline.isStopped()) return stoppedRollback({ changed: undefined })
    return failedRollback(`the live definition could not be read first: ${fresh.lastError?.message ?? ''}`, {
      advice: fresh.lastError?.advice
    })
  }
  if (reading.live?.isMoving === true) {
    if (deadline.isStopped()) return stoppedRollback({ changed: undefined })
    return failedRollback(
      `nothing was sent, because ${reading.live.notInForce ?? 'what serves still changes by itself'}`
    )
  }
  // what the write was seen to leave, and is otherwise now, is another writer's: it stays
  const base = sightings.seen().kept === true ? reading.live : previous
  // somebody restored it: this step's own was live, and can no longer take effect
  const isRestored = ({ verdict }: Pick<Judgment, 'verdict'>, now: Live | undefined): boolean =>
    verdict === 'previous' &&
    now?.notInForce === undefined &&
    changedOthers(base, now).length === 0 &&
    sightings.seen().ours &&
    !rollbackPerhapsSent
  if (isRestored(reading, reading.live)) return alreadyRestored(plan, reading.live)
  if (!mayReplace(reading.verdict) || reading.live === undefined) {
    return conflict(plan, reading.live, 'someone else changed the live definition, and it was left alone')
  }
  const drafted = draftOf(previous, reading.live)
  if (drafted.length > 0) return conflict(plan, reading.live, sayDraft(drafted))

  const { back, taken } = reversed(plan, reading.live, base, clock.now())
  if (taken.length > 0) {
    log.warning(
      `${target.name}: keys that the service never returns are taken from the definition of this step: ${taken.join(', ')}`
    )
  }
  const written = await sendModification(writeOf(back, reading.live, base), {
    ...options,
    deadline,
    untilDeadline: true,
    resolveWithinMs: options.waitTimeoutMs,
    precondition: {
      readAt: back.readAt,
      accepts: (seen, perhapsSent) => {
        const judgment = sightings.judge(seen)
        // this step's own definition may show late: it is no other writer's
        if (draftOf(previous, seen).length > 0) return false
        return mayReplace(judgment.verdict) && (perhapsSent || !isRestored(judgment, seen))
      }
    },
    onSending: options.onRollbackSending
  })
  switch (written.kind) {
    case 'accepted':
      options.onRollbackAccepted(written.accepted)
      return confirmed(plan, back, written.accepted, { ...options, deadline })
    case 'drifted':
      if (isRestored(sightings.judge(written.live), written.live)) return alreadyRestored(plan, written.live)
      return conflict(plan, written.live, 'someone else changed the live definition meanwhile')
    case 'conflict':
      return conflict(plan, written.live, 'someone else changed the live definition meanwhile')
    case 'not-sent':
      return failedRollback(written.error.message, {
        advice: written.error.advice,
        changed: surely(hasChanged(reading.live, plan))
      })
    case 'unknown':
      return failedRollback(written.error.message, { advice: written.error.advice })
    case 'stopped':
      return stoppedRollback({
        changed: written.perhapsSent ? undefined : surely(hasChanged(reading.live, plan))
      })
  }
}

const READ_EVERY_MS = 2_000
/** How long a state may be the one from before a deployment. */
const LAGS_MS = 4_000

/** Reads the target until nothing moves by itself: what is under way would end over what is sent meanwhile. */
async function readSettled(
  plan: Plan,
  sightings: Sightings,
  { clock, log, reader, wasDeployed = false, deadline }: RollBackOptions & { readonly deadline: Deadline }
): Promise<ReadBack> {
  const startedAt = clock.now()
  for (let isSaid = false; ; isSaid = true) {
    const latest = await readTarget(reader, plan, sightings, { deadline, untilDeadline: true })
    const { live } = latest.reading ?? {}
    const mayLag = wasDeployed && live?.notInForce !== undefined && clock.now() - startedAt < LAGS_MS
    if ((live?.isMoving !== true && !mayLag) || deadline.isOver()) return latest
    if (!isSaid) log.info(`${plan.target.name}: waiting, because ${live.notInForce ?? 'it still changes'}`)
    await deadline.sleep(READ_EVERY_MS)
    if (deadline.isStopped()) return latest
  }
}

/** Follows an accepted write of the previous definition, and reads it back. */
export async function confirmRollback(
  plan: Plan,
  sightings: Sightings,
  accepted: Accepted,
  options: RollBackOptions
): Promise<RollbackEnd> {
  const deadline = createDeadline(options.clock, options.waitTimeoutMs, options.signal)
  const fresh = await readTarget(options.reader, plan, sightings, { deadline, untilDeadline: true })
  const now = fresh.reading?.live
  if (now === undefined) {
    return failedRollback(
      `the live definition could not be read: ${fresh.lastError?.message ?? 'the stage has none'}`,
      { accepted, advice: fresh.lastError?.advice }
    )
  }
  const base = sightings.seen().kept === true ? now : plan.live
  const { back } = reversed(plan, now, base, options.clock.now())
  return confirmed(plan, back, accepted, { ...options, deadline })
}

async function confirmed(
  plan: Plan,
  back: Plan,
  saved: Accepted,
  options: RollBackOptions & { readonly deadline: Deadline }
): Promise<RollbackEnd> {
  const timeline = createTimeline(options.clock)
  const force = await publishPlan(back, saved, {
    ...options,
    timeline,
    untilDeadline: true,
    onPublishing: options.onRollbackPublishing,
    onPublished: options.onRollbackAccepted
  })
  if (force.kind === 'stopped') return stoppedRollback({ accepted: saved, changed: undefined })
  if (force.kind !== 'on-its-way') {
    return failedRollback(withoutName(force.error.message, plan.target), {
      code: force.error.code === 'Conflict' ? force.error.code : undefined,
      advice: force.error.advice,
      accepted: saved
    })
  }
  const { accepted } = force
  const end = await followAndVerify(back, accepted, createSightings(back), {
    ...options,
    wait: 'always',
    checks: [],
    timeline
  })
  if (end.result === 'cancelled') return stoppedRollback({ accepted, changed: end.changed })
  const now = end.readBack.reading?.live
  // of the previous definition, nobody knows more than its readings showed
  const unseen = now === undefined ? [] : kindOf(plan.target).unreturned.unseen(now.raw, plan.backendType)
  const visibly = now && hasChanged(now, plan)
  const changed = visibly === false && unseen.length > 0 ? undefined : visibly
  if (end.result !== 'switched' || now === undefined) {
    const why = end.error?.message ?? 'the previous definition was not read back'
    return failedRollback(withoutName(why, plan.target), {
      advice: end.error?.advice,
      accepted,
      changed
    })
  }
  if (changed === true && keptItsDescription(plan, now)) {
    options.log.warning(
      `${plan.target.name}: the previous definition is restored, but the service kept the description of this step`
    )
  }
  if (unseen.length > 0) {
    options.log.warning(
      `${plan.target.name}: the previous definition is restored as far as the service returns it: ${unseen.join(', ')} may differ from before the step`
    )
  }
  return {
    result: 'rolled-back',
    say: `Rolled back: the previous definition is restored and verified${unseen.length === 0 ? '' : `, apart from keys that the service does not return (${unseen.join(', ')})`}.`,
    code: undefined,
    accepted,
    // keys that the service added meanwhile, or a description that it kept
    changed
  }
}

/** What somebody else has saved beside the definition and not brought into force; names. A rollback would do that, or lose it. */
function draftOf(previous: Live, now: Live | undefined): readonly string[] {
  return now?.notInForce === undefined ? [] : changedSent(previous, now)
}

function sayDraft(names: readonly string[]): string {
  return `someone else has saved a change that is not in force (${names.join(', ')}), and it was left alone`
}

/** A live definition that this step may replace. */
function mayReplace(verdict: Verdict): boolean {
  return verdict === 'previous' || isOurs(verdict)
}

function keptItsDescription({ live: previous }: Plan, now: Live): boolean {
  return previous?.canonical === now.canonical && previous.description !== now.description
}

function alreadyRestored(plan: Plan, live: Live | undefined): RollbackEnd {
  return {
    result: 'rolled-back',
    say: 'The previous definition is live again: nothing was sent for it.',
    code: undefined,
    accepted: undefined,
    // who restored it may have given another description
    changed: hasChanged(live, plan)
  }
}

/** What to do after a rollback: nothing more than the cause asks for, or what cures the rollback itself first. */
export function adviceAfter(
  plan: Plan,
  end: RollbackEnd,
  cause: string,
  first = 'Look at what is live first.'
): Advice {
  if (end.result === 'rolled-back') return { cure: `Fix the cause${cause}, then re-run the job.` }
  const cures = [first, end.advice?.cure].filter(Boolean)
  return { cure: cures.join('\n'), policy: end.advice?.policy, nextSteps: nextSteps(plan) }
}

/** A rollback that failed; whether live changed is not known, unless it is said. */
export function failedRollback(say: string, rest: Partial<RollbackEnd> = {}): RollbackEnd {
  return {
    result: 'rollback-failed',
    say: `The rollback failed: ${say}`,
    code: undefined,
    accepted: undefined,
    changed: undefined,
    ...rest
  }
}

function conflict(plan: Plan, now: Live | undefined, say: string): RollbackEnd {
  return failedRollback(`${say}: ${describeDifference(plan, now)}`, {
    code: 'Conflict',
    changed: hasChanged(now, plan)
  })
}

function stoppedRollback(rest: Pick<RollbackEnd, 'changed'> & Partial<RollbackEnd>): RollbackEnd {
  return {
    result: 'stopped',
    say: 'A signal interrupted the rollback; the post step finishes it.',
    code: undefined,
    accepted: undefined,
    ...rest
  }
}

/**
 * The plan of the rollback: from what is live now to what was live before.
 * @param base what all else is to be like afterwards
 */
function reversed(
  plan: Plan,
  now: Live,
  base: Live | undefined,
  readAt: number
): { readonly back: Plan; readonly taken: readonly string[] } {
  const { digests: _, live: previous, target, ...rest } = plan
  const kind = kindOf(target)
  const { definition, taken } = kind.unreturned.fill(
    previous?.definition ?? {},
    plan.data,
    plan.backendType,
    now.raw
  )
  const back: Plan = {
    ...rest,
    target: {
      ...target,
      definition,
      description: { text: previous?.description ?? '', setByAuthor: false },
      preflightUrls: [],
      probeUrls: []
    },
    writeId: undefined,
    live: base?.others === undefined ? now : { ...now, others: base.others },
    readAt,
    climbed: [],
    desired: kind.without(plan.data, definition),
    data: definition,
    warnings: []
  }
  return { back, taken }
}
