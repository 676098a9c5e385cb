import { NATIVE_API_GATEWAY } from '../../model/endpoints.ts'
import { secretsOf } from '../../model/redact.ts'
import type { RouteTarget, ServiceTarget } from '../../model/target.ts'
import { joinWithAnd } from '../../runtime/text.ts'
import { placeText, readMapping } from '../manifest/located.ts'
import type { Find, Finding, Located } from '../manifest/located.ts'
import { boolean, oneOf, text } from '../parsers.ts'
import type { Rows, Source } from '../source.ts'
import type { ReadTargets, TargetContext } from '../targets.ts'
import {
  ONE_SERVICE,
  readAddresses,
  readRouteBackend,
  gatewayId,
  gatewayOf,
  httpApiId,
  routeId,
  serviceId,
  weightSteps
} from './definitions.ts'

// The inputs of native/action.yml. Loaded for that action only.

const OWN = {
  'service-id': { parse: serviceId },
  addresses: { parse: text, untrimmed: true, secrets: raw => secretsOf(raw) },
  'http-api-id': { parse: httpApiId },
  'route-id': { parse: routeId },
  'route-backend': { parse: text, untrimmed: true, secrets: raw => secretsOf(raw) },
  'weight-steps': { parse: weightSteps, fallback: 'none', guard: true },
  'gateway-id': { parse: gatewayId, fallback: 'any', guard: true },
  mode: { parse: oneOf('apply', 'plan', 'validate'), fallback: 'apply' },
  // the default depends on weight-steps
  'rollback-on-failure': { parse: boolean }
} satisfies Rows

/**
 * Every input of native/action.yml.
 * @param shared the rows that both action files share. Passed in, because each module in two chunks slows down the bundle
 */
export function nativeInputs(shared: Rows): Rows {
  const { 'allow-older-run': _olderRun, endpoint: _endpoint, ...rest } = shared
  return { ...rest, ...OWN }
}

const SERVICE_INPUTS = ['service-id', 'addresses'] as const
const ROUTE_INPUTS = ['http-api-id', 'route-id', 'route-backend'] as const

/** Reads the target, a service or a route. Every problem is reported. */
export async function readNativeTargets(
  source: Source,
  { places, urls }: Pick<TargetContext, 'places' | 'urls'>
): Promise<ReadTargets | undefined> {
  const value = source.reader(OWN)
  const gateway = value('gateway-id')
  const own =
    kindOf(source) === 'route' ? await readRoute(source, gateway) : await readService(source, gateway)
  crossCheckLadder(source, urls)
  const endpoint = places.endpointOf(NATIVE_API_GATEWAY, undefined)
  if (own === undefined || gateway === undefined || endpoint === undefined || urls === undefined) {
    return undefined
  }
  const { regionId } = places.region
  const target = { ...own, stageName: undefined, description: undefined, regionId, endpoint, ...urls }
  return { targets: [target], notices: [], manifest: undefined }
}

/** Whether a failure is rolled back; `undefined` if a problem was reported. */
export function readNativeRollback(source: Source): boolean | undefined {
  const value = source.reader(OWN)
  const isSet = source.raw('rollback-on-failure') !== ''
  return isSet ? value('rollback-on-failure') : hasLadder(source)
}

function hasLadder(source: Source): boolean {
  return (source.reader(OWN)('weight-steps') ?? []).length > 0
}

/** The kind of the target; inputs that are missing, or belong to the other kind, are reported. */
function kindOf(source: Source): 'service' | 'route' {
  const setOf = (names: readonly string[]): readonly string[] => names.filter(name => source.raw(name) !== '')
  const [ofService, ofRoute] = [setOf(SERVICE_INPUTS), setOf(ROUTE_INPUTS)]
  const [first] = ofService
  if (first === undefined && ofRoute.length === 0) {
    source.report('service-id', `is required, with addresses; or, for a route, ${joinWithAnd(ROUTE_INPUTS)}`)
  } else if (first !== undefined && ofRoute.length > 0) {
    source.report(
      first,
      `cannot be set together with ${joinWithAnd(ofRoute)}: a step switches one service or one route`
    )
  } else {
    const [whole, present] = first === undefined ? [ROUTE_INPUTS, ofRoute] : [SERVICE_INPUTS, ofService]
    for (const name of whole) {
      if (!present.includes(name)) source.report(name, `is required with ${joinWithAnd(present)}`)
    }
  }
  return ofRoute.length > ofService.length ? 'route' : 'service'
}

