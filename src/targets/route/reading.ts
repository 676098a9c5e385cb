import { CallError, isDenied } from '../../cloud/call-error.ts'
import { NATIVE_OPERATIONS } from '../../cloud/native-operations.ts'
import { HEARTBEAT_MS, requestedDelay, sleepUntilNext } from '../../cloud/retry.ts'
import type { ApiState, BatchProgress } from '../../model/batch.ts'
import { canonicalReading } from '../../model/definition.ts'
import type { Definition } from '../../model/definition.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { NativeRoute } from '../../model/native.ts'
import type { RouteTarget } from '../../model/target.ts'
import { formatDuration } from '../../runtime/clock.ts'
import type { Live, FollowResult, FollowOptions } from '../kind.ts'
import { canonicalOf, definitionOf, isExpressible } from './scene.ts'

/**
 * The state of a route. `saved`: the returned backend is not the one in effect. `failed`: it may not be. `out`: the route is offline.
 * `going-out`: someone is taking it offline. `moving`: anything else; the documentation does not list all states.
 */
export type RouteState = 'deployed' | 'saved' | 'failed' | 'out' | 'going-out' | 'deploying' | 'moving'

const STATES: Readonly<Record<string, RouteState>> = {
  deployed: 'deployed',
  deployedwithchanges: 'saved',
  deployfailed: 'failed',
  notdeployed: 'out',
  undeploying: 'going-out',
  undeployfailed: 'going-out',
  deploying: 'deploying'
}

export function stateOf({ deployStatus }: Pick<NativeRoute, 'deployStatus'>): RouteState {
  const key = deployStatus.toLowerCase()
  return (Object.hasOwn(STATES, key) ? STATES[key] : undefined) ?? 'moving'
}

/** The fields of a route that a write sends back, and those that it must not change. Stored in the journal. */
interface Base {
  /** By their names in writes. */
  readonly body: JsonObject
  /** Canonical texts of the read-only fields, by name. */
  readonly rest: JsonObject
}

export function liveOf(route: NativeRoute): Live {
  const definition = definitionOf(route)
  return {
    ...readingOf(definition, baseOf(route)),
    title: route.name,
    notInEffect: whyNotInEffect(route),
    isMoving: stateOf(route) === 'deploying' || stateOf(route) === 'moving'
  }
}

/** Restores a reading from the journal. */
export function restoreRoute(definition: Definition, _: string, base: JsonObject | undefined): Live {
  const { body, rest } = base ?? {}
  return readingOf(definition, isJsonObject(body) && isJsonObject(rest) ? { body, rest } : undefined)
}

function readingOf(definition: Definition, base: Base | undefined): Live {
  const others = base && othersOf(base)
  return {
    raw: definition,
    definition,
    canonical: JSON.stringify([canonicalOf(definition), ...(others ?? [])]),
    // a route's description is sent with every save, and does not identify a run
    description: '',
    title: '',
    neighbors: () => new Map(),
    notAnInput: isExpressible(definition)
      ? undefined
      : `the live backend is of the scene ${nameOfScene(definition)}, which the inputs cannot express`,
    ...(others === undefined || base === undefined
      ? {}
      : { others, sent: new Set(Object.keys(base.body)), base: { body: base.body, rest: base.rest } })
  }
}

function nameOfScene({ scene }: Definition): string {
  return typeof scene === 'string' && scene !== '' ? scene : 'that the service does not name'
}

/** The fields that are sent back with the backend. @returns `undefined` if they are not known */
export function bodyOf(live: Pick<Live, 'base'> | undefined): JsonObject | undefined {
  const body = live?.base?.['body']
  return isJsonObject(body) ? body : undefined
}

function whyNotInEffect(route: Pick<NativeRoute, 'deployStatus'>): string | undefined {
  const { deployStatus } = route
  switch (stateOf(route)) {
    case 'deployed':
      return undefined
    case 'saved':
      return `the route has saved changes that are not deployed (${deployStatus})`
    case 'failed':
      return `the route was saved, and its deployment failed (${deployStatus})`
    case 'out':
    case 'going-out':
    case 'deploying':
    case 'moving':
      return `the route is ${deployStatus === '' ? 'in an unnamed state' : deployStatus}`
  }
}

/** Returned fields that are sent back under another name, or that change by themselves. */
const NOT_REST: ReadonlySet<string> = new Set([
  'routeId',
  'backend',
  'description',
  'match',
  'domainInfos',
  'environmentInfo',
  'mcpServerInfo'
])
const CHANGES_BY_ITSELF = /status|time|health|revision|version/i

/** Every field that a write accepts, as it was returned; fields that were not returned are not sent. */
function baseOf({ raw, description, match, environmentId, domainIds }: NativeRoute): Base {
  return {
    body: {
      ...(typeof raw['description'] === 'string' ? { description } : {}),
      ...(match === undefined ? {} : { match }),
      ...(environmentId === '' ? {} : { environmentId }),
      ...(Array.isArray(raw['domainInfos']) ? { domainIds: [...domainIds] } : {})
    },
    rest: Object.fromEntries(
      Object.entries(raw).flatMap(([key, value]) =>
        NOT_REST.has(key) || CHANGES_BY_ITSELF.test(key) ? [] : [[key, textOf(value)]]
      )
    )
  }
}

