import { canonical, canonicalReading, isUnused } from '../../model/definition.ts'
import type { Definition } from '../../model/definition.ts'
import { formatPath } from '../../model/diff.ts'
import type { Change, Difference } from '../../model/diff.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { NativeRoute } from '../../model/native.ts'
import type { Names } from '../kind.ts'

// The backend of a route in normal form: one service; or several, sorted, with weights; or, with `scene`, a backend that the inputs
// cannot express, as it was returned.

const SINGLE = 'SingleService'
const RATIO = 'MultiServiceByRatio'

const OPTIONAL_KEYS = ['port', 'protocol', 'version'] as const
/** The keys of a service in readings, including those that are not written. */
const READ_KEYS: ReadonlySet<string> = new Set(['serviceId', 'name', 'weight', ...OPTIONAL_KEYS])
/** The protocols that the inputs accept; readings may have others, such as DUBBO. */
const PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTPS'])
const WEIGHTS_SUM = 100
const MAX_SERVICES = 10

/** One service of a backend. The gateway fills in keys that are not set; null removes a key. */
interface Share {
  readonly serviceId: string
  readonly weight: number
  readonly options: Readonly<Partial<Record<(typeof OPTIONAL_KEYS)[number], Json>>>
}

/** The scene in one spelling: responses have `Single`, writes `SingleService`. */
export function sceneOf({ scene }: Pick<NativeRoute, 'scene'>): string {
  return scene === 'Single' ? SINGLE : scene
}

/** The backend of a route as it was read. */
export function definitionOf(route: NativeRoute): Definition {
  const backend = route.raw['backend']
  const services = route.services.filter(({ weight }) => weight !== 0)
  const weights = services.map(({ weight }) => weight ?? 0)
  const scene = sceneOf(route)
  const isPlain =
    isJsonObject(backend) &&
    holdsServicesAlone(backend) &&
    services.every(({ protocol }) => protocol === '' || PROTOCOLS.has(protocol.toUpperCase()))
  const uses = services.map(({ serviceId, port, protocol, version }) =>
    useOf({ serviceId, port: port ?? null, protocol, version })
  )
  const [only] = uses
  if (
    isPlain &&
    only !== undefined &&
    uses.length === 1 &&
    (scene === SINGLE || scene === RATIO || scene === '')
  ) {
    return only
  }
  const isRatio =
    isPlain &&
    scene === RATIO &&
    uses.length > 1 &&
    uses.length <= MAX_SERVICES &&
    weights.every(weight => Number.isInteger(weight) && weight > 0) &&
    weights.reduce((sum, weight) => sum + weight, 0) === WEIGHTS_SUM &&
    new Set(uses.map(nameOf)).size === uses.length
  if (isRatio) {
    return { services: inOrder(uses.map((use, index) => ({ ...use, weight: weights[index] ?? 0 }))) }
  }
  return asReturned(backend, scene)
}

/** Whether the inputs can express a backend. */
export function isExpressible(definition: Definition): boolean {
  return !Object.hasOwn(definition, 'scene')
}

/** The desired backend in normal form. In the inputs, numbers may be strings, and services in any order. */
export function normalOf(definition: Definition): Definition {
  const services = servicesIn(definition)
  if (services === undefined) return useOf(definition)
  const [only] = services
  if (services.length === 1 && only !== undefined) return useOf(only)
  return {
    services: inOrder(services.map(service => ({ ...useOf(service), weight: Number(service['weight']) })))
  }
}

/** The distinct ids of the services in a desired backend. */
export function serviceIdsOf(definition: Definition): readonly string[] {
  const services = servicesIn(definition) ?? [definition]
  return [...new Set(services.map(({ serviceId }) => textOf(serviceId)))]
}

/** A backend in the write form. */
export function backendConfigOf(definition: Definition): JsonObject {
  if (!isExpressible(definition)) return definition
  const services = servicesIn(definition)
  return services === undefined
    ? { scene: SINGLE, services: [withoutNulls(definition)] }
    : { scene: RATIO, services: services.map(withoutNulls) }
}

/** A text that is equal for all spellings of a backend. */
export function canonicalOf(definition: Definition): string {
  if (!isExpressible(definition)) return canonicalReading(definition)
  return canonical(
    sharesOf(definition)
      .map(({ serviceId, weight, options }) => [
        serviceId,
        ...OPTIONAL_KEYS.map(key => textOf(options[key])),
        weight
      ])
      .sort((one, other) => (String(one) < String(other) ? -1 : 1))
  )
}

