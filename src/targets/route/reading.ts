import { canonicalReading } from '../../model/definition.ts'
import type { Definition } from '../../model/definition.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { NativeRoute } from '../../model/native.ts'
import type { Live } from '../kind.ts'
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
    isChanging: stateOf(route) === 'deploying' || stateOf(route) === 'moving'
  }
}

/** Restores a reading from the journal. */
export function restoreRoute(definition: Definition, _: string, base: JsonObject | undefined): Live {
  const { body, rest } = base ?? {}
  return readingOf(definition, isJsonObject(body) && isJsonObject(rest) ? { body, rest } : undefined)
}

function readingOf(definition: Definition, base: Base | undefined): Live {
  const otherFields = base && otherFieldsOf(base)
  return {
    raw: definition,
    definition,
    canonical: JSON.stringify([canonicalOf(definition), ...(otherFields ?? [])]),
    // a route's description is sent with every save, and does not identify a run
    description: '',
    title: '',
    neighbors: () => new Map(),
    notAnInput: isExpressible(definition)
      ? undefined
      : `the live backend is of the scene ${nameOfScene(definition)}, which the inputs cannot express`,
    ...(otherFields === undefined || base === undefined
      ? {}
      : {
          otherFields,
          sentFields: new Set(Object.keys(base.body)),
          base: { body: base.body, rest: base.rest }
        })
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

function otherFieldsOf({ body, rest }: Base): ReadonlyMap<string, string> {
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

/** How long consecutive readings have shown the same. */
export interface Streak<T> {
  /** @returns the time since the first of them was requested */
  since(what: T, askedAt: number): number
  reset(): void
}

export function createStreak<T>(): Streak<T> {
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
