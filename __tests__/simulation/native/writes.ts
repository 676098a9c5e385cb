import { parseJournal } from '../../../src/rollout/journal.ts'
import type { ProbeResponse } from '../schedule.ts'
import { phaseOf } from '../writes.ts'
import type { CallRecord } from '../trace.ts'
import { endOf, isEqual, lastReading, nameOf, othersSince } from './facts.ts'
import type { Facts, Reading, Write } from './facts.ts'
import { holds } from './oracle.ts'
import type { State } from './state.ts'

const MAX_READING_AGE_MS = 10_000

/** Writes that should not have been sent at all: because of the mode, the guards or a signal. */
export function forbiddenWrites(facts: Facts): string[] {
  const { schedule, writes, calls, main, before, rungs, isSame } = facts
  const found: string[] = []
  const [first] = writes
  if (first === undefined) return found
  const isLater = (call: CallRecord): boolean => calls.indexOf(call) >= main.callsAtStop
  if (writes.some(({ call }) => call.by === 'main' && isLater(call))) found.push('a write after the signal')
  if (!isSame && writes.some(({ call, way }) => call.by === 'post' && way === 'forward')) {
    found.push('the post step sent the new definition')
  }
  if (schedule.mode === 'plan') found.push('a write in mode plan')
  if (schedule.approved === 'other') found.push('a write although the plan is not the approved one')
  if (before === undefined) return [...found, 'a write although the target could not be read']
  const desired = rungs.at(-1)
  if (desired === undefined) return [...found, 'a ladder that cannot begin']
  if (!isServing(before) && !holds(before.state, desired)) found.push("a write over another writer's draft")
  if (
    schedule.skipUnchanged &&
    schedule.runAttempt === 1 &&
    isServing(before) &&
    holds(before.state, desired)
  ) {
    found.push('a write of what was live already')
  }
  for (const { what, way, rung, definition } of writes) {
    if (what === 'save' && way === 'backward' && rung < 0 && definition !== before.state.definition) {
      found.push('a definition that is neither the previous nor a desired one')
    }
  }
  return [...found, ...uncalledRollbacks(facts), ...writes.flatMap(write => uncheckedSave(facts, write))]
}

/** Nothing is sent before the new backend is ready and the rung below has passed its probes. */
function uncheckedSave(facts: Facts, { call, what, way, rung }: Write): string[] {
  if (what === 'deploy' || way === 'backward') return []
  const below = facts.writes.find(write => write.what === 'save' && rung > 0 && write.rung === rung - 1)
  const from = below?.call.sentOrder ?? 0
  const found = badChecks(facts, 'preflight', from, call.sentOrder)
  if (below !== undefined) found.push(...badChecks(facts, 'probe', from, call.sentOrder, rung - 1))
  return found.map(text => `a write of rung ${rung}: ${text}`)
}

const ENOUGH = 3

/** The responses that each URL must have returned between two moments. */
export function badChecks(
  { schedule, checks, isLadder, rungs }: Facts,
  what: 'probe' | 'preflight',
  from: number,
  to: number,
  rung = -1
): string[] {
  const urls = what === 'probe' ? (schedule.probe?.urls ?? []) : (schedule.preflight ?? [])
  const weight =
    rungs.at(rung)?.uses?.find(({ serviceId }) => serviceId === desiredIdOf(rungs))?.weight ?? 100
  // if few requests reach the new backend, enough must pass that one of them reached it
  const isRare = what === 'probe' && isLadder && schedule.preflight === undefined && weight < 100
  const needed = isRare ? Math.max(ENOUGH, Math.ceil(Math.log(0.01) / Math.log(1 - weight / 100))) : ENOUGH
  return urls.flatMap((_, index) => {
    const responses = checks
      .filter(one => one.what === what && one.index === index && one.order > from && one.order < to)
      .map(({ response }) => response)
    const passed = longestRun(responses) >= needed && responses.at(-1) === 'good'
    return passed ? [] : [`${what} ${index} was not good`]
  })
}

function desiredIdOf(rungs: Facts['rungs']): string | undefined {
  return rungs.at(-1)?.uses?.[0]?.serviceId
}

