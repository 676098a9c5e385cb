import { carriesWriteId, classify, digestOfLive, isOurs } from './classify.ts'
import type { Judgment } from './classify.ts'
import type { Live } from './live.ts'
import { writeIdOf } from './modification.ts'
import type { Plan } from './plan.ts'

/** What the readings since a write showed, as a later process must know it. */
export interface Seen {
  /** Whether the definition of this step was live in any of them. */
  readonly ours: boolean
  /** The digest of the first definition that was read with the digits of this write; null for none. */
  readonly first: string | null
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
  let { ours } = before
  let first = before.first ?? undefined
  const seen = (): Seen => ({ ours, first: first ?? null })
  return {
    judge(live) {
      const sighting = { writeId, firstSeen: first }
      const judgment = classify(live, plan, sighting)
      const isFirst = live !== undefined && first === undefined && carriesWriteId(live, sighting)
      if (isFirst) first = digestOfLive(plan.target, live)
      const isNew = !ours && isOurs(judgment.verdict)
      ours ||= isNew
      if (isFirst || isNew) onSeen(seen())
      return judgment
    },
    seen
  }
}
