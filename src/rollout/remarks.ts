import { addedByService, compare } from '../model/diff.ts'
import type { Change } from '../model/diff.ts'
import { splitUnreturned } from '../model/unreturned.ts'
import { oneLine } from '../runtime/text.ts'
import { liveOf } from './live.ts'
import type { Plan } from './plan.ts'
import type { Reading } from './read-back.ts'
import type { Target } from '../model/target.ts'

const LONGEST_DESCRIPTION = 200

/**
 * What is worth knowing about a reading, beside whether it is as desired.
 * @param ownStages the stages that are written by whoever asks this
 */
export function remarksOn(
  plan: Plan,
  { backend, live: now, verdict }: Reading,
  ownStages: ReadonlySet<string>
): { warnings: string[]; notices: string[] } {
  const { live: before, target, backendType } = plan
  if (before === undefined || now === undefined) return { warnings: [], notices: [] }
  const warnings: string[] = []
  const notices: string[] = []

  const stillThere = compare(plan.wanted, { config: now.model.config, backendType }).omitted
  const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path))
  const kept = stillThere.filter(change => wasThere.has(change.path))
  if (kept.length > 0) {
    warnings.push(
      `${target.name}: left out of the definition, and still there after the switch: ${paths(kept)}`
    )
  }
  const given = compare(plan.wanted, { config: now.model.config, backendType }).changes
  const { unverified } = splitUnreturned(given, plan.wanted, backendType)
  if (unverified.length > 0) {
    warnings.push(
      `${target.name}: could not be verified, because the service accepts and never returns them: ${unverified.join(', ')}`
    )
  }
  const { description } = target
  if (description?.givenByAuthor === true && now.model.description !== description.text) {
    warnings.push(
      `${target.name}: the service has not taken the description; it is ${JSON.stringify(oneLine(now.model.description, LONGEST_DESCRIPTION))}`
    )
  }
  // of another writer's definition, nothing is the service's
  const added = verdict === 'foreign' ? [] : addedByService(plan.wanted, before.definition, now.definition)
  if (added.length > 0) notices.push(`${target.name}: the service added ${paths(added)}`)

  const others = otherStagesChanged(plan, backend, ownStages)
  if (others.length > 0) {
    warnings.push(`${target.backendId}: another writer changed other stages meanwhile: ${others.join(', ')}`)
  }
  return { warnings, notices }
}

/** Stages of the backend, beside the target's and the writer's own, that are not as the plan saw them. */
function otherStagesChanged(
  { live, target, backendType }: Plan,
  backend: Reading['backend'],
  ownStages: ReadonlySet<string>
): string[] {
  const changed: string[] = []
  for (const { stageName } of live?.backend.models ?? []) {
    if (stageName === target.stageName || ownStages.has(stageName)) continue
    const before = live && liveOf(live.backend, stageName, backendType)
    const now = liveOf(backend, stageName, backendType)
    if (before?.canonical !== now?.canonical) changed.push(stageName)
  }
  return changed
}

function paths(changes: readonly Change[]): string {
  return changes.map(change => change.path).join(', ')
}

type Written = Pick<Target, 'endpoint' | 'backendId' | 'stageName'>

/** The stages that a step has perhaps written: what is new in them is not another writer's. */
export interface WrittenStages {
  add(target: Written): void
  /** The stages of the target's backend. It grows with what is added. */
  stagesOf(target: Written): ReadonlySet<string>
}

export function createWrittenStages(): WrittenStages {
  const backends = new Map<string, Set<string>>()
  const stagesOf = ({ endpoint, backendId }: Written): Set<string> => {
    const key = `${endpoint.href} ${backendId}`
    const stages = backends.get(key) ?? new Set()
    backends.set(key, stages)
    return stages
  }
  return { stagesOf, add: target => void stagesOf(target).add(target.stageName) }
}
