import { addedByService } from '../model/diff.ts'
import type { Change } from '../model/diff.ts'
import { idOf, siblingsOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import { oneLine } from '../runtime/text.ts'
import type { Live } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Plan } from './plan.ts'
import type { Reading } from './read-back.ts'

const LONGEST_DESCRIPTION = 200

/**
 * What is worth knowing about a reading, apart from whether it is as desired.
 * @param ownNeighbors the neighbors of the target, by name, that are written by whoever asks this
 */
export function remarksOn(
  plan: Plan,
  { live: now, verdict }: Reading,
  ownNeighbors: ReadonlySet<string>
): { warnings: string[]; notices: string[] } {
  const { live: before, target, backendType } = plan
  if (before === undefined || now === undefined) return { warnings: [], notices: [] }
  const warnings: string[] = []
  const notices: string[] = []

  const kind = kindOf(target)
  const { changes, omitted: stillThere } = kind.compare(plan.desired, now)
  const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path))
  const kept = stillThere.filter(change => wasThere.has(change.path))
  if (kept.length > 0) {
    warnings.push(
      `${target.name}: left out of the definition, and still there after the switch: ${paths(kept)}`
    )
  }
  const { unverified } = kind.unreturned.split(changes, plan.desired, backendType, now.raw)
  if (unverified.length > 0) {
    warnings.push(
      `${target.name}: could not be verified, because the service accepts and never returns them: ${unverified.join(', ')}`
    )
  }
  const { description } = target
  if (description?.setByAuthor === true && now.description !== description.text) {
    warnings.push(
      `${target.name}: the service has not taken the description; it is ${JSON.stringify(oneLine(now.description, LONGEST_DESCRIPTION))}`
    )
  }
  // of another writer's definition, nothing is the service's
  const added = verdict === 'foreign' ? [] : addedByService(plan.desired, before.definition, now.definition)
  if (added.length > 0) notices.push(`${target.name}: the service added ${paths(added)}`)

  const others = changedNeighbors(before, now, ownNeighbors)
  if (others.length > 0) {
    warnings.push(`${idOf(target).id}: another writer changed other stages meanwhile: ${others.join(', ')}`)
  }
  return { warnings, notices }
}

/** What stands next to the target, other than what this step writes, and is not as the plan saw it. */
function changedNeighbors(before: Live, now: Live, own: ReadonlySet<string>): string[] {
  const after = now.neighbors()
  return [...before.neighbors()].flatMap(([name, text]) =>
    own.has(name) || after.get(name) === text ? [] : [name]
  )
}

function paths(changes: readonly Change[]): string {
  return changes.map(change => change.path).join(', ')
}

/** What a step has perhaps written next to its targets, such as other stages of a backend: a change there is not another writer's. */
export interface OwnWrites {
  add(target: Target): void
  /** The names of what was written next to the target, and of the target itself. It grows with what is added. */
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
