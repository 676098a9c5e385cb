import type { JsonObject } from '../../../src/model/json.ts'
import type { NativeRoute } from '../../../src/model/native.ts'
import { outcomeOf } from '../../transcript.ts'
import { MARK } from '../ownership.ts'
import { dataOf } from '../calls.ts'
import type { NativeSession } from '../session.ts'
import { createRoute, matchOf, ratio, single } from './setup.ts'
import type { Setup } from './setup.ts'
import type { LiveRoute } from './routes.ts'

type Case = readonly [what: string, backend: JsonObject]

/** What saves accept and do, tested on a route that is never deployed. */
export async function drafts(session: NativeSession, setup: Setup, live: LiveRoute): Promise<void> {
  const { blue, green, environmentId } = setup
  const match = matchOf(session, 'draft')
  const common = environmentId === undefined ? {} : { environmentId }
  const id = await createRoute(session, 'draft', setup)
  const { deployStatus } = await session.route('route draft', id)

  await omittedFields(session, id, {
    description: MARK,
    // a save of a route that might be live must include its path
    ...(live.savesDrafts && deployStatus !== 'Deployed' ? {} : { match }),
    backendConfig: single(green)
  })
  const whole = { description: MARK, match, backendConfig: single(blue) }
  const withEnvironment = await session.saveRoute('with environmentId', id, { ...whole, ...common })
  session.learn(
    'native-environment-id',
    environmentId === undefined ? 'not tested: ListEnvironments returned none' : outcomeOf(withEnvironment)
  )
  const save = async (step: string, backendConfig: JsonObject) =>
    outcomeOf(await session.saveRoute(step, id, { ...whole, backendConfig }))
  const weights: readonly Case[] = [
    ['they sum to 90', ratio([blue, 40], [green, 50])],
    ['one is 0', ratio([blue, 0], [green, 100])],
    ['one is 101', ratio([blue, 101], [green, 0])],
    ['without any', { scene: 'MultiServiceByRatio', services: [{ serviceId: blue }, { serviceId: green }] }],
    ['one service', ratio([blue, 100])],
    [
      'eleven services',
      ratio(
        ...Array.from(
          { length: 11 },
          (_, index) => [index % 2 === 0 ? blue : green, index === 0 ? 10 : 9] as const
        )
      )
    ]
  ]
  for (const [what, backend] of weights) {
    session.learn('native-weights', `${what}: ${await save(`weights: ${what}`, backend)}`)
  }
  const backends: readonly Case[] = [
    ['an unknown service', single(session.unknownId('svc'))],
    ['two services in SingleService', { ...ratio([blue, 50], [green, 50]), scene: 'SingleService' }],
    ['no service', { scene: 'SingleService', services: [] }],
    ['the port 0', { scene: 'SingleService', services: [{ serviceId: blue, port: 0 }] }],
    [
      'a port that the service does not have',
      { scene: 'SingleService', services: [{ serviceId: blue, port: 9 }] }
    ],
    ['the scene Single', { ...single(blue), scene: 'Single' }],
    ['an unknown scene', { ...single(blue), scene: 'ConformanceNoSuchScene' }],
    ['an empty one', {}]
  ]
  for (const [what, backend] of backends) {
    session.learn('native-backend-checked', `${what}: ${await save(`backend: ${what}`, backend)}`)
  }
  await session.saveRoute('restore the backend', id, whole)
  await listFilters(session)
}

/** Saves only some of the fields. */
async function omittedFields(session: NativeSession, id: string, kept: JsonObject): Promise<void> {
  const { description, ...others } = kept
  const cases: readonly (readonly [
    what: string,
    body: JsonObject,
    isKept: (route: NativeRoute) => boolean
  ])[] = [
    ['description', others, route => route.description === description],
    ['match', { ...kept }, ({ match }) => JSON.stringify(match ?? null).includes(session.own.path)],
    [
      'backendConfig',
      { description: MARK, match: matchOf(session, 'draft') },
      ({ services }) => services.length > 0
    ]
  ]
  for (const [what, body, isKept] of cases) {
    if (what === 'match' && body['match'] !== undefined) {
      session.learn('native-route-put', 'match: not tested, since a save might be live immediately')
      continue
    }
    const response = await session.saveRoute(`without ${what}`, id, body)
    const route = await session.route(`without ${what}: after`, id)
    session.learn(
      'native-route-put',
      `${what}: ${response.code === '' ? (isKept(route) ? 'kept' : 'reset') : outcomeOf(response)}`
    )
  }
}

async function listFilters(session: NativeSession): Promise<void> {
  const { httpApiId } = session.own.scope
  const name = `${session.own.runName}-blue`
  for (const [what, query] of [
    ['backendServiceName', { backendServiceName: name }],
    ['a part of backendServiceName', { backendServiceName: name.slice(0, -2) }],
    ['deployStatuses of one', { deployStatuses: 'Deployed' }],
    ['deployStatuses with a comma', { deployStatuses: 'NotDeployed,Deployed' }],
    ['deployStatuses as JSON', { deployStatuses: '["NotDeployed","Deployed"]' }]
  ] as const) {
    const response = await session.look('ListHttpApiRoutes', {
      ids: { httpApiId },
      // only the kit's routes
      query: { ...query, nameLike: session.own.runName, pageSize: '100' }
    })
    const { items } = dataOf(response)
    const seen =
      response.code === '' ? `routes found: ${Array.isArray(items) ? items.length : 0}` : outcomeOf(response)
    session.learn('native-list-filters', `${what}: ${seen}`)
  }
}
