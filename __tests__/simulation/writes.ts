import { parseJournal } from '../../src/rollout/journal.ts'
import { isNewerRuns, isWrite, unfinished } from './facts.ts'
import type { Facts, Reading } from './facts.ts'
import { TARGET } from './material.ts'
import { endOf, goodBody } from './trace.ts'
import type { CallRecord, Stored } from './trace.ts'
import { holds, plain, desiredOf } from './oracle.ts'

const MAX_READING_AGE_MS = 10_000

/** Writes that should not have been sent at all: because of the mode, the guards or a signal. */
export function forbiddenWrites(facts: Facts): string[] {
  const { schedule, forward, backward, before, main, calls, desired } = facts
  const found: string[] = []
  if (calls.some((call, index) => isWrite(call) && call.by === 'main' && index >= main.callsAtStop)) {
    found.push('a write after the signal')
  }
  if (forward.some(({ by }) => by === 'post')) found.push('the post step sent the new definition')
  if (backward.length > 0 && !schedule.rollback) found.push('a rollback without rollback-on-failure')
  const [first] = forward
  if (first === undefined) return found
  if (schedule.mode === 'plan') found.push('a write in mode plan')
  if (!isApproved(facts)) found.push('a write although the plan no longer matches the approved plan')
  if (schedule.maxApis !== undefined) {
    const list = calls.findLast(
      call =>
        call.action === 'DescribeApisByBackend' &&
        (call.endedOrder ?? Infinity) < first.sentOrder &&
        goodBody(call) !== undefined
    )
    const total = list === undefined ? Infinity : Number(goodBody(list)?.['TotalCount'])
    if (total > schedule.maxApis) found.push('a write that moves more than max-apis')
  }
  if (
    schedule.skipUnchanged &&
    schedule.runAttempt === 1 &&
    before !== undefined &&
    holds(before.definition, desired) &&
    (schedule.description === undefined || schedule.description === before.description)
  ) {
    found.push('a write of what was live already')
  }
  return found
}

function isApproved({ schedule, before, desired }: Facts): boolean {
  const { approved, live } = schedule
  if (approved === 'none') return true
  if (before === undefined || approved === 'other-desired' || approved === 'no-line') return false
  if (plain(desired.keys) !== plain(desiredOf(schedule, live).keys)) return false
  return (
    // the approved change is live already; sending it again must not remove anything
    (holds(before.definition, desired) &&
      Object.keys(before.definition).every(
        key => key in desired.keys || plain({ [key]: before.definition[key] ?? null }) === '{}'
      )) ||
    (approved !== 'other-live' && plain(before.definition) === plain(live))
  )
}

/** Each write with the reading before it: what was visible there and is another writer's must not be overwritten. */
export function carelessWrites(facts: Facts): string[] {
  const { calls, backward } = facts
  const writes = calls.filter(isWrite)
  return writes.flatMap((write, index) => {
    const earlier = writes.slice(0, index)
    const reading = readingBefore(facts, write)
    return backward.includes(write)
      ? carelessRollback(facts, write, earlier, reading)
      : carelessSend(facts, write, earlier, reading)
  })
}

function carelessSend(
  facts: Facts,
  write: CallRecord,
  earlier: readonly CallRecord[],
  reading: Reading | undefined
): string[] {
  const { before } = facts
  const ambiguous = earlier.some(one => endOf(one) === 'ambiguous')
  if (before === undefined) return ambiguous ? ['sent again although live may not be read'] : []
  if (reading === undefined) return ['sent without a reading']
  if (isNewerRuns(facts, reading.seen)) return ["sent over a newer run's definition"]
  if (!ambiguous) {
    return [
      ...(write.sentAt - (reading.endedAt ?? 0) > MAX_READING_AGE_MS ? ['sent after an old reading'] : []),
      ...(isBefore(facts, reading.seen) ? [] : ["sent over another writer's definition"])
    ]
  }
  if (!isFresh(reading, earlier)) return ['sent again without reading first']
  return isBefore(facts, reading.seen) || isOurs(facts, reading.seen)
    ? []
    : ["sent again over another writer's definition"]
}

