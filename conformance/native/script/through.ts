import type { JsonObject } from '../../../src/model/json.ts'
import type { GatewayResponse, Through } from '../through.ts'
import { MARK } from '../ownership.ts'
import type { NativeSession } from '../session.ts'
import { THROUGH_THE_GATEWAY } from '../questions.ts'
import { matchOf, single } from './ground.ts'
import type { Workshop } from './ground.ts'
import { follow } from './routes.ts'
import type { LiveRoute } from './routes.ts'

const EVERY_MS = 500
const LONGEST_MS = 60_000

/** What only requests through the gateway tell. The live route leads to green when it begins, and when it ends. */
export async function throughTheGateway(
  session: NativeSession,
  workshop: Workshop,
  live: LiveRoute
): Promise<void> {
  const { through } = session
  if (through === undefined) {
    for (const question of THROUGH_THE_GATEWAY) {
      session.learn(question, 'not asked: it takes --through and --answering')
    }
    return
  }
  const { blue, green } = workshop
  const [one, other] = through.answering
  const path = `${session.own.path}live`
  await session.updateService('blue answers', blue, { addresses: [one] })
  await session.updateService('green answers', green, { addresses: [one] })
  const first = await until(session, through, path, ({ status }) => status > 0 && status < 500)
  const readdressed = await session.updateService('green answers otherwise', green, { addresses: [other] })
  const second = await until(session, through, path, answer => !isSame(answer, first.answer))
  if (first.answer.status === 0 || readdressed.code !== '' || isSame(first.answer, second.answer)) {
    const why = `not seen: ${describe(first.answer)}, then ${describe(second.answer)}`
    for (const question of THROUGH_THE_GATEWAY) session.learn(question, why)
  } else {
    session.learn('native-service-live', `within ${second.ms + EVERY_MS} ms`)
    await savedOnly(session, workshop, live, { through, path, served: second.answer })
    await priority(session, workshop, { through, byBlue: first.answer })
    const nothing = await through.ask(`${session.own.path}nothing`)
    session.learn('native-data-plane-errors', `no route: ${describe(nothing)}`)
  }
  // what an earlier run has left is known by addresses that nobody has
  await session.updateService('blue as before', blue, { addresses: ['192.0.2.1:8080'] })
  await session.updateService('green as before', green, { addresses: ['192.0.2.2:8080'] })
}

/** Whether a save alone moves requests. Blue answers otherwise than green. */
async function savedOnly(
  session: NativeSession,
  { blue, green }: Workshop,
  { id }: LiveRoute,
  { through, path, served }: { through: Through; path: string; served: GatewayResponse }
): Promise<void> {
  const save = (step: string, backendConfig: JsonObject) =>
    session.saveRoute(step, id, { description: MARK, match: matchOf(session, 'live'), backendConfig })
  await save('save, and ask', single(blue))
  // as long as an update of a service may take, and more
  await session.pause(5_000)
  const after = await through.ask(path)
  session.learn(
    'native-route-save',
    isSame(after, served) ? 'requests stay where they were' : 'requests move at once'
  )
  await save('save, and ask: back', single(green))
  await session.deployRoute('save, and ask: deploy', id)
  await follow(session, 'save, and ask: deployed', id)
}

/** Routes to blue that match what the live route, to green, matches as well. */
async function priority(
  session: NativeSession,
  { blue }: Workshop,
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
      session.learn('native-path-priority', `${what}: CreateHttpApiRoute was refused`)
      continue
    }
    await session.deployRoute(`deploy ${name}`, id)
    await follow(session, `deploy ${name}: after`, id)
    const { answer } = await until(session, through, value, got => isSame(got, byBlue), 10_000)
    session.learn('native-path-priority', `${what}: ${isSame(answer, byBlue) ? 'yes' : describe(answer)}`)
  }
  const beyond = await through.ask(`${session.own.path}live-and-more`)
  session.learn(
    'native-path-priority',
    `a prefix ends anywhere: ${beyond.status === 404 ? 'no' : 'yes'} (${beyond.status})`
  )
}

/** Asks until an answer is as it should be. @returns the last one, and after how long it was asked for */
async function until(
  session: NativeSession,
  { ask }: Through,
  path: string,
  isWanted: (answer: GatewayResponse) => boolean,
  longestMs = LONGEST_MS
): Promise<{ readonly answer: GatewayResponse; readonly ms: number }> {
  for (let ms = 0; ; ms += EVERY_MS) {
    const answer = await ask(path)
    if (isWanted(answer) || ms >= longestMs) return { answer, ms }
    await session.pause(EVERY_MS)
  }
}

function isSame(one: GatewayResponse, other: GatewayResponse): boolean {
  return one.status === other.status && one.body === other.body
}

/** Without what may be somebody's: the body of an error is the gateway's own. */
function describe({ status, server, body }: GatewayResponse): string {
  const shown = status < 400 ? '' : body === '' ? ', no body' : `, ${JSON.stringify(body)}`
  return status === 0 ? 'no answer' : `${status}, server ${server || 'not said'}${shown}`
}
