import type { ReportTarget } from '../../src/report/report.ts'
import { endOf, isReading } from './trace.ts'
import type { CallRecord } from './trace.ts'
import { messageOf } from '../../src/errors/action-error.ts'
import type { ManyEvidence } from './many-run.ts'
import { accepted, isBusy, isObstructed, manyFactsOf } from './many-facts.ts'
import type { ManyFacts, TargetFacts } from './many-facts.ts'
import { plain } from './oracle.ts'

/** The documented results, the worst first. */
const ORDER = [
  'rollback-failed',
  'unknown',
  'partial',
  'cancelled',
  'failed',
  'rolled-back',
  'submitted',
  'switched',
  'unchanged',
  'planned'
]
const GREEN: readonly string[] = ['submitted', 'switched', 'unchanged', 'planned']
/** What stops a set and, if requested, rolls it back. */
const FAILURES: readonly string[] = ['failed', 'partial', 'rolled-back', 'rollback-failed']

/** The violations in a step with many targets. */
export function manyViolations(evidence: ManyEvidence): string[] {
  const facts = manyFactsOf(evidence)
  return [
    ...lost(facts),
    ...facts.targets.flatMap(target =>
      [
        ...untrueRow(facts, target),
        ...untrueChanged(target),
        ...needlessSends(facts, target),
        ...failedByThrottling(facts, target)
      ].map(text => `${target.place.name} (${target.row.result}): ${text}`)
    ),
    ...wrongWhole(facts),
    ...outOfTurn(facts),
    ...afterTheStop(facts),
    ...wrongSet(facts)
  ]
}

/** Each target has one outcome, in its place, and every write belongs to a target. */
function lost({ places, report, ends, targets, cloud, step }: ManyFacts): string[] {
  const found: string[] = []
  const desired = places.map(({ name }) => name).join()
  if (report.targets.map(({ name }) => name).join() !== desired) found.push('the report has other targets')
  for (const { name } of places) {
    const times = ends.get(name)?.length ?? 0
    if (times !== 1) found.push(`${name} ends ${times} times in the log`)
  }
  const own = targets.flatMap(({ batches }) => batches.map(({ id }) => id))
  if (own.length !== cloud.writes().length) found.push('the cloud has writes that are of no target')
  if (step.fault !== undefined) found.push(`rejected: ${messageOf(step.fault)}`)
  for (const { text } of step.errors) if (text.includes('[InternalError]')) found.push(text)
  return found
}

/** Compares the result with the state of the cloud. */
function untrueRow({ schedule, cloud }: ManyFacts, target: TargetFacts): string[] {
  const { row, place, before, live, forward, backward, foreign, calls } = target
  const writes = [...forward, ...backward, ...foreign]
  const isLive = (definition: typeof live): boolean => plain(live) === plain(definition)
  const serving = cloud
    .publishedApis(place.backendId, place.stageName)
    .map(({ id }) => cloud.inEffect(id, place.stageName)?.definition ?? {})
  const serves = (definition: typeof live): boolean =>
    serving.length === 2 && serving.every(one => plain(one) === plain(definition))
  const found: string[] = []
  const must = (holds: boolean, otherwise: string): void => {
    if (!holds) found.push(otherwise)
  }
  const write = accepted(forward)

  must(foreign.length === 0, 'a definition was sent that is of another target')
  must(row.requestId === (write?.requestId ?? null), 'request-id is not that of the accepted write')
  must(row.operationId === (write?.operationId ?? null), 'operation-id is not that of the accepted write')
  const back = accepted(backward)
  must((row.rollback?.operationId ?? null) === (back?.operationId ?? null), 'rollback is another')
  must((row.error === null) === (GREEN.includes(row.result) || row.result === 'not-started'), 'error')
  switch (row.result) {
    case 'switched':
      must(write !== undefined && backward.length === 0, 'nothing was accepted, or it was rolled back')
      must(isLive(place.desired), 'live is not as desired')
      must(serves(place.desired), 'an API serves another definition')
      must(
        write !== undefined &&
          calls.some(call => isReading(call) && call.sentOrder > (write.arrivedOrder ?? 0)),
        'it was not read back'
      )
      break
    case 'unchanged':
      must(writes.length === 0, 'something was sent')
      must(isLive(place.desired), 'live is not as desired')
      break
    case 'not-started':
      must(writes.length === 0, 'something was sent')
      must(isLive(before), 'it was changed')
      break
    case 'failed':
      must(
        writes.every(one => endOf(one) === 'refused'),
        'something was perhaps sent'
      )
      must(writes.every(({ committed }) => !committed) && isLive(before), 'it was changed')
      break
    case 'partial':
      must(write !== undefined, 'nothing was accepted')
      must(!serves(place.desired), 'every API serves what was desired')
      must(!schedule.rollback, 'it was not rolled back')
      break
    case 'unknown':
      must(
        forward.some(one => endOf(one) === 'ambiguous') || (write !== undefined && isObstructed(target)),
        'nothing was unknown'
      )
      break
    case 'rolled-back':
      must(schedule.rollback && forward.length > 0, 'rollback-on-failure was off, or nothing was sent')
      must(isLive(before) && serves(before), 'the previous definition is not restored')
      break
    case 'rollback-failed':
      must(schedule.rollback && write !== undefined, 'there was nothing to roll back')
      must(isObstructed(target), 'nothing prevented its success')
      break
    default:
      found.push('not a result for this')
  }
  return found
}

