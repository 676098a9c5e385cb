import { CallError, isDenied, isNotFound, orCallError } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import type { CallOptions, CloudReader } from '../../cloud/operation.ts'
import { ActionError } from '../../errors/action-error.ts'
import type { Definition } from '../../model/definition.ts'
import type { NativeApi, NativeRoute, NativeService } from '../../model/native.ts'
import type { RouteTarget } from '../../model/target.ts'
import { isLadder } from '../../model/target.ts'
import { oneLine } from '../../runtime/text.ts'
import type { Kind, Discovery, Live, Names, Resolution, Rung } from '../kind.ts'
import { DeniedReads } from '../kind.ts'
import { NATIVE, NATIVE_WORDS, gatewayInput } from '../native.ts'
import { followRoute } from './follow.ts'
import { APART_MS, liveOf, restoreRoute, stateOf } from './reading.ts'
import {
  canonicalOf,
  compareBackends,
  normalOf,
  describeBackend,
  withoutKeysOf,
  mixOf,
  pairOf,
  sceneOf,
  serviceIdsOf
} from './scene.ts'

/** The backend of a route of Cloud-native API Gateway. */
export const ROUTE: Kind<RouteTarget> = {
  ...NATIVE,
  words: {
    ...NATIVE_WORDS,
    affected: { one: 'route', many: 'routes' },
    member: 'route',
    completion: 'deployment',
    completed: 'the route is deployed',
    input: 'route-backend',
    definition: 'backend',
    verb: 'is',
    type: 'scene',
    accepted: 'saved',
    following: 'Wait for deployment',
    affectsOnlyItself: true,
    rollbackNote:
      'Both require a deployed route. While the route is being deployed, the step fails with RouteNotDeployed: wait until the deployment completes. If the route has saved changes that are not deployed, the step fails with UndeployedChanges: save the previous backend in the console of Cloud-native API Gateway and publish it there.'
  },
  operations: {
    read: NATIVE_OPERATIONS.getHttpApiRoute,
    listAffected: [NATIVE_OPERATIONS.listHttpApiRoutes],
    follow: NATIVE_OPERATIONS.getHttpApiRoute
  },
  reportsCompletion: true,
  settlesWithinMs: 0,
  confirmsAfterMs: APART_MS,
  discover: discoverRoute,
  // only the route itself
  listAffected: (_reader, { httpApiId, routeId }) =>
    Promise.resolve([{ apiId: routeId, name: '', group: httpApiId, method: '', path: '' }]),
  async read(reader, { target: { httpApiId, routeId } }, options) {
    return liveOf(await reader.read(NATIVE_OPERATIONS.getHttpApiRoute, { httpApiId, routeId }, options))
  },
  follow: followRoute,
  compare: compareBackends,
  canonical: ({ weightSteps }, desired) =>
    JSON.stringify([canonicalOf(normalOf(desired)), ...(weightSteps.length === 0 ? [] : [weightSteps])]),
  restore: restoreRoute,
  without: withoutKeysOf,
  describe: describeBackend,
  inputsOf: ({ httpApiId, routeId, gatewayId }) => ({
    'http-api-id': httpApiId,
    'route-id': routeId,
    ...gatewayInput(gatewayId)
  })
}

const NOTHING_SENT = 'Nothing was sent for this target.'

/** The readings that a plan is based on. */
interface RouteReadings {
  readonly api: NativeApi
  readonly route: NativeRoute
  /** The desired services. */
  readonly services: readonly NativeService[]
}

/** Reads the API, the route and each desired service, all at once. */
async function discoverRoute(
  reader: CloudReader,
  target: RouteTarget,
  options: CallOptions
): Promise<Discovery<RouteTarget>> {
  const { httpApiId, routeId } = target
  const ids = serviceIdsOf(target.definition)
  const [api, route, ...services] = await Promise.all([
    orCallError(reader.read(NATIVE_OPERATIONS.getHttpApi, { httpApiId }, options)),
    orCallError(reader.read(NATIVE_OPERATIONS.getHttpApiRoute, { httpApiId, routeId }, options)),
    ...ids.map(serviceId => orCallError(reader.read(NATIVE_OPERATIONS.getService, { serviceId }, options)))
  ])
  const denied = [api, route, ...services].filter(isDenied)
  const missing = ids.filter((_, index) => isNotFound(services[index]))
  const failed = [api, route, ...services].filter(
    (end): end is CallError => end instanceof CallError && !isDenied(end)
  )
  const [firstDenied, ...others] = denied
  const [firstFailed] = failed
  if (firstFailed !== undefined) {
    throw missing.length === failed.length ? noService(target, missing, firstFailed) : firstFailed
  }
  if (firstDenied !== undefined) throw new DeniedReads(firstDenied, others)
  const found = { api, route, services } as RouteReadings
  return { title: found.route.name, resolve: named => resolve(named, found) }
}

function noService(target: RouteTarget, ids: readonly string[], cause: CallError): CallError {
  const some = ids.length === 1 ? `a service that does not exist` : `services that do not exist`
  return cause.as({
    message: `${target.name}: the desired backend names ${some}: ${ids.join(', ')}: ${cause.message}`
  })
}

