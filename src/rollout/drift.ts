import type { Difference } from '../model/diff.ts'
import { isStampedBy } from '../model/stamp.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Plan } from './plan.ts'

/** What `expect-no-changes` finds in a plan. */
export interface DriftFindings {
  /** What live holds otherwise than it should; `undefined` where nothing. */
  readonly drift: { readonly difference: Difference | undefined } | undefined
  /** Paths of given keys that the service never returns: whether live holds them is not known. */
  readonly unverified: readonly string[]
}

/**
 * Judges whether live is still what this repository desires: equal on every given key, and without keys that the
 * definition leaves out, unless the last write was this repository's. After such a write, the service filled
 * them in; after any other, somebody else may have.
 * @param repository of this run, `owner/name`
 */
export function findDrift(plan: Plan, repository: string): DriftFindings {
  const { difference, live, target, wanted, backendType } = plan
  if (difference === undefined || live === undefined) {
    return { drift: { difference: undefined }, unverified: [] }
  }
  const { counting, unverified } = kindOf(target).unreturned.split(difference.changes, wanted, backendType)
  const omitted = isStampedBy(live.description, repository) ? [] : difference.omitted
  const isDrifted = counting.length + omitted.length > 0
  return { drift: isDrifted ? { difference: { changes: counting, omitted } } : undefined, unverified }
}
