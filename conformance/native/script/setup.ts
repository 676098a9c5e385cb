import { decodeApi } from '../../../src/cloud/native-decode.ts'
import { isJsonObject } from '../../../src/model/json.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { textOf } from '../../caller.ts'
import { CannotContinue, outcomeOf } from '../../transcript.ts'
import { dataOf } from '../calls.ts'
import { MARK } from '../ownership.ts'
import type { NativeSession } from '../session.ts'

/** The resources that the script uses. */
export interface Setup {
  /** Two services with addresses that do not respond. */
  readonly blue: string
  readonly green: string
  /** The environment of the gateway; `undefined` if it could not be read. */
  readonly environmentId: string | undefined
}

/** Checks that the API can have routes and belongs to the gateway, and creates two services. */
export async function prepare(session: NativeSession): Promise<Setup> {
  const { gatewayId, httpApiId } = session.own.scope
  const shown = await session.look('GetHttpApi', { ids: { httpApiId } })
  const api = decodeApi(shown.body)
  if (api === undefined) throw new CannotContinue(`GetHttpApi of the API: ${outcomeOf(shown)}`)
  if (api.gatewayId !== '' && api.gatewayId !== gatewayId) {
    throw new CannotContinue('the API does not belong to the gateway in --gateway')
  }
  if (api.type !== 'Http' && api.type !== 'Rest') {
    throw new CannotContinue(`invalid type "${api.type}" of the API in --http-api: must be Http`)
  }
  const environments = await session.look('ListEnvironments', { query: { gatewayId } })
  const { items } = dataOf(environments)
  const [environment] = Array.isArray(items) ? items.filter(isJsonObject) : []
  const environmentId = textOf(environment?.['environmentId']) || undefined
  session.name(environmentId ?? '', 'environment')

  const blue = await session.createService('blue', 'VIP', '192.0.2.1:8080')
  const green = await session.createService('green', 'VIP', '192.0.2.2:8080')
  if (blue === undefined || green === undefined) throw new CannotContinue('CreateService was rejected')
  return { blue, green, environmentId }
}

/** Creates a route. @throws CannotContinue if it is rejected */
export async function createRoute(
  session: NativeSession,
  suffix: string,
  { blue, environmentId }: Setup
): Promise<string> {
  const body = { description: MARK, match: matchOf(session, suffix), backendConfig: single(blue) }
  const id =
    (environmentId === undefined
      ? undefined
      : await session.createRoute(suffix, { ...body, environmentId })) ??
    // environments are being removed from the product
    (await session.createRoute(suffix, body))
  if (id === undefined) throw new CannotContinue('CreateHttpApiRoute was rejected')
  return id
}

/** A backend with one service. */
export function single(serviceId: string): JsonObject {
  return { scene: 'SingleService', services: [{ serviceId, protocol: 'HTTP', port: 8080 }] }
}

/** A backend with several services and their weights. */
export function ratio(...services: readonly (readonly [serviceId: string, weight: number])[]): JsonObject {
  return {
    scene: 'MultiServiceByRatio',
    services: services.map(([serviceId, weight]) => ({ serviceId, protocol: 'HTTP', port: 8080, weight }))
  }
}

/** The match of a route, below the run's path. */
export function matchOf(session: NativeSession, name: string): JsonObject {
  return {
    path: { type: 'Prefix', value: `${session.own.path}${name}` },
    methods: ['GET'],
    ignoreUriCase: false
  }
}