function untrueChanged({ row, before, live }: TargetFacts): string[] {
  const { changed, result } = row
  if (changed === null) {
    return /unknown|partial|rollback-failed/.test(result) ? [] : ['changed is not reported']
  }
  const isChanged = plain(before) !== plain(live)
  return changed === isChanged ? [] : [`changed is ${changed}, and that is not so`]
}

/** A write is only sent again after an ambiguous outcome or a busy response, or if it never left. */
function needlessSends({ calls }: ManyFacts, { forward, backward, place, before }: TargetFacts): string[] {
  const found: string[] = []
  for (const writes of [forward, backward]) {
    for (const [index, write] of writes.entries()) {
      const last = writes[index - 1]
      if (last === undefined) continue
      const end = endOf(last)
      if (end === 'accepted' || end === 'open') found.push(`sent again when the last one was ${end}`)
      if (end === 'refused' && last.error === undefined && !isBusy(last))
        found.push('sent again after a refusal')
      if (end === 'ambiguous' && !isReadBetween(calls, place.backendId, last, write)) {
        found.push('sent again without checking how the last one ended')
      }
    }
  }
  if (backward.length > 0 && accepted(forward) === undefined)
    found.push('rolled back what was never accepted')
  if (forward.length > 0 && plain(before) === plain(place.desired)) found.push('sent what was live already')
  return found
}

function isReadBetween(
  calls: readonly CallRecord[],
  backendId: string,
  { endedOrder = Infinity }: CallRecord,
  { sentOrder }: CallRecord
): boolean {
  return calls.some(
    call =>
      isReading(call) &&
      call.params['BackendId'] === backendId &&
      call.sentOrder > endedOrder &&
      (call.endedOrder ?? Infinity) < sentOrder
  )
}

/** A target that only met a busy service succeeds, unless one of its calls was rejected as busy for two minutes. */
function failedByThrottling(facts: ManyFacts, target: TargetFacts): string[] {
  const { row } = target
  const isFine =
    GREEN.includes(row.result) ||
    row.result === 'not-started' ||
    (row.result === 'rolled-back' && row.error?.code === 'SetRolledBack')
  if (isFine || isObstructed(target)) return []
  if (facts.isRightUnclear && target.forward.length === 0) return []
  return [`only throttling stood in its way: ${row.error?.message ?? ''}`]
}

