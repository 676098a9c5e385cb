import type { Change, Difference } from '../model/diff.ts'
import { digestOf } from '../model/fingerprint.ts'
import { identityOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import type { Live } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { changedOthers } from '../targets/others.ts'
import { writeIdOf } from './plan.ts'
import type { Plan } from './plan.ts'

/**
 * Whose the live definition is, seen from a plan. `previous`: what was live before this step's first write. `ours`: what it sent.
 * `ours-with-service-values`: the same, with keys or values that the service filled in. `foreign`: anything else, so another
 * writer's.
 */
export type Verdict = 'previous' | 'ours' | 'ours-with-service-values' | 'foreign'

/** What a step knows of its own write, in addition to the plan. */
export interface Sighting {
  /** The random digits at the end of the description that was sent; `undefined` where the author gave the description. */
  readonly writeId: string | undefined
  /** The digest of the first definition that was read with it. */
  readonly firstSeen: string | undefined
}

/** A reading held against a plan. */
export interface Judgment {
  readonly verdict: Verdict
  /** Given keys whose live value is not the desired one; all of them where the target has no definition. */
  readonly differences: readonly Change[]
}

const NEVER_SEEN: Sighting = { writeId: undefined, firstSeen: undefined }

/**
 * The one judgment of what is live: before a write is sent again, after completion, before and after a rollback, for an approval,
 * for `changed`, and in the post step.
 * @param live `undefined` where the target has no definition any more
 */
export function classify(live: Live | undefined, plan: Plan, sighting: Sighting = NEVER_SEEN): Judgment {
  const { changes, omitted } = compareWith(plan, live)
  const judged = (verdict: Verdict): Judgment => ({ verdict, differences: changes })
  if (live === undefined) return judged('foreign')
  const isMarked = carriesWriteId(live, sighting)
  const isPrevious = isPreviousOf(plan, live)
  // where nothing but a writeId tells the two apart, it does
  if (isPrevious && !isMarked) return judged('previous')
  if (changes.length === 0) {
    const known = new Set((plan.difference?.omitted ?? []).map(({ path }) => path))
    return judged(omitted.every(({ path }) => known.has(path)) ? 'ours' : 'ours-with-service-values')
  }
  // a rung that this step wrote before
  if (plan.climbed?.some(rung => kindOf(plan.target).compare(rung, live).changes.length === 0) === true) {
    return judged('ours')
  }
  // the service's own spelling of what was sent: nobody else has written since it was first seen
  const isSteady = sighting.firstSeen === undefined || sighting.firstSeen === digestOfLive(plan.target, live)
  return judged(isMarked && isSteady ? 'ours-with-service-values' : 'foreign')
}

/** Whether a reading shows that a write left all else as it was; not where there is nothing to compare. */
function keptOthers(before: Live | undefined, now: Live | undefined): boolean {
  const isKnown = before?.others !== undefined && now?.others !== undefined
  return isKnown && changedOthers(before, now).length === 0
}

export function isOurs(verdict: Verdict): boolean {
  return verdict === 'ours' || verdict === 'ours-with-service-values'
}

function isPreviousOf({ live: previous, digests, target }: Plan, live: Live): boolean {
  if (previous !== undefined) return previous.canonical === live.canonical
  return digests?.live !== undefined && digests.live === digestOfLive(target, live)
}

/** The differences on the given keys; of a desired definition that was not kept, all or none of it. */
function compareWith({ desired, backendType, digests, target }: Plan, live: Live | undefined): Difference {
  if (digests?.desired === undefined) {
    const { changes, omitted } = kindOf(target).compare(desired, live ?? { raw: {}, definition: {} })
    // what the service never returns says nothing about whose a definition is
    return {
      changes:
        live === undefined
          ? changes
          : kindOf(target).unreturned.split(changes, desired, backendType, live.raw).counting,
      omitted
    }
  }
  const isDesired = live !== undefined && digests.desired === digestOfLive(target, live, digests.desiredKeys)
  const whole = { path: '(definition)', before: undefined, after: undefined, secret: true }
  return { changes: isDesired ? [] : [whole], omitted: [] }
}

/** Recognizes a definition without telling it; with keys, what it holds under these. */
function digestOfLive(target: Target, { definition }: Live, keys?: readonly string[]): string {
  if (keys === undefined) return digestOf(identityOf(target), definition)
  const known = Object.entries(definition).filter(([key]) => keys.includes(key))
  return digestOf(identityOf(target), Object.fromEntries(known))
}

/** Whether a plan's target can be read, and a reading be told apart. */
export function isReadable({ live, digests }: Plan): boolean {
  return live !== undefined || digests !== undefined
}

/** Whether the reading shows the description of this very write. */
function carriesWriteId(live: Live, { writeId }: Sighting): boolean {
  return writeId !== undefined && live.description.endsWith(writeId)
}

/**
 * Whether a reading differs from what was live before the step: the definition, or the description where the author gave one.
 * `undefined` where the previous definition is not known.
 */
export function hasChanged(live: Live | undefined, plan: Plan): boolean | undefined {
  const previous = plan.live
  if (!isReadable(plan) || (previous === undefined && plan.digests?.live === undefined)) return undefined
  if (live === undefined || !isPreviousOf(plan, live)) return true
  if (changedOthers(previous, live).length > 0) return true
  // what was read may not be what serves
  if (live.notInForce !== previous?.notInForce) return undefined
  return (
    previous !== undefined &&
    plan.target.description?.setByAuthor === true &&
    live.description !== previous.description
  )
}

/** What the readings since a write showed, as a later process must know it. */
export interface Seen {
  /** Whether the definition of this step was live in any of them. */
  readonly ours: boolean
  /** The digest of the first definition that was read with the digits of this write; null for none. */
  readonly first: string | null
  /** Whether the write was seen to leave all else as it was: what is otherwise later is another writer's. */
  readonly kept?: boolean
}

/** Every reading since a target's write, judged in turn: what was seen before helps to tell whose a definition is. */
export interface Sightings {
  /** Judges a reading and remembers it. */
  judge(live: Live | undefined): Judgment
  seen(): Seen
}

/**
 * @param onSeen told when a reading shows the definition or the digits of this step for the first time
 * @param before what an earlier process saw
 */
export function createSightings(
  plan: Plan,
  onSeen: (seen: Seen) => void = () => undefined,
  before: Seen = { ours: false, first: null }
): Sightings {
  const writeId = writeIdOf(plan)
  let { ours, kept = false } = before
  let first = before.first ?? undefined
  const seen = (): Seen => ({ ours, first: first ?? null, ...(kept ? { kept } : {}) })
  return {
    judge(live) {
      const sighting = { writeId, firstSeen: first }
      const judgment = classify(live, plan, sighting)
      const isFirst = live !== undefined && first === undefined && carriesWriteId(live, sighting)
      if (isFirst) first = digestOfLive(plan.target, live)
      const isNew = !ours && isOurs(judgment.verdict)
      ours ||= isNew
      const isKept = !kept && isOurs(judgment.verdict) && keptOthers(plan.live, live)
      kept ||= isKept
      if (isFirst || isNew || isKept) onSeen(seen())
      return judgment
    },
    seen
  }
}
