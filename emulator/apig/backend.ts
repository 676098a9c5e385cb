import type { Json, JsonObject } from '../cloud/json.ts'
import { isJsonObject } from '../cloud/json.ts'
import type { Call } from '../cloud/operation.ts'
import { objectsOf, refuse, textOf } from './operation.ts'
import type { Gateway, RouteBackend } from './state.ts'

export const SINGLE = 'SingleService'
export const BY_RATIO = 'MultiServiceByRatio'

/** The scenes that a backend can have. */
const SCENES = [
  SINGLE,
  BY_RATIO,
  'MultiServiceByTag',
  'MultiServiceByContent',
  'Mock',
  'Redirect',
  'AiAutoRouter',
  'SemanticRouter'
]

const MAX_SERVICES = 10

/**
 * Validates a backend and returns its stored form.
 * @throws CloudError InvalidParameter, NotFound.ServiceNotFound
 */
export function checkBackend(call: Call, sent: Json | undefined, gateway: Gateway): RouteBackend {
  const { doubts } = call.state.seed
  if (sent === undefined || sent === null) throw refuse(call, 'InvalidParameter.IsEmpty', 'backendConfig')
  const invalid = (about: string) => refuse(call, 'InvalidParameter', about)
  if (!isJsonObject(sent)) throw invalid('backendConfig')
  // accept the name that reads return, so that a read backend can be written back
  const isSingle = sent['scene'] === SINGLE || sent['scene'] === doubts.singleScene
  const scene = isSingle ? SINGLE : textOf(sent['scene'])
  if (!SCENES.includes(scene)) throw invalid('backendConfig.scene')
  const items = sent['services'] ?? []
  if (!Array.isArray(items) || items.length > MAX_SERVICES || !items.every(item => isJsonObject(item))) {
    throw invalid('backendConfig.services')
  }
  const services = objectsOf(items)
  for (const [index, service] of services.entries()) {
    const id = textOf(service['serviceId'])
    const found = call.state.apig.services.get(id)
    if (found?.gatewayId !== gateway.id) throw refuse(call, 'NotFound.ServiceNotFound', id)
    const at = `backendConfig.services[${index}]`
    if (!isWhole(service['port'], 1, 65_535)) throw invalid(`${at}.port`)
    if (!isWhole(service['weight'], 0, 100)) throw invalid(`${at}.weight`)
  }
  if (isSingle && services.length !== 1) throw invalid('backendConfig.services')
  if (scene === BY_RATIO) {
    if (services.length === 0) throw invalid('backendConfig.services')
    const sum = services.reduce((total, { weight }) => total + Number(weight ?? 0), 0)
    if (doubts.weightSum === 'check' && sum !== 100) throw invalid('backendConfig.services.weight')
  }
  return { ...sent, scene, services }
}

function isWhole(value: Json | undefined, min: number, max: number): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}

/** A backend as returned by reads. */
export function backendForm(call: Call, backend: RouteBackend): JsonObject {
  const { doubts } = call.state.seed
  const isSingle = backend['scene'] === SINGLE
  const services = objectsOf(backend['services']).map(sent => {
    const { weight, ...service } = sent
    const { name = '' } = call.state.apig.services.get(textOf(sent['serviceId'])) ?? {}
    const shown = isSingle && doubts.singleWeight === 'shown' ? 100 : weight
    const isShown = shown !== undefined && (!isSingle || doubts.singleWeight === 'shown')
    return { protocol: 'HTTP', ...service, name, ...(isShown ? { weight: shown } : {}) }
  })
  return {
    ...backend,
    ...(isSingle ? { scene: doubts.singleScene } : {}),
    services: doubts.serviceOrder === 'reversed' ? services.toReversed() : services
  }
}

/** A backend without insignificant fields (names, the protocol HTTP, the weight of a single service), for comparisons. */
export function plainBackend(backend: RouteBackend): JsonObject {
  const isSingle = backend['scene'] === SINGLE
  return {
    ...backend,
    services: objectsOf(backend['services']).map(({ name: _name, protocol, weight, ...service }) => ({
      ...service,
      ...(protocol === undefined || protocol === 'HTTP' ? {} : { protocol }),
      ...(weight === undefined || isSingle ? {} : { weight })
    }))
  }
}

/** The IDs of the services that a backend uses. */
export function serviceIdsOf(backend: RouteBackend | null): string[] {
  return backend === null ? [] : objectsOf(backend['services']).map(service => textOf(service['serviceId']))
}
