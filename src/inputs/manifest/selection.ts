import type { Problem } from '../../errors/action-error.ts'
import { didYouMean } from '../../model/closest.ts'
import { joinUpTo } from '../../runtime/text.ts'
import { quote } from '../source.ts'

interface Stage {
  /** `orders/TEST` */
  readonly name: string
  readonly stageName: string
}

/** An entry to select from; `stages` is `undefined` if they could not be read. */
export interface Selectable<S> {
  readonly name: string
  readonly stages: readonly S[] | undefined
}

export interface Selection<S> {
  readonly stages: readonly S[]
  readonly problems: readonly Problem[]
  readonly notices: readonly string[]
}

/**
 * The stages of a manifest's entries that a step processes.
 * @param stageName one stage of each entry, or `*` for all of them
 * @param targets `name` or `name/STAGE`
 */
export function select<S extends Stage>(
  entries: readonly Selectable<S>[],
  { stageName, targets }: { readonly stageName: string; readonly targets: 'all' | readonly string[] }
): Selection<S> {
  const isSelected = (stage: S): boolean => stageName === '*' || stage.stageName === stageName
  return targets === 'all'
    ? selectAll(entries, stageName, isSelected)
    : selectNamed(entries, stageName, isSelected, targets)
}

function selectAll<S extends Stage>(
  entries: readonly Selectable<S>[],
  stageName: string,
  isSelected: (stage: S) => boolean
): Selection<S> {
  const stages = entries.flatMap(entry => entry.stages?.filter(isSelected) ?? [])
  const without = entries.filter(entry => entry.stages?.some(isSelected) === false)
  if (without.length === 0) return { stages, problems: [], notices: [] }
  if (without.length === entries.length) {
    const known = [...new Set(entries.flatMap(entry => namesOf(entry.stages)))]
    const message = `no target of the manifest has the stage ${stageName}: must be one of ${some(known)}`
    return { stages, problems: [{ input: 'stage-name', message }], notices: [] }
  }
  const names = some(without.map(({ name }) => name))
  return {
    stages,
    problems: [],
    notices: [`skipped, because they have no stage ${stageName} in the manifest: ${names}`]
  }
}

function selectNamed<S extends Stage>(
  entries: readonly Selectable<S>[],
  stageName: string,
  isSelected: (stage: S) => boolean,
  targets: readonly string[]
): Selection<S> {
  const known = new Map(entries.map(entry => [entry.name, entry]))
  const chosen = new Set<S>()
  const problems = targets.flatMap(target => {
    const [name = '', stage, ...more] = target.split('/')
    const entry = known.get(name)
    if (entry === undefined || more.length > 0) {
      const names = stage === undefined ? [...known.keys()] : entries.flatMap(fullNamesOf)
      return `${quote(target)} is not in the manifest${didYouMean(target, names, 3)}`
    }
    const { stages } = entry
    if (stages === undefined) return []
    const found = stages.filter(one => (stage === undefined ? isSelected(one) : one.stageName === stage))
    if (found.length === 0) {
      const oneOf = `must be one of ${some(namesOf(stages))}`
      return stage === undefined
        ? `${name} has no stage ${quote(stageName)} in the manifest: ${oneOf}`
        : `${quote(target)} is not in the manifest: ${name} has no stage ${quote(stage)}: ${oneOf}`
    }
    if (!found.every(isSelected)) {
      return `${target} is not in the stage ${stageName}: set stage-name to its stage, or to * for all stages`
    }
    for (const one of found) chosen.add(one)
    return []
  })
  return {
    stages: entries.flatMap(({ stages }) => stages?.filter(one => chosen.has(one)) ?? []),
    problems: problems.map(message => ({ input: 'targets', message })),
    notices: []
  }
}

function namesOf(stages: readonly Stage[] | undefined): readonly string[] {
  return stages?.map(({ stageName }) => stageName) ?? []
}

function fullNamesOf({ stages }: Selectable<Stage>): readonly string[] {
  return stages?.map(({ name }) => name) ?? []
}

const MAX_NAMES = 20

/** Names for a message. */
function some(names: readonly string[]): string {
  return joinUpTo(names, MAX_NAMES)
}