/** The step's result, exit code and `changed` follow from its targets. */
function wrongWhole({ report, step, targets }: ManyFacts): string[] {
  const rows = report.targets
  const worst = ORDER.find(result => rows.some(row => row.result === result)) ?? ''
  const isHalfDone = rows.some(({ changed }) => changed !== false)
  const result = worst === 'failed' && isHalfDone ? 'partial' : worst
  const changed = rows.some(row => row.changed === true)
    ? 'true'
    : rows.every(row => row.changed === false)
      ? 'false'
      : ''
  const found: string[] = []
  if (step.outputs.get('result') !== result) {
    found.push(`the result is ${step.outputs.get('result') ?? ''}, and should be ${result}`)
  }
  if (report.result !== step.outputs.get('result')) found.push('the report has another result')
  const left = targets.filter(({ forward }) => forward.some(write => endOf(write) !== 'refused'))
  const [only] = left
  const requestId = left.length === 1 ? (only?.row.requestId ?? '') : ''
  if ((step.outputs.get('request-id') ?? '') !== requestId) {
    found.push('request-id is of one write, and several left')
  }
  if (step.outputs.get('changed') !== changed) {
    found.push(`changed is ${step.outputs.get('changed') ?? ''}, and should be ${changed}`)
  }
  if (step.returned !== GREEN.includes(result)) found.push(`${result}, and the job ends otherwise`)
  return found
}

/** The first target runs alone, then up to `max-parallel`; each backend has one write and its batch at a time. */
function outOfTurn({ targets, schedule }: ManyFacts): string[] {
  const found: string[] = []
  const written = targets
    .flatMap(target => {
      const [first] = target.forward
      return first === undefined ? [] : [{ target, startOrder: first.sentOrder }]
    })
    .toSorted((one, other) => one.startOrder - other.startOrder)
  const [first] = written
  // the first target may have failed before it sent anything
  const hasGoneAhead =
    first !== undefined &&
    targets.slice(0, targets.indexOf(first.target)).some(({ row }) => row.result !== 'unchanged')
  for (const [index, { target, startOrder }] of written.entries()) {
    const open = written.slice(0, index).filter(other => other.target.endOrder > startOrder)
    if (open.length >= schedule.maxParallel) found.push(`${open.length + 1} targets are under way together`)
    const { name, backendId } = target.place
    if (first !== undefined && !hasGoneAhead && index > 0 && first.target.endOrder > startOrder) {
      found.push(`${name} did not wait for the first target`)
    }
    if (open.some(other => other.target.place.backendId === backendId)) {
      found.push(`${name} did not wait for the other target of its backend`)
    }
  }
  for (const { place, forward, backward } of targets) {
    for (const write of [...forward, ...backward]) {
      const other = targets.find(
        one =>
          one.place !== place &&
          one.place.backendId === place.backendId &&
          [...one.forward, ...one.backward].some(
            ({ sentOrder, endedOrder = Infinity }) =>
              sentOrder < write.sentOrder && write.sentOrder < endedOrder
          )
      )
      if (other !== undefined) found.push(`${place.name} is written while ${other.place.name} is`)
    }
  }
  return found
}

/** With `stop`, once a target has failed, only targets in progress complete. */
function afterTheStop({ targets, schedule }: ManyFacts): string[] {
  if (schedule.onFailure !== 'stop') return []
  const errors = targets.filter(
    ({ row: { result, error } }) => isRed(result) && error?.code !== 'SetRolledBack'
  )
  const stop = Math.min(...errors.map(({ endOrder }) => endOrder))
  const later = targets.filter(({ forward, endOrder }) => forward.length > 0 && endOrder > stop)
  return later.length < schedule.maxParallel ? [] : [`${later.length} targets went on after the stop`]
}

function isRed(result: ReportTarget['result']): boolean {
  return !GREEN.includes(result) && result !== 'not-started'
}

/** With `stop` and `rollback-on-failure`, the whole set is rolled back, the last target first. */
function wrongSet({ targets, schedule }: ManyFacts): string[] {
  const backOf = targets.filter(({ row }) => row.error?.code === 'SetRolledBack')
  if (schedule.onFailure !== 'stop' || !schedule.rollback) {
    return backOf.length === 0 ? [] : ['a set was rolled back without rollback-on-failure']
  }
  const found: string[] = []
  const hasFailed = targets.some(({ row }) => FAILURES.includes(row.result))
  for (const { row } of targets) {
    if (hasFailed && row.result === 'switched') found.push(`${row.name} stays switched in a set that failed`)
  }
  const starts = backOf.flatMap(({ backward: [first] }) => first?.sentOrder ?? [])
  if (starts.some((start, index) => start < (starts[index + 1] ?? 0))) {
    found.push('a set was not rolled back in reverse order')
  }
  return found
}
