import { isJsonObject } from '../../../emulator/cloud/json.ts'
import type { JsonObject } from '../../../emulator/cloud/json.ts'
import type { Step } from '../step.ts'
import { bodyOf } from '../trace.ts'
import type { CallRecord } from '../trace.ts'
import { idNameOf, isWrite, readOf } from './cloud.ts'
import type { Act, Truth } from './cloud.ts'
import { API_ID, ROUTE_ID, SERVICE_ID } from './material.ts'
import { rungsOf } from './oracle.ts'
import type { Rung } from './oracle.ts'
import type { Evidence, Snapshot } from './run.ts'
import type { NativeSchedule } from './schedule.ts'
import {
  plainAddresses,
  plainBackend,
  restOfRoute,
  serviceState,
  shownRoute,
  textOf,
  usesOf
} from './state.ts'
import type { State, Use } from './state.ts'

/** A reading of the target that succeeded. */
export interface Reading {
  readonly call: CallRecord
  readonly state: State
  readonly status: string
}

/** A write of a step. */
export interface Write {
  readonly call: CallRecord
  readonly what: 'save' | 'deploy'
  /** What it sends; for a deployment, what was saved before. */
  readonly definition: string
  /** Of a route whose scene can be expressed as weights. */
  readonly uses: readonly Use[] | undefined
  /** The same for all other fields; `undefined` if it sends none. */
  readonly rest: string | undefined
  readonly way: 'forward' | 'backward'
  /** The index of the desired definition that it sends; -1 for none. */
  readonly rung: number
}

/** What the invariants check, derived from the evidence. */
export interface Facts extends Evidence {
  /** What the plan saw. */
  readonly before: Reading | undefined
  readonly rungs: readonly Rung[]
  readonly readings: readonly Reading[]
  /** Of both steps, in their order. */
  readonly writes: readonly Write[]
  /** A write that reached the cloud after its sender had stopped waiting, or after the post step had to take it for arrived. */
  readonly isLate: boolean
  readonly isLadder: boolean
  /** The desired definition equals the previous one. */
  readonly isSame: boolean
}

export function factsOf(evidence: Evidence): Facts {
  const { calls, schedule } = evidence
  const readings = calls.flatMap(call => readingIn(schedule, call) ?? [])
  const firstWrite = calls.find(call => isWrite(call.action))
  const before = readings.find(({ call }) => call.sentOrder < (firstWrite?.sentOrder ?? Infinity))
  const rungs = before === undefined ? [] : rungsOf(schedule, before.state)
  const last = rungs.at(-1)
  return {
    ...evidence,
    before,
    rungs,
    readings,
    writes: writesIn(schedule, calls, rungs),
    isLate:
      calls.some(
        ({ action, committed, arrivedOrder, endedOrder }) =>
          isWrite(action) && committed && endedOrder !== undefined && (arrivedOrder ?? 0) > endedOrder
      ) || evidence.acts.some(act => seemedArrived(evidence, readings, act)),
    isLadder: schedule.weightSteps.length > 0,
    isSame: before !== undefined && last !== undefined && before.state.definition === last.definition
  }
}

/** Whether the post step has read another writer's equal definition while the write of a killed step was still on its way. */
function seemedArrived({ acts }: Evidence, readings: readonly Reading[], late: Act): boolean {
  const { call, order, after } = late
  if (call?.by !== 'main' || call.endedOrder !== undefined) return false
  const other = acts.find(
    act =>
      act.by === 'another' &&
      act.order > call.sentOrder &&
      act.order < order &&
      act.after.saved.definition === after.saved.definition
  )
  return readings.some(
    ({ call: { by, arrivedOrder = 0 }, state }) =>
      by === 'post' &&
      arrivedOrder > (other?.order ?? Infinity) &&
      arrivedOrder < order &&
      state.definition === after.saved.definition
  )
}

function readingIn(schedule: NativeSchedule, call: CallRecord): Reading | undefined {
  if (call.action !== readOf(schedule)) return undefined
  const data = goodData(call)
  if (data === undefined || data[idNameOf(schedule)] !== idOf(schedule)) return undefined
  return schedule.kind === 'service'
    ? { call, state: serviceState(data), status: 'Deployed' }
    : { call, state: shownRoute(data), status: textOf(data['deployStatus']) }
}

function idOf({ kind }: NativeSchedule): string {
  return kind === 'service' ? SERVICE_ID : ROUTE_ID
}

/** The names of the target in the log: the second one as soon as it has been read. */
export function namesOf(schedule: NativeSchedule): readonly string[] {
  return [nameOf(schedule), schedule.kind === 'service' ? 'orders' : 'checkout']
}

