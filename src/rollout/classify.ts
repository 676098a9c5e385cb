import type { Change, Difference } from '../model/diff.ts'
import { digestOf } from '../model/fingerprint.ts'
import { identityOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import type { Live } from '../targets/kind.ts'
import { changedOtherFields } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import { writeIdOf } from './plan.ts'
import type { Plan } from './plan.ts'

/**
 * Whose definition is live, from the perspective of a plan. `previous`: the one before this step's first write. `ours`: the one that
 * it sent. `ours-with-service-values`: the same, with keys or values that the service filled in. `foreign`: anything else, written by
 * someone else.
 */
export type Verdict = 'previous' | 'ours' | 'ours-with-service-values' | 'foreign'

/** What a step knows about its own write in addition to the plan. */
export interface WriteMark {
  /** The random digits at the end of the sent description; `undefined` if the author set the description. */
  readonly writeId: string | undefined
  /** The digest of the first definition that was read with these digits. */
  readonly firstSeen: string | undefined
}

/** A reading compared with a plan. */
export interface Classification {
  readonly verdict: Verdict
  /** Desired keys whose live value differs; all of them if the target has no definition. */
  readonly differences: readonly Change[]
}

const NEVER_SEEN: WriteMark = { writeId: undefined, firstSeen: undefined }

/**
 * Classifies what is live, for every purpose: before a write is sent again, after completion, before and after a rollback, for an
 * approval, for `changed`, and in the post step.
 * @param live `undefined` if the target no longer has a definition
 */
export function classify(live: Live | undefined, plan: Plan, mark: WriteMark = NEVER_SEEN): Classification {
  const { changes, omitted } = compareWith(plan, live)
  const classified = (verdict: Verdict): Classification => ({ verdict, differences: changes })
  if (live === undefined) return classified('foreign')
  const isMarked = carriesWriteId(live, mark)
  const isPrevious = isPreviousOf(plan, live)
  // if only a write ID distinguishes the two, it decides
  if (isPrevious && !isMarked) return classified('previous')
  if (changes.length === 0) {
    const known = new Set((plan.difference?.omitted ?? []).map(({ path }) => path))
    return classified(omitted.every(({ path }) => known.has(path)) ? 'ours' : 'ours-with-service-values')
  }
  // a lower rung, written by this step
  if (plan.climbed?.some(rung => kindOf(plan.target).compare(rung, live).changes.length === 0) === true) {
    return classified('ours')
  }
  // the service's own spelling of what was sent: no one else has written since it was first seen
  const isSteady = mark.firstSeen === undefined || mark.firstSeen === digestOfLive(plan.target, live)
  return classified(isMarked && isSteady ? 'ours-with-service-values' : 'foreign')
}

/** Whether a reading shows that a write left all other fields unchanged; false if they are not known. */
function keptOtherFields(before: Live | undefined, now: Live | undefined): boolean {
  const isKnown = before?.otherFields !== undefined && now?.otherFields !== undefined
  return isKnown && changedOtherFields(before, now).length === 0
}

export function isOurs(verdict: Verdict): boolean {
  return verdict === 'ours' || verdict === 'ours-with-service-values'
}

function isPreviousOf({ live: previous, digests, target }: Plan, live: Live): boolean {
  if (previous !== undefined) return previous.canonical === live.canonical
  return digests?.live !== undefined && digests.live === digestOfLive(target, live)
}

/** The differences on the desired keys. A desired definition that was not stored differs as a whole or not at all. */
function compareWith({ desired, targetType, digests, target }: Plan, live: Live | undefined): Difference {
  if (digests?.desired === undefined) {
    const { changes, omitted } = kindOf(target).compare(desired, live ?? { raw: {}, definition: {} })
    // keys that the service never returns say nothing about whose definition is live
    return {
      changes:
        live === undefined
          ? changes
          : kindOf(target).unreturned.split(changes, desired, targetType, live.raw).counting,
      omitted
    }
  }
  const isDesired = live !== undefined && digests.desired === digestOfLive(target, live, digests.desiredKeys)
  const whole = { path: '(definition)', before: undefined, after: undefined, secret: true }
  return { changes: isDesired ? [] : [whole], omitted: [] }
}

/** Recognizes a definition without revealing it; with `keys`, only their values. */
function digestOfLive(target: Target, { definition }: Live, keys?: readonly string[]): string {
  if (keys === undefined) return digestOf(identityOf(target), definition)
  const known = Object.entries(definition).filter(([key]) => keys.includes(key))
  return digestOf(identityOf(target), Object.fromEntries(known))
}

/** Whether a plan's target can be read, and its readings classified. */
export function isReadable({ live, digests }: Plan): boolean {
  return live !== undefined || digests !== undefined
}

/** Whether the reading has the description of this write. */
function carriesWriteId(live: Live, { writeId }: WriteMark): boolean {
  return writeId !== undefined && live.description.endsWith(writeId)
}

/**
 * Whether a reading differs from what was live before the step: the definition, or the description if the author set one.
 * `undefined` if the previous definition is not known.
 */
export function hasChanged(live: Live | undefined, plan: Plan): boolean | undefined {
  const previous = plan.live
  if (!isReadable(plan) || (previous === undefined && plan.digests?.live === undefined)) return undefined
  if (live === undefined || !isPreviousOf(plan, live)) return true
  if (changedOtherFields(previous, live).length > 0) return true
  // the reading may not be what is in effect
  if (live.notInEffect !== previous?.notInEffect) return undefined
  return (
    previous !== undefined &&
    plan.target.description?.setByAuthor === true &&
    live.description !== previous.description
  )
}

/** What the readings since a write showed, as a later process needs it. */
export interface Observed {
  /** Whether this step's definition was live in any of them. */
  readonly ours: boolean
  /** The digest of the first definition that was read with this write's ID; null for none. */
  readonly first: string | null
  /** Whether the write was seen to leave other fields unchanged: later changes to them are someone else's. */
  readonly kept?: boolean
}

/** Classifies every reading since a target's write: earlier readings help to tell whose definition is live. */
export interface Observations {
  /** Classifies a reading and remembers it. */
  classify(live: Live | undefined): Classification
  soFar(): Observed
}

/**
 * @param onObserved called when a reading shows this step's definition or write ID for the first time
 * @param before what an earlier process saw
 */
export function createObservations(
  plan: Plan,
  onObserved: (observed: Observed) => void = () => undefined,
  before: Observed = { ours: false, first: null }
): Observations {
  const writeId = writeIdOf(plan)
  let { ours, kept = false } = before
  let first = before.first ?? undefined
  const soFar = (): Observed => ({ ours, first: first ?? null, ...(kept ? { kept } : {}) })
  return {
    classify(live) {
      const mark = { writeId, firstSeen: first }
      const classification = classify(live, plan, mark)
      const isFirst = live !== undefined && first === undefined && carriesWriteId(live, mark)
      if (isFirst) first = digestOfLive(plan.target, live)
      const isNew = !ours && isOurs(classification.verdict)
      ours ||= isNew
      const isKept = !kept && isOurs(classification.verdict) && keptOtherFields(plan.live, live)
      kept ||= isKept
      if (isFirst || isNew || isKept) onObserved(soFar())
      return classification
    },
    soFar
  }
}
