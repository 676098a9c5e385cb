import type { Cloud } from '../cloud/cloud.ts'
import type { Place } from '../seed/place.ts'
import { unknownName, unknownStage } from '../seed/unknown.ts'

/** A backend or an API in a stage; of Cloud-native API Gateway a service or a route, which have no stages. */
export interface StageRef {
  readonly id: string
  /** Of Cloud-native API Gateway alone. */
  readonly kind?: 'service' | 'route'
  /** Empty of what has none. */
  readonly stage: string
  /** As it was named: `orders/RELEASE`, `service/orders-blue`, `route/shop/orders`. */
  readonly label: string
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Finds what `orders/RELEASE` names: a backend or an API, by name or id, in a stage; or what `service/…` and `route/…` name. */
export class Names {
  readonly #cloud: Cloud

  constructor(cloud: Cloud) {
    this.#cloud = cloud
  }

  backendStage(label: string, place: Place): StageRef {
    return this.#native(label, place) ?? find('backend', this.#cloud.backends(), label, place)
  }

  /**
   * The same of a stage in which a definition is or was stored, or that somebody has written: in a misspelled one there never is a
   * write.
   */
  writtenStage(label: string, place: Place): StageRef {
    const ref = this.backendStage(label, place)
    const backend = this.#cloud.backends().find(({ id }) => id === ref.id)
    if (backend === undefined) return ref
    const stages = new Set([
      ...(this.#cloud.seed.backends.find(({ id }) => id === ref.id)?.stages ?? []).map(({ name }) => name),
      ...backend.models.keys(),
      ...this.#cloud.writes().flatMap(({ backendId, stageName }) => (backendId === ref.id ? [stageName] : []))
    ])
    if (ref.stage !== '' && !stages.has(ref.stage)) {
      place.problem(
        `names the stage ${ref.stage}, in which ${backend.name} has no definition; must be one of ${[...stages].join(', ') || 'none'}`
      )
    }
    return ref
  }

  apiStage(label: string, place: Place): StageRef {
    return this.#native(label, place) ?? find('API', this.#cloud.apis(), label, place)
  }

  #native(label: string, place: Place): StageRef | undefined {
    const { apig } = this.#cloud
    if (label.startsWith('service/')) {
      const all = apig.services().map(({ id, name }) => ({ id, name }))
      const found = choose('service', all, label.slice('service/'.length), place)
      return { id: found?.id ?? '', kind: 'service', stage: '', label }
    }
    if (!label.startsWith('route/')) return undefined
    const [api, name] = splitLast(label.slice('route/'.length))
    const routes = apig.routes().filter(route => api === '' || route.api.name === api || route.api.id === api)
    return { id: choose('route', routes, name, place)?.id ?? '', kind: 'route', stage: '', label }
  }

  /** The same of a stage in which a definition is stored now. */
  definedStage(label: string, place: Place): StageRef {
    const ref = this.backendStage(label, place)
    if (ref.kind !== undefined) return ref
    const stages = this.#cloud.stagesOf(ref.id)
    if (ref.id !== '' && !stages.includes(ref.stage)) {
      place.problem(unknownStage(ref.stage, label.slice(0, label.lastIndexOf('/')), stages))
    }
    return ref
  }
}

function find(kind: 'backend' | 'API', all: readonly Named[], label: string, place: Place): StageRef {
  const [name, stage] = label.includes('/') ? splitLast(label) : [label, '']
  if (name === '' || stage === '') {
    place.problem(
      `names "${label}"; must be ${kind === 'API' ? 'an API' : 'a backend'} and a stage, such as orders/RELEASE`
    )
    return { id: '', stage, label }
  }
  return { id: choose(kind, all, name, place)?.id ?? '', stage, label }
}

/** Before and after the last slash. */
function splitLast(label: string): [string, string] {
  const slash = label.lastIndexOf('/')
  return [label.slice(0, Math.max(slash, 0)), label.slice(slash + 1)]
}

/** The one that has this name or this id. */
function choose(kind: string, all: readonly Named[], name: string, place: Place): Named | undefined {
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
  return found[0]
}