/**
 * The differences between a desired backend and a reading. The gateway fills in port and protocol if they are not set. If the live
 * backend has a version and the desired one does not, the version is removed: that subset of the service no longer gets all traffic.
 */
export function compareBackends(
  desired: Definition,
  { definition: live }: { readonly definition: Definition }
): Difference {
  if (!isExpressible(desired) || !isExpressible(live)) {
    if (canonicalOf(desired) === canonicalOf(live)) return NO_DIFFERENCE
    return { changes: [changed('backend', live, withoutNulls(desired))], omitted: [] }
  }
  const isOne = servicesIn(desired) === undefined && servicesIn(live) === undefined
  return isOne ? compareSingle(desired, live) : compareShares(sharesOf(desired), sharesOf(live))
}

const NO_DIFFERENCE: Difference = { changes: [], omitted: [] }

function compareSingle(desired: Definition, live: Definition): Difference {
  const [{ serviceId, options }, before] = [shareOf(desired), shareOf(live)]
  const isSame = serviceId === before.serviceId
  const keys = compareOptions(options, before.options, isSame, key => key)
  return isSame
    ? keys
    : { ...keys, changes: [changed('serviceId', before.serviceId, serviceId), ...keys.changes] }
}

function compareShares(desired: readonly Share[], live: readonly Share[]): Difference {
  const left = new Set(live)
  const take = (match: (share: Share) => boolean): Share | undefined => {
    const found = [...left].find(match)
    if (found !== undefined) left.delete(found)
    return found
  }
  // a share without a version matches any version that is left after the exact matches
  const exact = desired.map(share => take(other => nameOfShare(other) === nameOfShare(share)))
  const pairs = desired.map((share, index) => ({
    share,
    before:
      exact[index] ??
      (share.options.version === undefined
        ? take(({ serviceId }) => serviceId === share.serviceId)
        : undefined)
  }))
  const changes: Change[] = []
  const omitted: Change[] = []
  for (const { share, before } of pairs) {
    const path = (key: string): string => formatPath(['services', nameOfShare(share), key])
    if (share.weight !== before?.weight)
      changes.push(changed(path('weight'), before?.weight ?? 0, share.weight))
    const keys = compareOptions(share.options, before?.options ?? {}, before !== undefined, path)
    changes.push(...keys.changes)
    omitted.push(...keys.omitted)
  }
  for (const share of left) {
    changes.push(changed(formatPath(['services', nameOfShare(share), 'weight']), share.weight, 0))
  }
  return { changes, omitted }
}

function compareOptions(
  desired: Share['options'],
  live: Share['options'],
  isSame: boolean,
  path: (key: string) => string
): Difference {
  const changes: Change[] = []
  const omitted: Change[] = []
  for (const key of OPTIONAL_KEYS) {
    const [before, after] = [live[key], desired[key]]
    if (after === undefined) {
      if (isSame && key === 'version' && !isUnused(before))
        omitted.push(changed(path(key), before, undefined))
    } else if (textOf(before) !== textOf(after)) {
      changes.push(changed(path(key), before, isUnused(after) ? undefined : after))
    }
  }
  return { changes, omitted }
}

/** A backend with `null` for each key that another one has for the same service, and it does not. */
export function withoutKeysOf(other: Definition, definition: Definition): Definition {
  if (!isExpressible(other) || !isExpressible(definition)) return definition
  const others = sharesOf(other)
  const complete = (use: JsonObject): JsonObject => {
    const { serviceId, options } = shareOf(use)
    const held = others.filter(share => share.serviceId === serviceId)
    const gone = OPTIONAL_KEYS.filter(
      key => options[key] === undefined && held.some(share => share.options[key] !== undefined)
    )
    return { ...use, ...Object.fromEntries(gone.map(key => [key, null])) }
  }
  const services = servicesIn(definition)
  return services === undefined ? complete(definition) : { services: services.map(complete) }
}

/** The weight of the desired service in a live pair, and the other service without its weight. */
interface Pair {
  readonly weight: number
  readonly other: Definition
}

