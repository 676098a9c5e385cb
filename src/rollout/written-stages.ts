import type { Target } from '../model/target.ts'

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
