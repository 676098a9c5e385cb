import { addedByService } from '../model/diff.ts'
import type { Change } from '../model/diff.ts'
import { siblingsOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { oneLine } from '../runtime/text.ts'
import type { Live } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Plan } from './plan.ts'
import type { Reading } from './read-back.ts'

const LONGEST_DESCRIPTION = 200

/**
 * What to report about a reading, apart from whether it is as desired.
 * @param ownNeighbors the names of the target's neighbors that this step writes itself
 */
export function remarksOn(
  plan: Plan,
  { live: now, verdict }: Reading,
  ownNeighbors: ReadonlySet<string>
): { warnings: string[]; notices: string[] } {
  const { live: before, target, targetType } = plan
  if (before === undefined || now === undefined) return { warnings: [], notices: [] }
  const warnings: string[] = []
  const notices: string[] = []

  const kind = kindOf(target)
  const { changes, omitted: stillThere } = kind.compare(plan.desired, now)
  const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path))
  const kept = stillThere.filter(change => wasThere.has(change.path))
  if (kept.length > 0) {
    warnings.push(
      `${target.name}: keys left out of the definition are still live after the switch: ${paths(kept)}`
    )
  }
  const { unverified } = kind.unreturned.split(changes, plan.desired, targetType, now.raw)
  if (unverified.length > 0) {
    warnings.push(
      `${target.name}: keys that could not be verified, because the service never returns them: ${unverified.join(', ')}`
    )
  }
  const { description } = target
  if (description?.setByAuthor === true && now.description !== description.text) {
    warnings.push(
      `${target.name}: the service did not store the description; the live one is ${JSON.stringify(oneLine(now.description, LONGEST_DESCRIPTION))}`
    )
  }
  // in someone else's definition, no key was added by the service
  const added = verdict === 'foreign' ? [] : addedByService(plan.desired, before.definition, now.definition)
  if (added.length > 0) notices.push(`${target.name}: the service added ${paths(added)}`)

  const others = changedNeighbors(before, now, ownNeighbors)
  if (others.length > 0) {
    warnings.push(
      `${target.name}: someone else changed other stages of the backend meanwhile: ${others.join(', ')}`
    )
  }
  return { warnings, notices }
}

/** The neighbors that changed since the plan and that this step does not write. */
function changedNeighbors(before: Live, now: Live, own: ReadonlySet<string>): string[] {
  const after = now.neighbors()
  return [...before.neighbors()].flatMap(([name, text]) =>
    own.has(name) || after.get(name) === text ? [] : [name]
  )
}

function paths(changes: readonly Change[]): string {
  return changes.map(change => change.path).join(', ')
}

/** What this step may have written next to a target, such as other stages of its backend: a change there is not someone else's. */
export interface OwnWrites {
  add(target: Target): void
  /** The names of the target and of the neighbors written so far. The set grows with each `add`. */
  neighborsOf(target: Target): ReadonlySet<string>
}

export function createOwnWrites(): OwnWrites {
  const written = new Map<string, Set<string>>()
  const neighborsOf = (target: Target): Set<string> => {
    const { key } = siblingsOf(target)
    const names = written.get(key) ?? new Set()
    written.set(key, names)
    return names
  }
  return { neighborsOf, add: target => void neighborsOf(target).add(siblingsOf(target).name) }
}