/** The name of the target in the journal. */
export function nameOf({ kind }: NativeSchedule): string {
  return kind === 'service' ? SERVICE_ID : `${API_ID}/${ROUTE_ID}`
}

function writesIn(
  { kind }: NativeSchedule,
  calls: readonly CallRecord[],
  rungs: readonly Rung[]
): readonly Write[] {
  const writes: Write[] = []
  for (const call of calls) {
    if (call.action === 'DeployHttpApi') {
      // nothing is deployed that was not saved
      const save = writes.findLast(({ what }) => what === 'save')
      writes.push({ ...(save ?? UNSAVED), call, what: 'deploy' })
    } else if (isWrite(call.action)) {
      const sent = sentBy(kind, call.body ?? {})
      const rung = rungs.findIndex(({ definition }) => definition === sent.definition)
      // a service's fields are sent to restore them
      const isForward = rung >= 0 && (kind === 'route' || sent.rest === undefined)
      writes.push({ call, what: 'save', ...sent, rung, way: isForward ? 'forward' : 'backward' })
    }
  }
  return writes
}

const UNSAVED = { definition: '', uses: undefined, rest: undefined, way: 'forward', rung: -1 } as const

function sentBy(kind: NativeSchedule['kind'], body: JsonObject): Pick<Write, 'definition' | 'uses' | 'rest'> {
  if (kind === 'service') {
    const { addresses, ...rest } = body
    const isAlone = Object.keys(rest).length === 0
    return {
      definition: plainAddresses(addresses),
      uses: undefined,
      rest: isAlone ? undefined : JSON.stringify(rest)
    }
  }
  const { backendConfig, description, match, domainIds } = body
  const backend = isJsonObject(backendConfig) ? backendConfig : {}
  return {
    definition: plainBackend(backend),
    uses: usesOf(backend),
    rest: restOfRoute(
      textOf(description),
      isJsonObject(match) ? match : {},
      Array.isArray(domainIds) ? domainIds.map(String) : []
    )
  }
}

/** The data of a successful response. */
function goodData(call: CallRecord): JsonObject | undefined {
  if (!isGood(call)) return undefined
  const { data } = bodyOf(call)
  return typeof data === 'object' && data !== null ? (data as JsonObject) : undefined
}

function isGood(call: CallRecord): boolean {
  const { code, requestId } = bodyOf(call)
  return call.response?.status === 200 && code === 'Ok' && typeof requestId === 'string'
}

/** How a write ended, as far as its sender can know: without a conclusive response it is `ambiguous`. */
export function endOf(call: CallRecord): 'accepted' | 'refused' | 'ambiguous' | 'open' {
  const { response, error } = call
  if (error !== undefined) return error.maySent ? 'ambiguous' : 'refused'
  if (response === undefined) return 'open'
  if (isGood(call)) return 'accepted'
  const code = codeOf(call)
  if (response.status === 200) return code === 'Conflict.LockFailed' ? 'refused' : 'ambiguous'
  const isOfApi = response.status === 429 || code !== ''
  return isOfApi && response.status >= 400 && response.status < 500 ? 'refused' : 'ambiguous'
}

function codeOf(call: CallRecord): string {
  const { code, Code } = bodyOf(call)
  return typeof code === 'string' ? code : typeof Code === 'string' ? Code : ''
}

/** A rejection by the API itself, not a proxy's error page. */
export function isDenial(call: CallRecord): boolean {
  return call.response?.status === 403 && codeOf(call) !== ''
}

/** The last reading of the target by a step; for a write, by the same step. */
export function lastReading(
  { readings }: Facts,
  { name }: Pick<Step, 'name'>,
  before = Infinity
): Reading | undefined {
  let last: Reading | undefined
  for (const reading of readings) {
    const { by, endedOrder = Infinity } = reading.call
    if (by === name && endedOrder < before && endedOrder > (last?.call.endedOrder ?? 0)) last = reading
  }
  return last
}

/** The last write of a step that took effect before a moment. */
export function lastOwnAct({ acts }: Facts, { order }: Pick<Snapshot, 'order'>): Act | undefined {
  return acts.findLast(act => act.by !== 'another' && act.order < order)
}

/** Whether another writer changed the target between two moments. */
export function othersSince({ acts }: Facts, from: number, to: number): boolean {
  return acts.some(({ by, order }) => by === 'another' && order > from && order < to)
}

export function isEqual(one: State | undefined, other: State | undefined): boolean {
  return one?.definition === other?.definition && one?.rest === other?.rest
}

export function isSameTruth(one: Truth, other: Truth): boolean {
  return isEqual(one.saved, other.saved) && isEqual(one.inEffect, other.inEffect)
}