/** The pair that a ladder starts from; `undefined` if the live backend is not such a pair. */
export function pairOf(live: Definition, desired: Definition): Pair | undefined {
  if (!isExpressible(live) || servicesIn(desired) !== undefined) return undefined
  const services = servicesIn(live)
  // readings identify a service by ID and version: two with the same name could not be distinguished
  if (services === undefined) return nameOf(live) === nameOf(desired) ? undefined : { weight: 0, other: live }
  const isDesired = (service: JsonObject): boolean =>
    compareSingle(desired, withoutWeight(service)).changes.length === 0
  const [same, ...more] = services.filter(isDesired)
  const [other, ...others] = services.filter(service => !isDesired(service))
  if (same === undefined || other === undefined || more.length + others.length > 0) return undefined
  if (nameOf(same) === nameOf(other)) return undefined
  return { weight: Number(same['weight']), other: withoutWeight(other) }
}

/** The backend in which the desired service gets a percentage of the traffic. */
export function mixOf(desired: Definition, other: Definition, weight: number): Definition {
  return {
    services: inOrder([
      { ...other, weight: WEIGHTS_SUM - weight },
      { ...desired, weight }
    ])
  }
}

/** A backend in readable form, a line per service; `undefined` if the inputs cannot express it. */
export function describeBackend(definition: Definition, names: Names): readonly string[] | undefined {
  if (!isExpressible(definition)) return undefined
  const shares = sharesOf(definition)
  return shares.map(({ serviceId, weight, options: { port, protocol, version } }) => {
    const name = names[serviceId] ?? ''
    const parts = [
      name === '' ? serviceId : `${name} (${serviceId})`,
      ...(isUnused(port) ? [] : [`port ${textOf(port)}`]),
      ...(isUnused(protocol) ? [] : [textOf(protocol)]),
      ...(isUnused(version) ? [] : [`version ${textOf(version)}`])
    ]
    return `${shares.length === 1 ? '' : `${weight} percent `}${parts.join(', ')}`
  })
}

function sharesOf(definition: Definition): readonly Share[] {
  return (servicesIn(definition) ?? [definition]).map(shareOf)
}

function shareOf(use: JsonObject): Share {
  const { serviceId, weight } = use
  const options = OPTIONAL_KEYS.flatMap(key => {
    const value = use[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return {
    serviceId: textOf(serviceId),
    weight: weight === undefined ? WEIGHTS_SUM : Number(weight),
    options: Object.fromEntries(options)
  }
}

/** One service in normal form, without its weight. */
function useOf({ serviceId, port, protocol, version }: JsonObject): JsonObject {
  return {
    serviceId: textOf(serviceId),
    ...(isUnused(port) ? {} : { port: Number(port) }),
    ...(isUnused(protocol) ? {} : { protocol: textOf(protocol).toUpperCase() }),
    ...(isUnused(version) ? {} : { version: textOf(version) })
  }
}

function servicesIn({ services }: Definition): readonly JsonObject[] | undefined {
  return Array.isArray(services) ? services.filter(isJsonObject) : undefined
}

function inOrder(services: readonly JsonObject[]): JsonObject[] {
  return [...services].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
}

/** What identifies a service in a backend, which may have two versions of it. */
function nameOf({ serviceId, version }: JsonObject): string {
  const text = textOf(version)
  return text === '' ? textOf(serviceId) : `${textOf(serviceId)}@${text}`
}

function nameOfShare({ serviceId, options }: Share): string {
  return nameOf({ serviceId, version: options.version ?? null })
}

function withoutWeight({ weight: _, ...service }: JsonObject): JsonObject {
  return service
}

function withoutNulls(mapping: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null))
}

/** Whether a backend contains only services, and nothing that the inputs cannot express. */
function holdsServicesAlone({ scene: _, services, ...rest }: JsonObject): boolean {
  const isKnown = (service: Json): boolean =>
    isJsonObject(service) &&
    Object.entries(service).every(([key, value]) => READ_KEYS.has(key) || isNothing(value, key))
  const isRestUnused = Object.entries(rest).every(([key, value]) => isNothing(value, key))
  return isRestUnused && Array.isArray(services) && services.every(isKnown)
}

function isNothing(value: Json, key: string): boolean {
  return value === false || value === 'false' || isUnused(value, key)
}

/** A backend to be sent back as it was read, without the names of the services, which are read-only. */
function asReturned(backend: Json | undefined, scene: string): Definition {
  const { services, ...rest } = isJsonObject(backend) ? backend : {}
  const named = Array.isArray(services)
    ? {
        services: services.map(service => {
          if (!isJsonObject(service)) return service
          const { name: _, ...written } = service
          return written
        })
      }
    : {}
  return { ...rest, scene, ...named }
}

function changed(path: string, before: Json | undefined, after: Json | undefined): Change {
  return { path, before, after, secret: false }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
