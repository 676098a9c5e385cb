import type { Cloud } from '../cloud/cloud.ts'
import type { Place } from '../seed/place.ts'
import { unknownName, unknownStage } from '../seed/unknown.ts'

/** A backend or an API in a stage; in Cloud-native API Gateway a service or a route, which have no stages. */
export interface StageRef {
  readonly id: string
  /** Cloud-native API Gateway only. */
  readonly kind?: 'service' | 'route'
  /** Empty for services and routes. */
  readonly stage: string
  /** As written by the caller: `orders/RELEASE`, `service/orders-blue`, `route/shop/orders`. */
  readonly label: string
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Resolves labels such as `orders/RELEASE` (a backend or an API, by name or ID, in a stage), `service/…` and `route/…`. */
export class Names {
  readonly #cloud: Cloud

  constructor(cloud: Cloud) {
    this.#cloud = cloud
  }

  backendStage(label: string, place: Place): StageRef {
    return this.#native(label, place) ?? find('backend', this.#cloud.backends(), label, place)
  }

  /**
   * Like `backendStage`, but requires a stage that has, had or received a definition. A misspelled stage would never have
   * a write, and an expectation of 0 would always be met.
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
        `refers to stage ${ref.stage}, in which ${backend.name} has no definition; must be one of ${[...stages].join(', ') || 'none'}`
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

  /** Like `backendStage`, but requires a stage that has a definition now. */
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
      `is invalid: "${label}"; must be ${kind === 'API' ? 'an API' : 'a backend'} and a stage, such as orders/RELEASE`
    )
    return { id: '', stage, label }
  }
  return { id: choose(kind, all, name, place)?.id ?? '', stage, label }
}

/** The parts before and after the last slash. */
function splitLast(label: string): [string, string] {
  const slash = label.lastIndexOf('/')
  return [label.slice(0, Math.max(slash, 0)), label.slice(slash + 1)]
}

/** Finds an item by name or ID; reports unknown and ambiguous names. */
function choose(kind: string, all: readonly Named[], name: string, place: Place): Named | undefined {
  const found = all.filter(one => one.id === name || one.name === name)
  if (found.length === 0) {
    const known = all.map(one => one.name)
    place.problem(unknownName(kind, name, known))
  }
  if (found.length > 1) {
    place.problem(
      `refers to ${kind} "${name}", which is ambiguous; use one of the IDs ${found.map(({ id }) => id).join(', ')}`
    )
  }
  return found[0]
}
