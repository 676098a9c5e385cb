import type { Cloud } from '../cloud/cloud.ts'
import type { Place } from '../seed/place.ts'
import { unknownName, unknownStage } from '../seed/refer.ts'
import type { Named } from '../seed/refer.ts'

/** A backend or an API in a stage. */
export interface StageRef {
  readonly id: string
  readonly stage: string
  /** As it was named, `orders/RELEASE`. */
  readonly label: string
}

/** Finds what `orders/RELEASE` names: a backend or an API, by name or id, in a stage. */
export class Names {
  readonly #cloud: Cloud

  constructor(cloud: Cloud) {
    this.#cloud = cloud
  }

  backendStage(label: string, place: Place): StageRef {
    return find('backend', this.#cloud.backends(), label, place)
  }

  /** As `backendStage`, in which a definition is stored now. */
  definedStage(label: string, place: Place): StageRef {
    return this.#stageOf(label, place, () => false)
  }

  /** As `backendStage`, in which a definition is stored, or was when it was written: elsewhere `0` says nothing. */
  writtenStage(label: string, place: Place): StageRef {
    const writes = this.#cloud.writes()
    return this.#stageOf(label, place, at =>
      writes.some(({ backendId, stageName }) => backendId === at.id && stageName === at.stage)
    )
  }

  #stageOf(label: string, place: Place, isKnown: (at: StageRef) => boolean): StageRef {
    const at = this.backendStage(label, place)
    const stages = this.#cloud.stagesOf(at.id)
    if (at.id !== '' && !stages.includes(at.stage) && !isKnown(at)) {
      place.problem(unknownStage(at.stage, label.slice(0, label.lastIndexOf('/')), stages))
    }
    return at
  }

  apiStage(label: string, place: Place): StageRef {
    return find('API', this.#cloud.apis(), label, place)
  }
}

function find(kind: 'backend' | 'API', all: readonly Named[], label: string, place: Place): StageRef {
  const slash = label.lastIndexOf('/')
  const [name, stage] = slash < 0 ? [label, ''] : [label.slice(0, slash), label.slice(slash + 1)]
  if (name === '' || stage === '') {
    place.problem(
      `names "${label}"; must be ${kind === 'API' ? 'an API' : 'a backend'} and a stage, such as orders/RELEASE`
    )
    return { id: '', stage, label }
  }
  const found = all.filter(one => one.id === name || one.name === name)
  if (found.length === 0) {
    const known = all.map(one => one.name)
    place.problem(unknownName(kind, name, known))
  }
  if (found.length > 1) {
    place.problem(
      `names ${kind} "${name}", which is not unique; use one of the ids ${found.map(({ id }) => id).join(', ')}`
    )
  }
  return { id: found[0]?.id ?? '', stage, label }
}
