import type { Json, JsonObject } from '../cloud/json.ts'
import { isJsonObject } from '../cloud/json.ts'
import { starMatcher } from '../cloud/pattern.ts'
import type { AcceptedWrite, Definition } from '../cloud/state.ts'
import type { LoggedRequest } from '../request-log.ts'
import { isMet, showCount } from './count.ts'
import type { Count } from './count.ts'
import type { Expectations } from './expectations.ts'
import type { StageRef } from './names.ts'

/** The observed state. Requests, writes and moves are those since the requested point. */
export interface Facts {
  readonly requests: readonly Pick<LoggedRequest, 'action' | 'params' | 'status'>[]
  /** Requests waiting at a hold. */
  readonly held: readonly Pick<LoggedRequest, 'action' | 'params' | 'status'>[]
  /** For a service or a route, `backendId` is its ID and the stage is empty. */
  readonly writes: readonly Pick<AcceptedWrite, 'kind' | 'backendId' | 'stageName' | 'by'>[]
  /** How many older entries the emulator has dropped. */
  readonly dropped: { readonly requests: number; readonly writes: number }
  /** By id and stage, such as `list-orders/RELEASE`; in seed order. */
  readonly moved: readonly StageRef[]
  definition(at: StageRef): Definition | undefined
  inEffect(at: StageRef): Definition | undefined
  /** The name of a backend, or `service/orders-blue` or `route/shop/orders`. */
  backendName(id: string): string
}

/** @returns one line per failed expectation, with the expected and the found value */
export function assess(expected: Expectations, facts: Facts): string[] {
  const { dropped } = facts
  return [
    ...(expected.requests !== undefined && dropped.requests > 0
      ? [notCountable('requests', dropped.requests)]
      : requestFailures('requests', expected.requests, facts.requests)),
    ...requestFailures('held', expected.held, facts.held),
    ...(expected.writes !== undefined && dropped.writes > 0
      ? [notCountable('writes', dropped.writes)]
      : writeFailures(expected.writes, facts)),
    ...expected.definitions.flatMap(({ at, definition }) =>
      definitionFailures(`definition ${at.label}`, definition, facts.definition(at), 'not stored')
    ),
    ...expected.inEffect.flatMap(({ at, definition }) =>
      definitionFailures(`in effect ${at.label}`, definition, facts.inEffect(at), 'not published')
    ),
    ...(expected.moved === undefined ? [] : moveFailures(expected.moved, facts.moved))
  ]
}

/** An incomplete count always fails, whatever the expected value. */
function notCountable(what: string, dropped: number): string {
  return `${what}: cannot be counted because the oldest ${dropped} were dropped; assert more often, with since: previous`
}

function requestFailures(
  what: string,
  expected: Expectations['requests'],
  requests: Facts['requests']
): string[] {
  if (expected === undefined) return []
  const counts = isCount(expected) ? [{ action: '*', count: expected }] : expected
  return counts.flatMap(({ action, count }) => {
    const matches = starMatcher(action)
    const matching = requests.filter(request => matches(request.action))
    const shown = matching.map(request => showRequest(request))
    return countFailure(action === '*' ? what : `${what} ${action}`, count, shown)
  })
}

function writeFailures(expected: Expectations['writes'], facts: Facts): string[] {
  const { writes } = facts
  if (expected === undefined) return []
  const show = (write: Facts['writes'][number]): string =>
    `${[facts.backendName(write.backendId), write.stageName].filter(part => part !== '').join('/')} ${write.kind === 'modified' ? '' : `${write.kind} `}by ${write.by}`
  if (isCount(expected)) return countFailure('writes', expected, writes.map(show))
  return expected.flatMap(({ at, count }) => {
    const matching = writes.filter(
      ({ backendId, stageName }) => backendId === at.id && stageName === at.stage
    )
    return countFailure(`writes ${at.label}`, count, matching.map(show))
  })
}

function isCount(expected: Count | readonly unknown[]): expected is Count {
  return !Array.isArray(expected)
}

const MAX_LISTED = 5

function countFailure(what: string, count: Count, found: readonly string[]): string[] {
  if (isMet(count, found.length)) return []
  const more = found.length > MAX_LISTED ? [`and ${found.length - MAX_LISTED} more`] : []
  const shown = found.length === 0 ? '' : ` (${[...found.slice(0, MAX_LISTED), ...more].join('; ')})`
  return [`${what}: expected ${showCount(count)}, found ${found.length}${shown}`]
}

function showRequest({ action, params, status }: Facts['requests'][number]): string {
  const { BackendId: backend, StageName: stage, serviceId: service, routeId: route } = params
  const place = [backend, stage, service, route]
    .filter(part => part !== undefined && part !== '')
    .map(part => clean(part))
  return [clean(action) || '(no action)', ...place, `-> ${status ?? 'no response'}`].join(' ')
}

/** Sanitizes client input, which must not be interpreted as a workflow command. */
export function clean(text = ''): string {
  return text.slice(0, 64).replaceAll(/[^\w.-]/g, '?')
}

function moveFailures(expected: readonly StageRef[], moved: readonly StageRef[]): string[] {
  const key = ({ id, stage }: StageRef): string => `${id}/${stage}`
  const labels = (refs: readonly StageRef[]): string => refs.map(({ label }) => label).join(', ') || 'none'
  const has = (refs: readonly StageRef[], ref: StageRef): boolean =>
    refs.some(other => key(other) === key(ref))
  const isSame = expected.every(ref => has(moved, ref)) && moved.every(ref => has(expected, ref))
  return isSame ? [] : [`moved: expected ${labels(expected)}, found ${labels(moved)}`]
}

function definitionFailures(
  what: string,
  expected: Definition,
  found: Definition | undefined,
  absent: string
): string[] {
  if (found === undefined) return [`${what}: expected ${show(expected)}, found none (${absent})`]
  return differences(expected, found, []).map(
    ({ path, expected: before, found: after }) =>
      `${what}: ${path.join('.')}: expected ${show(before)}, found ${show(after)}`
  )
}

interface Difference {
  readonly path: readonly string[]
  readonly expected: Json | undefined
  readonly found: Json | undefined
}

function differences(expected: JsonObject, found: JsonObject, path: readonly string[]): Difference[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)])
  return [...names].flatMap(name => {
    const [left, right] = [own(expected, name), own(found, name)]
    const here = [...path, name]
    if (isJsonObject(left) && isJsonObject(right)) return differences(left, right, here)
    return isSame(left, right) ? [] : [{ path: here, expected: left, found: right }]
  })
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Whether two definitions are equal, regardless of key order. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item: Json, index) => isSame(item, right[index] as Json))
    )
  }
  if (isJsonObject(left) && isJsonObject(right)) return differences(left, right, []).length === 0
  return left === right
}

const MAX_VALUE_LENGTH = 200

function show(value: Json | undefined): string {
  if (value === undefined) return 'no such key'
  const text = JSON.stringify(value)
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}… (${text.length} characters)`
    : text
}