function othersOf({ body, rest }: Base): ReadonlyMap<string, string> {
  const { domainIds, match, ...more } = body
  const named: Record<string, Json> = {
    ...more,
    ...(Array.isArray(domainIds) ? { domainIds: domainIds.map(String).sort() } : {}),
    ...(isJsonObject(match) ? { match: inOneOrder(match) } : {})
  }
  const all = [
    ...Object.entries(named).map(([key, value]) => [key, textOf(value)] as const),
    ...Object.entries(rest).map(([key, value]) => [key, typeof value === 'string' ? value : NOTHING] as const)
  ]
  // an empty value means the same as absence
  return new Map(all.filter(([, text]) => text !== NOTHING).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function inOneOrder({ methods, ...match }: JsonObject): JsonObject {
  return Array.isArray(methods)
    ? { ...match, methods: methods.map(String).sort() }
    : { ...match, methods: methods ?? null }
}

function textOf(value: Json): string {
  return canonicalReading({ value })
}

const NOTHING = canonicalReading({})

/** How far apart two readings must be to confirm a state: right after a call, it may still be the previous one. */
export const APART_MS = 2_000
/** The same for a failure: after a failed deployment, the next one starts in that state. */
const FAILED_APART_MS = 4_000
const MAX_DELAY_MS = 10_000
/** The longest delay, as a share of the elapsed time. */
const POLL_SHARE = 0.08
/** How long after the deadline the last reading may take. */
const LAST_READING_MS = 2_000

/** Follows a route until two readings show that it is deployed, or that its deployment failed. The last reading is at the deadline. */
export async function followRoute(
  options: FollowOptions & { readonly target: RouteTarget }
): Promise<FollowResult> {
  const { reader, clock, log, deadline, target } = options
  const startedAt = clock.now()
  const isStopped = (): boolean => deadline.isStopped()
  const elapsed = (): string => formatDuration(clock.now() - startedAt)
  const shown = createShown()
  let progress: BatchProgress | undefined
  let lastError: CallError | undefined
  let logged = ''
  let loggedAt = startedAt
  for (;;) {
    if (isStopped()) return { kind: 'stopped', progress }
    const atDeadline = deadline.leftMs() === 0
    const askedAt = clock.now()
    let requestedMs = 0
    let end: ApiState = 'moving'
    try {
      const route = await reader.read(NATIVE_OPERATIONS.getHttpApiRoute, target, {
        once: true,
        deadline: deadline.later(LAST_READING_MS)
      })
      lastError = undefined
      end = progressStateOf(route)
      const isSure =
        end !== 'moving' && shown.since(end, askedAt) >= (end === 'failed' ? FAILED_APART_MS : APART_MS)
      progress = progressOf(route, target, isSure ? end : 'moving')
      if (route.deployStatus !== logged || clock.now() - loggedAt >= HEARTBEAT_MS) {
        logged = route.deployStatus
        loggedAt = clock.now()
        log.info(`${target.name}: the route is ${logged || 'in an unnamed state'} (${elapsed()})`)
      }
      if (isSure) return { kind: 'ended', progress, isCertain: true }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (isStopped()) return { kind: 'stopped', progress }
      if (options.giveUpWhenDenied && isDenied(error)) return { kind: 'denied', error }
      log.info(`${error.message}; retrying until the wait ends (${elapsed()})`)
      lastError = error
      requestedMs = requestedDelay(error)
    }
    if (end === 'moving' && lastError === undefined) shown.reset()
    if (atDeadline) return { kind: 'timed-out', progress, lastError }
    const slow = end === 'moving' ? Math.min(MAX_DELAY_MS, (clock.now() - startedAt) * POLL_SHARE) : 0
    await sleepUntilNext(Math.max(APART_MS, slow, requestedMs), deadline, () => {
      log.info(`waiting as long as the service requested (${elapsed()})`)
    })
  }
}

/** How long consecutive readings have shown the same. */
export interface Shown<T> {
  /** @returns the time since the first of them was requested */
  since(what: T, askedAt: number): number
  reset(): void
}

export function createShown<T>(): Shown<T> {
  let first: { readonly what: T; readonly at: number } | undefined
  return {
    since(what, askedAt) {
      if (first?.what !== what) first = { what, at: askedAt }
      return askedAt - first.at
    },
    reset() {
      first = undefined
    }
  }
}

/** The state for the progress. A route that is only saved may be in a state from before the deployment. */
function progressStateOf(route: NativeRoute): ApiState {
  switch (stateOf(route)) {
    case 'deployed':
      return 'updated'
    case 'failed':
    case 'out':
    case 'going-out':
      return 'failed'
    case 'saved':
    case 'deploying':
    case 'moving':
      return 'moving'
  }
}

function progressOf(
  { routeId, name, deployStatus }: NativeRoute,
  { httpApiId }: RouteTarget,
  state: ApiState
): BatchProgress {
  const count = (one: ApiState): number => (state === one ? 1 : 0)
  return {
    apis: [
      {
        apiId: routeId,
        name,
        group: httpApiId,
        state,
        status: deployStatus,
        message: ''
      }
    ],
    total: 1,
    updated: count('updated'),
    failed: count('failed'),
    moving: count('moving'),
    unlisted: [],
    done: state !== 'moving'
  }
}
