import { pruneDeployments } from '../cloud/batch.ts'
import type { Effects } from '../cloud/batch.ts'
import type { State } from '../cloud/state.ts'
import type { Deployable, Deployment } from './state.ts'
import { liveAt } from './state.ts'

/** The status of a deployable resource as returned by reads. Does not count as a read. */
export function statusOf<Live>(state: State, thing: Deployable<Live>): string {
  const { lag, shown } = thing
  if (lag !== undefined && lag.reads > 0) return lag.status
  return shown ?? trueStatus(state, thing)
}

/** Like `statusOf`, but counts as a read. */
export function readStatus<Live>(state: State, thing: Deployable<Live>): string {
  const status = statusOf(state, thing)
  if (thing.lag !== undefined && thing.lag.reads > 0) thing.lag.reads -= 1
  return status
}

function trueStatus<Live>(state: State, thing: Deployable<Live>): string {
  const { deployment, isChanged, timeline } = thing
  const now = state.clock.now()
  if (deployment !== undefined && now < deployment.endsAt) return underWay(state, deployment, now)
  const isLive = liveAt(timeline, now) !== undefined
  if (isChanged) return isLive ? 'DeployedWithChanges' : 'NotDeployed'
  if (deployment?.failed === true) return 'DeployFailed'
  return isLive ? (state.seed.doubts.deployStatuses.at(-1) ?? 'Deployed') : 'NotDeployed'
}

function underWay(state: State, { kind, startedAt, endsAt }: Deployment, now: number): string {
  if (kind === 'undeploy') return 'Undeploying'
  const statuses = state.seed.doubts.deployStatuses.slice(0, -1)
  const done = endsAt === Infinity ? 0 : (now - startedAt) / (endsAt - startedAt)
  return statuses[Math.floor(done * statuses.length)] ?? 'Deploying'
}

/** Must be called before the saved state changes or a deployment starts. */
export function keepStatus<Live>(state: State, thing: Deployable<Live>): void {
  const { deployStatusLag } = state.seed.doubts
  if (deployStatusLag > 0) thing.lag = { status: statusOf(state, thing), reads: deployStatusLag }
  thing.shown = undefined
}

/**
 * Starts a deployment. Nothing runs in the background: it has an end time, and the clock decides.
 * @param live the state to deploy; undefined: undeploy
 * @param isNamed whether an ID or name listed in a fault refers to this resource
 */
export function startDeployment<Live>(
  state: State,
  thing: Deployable<Live>,
  live: Live | undefined,
  { stuckAfter, failing }: Effects,
  isNamed: (name: string) => boolean
): void {
  const { doubts, batch } = state.seed
  keepStatus(state, thing)
  thing.deployments += 1
  const startedAt = state.clock.now()
  const endsAt = stuckAfter === undefined || stuckAfter > 0 ? startedAt + (batch.deployMs ?? 0) : Infinity
  const failed =
    live !== undefined &&
    ((failing !== undefined && (failing.apis === 'all' || failing.apis.some(isNamed))) ||
      doubts.deployFailure === 'always' ||
      (doubts.deployFailure === 'once' && thing.deployments === 1))
  const moves = !failed || doubts.failedDeployServes !== 'previous'
  const isOut = failed && doubts.failedDeployServes === 'nothing'
  const entry = moves ? { at: endsAt, live: isOut ? undefined : live } : undefined
  if (entry !== undefined) {
    thing.timeline.push(entry)
    pruneDeployments(thing.timeline, startedAt)
  }
  thing.deployment = { kind: live === undefined ? 'undeploy' : 'deploy', startedAt, endsAt, failed, entry }
  thing.isChanged = false
}

/** Completes deployments held by `stuck-batch`. */
export function releaseDeployments(state: State): void {
  const now = state.clock.now()
  const release = ({ deployment }: Deployable<unknown>): void => {
    if (deployment?.endsAt !== Infinity) return
    deployment.endsAt = now
    if (deployment.entry !== undefined) deployment.entry.at = now
  }
  for (const api of state.apig.httpApis.values()) {
    for (const thing of [api, ...api.routes.values(), ...api.operations.values()]) release(thing)
  }
}
