import type { JsonObject } from '../../../src/model/json.ts'
import type { GatewayResponse, Through } from '../through.ts'
import { MARK } from '../ownership.ts'
import type { NativeSession } from '../session.ts'
import { THROUGH_THE_GATEWAY } from '../questions.ts'
import { matchOf, single } from './setup.ts'
import type { Setup } from './setup.ts'
import { follow } from './routes.ts'
import type { LiveRoute } from './routes.ts'

const INTERVAL_MS = 500
const MAX_MS = 60_000

/** The questions that only requests through the gateway answer. The live route leads to green before and after it. */
export async function throughTheGateway(
  session: NativeSession,
  setup: Setup,
  live: LiveRoute
): Promise<void> {
  const { through } = session
  if (through === undefined) {
    for (const question of THROUGH_THE_GATEWAY) {
      session.learn(question, 'not tested: requires --through and --answering')
    }
    return
  }
  const { blue, green } = setup
  const [one, other] = through.answering
  const path = `${session.own.path}live`
  await session.updateService('blue responds', blue, { addresses: [one] })
  await session.updateService('green responds', green, { addresses: [one] })
  const first = await until(session, through, path, ({ status }) => status > 0 && status < 500)
  const readdressed = await session.updateService('green responds differently', green, { addresses: [other] })
  const second = await until(session, through, path, response => !isSame(response, first.response))
  if (first.response.status === 0 || readdressed.code !== '' || isSame(first.response, second.response)) {
    const why = `not observed: ${describe(first.response)}, then ${describe(second.response)}`
    for (const question of THROUGH_THE_GATEWAY) session.learn(question, why)
  } else {
    session.learn('native-service-live', `within ${second.ms + INTERVAL_MS} ms`)
    await savedOnly(session, setup, live, { through, path, served: second.response })
    await priority(session, setup, { through, byBlue: first.response })
    const nothing = await through.request(`${session.own.path}nothing`)
    session.learn('native-data-plane-errors', `no route: ${describe(nothing)}`)
  }
  // --clean-up identifies leftovers by reserved addresses
  await session.updateService('restore blue', blue, { addresses: ['192.0.2.1:8080'] })
  await session.updateService('restore green', green, { addresses: ['192.0.2.2:8080'] })
}

/** Whether a save alone moves requests. Blue and green respond differently. */
async function savedOnly(
  session: NativeSession,
  { blue, green }: Setup,
  { id }: LiveRoute,
  { through, path, served }: { through: Through; path: string; served: GatewayResponse }
): Promise<void> {
  const save = (step: string, backendConfig: JsonObject) =>
    session.saveRoute(step, id, { description: MARK, match: matchOf(session, 'live'), backendConfig })
  await save('save, and request', single(blue))
  // longer than an update of a service takes
  await session.pause(5_000)
  const after = await through.request(path)
  session.learn(
    'native-route-save',
    isSame(after, served) ? 'requests do not move' : 'requests move immediately'
  )
  await save('save, and request: restore', single(green))
  await session.deployRoute('save, and request: deploy', id)
  await follow(session, 'save, and request: deployed', id)
}

/** Creates routes to blue that match requests of the live route, which leads to green. */
async function priority(
  session: NativeSession,
  { blue }: Setup,
  { through, byBlue }: { through: Through; byBlue: GatewayResponse }
): Promise<void> {
  for (const [name, type, what] of [
    ['exact', 'Exact', 'an exact path before a prefix'],
    ['longer', 'Prefix', 'a longer prefix before a shorter one']
  ] as const) {
    const value = `${session.own.path}live/${name}`
    const match = { path: { type, value }, methods: ['GET'], ignoreUriCase: false }
    const id = await session.createRoute(name, { description: MARK, match, backendConfig: single(blue) })
    if (id === undefined) {
      session.learn('native-path-priority', `${what}: CreateHttpApiRoute was rejected`)
      continue
    }
    await session.deployRoute(`deploy ${name}`, id)
    await follow(session, `deploy ${name}: after`, id)
    const { response } = await until(session, through, value, received => isSame(received, byBlue), 10_000)
    session.learn('native-path-priority', `${what}: ${isSame(response, byBlue) ? 'yes' : describe(response)}`)
  }
  const beyond = await through.request(`${session.own.path}live-and-more`)
  session.learn(
    'native-path-priority',
    `a prefix ends anywhere: ${beyond.status === 404 ? 'no' : 'yes'} (${beyond.status})`
  )
}

/** Sends requests until a response is as expected. @returns the last response, and when its request was sent */
async function until(
  session: NativeSession,
  { request }: Through,
  path: string,
  isExpected: (response: GatewayResponse) => boolean,
  maxMs = MAX_MS
): Promise<{ readonly response: GatewayResponse; readonly ms: number }> {
  for (let ms = 0; ; ms += INTERVAL_MS) {
    const response = await request(path)
    if (isExpected(response) || ms >= maxMs) return { response, ms }
    await session.pause(INTERVAL_MS)
  }
}

function isSame(one: GatewayResponse, other: GatewayResponse): boolean {
  return one.status === other.status && one.body === other.body
}

/** Without bodies of the user's servers: only the body of an error is the gateway's own. */
function describe({ status, server, body }: GatewayResponse): string {
  const shown = status < 400 ? '' : body === '' ? ', no body' : `, ${JSON.stringify(body)}`
  return status === 0 ? 'no response' : `${status}, server ${server || 'absent'}${shown}`
}