function longestRun(responses: readonly ProbeResponse[]): number {
  let [run, longest] = [0, 0]
  for (const response of responses) {
    run = response === 'good' ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** A rollback is requested, or a save could not be deployed, or the write reset other fields. */
function uncalledRollbacks(facts: Facts): string[] {
  const { schedule, writes, isLadder, readings, before, isSame } = facts
  const back = writes.find(({ way }) => way === 'backward')
  if (back === undefined || schedule.rollback === true || isLadder || isSame) return []
  const seen = readings.filter(({ call }) => (call.endedOrder ?? Infinity) < back.call.sentOrder)
  const isReset = seen.some(({ state }) => state.rest !== before?.state.rest)
  const isDraft = seen.some(
    reading => !isServing(reading) && reading.call.sentOrder > (writes[0]?.call.sentOrder ?? 0)
  )
  return isReset || isDraft ? [] : ['a rollback without rollback-on-failure']
}

export function isServing({ status }: Pick<Reading, 'status'>): boolean {
  return status === 'Deployed'
}

/** Each write with the reading before it. */
export function carelessWrites(facts: Facts): string[] {
  return facts.writes.flatMap((write, index) => {
    const reading = lastReading(facts, { name: write.call.by }, write.call.sentOrder)
    if (reading === undefined) return ['sent without a reading']
    const earlier = facts.writes.slice(0, index)
    const found =
      write.what === 'deploy'
        ? carelessDeploy(write, earlier, reading)
        : write.way === 'forward'
          ? carelessSave(facts, write, earlier, reading)
          : carelessRollback(facts, write, earlier, reading)
    const isOld = write.call.sentAt - (reading.call.endedAt ?? 0) > MAX_READING_AGE_MS
    const say = [...found, ...(isOld ? ['after an old reading'] : []), ...overwritten(facts, write, reading)]
    return say.map(text => `${write.way} ${write.what} ${write.rung}: ${text}`)
  })
}

function carelessSave(
  facts: Facts,
  { rung, call }: Write,
  earlier: readonly Write[],
  reading: Reading
): string[] {
  const { before, rungs, schedule, isSame } = facts
  // a write of the desired definition cannot be told from a rollback
  if (before === undefined || isSame) return []
  const sentBefore = earlier.filter(write => write.what === 'save' && isUnclear(write, call))
  const isAgain = sentBefore.length > 0
  const below = rungs[rung - 1]
  const isAsPlanned = isEqual(reading.state, before.state) && reading.status === before.status
  const found: string[] = []
  if (!isFresh(reading, earlier)) found.push('without reading right before it')
  // a write of this step may have reset other fields of a service
  const mayBeReset = schedule.kind === 'service' && isAgain
  if (reading.state.rest !== before.state.rest && !mayBeReset)
    found.push('over fields that another writer changed')
  if (!isAgain) {
    const isThere = below === undefined ? isAsPlanned : isServing(reading) && holds(reading.state, below)
    return isThere ? found : [...found, "over another writer's definition"]
  }
  const isKnown = isPrevious(facts, reading.state) || isOneOf(facts, reading.state, rung)
  return isKnown ? found : [...found, "again over another writer's definition"]
}

function carelessRollback(
  facts: Facts,
  { call }: Write,
  earlier: readonly Write[],
  reading: Reading
): string[] {
  const found: string[] = []
  const saves = earlier.filter(({ what }) => what === 'save')
  const forward = saves.filter(({ way }) => way === 'forward')
  if (!isFresh(reading, earlier)) found.push('without reading right before it')
  const announced = call.by === 'post' ? announcedRung(facts) : -1
  const highest = Math.max(announced, ...forward.map(({ rung }) => rung))
  const isOurs = isOneOf(facts, reading.state, highest)
  if (isOurs) return found
  const unclear = saves.filter(write => write.way === 'backward' && isUnclear(write, call))
  const first = forward[0]?.call.sentOrder ?? Infinity
  // a reset of fields is ours, too
  const wasSeen = facts.readings.some(
    ({ call: { sentOrder, endedOrder = Infinity }, state }) =>
      sentOrder > first && endedOrder < call.sentOrder && isOneOf(facts, state, highest)
  )
  const isDraft = !isServing(reading)
  const mayShowLate = isPrevious(facts, reading.state) && (unclear.length > 0 || !wasSeen || isDraft)
  // the post step ensures that a ladder is back at its start: sending the same again changes nothing
  const isSure = facts.isLadder && call.by === 'post' && isEqual(reading.state, facts.before?.state)
  const isReset = isPrevious(facts, reading.state) && reading.state.rest !== facts.before?.state.rest
  return mayShowLate || isReset || isSure ? found : [...found, "over another writer's definition"]
}

/** The rung that the journal announces, whether or not the killed step sent it; -1 for none. */
function announcedRung({ journals, schedule }: Facts): number {
  const entries = parseJournal(journals.at(-1) ?? '')?.entries ?? []
  const entry = entries.find(({ name }) => name === nameOf(schedule))
  return entry?.phase === 'sending' ? (entry.rung ?? 0) : -1
}

/** Another writer's draft is never deployed, and nothing is deployed twice without a cause. */
function carelessDeploy(write: Write, earlier: readonly Write[], reading: Reading): string[] {
  const save = earlier.findLast(({ what }) => what === 'save')
  if (save === undefined) return ['of a definition that was not saved']
  const found: string[] = []
  if (reading.status === 'Deployed' || reading.status === 'Deploying') {
    found.push(`over a reading that says ${reading.status}`)
  }
  if (endOf(save.call) === 'refused') found.push('of what was refused')
  if (!isFresh(reading, [save])) found.push('without reading what is saved')
  // the service may have filled in what the write omitted, which looks like another writer's save of the same
  if (!holds(reading.state, write) || reading.state.rest !== write.rest) {
    found.push("of another writer's draft")
  }
  const before = earlier.filter(({ what, call }) => what === 'deploy' && call.sentOrder > save.call.sentOrder)
  // the next process does not know about it, and a reading may show that it failed
  const isKnown = (one: Write): boolean => one.call.by === write.call.by && endOf(one.call) === 'accepted'
  if (before.some(isKnown)) found.push('twice')
  const unclear = before.filter(one => isUnclear(one, write.call))
  if (!isFresh(reading, unclear)) found.push('again without reading first')
  return found
}

/**
 * Whether a save overwrites a field that another writer has changed. The race between a reading and a write excuses it. So does the
 * lack of a reading that shows what this step's own write made of the fields, because the write may have reset them: such a reading
 * shows the definition of that write, since one that shows another definition may be older than the write.
 */
function overwritten(facts: Facts, { call, rest, what, way }: Write, reading: Reading): string[] {
  const { acts, isDiskBad, isSame, schedule, readings, writes, before } = facts
  const index = acts.findIndex(act => act.call === call)
  const act = acts[index]
  if (act === undefined || what === 'deploy' || isSame || schedule.lagMs !== undefined) return []
  if (othersSince(facts, reading.call.arrivedOrder ?? 0, act.order)) return []
  if (act.before.saved.rest === act.after.saved.rest || rest === undefined) return []
  const earlier = acts.slice(0, index)
  const last = earlier.findLast(one => one.before.saved.rest !== one.after.saved.rest)
  if (last?.by !== 'another') return []
  const own = earlier.findLast(one => one.by !== 'another' && one.order < last.order)
  if (own === undefined) return []
  // a write that was accepted and never stored is never shown
  const sent = writes.find(write => write.call === own.call)?.definition
  const isKnown = readings.some(
    ({ call: { arrivedOrder = 0, by, endedOrder = Infinity }, state }) =>
      arrivedOrder > own.order &&
      arrivedOrder < last.order &&
      endedOrder < call.sentOrder &&
      (by === call.by || !isDiskBad) &&
      state.definition === own.after.saved.definition &&
      state.definition === sent &&
      state.rest === before?.state.rest
  )
  return isKnown ? [`${way} over fields of another writer`] : []
}

/** Whether the sender did not know that a write never arrived. The next step does not know the responses that a killed step received. */
function isUnclear({ call }: Write, next: CallRecord): boolean {
  return call.by === next.by ? /ambiguous|open/.test(endOf(call)) : true
}

function isFresh({ call }: Reading, writes: readonly Write[]): boolean {
  return writes.every(
    ({ call: { sentOrder, endedOrder, by } }) =>
      call.sentOrder > (by === call.by ? (endedOrder ?? sentOrder) : sentOrder)
  )
}

function isPrevious({ before }: Facts, state: State): boolean {
  return before?.state.definition === state.definition
}

/** Whether this step has written a state, up to a rung. */
function isOneOf({ rungs }: Facts, state: State, highest: number): boolean {
  return rungs.slice(0, highest + 1).some(rung => holds(state, rung))
}

/** The journal announces each write of the main step before it leaves. */
export function unannounced({ writes, journalAt, isDiskBad, isSame, main, schedule }: Facts): string[] {
  return writes.flatMap(({ call, what, way }) => {
    if (call.by !== 'main') return []
    const phase = phaseOf(journalAt.get(call), nameOf(schedule))
    const forward = what === 'save' ? 'sending' : 'deploying'
    if (isDiskBad && phase === undefined) {
      const isReported = main.lines.some(line => line.includes('the journal could not be written'))
      return isReported || !main.isAlive() ? [] : ['the journal is lost, and nothing is said of it']
    }
    const isBack = phase === 'rolling-back' && (isSame || way === 'backward')
    return isBack || (way === 'forward' && phase === forward)
      ? []
      : [`the journal says ${phase ?? 'nothing'} when a ${way} ${what} leaves`]
  })
}