function resolve(target: RouteTarget, found: RouteReadings): Resolution {
  const { route, api } = found
  refuseForeign(target, found)
  const gatewayId = gatewayOf(target, found)
  const live = liveOf(route)
  const desired = normalOf(target.definition)
  checkState(target, route, live, desired)
  return {
    targetType: sceneOf(route),
    definitionId: '',
    live,
    rungs: rungsOf(target, live, desired, found),
    // if the gateway is not known, each API is a lane
    lane: `${target.endpoint.href} ${gatewayId || api.httpApiId}`,
    names: namesOf(found),
    warnings: [...healthWarnings(found), ...(gatewayId === '' ? [NO_GATEWAY] : [])]
  }
}

/** The names of the services that the route has or is to have. */
function namesOf({ route, services }: RouteReadings): Names {
  return Object.fromEntries(
    [...route.services, ...services].flatMap(({ serviceId, name }) =>
      name === '' ? [] : [[serviceId, oneLine(name, LONGEST_NAME)] as const]
    )
  )
}

const LONGEST_NAME = 100

const NO_GATEWAY =
  'the service did not return the gateway of the route, so it could not be checked that the desired services belong to the same gateway'

/** Rejects routes that something else manages and would overwrite. */
function refuseForeign({ name, routeId, httpApiId }: RouteTarget, { route, api }: RouteReadings): void {
  const what = route.isBuiltin
    ? `the route ${routeId} is built in and managed by the gateway`
    : route.hasMcpServer
      ? `the route ${routeId} belongs to an MCP server`
      : /^(?:HttpIngress|MCP)$/i.test(api.type)
        ? `the API ${httpApiId} is of the type ${api.type}: its routes are managed by ${/^mcp$/i.test(api.type) ? 'an MCP server' : 'Kubernetes Ingress objects'}`
        : undefined
  if (what !== undefined) throw new ActionError('UnsupportedRoute', `${name}: ${what}`)
}

/** The gateway of the route, after checking that everything belongs to it; empty if no response names it. */
function gatewayOf(target: RouteTarget, { route, api, services }: RouteReadings): string {
  const { name, gatewayId: expected } = target
  const gatewayId = route.gatewayId || api.gatewayId
  const problems: string[] = []
  if (expected !== undefined && expected !== gatewayId) {
    problems.push(
      `gateway-id is ${expected}, but the route belongs to ${gatewayId === '' ? 'an unknown gateway' : gatewayId}`
    )
  }
  for (const { serviceId, gatewayId: other } of services) {
    if (gatewayId !== '' && other !== '' && other !== gatewayId) {
      problems.push(`the service ${serviceId} belongs to the gateway ${other}, and the route to ${gatewayId}`)
    }
  }
  if (problems.length > 0) {
    throw new ActionError('Mismatch', `${name}: ${problems.join('; and ')}`, {
      cure: `Check route-id, gateway-id and each serviceId of the desired backend. ${NOTHING_SENT}`
    })
  }
  return gatewayId
}

/** A plan starts from a deployed route, or from a saved one that only has to be deployed because it has the desired backend. */
function checkState(target: RouteTarget, route: NativeRoute, live: Live, desired: Definition): void {
  const { name } = target
  const state = stateOf(route)
  if (state === 'deployed') return
  if (state === 'saved' || state === 'failed') {
    const { changes, omitted } = compareBackends(desired, live)
    if (changes.length + omitted.length === 0) return
    throw new ActionError(
      'UndeployedChanges',
      `${name}: ${live.notInEffect ?? 'the route is not deployed'}: the backend in effect cannot be read, and a deployment would publish changes that someone else saved`
    )
  }
  const isPassing = state === 'deploying' || state === 'moving'
  throw new ActionError(
    'RouteNotDeployed',
    `${name}: ${live.notInEffect ?? 'the route is not deployed'}; a switch requires the status Deployed`,
    isPassing
      ? { cure: `Wait until the route is deployed, then re-run the job. ${NOTHING_SENT}` }
      : {
          cure: `Publish the route in the console of Cloud-native API Gateway, then re-run the job. ${NOTHING_SENT}`
        }
  )
}

/** The writes: one, or one per weight above the current weight of the desired service. */
function rungsOf(
  target: RouteTarget,
  live: Live,
  desired: Definition,
  found: RouteReadings
): readonly [Rung, ...Rung[]] {
  const last: Rung = { desired, data: desired, weight: 100 }
  const isThere = compareBackends(desired, live).changes.length === 0
  if (!isLadder(target) || isThere) return [last]
  const pair = pairOf(live.definition, desired)
  if (pair === undefined) {
    throw new ActionError(
      'UnsupportedScene',
      `${target.name}: weight-steps cannot start from the live backend: ${live.notAnInput ?? `it is neither one service, nor the desired service and exactly one other (${(describeBackend(live.definition, namesOf(found)) ?? []).join('; ')})`}`
    )
  }
  const below = target.weightSteps
    .filter(weight => weight > pair.weight && weight < 100)
    .map((weight): Rung => {
      const mix = mixOf(desired, pair.other, weight)
      return { desired: mix, data: mix, weight }
    })
  const [first, ...more] = below
  return first === undefined ? [last] : [first, ...more, last]
}

/** Warns of services that are not healthy, which does not block a switch. */
function healthWarnings({ services }: RouteReadings): readonly string[] {
  return services.flatMap(({ serviceId, name, healthStatus }) =>
    healthStatus === '' || /^healthy$/i.test(healthStatus)
      ? []
      : [
          `the service ${serviceId}${name === '' ? '' : ` (${name})`} is not healthy: its health status is ${healthStatus}`
        ]
  )
}
