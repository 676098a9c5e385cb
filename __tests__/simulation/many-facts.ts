import type { Definition } from '../../emulator/cloud/state.ts'
import type { Task } from '../../emulator/cloud/state.ts'
import type { ReportTarget } from '../../src/report/report.ts'
import { isWrite } from './facts.ts'
import type { ManyEvidence } from './many-run.ts'
import type { Place } from './many-schedule.ts'
import { bodyOf, endOf, goodBody } from './trace.ts'
import type { CallRecord } from './trace.ts'
import { plain } from './oracle.ts'

/** One target: what the report claims, and what is true. */
export interface TargetFacts {
  readonly place: Place
  readonly row: ReportTarget
  /** What was live at the start. */
  readonly before: Definition
  /** What is live after the step: nothing arrives late in this simulation. */
  readonly live: Definition
  /** The writes of the desired definition, of the previous one, and of anything else. */
  readonly forward: readonly CallRecord[]
  readonly backward: readonly CallRecord[]
  readonly foreign: readonly CallRecord[]
  /** Every call about it; a reading of the backend concerns all of its targets. */
  readonly calls: readonly CallRecord[]
  /** The batches of its writes, from the cloud's state. */
  readonly batches: readonly Task[]
  /** When the log reported its end, before a rollback of the set. */
  readonly endOrder: number
}

export interface ManyFacts extends ManyEvidence {
  readonly targets: readonly TargetFacts[]
  /** Calls that check the permission to follow batches, which name no target, got no response, or were throttled for two minutes. */
  readonly isRightUnclear: boolean
}

export function manyFactsOf(evidence: ManyEvidence): ManyFacts {
  const { places, calls, report, schedule, cloud, ends } = evidence
  const rows = new Map(report.targets.map(row => [row.name, row]))
  const targets = places.flatMap((place, index) => {
    const row = rows.get(place.name)
    if (row === undefined) return []
    const before = schedule.done.includes(index) ? place.desired : place.before
    const writes = calls.filter(call => isWrite(call) && isAbout(call, place))
    const sends = (definition: Definition) => (write: CallRecord) =>
      plain(JSON.parse(write.params['BackendModelData'] ?? '{}') as Definition) === plain(definition)
    const forward = writes.filter(sends(place.desired))
    const backward = writes.filter(write => !forward.includes(write) && sends(before)(write))
    const operations = new Set(writes.flatMap(({ operationId }) => operationId ?? []))
    return {
      place,
      row,
      before,
      live: cloud.definition(place.backendId, place.stageName) ?? {},
      forward,
      backward,
      foreign: writes.filter(write => !forward.includes(write) && !backward.includes(write)),
      calls: calls.filter(
        call => isAbout(call, place) || operations.has(call.params['OperationUid'] ?? 'none')
      ),
      batches: [...operations].flatMap(operation => cloud.task(operation) ?? []),
      endOrder: ends.get(place.name)?.[0] ?? Infinity
    }
  })
  return {
    ...evidence,
    targets,
    isRightUnclear: isUnclear(calls.filter(({ params }) => params['OperationUid'] === NO_OPERATION))
  }
}

const NO_OPERATION = '0'.repeat(32)

function isUnclear(questions: readonly CallRecord[]): boolean {
  const busy = questions.filter(isBusy).map(({ endedAt = Infinity }) => endedAt)
  return (
    questions.some(call => call.error !== undefined || (!isBusy(call) && endOf(call) !== 'refused')) ||
    Math.max(...busy) - Math.min(...busy) >= BUSY_MS
  )
}

function isAbout({ params }: CallRecord, { backendId, stageName }: Place): boolean {
  return params['BackendId'] === backendId && (params['StageName'] ?? stageName) === stageName
}

const BUSY = /^(Rejected\.)?Throttling|^RepeatedCommit$|^ConcurrencyLockTimeout$/

/** A response that only asks to retry later. */
export function isBusy(call: CallRecord): boolean {
  const code = bodyOf(call)['Code']
  return call.response?.status === 429 || (typeof code === 'string' && BUSY.test(code))
}

export function accepted(writes: readonly CallRecord[]): CallRecord | undefined {
  return writes.findLast(write => endOf(write) === 'accepted')
}

/** How long calls to a busy service are retried; the last wait of up to 15 s may be skipped. */
const BUSY_MS = 120_000 - 15_000

/** Whether anything other than a temporarily busy service affected a target. */
export function isObstructed(target: TargetFacts): boolean {
  const { calls, batches, live, row, place } = target
  return (
    calls.some(call => goodBody(call) === undefined && !isBusy(call)) ||
    batches.some(({ rows }) =>
      rows.some(({ endsAt, failure }) => endsAt === Infinity || failure !== undefined)
    ) ||
    // the service kept the old value
    (row.error?.code === 'ReadBackMismatch' && plain(live) !== plain(place.desired)) ||
    longestBusyMs(target) >= BUSY_MS
  )
}

/** The longest time for which one call was retried because the service was always busy, in milliseconds. */
function longestBusyMs({ calls }: TargetFacts): number {
  const since = new Map<string, number>()
  let longest = 0
  for (const call of calls) {
    if (!isBusy(call)) since.delete(call.action)
    else {
      const from = since.get(call.action) ?? call.endedAt ?? call.sentAt
      since.set(call.action, from)
      longest = Math.max(longest, (call.endedAt ?? call.sentAt) - from)
    }
  }
  return longest
}
