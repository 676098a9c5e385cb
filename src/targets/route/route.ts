import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import type { RouteTarget } from '../../model/target.ts'
import type { Kind } from '../kind.ts'
import { NATIVE, NATIVE_WORDS, gatewayInput } from '../native.ts'
import { discoverRoute } from './discover.ts'
import { APART_MS, followRoute } from './follow.ts'
import { liveOf, restoreRoute } from './reading.ts'
import { canonicalOf, compareBackends, normalOf, describeBackend, withoutKeysOf } from './scene.ts'

/** The backend of a route of Cloud-native API Gateway. */
export const ROUTE: Kind<RouteTarget> = {
  ...NATIVE,
  words: {
    ...NATIVE_WORDS,
    moved: { one: 'route', many: 'routes' },
    member: 'route',
    completion: 'deployment',
    completed: 'the route is deployed',
    input: 'route-backend',
    definition: 'backend',
    verb: 'is',
    type: 'scene',
    taken: 'saved',
    following: 'Wait for deployment',
    movesItself: true,
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