function carelessRollback(
  facts: Facts,
  write: CallRecord,
  earlier: readonly CallRecord[],
  reading: Reading | undefined
): string[] {
  const { accepted, backward, readings } = facts
  const found: string[] = []
  if (accepted === undefined) found.push('a rollback although nothing was accepted')
  else if (unfinished(facts, accepted, write.sentAt).some(row => row.includes('moving'))) {
    found.push('a rollback before the end of the batch')
  }
  const sent = earlier.filter(one => !backward.includes(one))
  const again = earlier.filter(one => backward.includes(one))
  if (reading === undefined || !isFresh(reading, sent)) return [...found, 'a rollback without reading first']
  // the next step does not know the responses that a killed step received
  const ambiguous = again.filter(one => one.by !== write.by || /ambiguous|open/.test(endOf(one)))
  if (!isFresh(reading, ambiguous)) found.push('a rollback sent again without reading first')
  if (write.sentAt - (reading.endedAt ?? 0) > MAX_READING_AGE_MS)
    found.push('a rollback after an old reading')
  const neverSeen = !readings.some(
    ({ sentOrder, seen }) =>
      sentOrder > (accepted?.sentOrder ?? Infinity) && sentOrder < write.sentOrder && isOurs(facts, seen)
  )
  // the step's own definition may still become visible, unless it was seen live already
  const mayShowLate = isBefore(facts, reading.seen) && (ambiguous.length > 0 || neverSeen)
  if (!isOurs(facts, reading.seen) && !mayShowLate) {
    found.push("a rollback over another writer's definition")
  }
  return found
}

/** The last reading that its step had when it sent a write. */
function readingBefore({ readings }: Facts, write: CallRecord): Reading | undefined {
  return readings.findLast(
    ({ by, endedOrder }) => by === write.by && (endedOrder ?? Infinity) < write.sentOrder
  )
}

/** Whether a reading was requested after all of these writes had ended. */
function isFresh(reading: Reading, writes: readonly CallRecord[]): boolean {
  return writes.every(({ sentOrder, endedOrder }) => reading.sentOrder > (endedOrder ?? sentOrder))
}

function isBefore({ before }: Facts, seen: Stored): boolean {
  return before !== undefined && plain(before.definition) === plain(seen.definition)
}

/**
 * Whether what was seen is what this step wrote: its keys as sent, and others that the service may have filled in; or the
 * service's own spelling of it, identified by this write's description and by values that have not changed since they were first seen.
 */
function isOurs({ schedule, before, desired, forward, readings }: Facts, seen: Stored): boolean {
  if (before === undefined) return false
  if (holds(seen.definition, desired)) return true
  const [write] = forward
  if (write === undefined || schedule.description !== undefined) return false
  const isMarked = (stored: Stored): boolean => stored.description === write.params['Description']
  const first = readings.find(reading => reading.sentOrder > write.sentOrder && isMarked(reading.seen))
  return isMarked(seen) && first !== undefined && plain(first.seen.definition) === plain(seen.definition)
}

/** The journal announces each write of the main step before it leaves. */
export function unannounced({ calls, journalAt, backward, isDiskBad, main }: Facts): string[] {
  return calls.flatMap(call => {
    if (!isWrite(call) || call.by !== 'main') return []
    const phase = phaseIn(journalAt.get(call))
    const expected = backward.includes(call) ? 'rolling-back' : 'sending'
    if (isDiskBad && phase === undefined) {
      const isReported = main.lines.some(line => line.includes('the journal could not be written'))
      return isReported || !main.isAlive() ? [] : ['the journal is lost, and nothing is said of it']
    }
    return phase === expected ? [] : [`the journal says ${phase ?? 'nothing'} when a write leaves`]
  })
}

export function phaseIn(journal: string | undefined): string | undefined {
  return phaseOf(journal, TARGET)
}

/** The phase of a target's write, according to a journal. */
export function phaseOf(journal: string | undefined, target: string): string | undefined {
  if (journal === undefined) return undefined
  return parseJournal(journal)?.entries.find(({ name }) => name === target)?.phase
}
