import { decodeApi } from '../../../src/cloud/native-decode.ts'
import { isJsonObject } from '../../../src/model/json.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { textOf } from '../../caller.ts'
import { CannotGoOn, outcomeOf } from '../../transcript.ts'
import { dataOf } from '../calls.ts'
import { MARK } from '../ownership.ts'
import type { NativeSession } from '../session.ts'

/** What the kit works with in the gateway that the user named. */
export interface Workshop {
  /** Two services by addresses, which nothing answers. */
  readonly blue: string
  readonly green: string
  /** The environment of the gateway; `undefined` where it could not be read. */
  readonly environmentId: string | undefined
}

/** Makes sure that the API is one for routes and of that gateway, and makes two services. */
export async function prepare(session: NativeSession): Promise<Workshop> {
  const { gatewayId, httpApiId } = session.own.ground
  const shown = await session.look('GetHttpApi', { ids: { httpApiId } })
  const api = decodeApi(shown.body)
  if (api === undefined) throw new CannotGoOn(`GetHttpApi of the API: ${outcomeOf(shown)}`)
  if (api.gatewayId !== '' && api.gatewayId !== gatewayId) {
    throw new CannotGoOn('the API does not belong to the gateway that --gateway names')
  }
  if (api.type !== 'Http' && api.type !== 'Rest') {
    throw new CannotGoOn(
      `the API is of the type ${api.type}: the kit makes its routes in one of the type Http`
    )
  }
  const environments = await session.look('ListEnvironments', { query: { gatewayId } })
  const { items } = dataOf(environments)
  const [environment] = Array.isArray(items) ? items.filter(isJsonObject) : []
  const environmentId = textOf(environment?.['environmentId']) || undefined
  session.name(environmentId ?? '', 'environment')

  const blue = await session.createService('blue', 'VIP', '192.0.2.1:8080')
  const green = await session.createService('green', 'VIP', '192.0.2.2:8080')
  if (blue === undefined || green === undefined) throw new CannotGoOn('CreateService was refused')
  return { blue, green, environmentId }
}

/** A route of the kit's own. @throws CannotGoOn when it is refused */
export async function createRoute(
  session: NativeSession,
  suffix: string,
  { blue, environmentId }: Workshop
): Promise<string> {
  const body = { description: MARK, match: matchOf(session, suffix), backendConfig: single(blue) }
  const id =
    (environmentId === undefined
      ? undefined
      : await session.createRoute(suffix, { ...body, environmentId })) ??
    // environments are on their way out of the product
    (await session.createRoute(suffix, body))
  if (id === undefined) throw new CannotGoOn('CreateHttpApiRoute was refused')
  return id
}

/** A backend of one service. */
export function single(serviceId: string): JsonObject {
  return { scene: 'SingleService', services: [{ serviceId, protocol: 'HTTP', port: 8080 }] }
}

/** Several services with their weights. */
export function ratio(...services: readonly (readonly [serviceId: string, weight: number])[]): JsonObject {
  return {
    scene: 'MultiServiceByRatio',
    services: services.map(([serviceId, weight]) => ({ serviceId, protocol: 'HTTP', port: 8080, weight }))
  }
}

/** The requests of a route, all below the path of the run. */
export function matchOf(session: NativeSession, name: string): JsonObject {
  return {
    path: { type: 'Prefix', value: `${session.own.path}${name}` },
    methods: ['GET'],
    ignoreUriCase: false
  }
}
