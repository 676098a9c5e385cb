import { isJsonObject } from '../../../src/model/json.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { NativeRoute } from '../../../src/model/native.ts'
import { CannotContinue, outcomeOf } from '../../transcript.ts'
import { MARK } from '../ownership.ts'
import type { NativeSession } from '../session.ts'
import { createRoute, matchOf, ratio, single } from './setup.ts'
import type { Setup } from './setup.ts'

const READS_AFTER_A_SAVE = 4
/** Deployments usually complete within seconds. */
const MAX_READS = 60
const READ_INTERVAL_MS = 2_000

/** The deployed route, for the rest of the script. */
export interface LiveRoute {
  readonly id: string
  /** Whether a save of a deployed route leaves the live route unchanged. */
  readonly savesDrafts: boolean
}

/** The calls of the action for a route: save, deploy, read back. */
export async function routes(session: NativeSession, setup: Setup): Promise<LiveRoute> {
  const { blue, green } = setup
  const match = matchOf(session, 'live')
  const id = await createRoute(session, 'live', setup)
  const created = await session.route('route live', id)
  learnForm(session, created)
  session.learn('native-deploy-status', `created: ${created.deployStatus}`)

  const first = await deploy(session, 'deploy', id)
  session.check('a route is deployed', first.at(-1)?.deployStatus === 'Deployed', statusesOf(first))
  if (first.at(-1)?.deployStatus !== 'Deployed') throw new CannotContinue('a route could not be deployed')

  const save = (step: string, backendConfig: JsonObject) =>
    session.saveRoute(step, id, { description: MARK, match, backendConfig })
  // ordered neither by weight nor by age, so that a sorted result shows
  const saved = await save('save weights', ratio([green, 70], [blue, 30]))
  session.check('a save as the action sends it is accepted', saved.code === '', outcomeOf(saved))
  const reads = await readAfterSave(session, 'save weights: after', id)
  const last = reads.at(-1)
  const status = last?.deployStatus ?? ''
  session.learn('native-deploy-status-lag', `after a save: ${statusesOf(reads)}`)
  session.learn('native-route-save', `after a save: ${status}`)
  session.check(
    'a save is read back',
    last?.services.find(({ serviceId }) => serviceId === green)?.weight === 70,
    JSON.stringify(last?.services ?? null)
  )
  const order = last?.services.map(({ serviceId }) => serviceId).join()
  session.learn('native-service-order', order === `${green},${blue}` ? 'kept' : 'changed')

  await save('save the live backend', single(blue))
  const equal = await readAfterSave(session, 'save the live backend: after', id)
  session.learn('native-equal-draft', equal.at(-1)?.deployStatus ?? '')

  await save('save another', single(green))
  const before = await session.route('before the deployment', id)
  const deployed = await deploy(session, 'deploy another', id, async () => {
    // a write in the same gateway while a deployment might be in progress; the draft uses green
    const locked = session.locked.length
    await session.updateService('update during a deployment', blue, { addresses: ['192.0.2.1:8080'] })
    session.learn(
      'native-lock',
      session.locked.length > locked
        ? 'a write during a deployment: locked'
        : 'a write during a deployment: accepted'
    )
  })
  const after = deployed.at(-1)
  session.learn('native-deploy-timestamp', after?.updateTimestamp === before.updateTimestamp ? 'no' : 'yes')
  session.check(
    'a completed deployment is Deployed, with the saved backend',
    after?.deployStatus === 'Deployed' && after.services[0]?.serviceId === green,
    statusesOf(deployed)
  )
  const again = await session.deployRoute('deploy again', id)
  session.learn('native-deploy-unchanged', outcomeOf(again))
  await follow(session, 'deploy again: after', id)
  return { id, savesDrafts: status === 'DeployedWithChanges' }
}

/** The format of a route in reads. */
function learnForm(session: NativeSession, { scene, services, raw }: NativeRoute): void {
  const { weight } = services[0] ?? {}
  session.learn(
    'native-single-service',
    `${scene || 'no scene'}, ${weight === undefined ? 'without a weight' : `the weight ${weight}`}`
  )
  session.learn('native-builtin', `${typeof raw['builtin']} ${JSON.stringify(raw['builtin'] ?? null)}`)
}

/** Deploys a route, and follows the deployment. @param during runs right after the response */
async function deploy(
  session: NativeSession,
  step: string,
  id: string,
  during: () => Promise<void> = () => Promise.resolve()
): Promise<NativeRoute[]> {
  const response = await session.deployRoute(step, id)
  session.check(`${step}: a deployment is accepted`, response.code === '', outcomeOf(response))
  await during()
  const reads = await follow(session, `${step}: after`, id)
  const { deployStatus = '', raw = {} } = reads.at(-1) ?? {}
  session.learn('native-deploy-status', `${step}: ${statusesOf(reads)}`)
  session.learn('native-deploy-status-lag', `${step}: ${reads[0]?.deployStatus ?? ''} at the first read`)
  session.learn(
    'native-deploy-failure',
    `${step}: ${/fail/i.test(deployStatus) ? deployStatus : 'it did not fail'}`
  )
  const { gatewayStatus = null } = raw
  session.learn('native-gateway-status', isJsonObject(gatewayStatus) ? JSON.stringify(gatewayStatus) : 'none')
  return reads
}

/** Reads a route until it is Deployed in two consecutive reads, or its deployment failed. */
export async function follow(session: NativeSession, step: string, id: string): Promise<NativeRoute[]> {
  const reads: NativeRoute[] = []
  for (;;) {
    const route = await session.route(step, id)
    reads.push(route)
    const isDeployed = reads.slice(-2).filter(({ deployStatus }) => deployStatus === 'Deployed').length === 2
    if (isDeployed || /fail/i.test(route.deployStatus) || reads.length === MAX_READS) return reads
    await session.pause(READ_INTERVAL_MS)
  }
}

async function readAfterSave(session: NativeSession, step: string, id: string): Promise<NativeRoute[]> {
  const reads: NativeRoute[] = []
  for (;;) {
    reads.push(await session.route(step, id))
    if (reads.length === READS_AFTER_A_SAVE) return reads
    await session.pause(READ_INTERVAL_MS)
  }
}

/** `Deploying in 3 reads, Deployed in 2 reads`. */
function statusesOf(reads: readonly NativeRoute[]): string {
  const runs: { status: string; count: number }[] = []
  for (const { deployStatus } of reads) {
    const last = runs.at(-1)
    if (last?.status === deployStatus) last.count += 1
    else runs.push({ status: deployStatus, count: 1 })
  }
  return runs.map(({ status, count }) => `${status || 'nothing'} in ${count} reads`).join(', ')
}
