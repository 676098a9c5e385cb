import type { Evidence, Snapshot } from './run.ts'
import { NEWER_RUN, STAGE } from './material.ts'
import type { Step } from './step.ts'
import { endOf, hasCode, isReading } from './trace.ts'
import type { CallRecord, Stored } from './trace.ts'
import { plain, desiredOf } from './oracle.ts'
import type { Desired } from './oracle.ts'

export type Reading = CallRecord & { readonly seen: Stored }

/** What the invariants check, derived from the evidence. */
export interface Facts extends Evidence {
  /** What the plan read; undefined if it could not. */
  readonly before: Stored | undefined
  readonly desired: Desired
  /** The writes of the new definition, and those of the previous one, of both steps in their order. */
  readonly forward: readonly CallRecord[]
  readonly backward: readonly CallRecord[]
  /** The last write of the new definition whose acceptance the step received. */
  readonly accepted: CallRecord | undefined
  /** The calls of either step that showed the definition. */
  readonly readings: readonly Reading[]
  /** A write that reached the cloud after its sender had stopped waiting. */
  readonly isLate: boolean
  /** APIs that were published or unpublished meanwhile. */
  readonly touched: ReadonlySet<string>
}

export function factsOf(evidence: Evidence): Facts {
  const { calls, schedule } = evidence
  const before = seenByPlan(calls)
  const writes = calls.filter(isWrite)
  const [first] = writes
  // a switch may only change the description
  const forward = writes.filter(write =>
    ['BackendModelData', 'Description'].every(name => write.params[name] === first?.params[name])
  )
  return {
    ...evidence,
    before,
    desired: desiredOf(schedule, before?.definition ?? {}),
    forward,
    backward: writes.filter(write => !forward.includes(write)),
    accepted: forward.findLast(write => endOf(write) === 'accepted'),
    readings: calls.filter(isReading),
    isLate: writes.some(
      ({ committed, arrivedOrder, endedOrder }) =>
        committed && endedOrder !== undefined && (arrivedOrder ?? 0) > endedOrder
    ),
    touched: new Set(
      schedule.way.flatMap(fault =>
        fault.kind === 'then' && 'api' in fault.event ? [`api-${fault.event.api + 1}`] : []
      )
    )
  }
}

export function isWrite({ action }: CallRecord): boolean {
  return action === 'ModifyBackendModel'
}

/** A rejection by the API itself, not a proxy's error page. */
export function isDenial(call: CallRecord): boolean {
  return call.response?.status === 403 && hasCode(call)
}

/** The plan's reading: the first that succeeded, unless an earlier one was rejected. */
function seenByPlan(calls: readonly CallRecord[]): Stored | undefined {
  for (const call of calls) {
    if (isWrite(call)) return undefined
    if (isReading(call)) return call.seen
    if (call.action === 'DescribeBackendInfo' && isDenial(call)) return undefined
  }
  return undefined
}

/** The last reading of the definition by a step. */
export function lastReading({ readings }: Facts, step: Step): Reading | undefined {
  const own = readings.filter(({ by }) => by === step.name)
  return own.reduce<Reading | undefined>(
    (last, reading) => ((reading.endedOrder ?? 0) > (last?.endedOrder ?? 0) ? reading : last),
    undefined
  )
}

/** Whether what was seen carries the stamp of a newer run, which this step must not replace. */
export function isNewerRuns({ schedule }: Pick<Facts, 'schedule'>, seen: Stored): boolean {
  const { allowOlderRun, runAttempt } = schedule
  return seen.description === NEWER_RUN && !allowOlderRun && runAttempt === 1
}

/** Whether another writer has written to the stage since a write, up to a moment; since the start without one. */
export function othersSince(facts: Facts, write: CallRecord | undefined, until: Snapshot): boolean {
  const writes = facts.cloud.writes().slice(0, until.writes)
  const from = write === undefined ? 0 : writes.findIndex(one => one.operationId === write.operationId) + 1
  return writes.slice(from).some(({ by, stageName }) => by === 'another-writer' && stageName === STAGE)
}

/** Whether the definition changed, or its description if one was set. */
export function differs(facts: Facts, one: Stored, other: Stored): boolean {
  return (
    plain(one.definition) !== plain(other.definition) ||
    (facts.schedule.description !== undefined && one.description !== other.description)
  )
}

/** The APIs of a batch that failed or did not complete; APIs that are no longer published do not count. */
export function unfinished(facts: Facts, write: CallRecord, at: number): string[] {
  const rows = facts.cloud.task(write.operationId ?? '')?.rows ?? []
  const polls = facts.calls.filter(({ action }) => action === 'DescribeUpdateBackendTask')
  // a step that no longer waits for an API cannot know its outcome
  const lastPollAt = Math.max(...polls.map(({ sentAt }) => sentAt))
  return rows.flatMap(({ api, endsAt, failure }) => {
    if (endsAt > at) return facts.touched.has(api.id) ? [] : [`${api.id} is still moving`]
    if (facts.touched.has(api.id) && endsAt > lastPollAt) return []
    return failure === undefined ? [] : [`${api.id} has failed`]
  })
}
