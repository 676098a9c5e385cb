import { knownActions } from '../cloud/operations.ts'
import { starMatcher } from '../cloud/pattern.ts'
import type { Definition } from '../cloud/state.ts'
import type { Place } from '../seed/place.ts'
import { COUNT, COUNT_FORM, countOf } from './count.ts'
import type { Count } from './count.ts'
import type { Names, StageRef } from './names.ts'

/** The expectations of a request. Undefined fields are not checked. */
export interface Expectations {
  /** The point from which requests, writes and moves are counted: the start, or the previous request. */
  readonly since: Since
  /** Total number of control-plane requests, or the number per action; `*` is a wildcard. */
  readonly requests: Count | readonly ActionCount[] | undefined
  /** Requests currently waiting at a hold. */
  readonly held: Count | readonly ActionCount[] | undefined
  /** Accepted changes to stored definitions by any writer; in total, or per backend and stage. */
  readonly writes: Count | readonly StageCount[] | undefined
  /** Stored definitions. */
  readonly definitions: readonly StageDefinition[]
  /** Definitions that APIs serve. */
  readonly inEffect: readonly StageDefinition[]
  /** Exactly these APIs serve a different definition than before. */
  readonly moved: readonly StageRef[] | undefined
}

export type Since = 'start' | 'previous'

export interface ActionCount {
  readonly action: string
  readonly count: Count
}

export interface StageCount {
  readonly at: StageRef
  readonly count: Count
}

export interface StageDefinition {
  readonly at: StageRef
  readonly definition: Definition
}

export const EXPECTATIONS = [
  'since',
  'requests',
  'held',
  'writes',
  'definitions',
  'in-effect',
  'moved'
] as const

/** Reads the expectations; problems are recorded with their position. */
export function readExpectations(fields: ReadonlyMap<string, Place>, names: Names): Expectations {
  const writes = fields.get('writes')
  return {
    since: fields.get('since')?.oneOf<Since>(['start', 'previous']) ?? 'start',
    requests: readRequests(fields.get('requests')),
    held: readRequests(fields.get('held')),
    writes: writes?.isMapping()
      ? [...filled(writes)].map(([name, count]) => ({
          at: names.writtenStage(name, count),
          count: readCount(count)
        }))
      : writes && readCount(writes),
    definitions: readDefinitions(fields.get('definitions'), (name, place) => names.backendStage(name, place)),
    inEffect: readDefinitions(fields.get('in-effect'), (name, place) => names.apiStage(name, place)),
    moved: fields
      .get('moved')
      ?.list()
      .map(place => names.apiStage(place.text(), place))
  }
}

function readRequests(place: Place | undefined): Expectations['requests'] {
  if (place?.isMapping() !== true) return place && readCount(place)
  return [...filled(place)].map(([action, count]) => {
    // a misspelled action would never receive a request
    if (!knownActions().some(starMatcher(action))) {
      count.problem(
        `is not a known action; must be one of ${knownActions().join(', ')}, or a pattern such as Describe*`
      )
    }
    return { action, count: readCount(count) }
  })
}

/** The fields of a mapping that must not be empty: an empty one would assert nothing. */
function filled(place: Place): Map<string, Place> {
  const fields = place.fields()
  if (place.isMapping() && fields.size === 0) place.problem('is empty; add an entry or omit it')
  return fields
}

function readCount(place: Place): Count {
  return countOf(place.text(COUNT, COUNT_FORM))
}

/** `NAME/STAGE: { … }` */
export function readDefinitions(
  place: Place | undefined,
  find: (name: string, place: Place) => StageRef
): StageDefinition[] {
  if (place === undefined) return []
  return [...filled(place)].map(([name, definition]) => ({
    at: find(name, definition),
    definition: definition.json()
  }))
}