async function readService(
  source: Source,
  gateway: string | undefined
): Promise<Omit<ServiceTarget, 'regionId' | 'endpoint' | keyof Shared> | undefined> {
  const value = source.reader(OWN)
  const id = value('service-id')
  const addresses = value('addresses')
  const definition =
    addresses === undefined || source.raw('addresses') === ''
      ? undefined
      : await parseAddresses(source, addresses)
  if (id === undefined || definition === undefined) return undefined
  return { kind: 'service', name: id, serviceId: id, gatewayId: gatewayOf(gateway), definition }
}

type Shared = Pick<ServiceTarget, 'stageName' | 'description' | 'preflightUrls' | 'probeUrls'>

async function readRoute(
  source: Source,
  gateway: string | undefined
): Promise<Omit<RouteTarget, 'regionId' | 'endpoint' | keyof Shared> | undefined> {
  const value = source.reader(OWN)
  const apiId = value('http-api-id')
  const id = value('route-id')
  const steps = value('weight-steps')
  const backend = value('route-backend')
  const definition =
    backend === undefined || source.raw('route-backend') === ''
      ? undefined
      : await readDocument(source, 'route-backend', backend, (root, find) =>
          readRouteBackend(root, 'the backend', find)
        )
  if (definition !== undefined && Object.hasOwn(definition, 'services') && (steps ?? []).length > 0) {
    return source.report('weight-steps', ONE_SERVICE)
  }
  if (apiId === undefined || id === undefined || steps === undefined || definition === undefined) {
    return undefined
  }
  return {
    kind: 'route',
    name: `${apiId}/${id}`,
    httpApiId: apiId,
    routeId: id,
    gatewayId: gatewayOf(gateway),
    weightSteps: steps,
    definition
  }
}

/** Addresses separated by commas or newlines, or in the form of the output previous-definition: `{"addresses": […]}`. */
async function parseAddresses(
  source: Source,
  text: string
): Promise<ServiceTarget['definition'] | undefined> {
  if (!/^\s*\{/.test(text)) {
    const found = new Set<string>()
    const list: Located = { kind: 'scalar', at: 0, value: text }
    const definition = readAddresses(list, '', (_, what) => void found.add(what))
    reportSome(source, 'addresses', [...found])
    return definition
  }
  return readDocument(source, 'addresses', text, (root, find) => {
    const what = 'the mapping'
    const shape = '{"addresses": ["host:port"]}'
    const mapping = readMapping(root, { what, shape, keys: ['addresses'] }, find)
    if (mapping === undefined) return undefined
    const addresses = mapping.entries.get('addresses')
    return addresses === undefined
      ? find(root.at, 'addresses is required')
      : readAddresses(addresses.value, '', find)
  })
}

const MAX_FINDINGS = 20

/** Reads the JSON or YAML document of an input; problems are reported with line and column. */
async function readDocument<T>(
  source: Source,
  name: string,
  document: string,
  read: (root: Located, find: Find) => T | undefined
): Promise<T | undefined> {
  const { parseYaml } = await import('../manifest/yaml.ts')
  const { root, findings, position } = parseYaml(document)
  const all: Finding[] = [...findings]
  const result = root && read(root, (at, what) => void all.push({ at, what }))
  const problems = all
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, what }) => {
      const problem = root === undefined ? `neither JSON nor YAML: ${what}` : what
      return `${placeText(position(at))}: ${problem}`
    })
  reportSome(source, name, problems)
  return all.length === 0 ? result : undefined
}

function reportSome(source: Source, name: string, problems: readonly string[]): void {
  for (const problem of problems.slice(0, MAX_FINDINGS)) source.report(name, problem)
  const more = problems.length - MAX_FINDINGS
  if (more > 0) source.report(name, `has ${more} more problems`)
}

/** Reports what `weight-steps` requires, and what cannot be combined with it. */
function crossCheckLadder(source: Source, urls: TargetContext['urls']): void {
  if (!hasLadder(source)) return
  if (SERVICE_INPUTS.some(name => source.raw(name) !== '')) {
    source.report('weight-steps', 'requires a route: the addresses of a service are switched at once')
    return
  }
  if (urls?.preflightUrls.length === 0 && urls.probeUrls.length === 0) {
    source.report('weight-steps', 'requires preflight-url or probe-url, to check each step')
  }
  if (source.reader(OWN)('rollback-on-failure') === false) {
    source.report(
      'rollback-on-failure',
      'must not be false with weight-steps, which always rolls back: remove it, or write true'
    )
  }
}
