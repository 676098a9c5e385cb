import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import { NATIVE_API_GATEWAY } from '../../model/endpoints.ts'
import type { RouteTarget } from '../../model/target.ts'
import type { Kind } from '../kind.ts'
import { discoverRoute } from './discover.ts'
import { followRoute } from './follow.ts'
import { liveOf, restoreRoute } from './reading.ts'
import { canonicalOf, compareBackends, normalOf, withoutKeysOf } from './scene.ts'

/** The backend of a route of Cloud-native API Gateway. */
export const ROUTE: Kind<RouteTarget> = {
  words: {
    moved: 'route',
    member: 'route',
    completion: 'deployment',
    input: 'route-backend',
    action: 'the action in native/'
  },
  product: NATIVE_API_GATEWAY,
  operations: {
    read: NATIVE_OPERATIONS.getHttpApiRoute,
    listAffected: NATIVE_OPERATIONS.listHttpApiRoutes,
    follow: NATIVE_OPERATIONS.getHttpApiRoute
  },
  callsPerSecond: 5,
  completesByList: false,
  rereads: true,
  settlesWithinMs: 0,
  // what a write sends back must have been read
  mustBeRead: true,
  discover: discoverRoute,
  readingFor: () => ['route-id'],
  unset: () => [],
  resolveUnread(_, denied) {
    throw denied
  },
  // itself, and nothing else
  listAffected: (_reader, { routeId }) =>
    Promise.resolve([{ apiId: routeId, name: '', group: '', method: '', path: '' }]),
  // the state of the route says it, which the plan has read
  tryFollow: () => Promise.resolve(),
  async read(reader, { target: { httpApiId, routeId } }, options) {
    return liveOf(await reader.read(NATIVE_OPERATIONS.getHttpApiRoute, { httpApiId, routeId }, options))
  },
  follow: followRoute,
  compare: compareBackends,
  canonical: ({ weightSteps }, wanted) =>
    JSON.stringify([canonicalOf(normalOf(wanted)), ...(weightSteps.length === 0 ? [] : [weightSteps])]),
  restore: restoreRoute,
  without: withoutKeysOf,
  unreturned: {
    keys: '',
    split: changes => ({ counting: changes, unverified: [] }),
    fill: definition => definition
  },
  inputsOf: ({ httpApiId, routeId }) => ({ 'http-api-id': httpApiId, 'route-id': routeId }),
  previousOutputs: [],
  probeStage: () => undefined
}
