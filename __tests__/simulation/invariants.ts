import { parseJournal } from '../../src/rollout/journal.ts'
import { messageOf } from '../../src/errors/action-error.ts'
import type { Evidence, Snapshot } from './run.ts'
import { factsOf, isWrite, lastReading, othersSince } from './facts.ts'
import type { Facts } from './facts.ts'
import { ACCESS_KEY, PROBE_HEADER, PROBE_PASSWORD, SECRETS, TARGET_NAMES } from './material.ts'
import { untrueChanged, untrueResult } from './results.ts'
import type { Schedule } from './schedule.ts'
import type { Step } from './step.ts'
import { endOf } from './trace.ts'
import type { CallRecord } from './trace.ts'
import { longestChecksMs, untrueChecks } from './checked.ts'
import { probeTimeoutS } from './environment.ts'
import { holds, plain } from './oracle.ts'
import { carelessWrites, forbiddenWrites, phaseIn, unannounced } from './writes.ts'

type Steps = Pick<Evidence, 'main' | 'post'>

const GREEN: readonly string[] = ['planned', 'unchanged', 'switched', 'submitted']

/** The violations in a run, each prefixed with the invariant. */
export function violations(evidence: Evidence): string[] {
  const facts = factsOf(evidence)
  return [
    ...named('result', mainResult(facts)),
    ...named('changed', facts.main.returned === undefined ? [] : changedOutput(facts)),
    ...named('write', [...forbiddenWrites(facts), ...carelessWrites(facts)]),
    ...named('checks', untrueChecks(facts)),
    ...named('journal', unannounced(facts)),
    ...named('deadline', late(facts)),
    ...named('outputs', wrongOutputs(facts)),
    ...named('post', wrongPost(facts)),
    ...named('summary', wrongSummary(facts)),
    ...named('fault', faults(facts)),
    ...named('secret', shownIn(facts, [...Object.entries(SECRETS), ...ALWAYS_HIDDEN]))
  ]
}

/** A step that ended by itself has written its summary if it is enabled, and none otherwise. */
export function wrongSummary({
  schedule,
  main,
  post
}: Steps & { readonly schedule: Pick<Schedule, 'summary'> }): string[] {
  if (!schedule.summary) {
    return [main, post].flatMap(step =>
      step !== undefined && step.summaries.length > 0
        ? [`${step.name} wrote one although it is disabled`]
        : []
    )
  }
  return main.endedAt !== undefined && main.summaries.length === 0 ? ['there is none'] : []
}

export function named(name: string, found: readonly string[]): string[] {
  return found.map(text => `${name}: ${text}`)
}

function mainResult(facts: Facts): string[] {
  const { main, afterMain, forward } = facts
  const result = main.outputs.get('result')
  if (result === undefined) {
    if (main.returned !== undefined) return ['no result']
    return forward.some(({ by }) => by === 'main') ? ['killed after a write, and no result'] : []
  }
  const wrong = untrueResult(facts, main, result, afterMain).map(text => `${result}, but ${text}`)
  // a signal ends the job red, even if there was nothing to send
  const isStopped = main.stoppedAt !== undefined && forward.length === 0
  if (main.returned !== undefined && main.returned !== (GREEN.includes(result) && !isStopped)) {
    wrong.push(`${result}, and the job ends ${main.returned ? 'green' : 'red'}`)
  }
  return wrong
}

function changedOutput(facts: Facts): string[] {
  const { main, calls } = facts
  const changed = main.outputs.get('changed')
  const found = untrueChanged(facts, changed)
  const own = calls.filter(call => isWrite(call) && call.by === 'main')
  const isOpen = own.some(write => endOf(write) === 'ambiguous' || endOf(write) === 'open')
  if (main.outputs.get('result') === 'cancelled' && changed === 'false' && isOpen) {
    const last = lastReading(facts, main)
    if (facts.accepted === undefined || last === undefined) {
      found.push('false although a write may have arrived')
    }
  }
  return found
}

/** Every wait has the documented bound, even if every response is as late as possible. */
function late(facts: Facts): string[] {
  const { main, post, schedule, accepted, calls, backward } = facts
  const { maxAttempts } = schedule
  const requestMs = schedule.requestTimeoutS * 1_000
  const writeMs = Math.max(requestMs, 30_000)
  const busyMs = 120_000
  const readMs = maxAttempts * (requestMs + 5_000) + busyMs + 2 * requestMs
  const sendMs = maxAttempts * (writeMs + 5_000 + readMs) + busyMs + writeMs + readMs
  const followMs = schedule.waitTimeoutS * 1_000 + 5_000
  const checksMs = longestChecksMs(facts)
  const preflightMs = schedule.preflight === undefined ? 0 : probeTimeoutS(schedule) * 1_000
  // reads and writes until the rollback's deadline, the last of which may be a write; then its own wait
  const backMs = schedule.waitTimeoutS * 1_000 + requestMs + writeMs + followMs
  const found: string[] = []
  const check = (what: string, from: number | undefined, to: number | undefined, mostMs: number): void => {
    if (from !== undefined && to !== undefined && to - from > mostMs) {
      found.push(`${what} took ${to - from} ms, ${mostMs} at most`)
    }
  }
  check('the end after the signal', main.stoppedAt, main.endedAt, 5_000)
  check('the post step', post?.startedAt, post?.endedAt, 180_000)
  const write = calls.find(isWrite)
  check('planning', main.startedAt, write?.sentAt ?? main.endedAt, readMs + preflightMs + checksMs + 10_000)
  check('the rollback', backward[0]?.sentAt, main.endedAt, backMs)
  const result = main.outputs.get('result') ?? ''
  const rollsBack = backward.length > 0 || result.startsWith('roll')
  check(
    'the end after the acceptance',
    accepted?.endedAt,
    main.endedAt,
    followMs + checksMs + (rollsBack ? backMs : 0)
  )
  if (accepted === undefined) check('sending', write?.sentAt, main.endedAt, sendMs)
  return found
}

function wrongOutputs(facts: Facts): string[] {
  const { main, forward, backward, before } = facts
  const output = (name: string): string => main.outputs.get(name) ?? ''
  const found: string[] = []
  const compareIds = (writes: readonly CallRecord[], requestId: string, operationId: string): void => {
    const own = writes.filter(({ by }) => by === 'main')
    const accepted = own.findLast(write => endOf(write) === 'accepted')
    if (main.returned !== undefined && output(requestId) !== (accepted?.requestId ?? '')) {
      found.push(`${requestId} is not that of the accepted write`)
    }
    if (main.returned !== undefined && output(operationId) !== (accepted?.operationId ?? '')) {
      found.push(`${operationId} is not that of the accepted write`)
    }
    if (
      output(requestId) !== '' &&
      !own.some(write => write.requestId === output(requestId) && write.committed)
    ) {
      found.push(`${requestId} is of no write`)
    }
  }
  compareIds(forward, 'request-id', 'operation-id')
  compareIds(backward, 'rollback-request-id', 'rollback-operation-id')
  const previous = output('previous-backend-model-data')
  if (previous !== '') {
    const definition = JSON.parse(previous) as Record<string, string>
    if (before === undefined || plain(definition) !== plain(before.definition)) {
      found.push('previous-backend-model-data is not what was live')
    }
  }
  if (main.returned === undefined) return found
  const report = JSON.parse(output('report')) as { result: string; changed: boolean | null }
  if (report.result !== output('result')) found.push('the report has another result')
  if (String(report.changed ?? '') !== output('changed')) found.push('the report has another changed')
  if (output('result') === 'switched') {
    if (output('apis-failed') !== '0') found.push('switched with failed APIs')
    if (output('apis-updated') !== output('apis-total'))
      found.push('switched with APIs that were not updated')
  }
  if (GREEN.includes(output('result')) && main.errors.length > 0) found.push('green with an error')
  if (!GREEN.includes(output('result')) && main.errors.length === 0) found.push('red without an error')
  return found
}

/** The post step's report: it must cover everything that the main step could not report. */
function wrongPost(facts: Facts): string[] {
  const { main, post, forward, afterPost, files, isDiskBad } = facts
  const wrote = forward.some(({ by }) => by === 'main')
  const found: string[] = []
  if (main.journalPath !== undefined && [...files.keys()].some(name => name.includes('.journal'))) {
    found.push('the journal is still there')
  }
  if (post === undefined || afterPost === undefined) {
    // a step that reported everything needs no journal
    if (wrote && !(isDiskBad && reportedEverything(main))) found.push('no post step after a write')
    return found
  }
  if (leavesNothing(facts.journals.at(-1)) && wrote && !reportedEverything(main)) {
    found.push('its entry file would not load it, although there is more to say')
  }
  const results = resultsSaid(post)
  const isLost = isDiskBad && post.errors.some(({ text }) => text.includes('[JournalLost]'))
  // the post step resolves the write of a step that was stopped after it
  const leftOpen = wrote && phaseIn(facts.journals.at(-1)) !== 'ended'
  const isDone = main.endedAt !== undefined && !facts.overlap && !leftOpen
  if (isDone && !isDiskBad && (results.length > 0 || post.lines.length > 0)) {
    found.push('it reports although the step completed')
  }
  if (facts.schedule.disk?.kind === 'torn' && isDiskBad && isLeftUnread(facts.journals) && !isLost) {
    found.push('nothing can be read of what was to be sent, and it says nothing')
  }
  if (isDone || !wrote) return found
  // a main step that completed while the post step waited for it has reported everything
  const reportedByMain = facts.overlap && main.endedAt !== undefined
  if (leftOpen && !reportedByMain && results.length === 0 && !isLost)
    found.push('it does not report a write that was in progress')
  return [
    ...found,
    ...results.flatMap(result =>
      // a write that ended before the kill is reported as the main step saw it
      untruePost(facts, lastReading(facts, post) === undefined ? main : post, result, afterPost)
    )
  ]
}

/** A journal without a readable entry. */
export function isLeftUnread(journals: Evidence['journals']): boolean {
  const left = journals.at(-1)
  return left !== undefined && !((parseJournal(left)?.entries.length ?? 0) > 0)
}

/** What the entry file of the post step checks. */
export function leavesNothing(journal: string | undefined): boolean {
  return journal?.trimEnd().split('\n').at(-1) === '{"reported":true,"left":0}'
}

/** Whether the main step ended by itself, after its writes had ended. */
function reportedEverything({ endedAt, stoppedAt, outputs, errors }: Step): boolean {
  if (endedAt === undefined) return false
  if (stoppedAt === undefined) return true
  const result = outputs.get('result')
  if (result === 'rollback-failed') return errors.some(({ text }) => text.includes('[Conflict]'))
  return result !== 'cancelled' || outputs.get('changed') === 'false'
}

function resultsSaid(post: Step): string[] {
  const errors = post.errors.flatMap(({ title }) =>
    TARGET_NAMES.some(name => title.startsWith(`${name}: `)) ? [title] : []
  )
  const notices = post.lines.filter(line => /completed (?:after|before) the step was stopped: /.test(line))
  return [...errors, ...notices].map(text => text.slice(text.lastIndexOf(': ') + 2))
}

function untruePost(facts: Facts, post: Step, result: string, end: Snapshot): string[] {
  const { before, desired } = facts
  const found = untrueResult(facts, post, result, end).map(text => `${result}, but ${text}`)
  const last = lastReading(facts, post)
  for (const { text } of post.errors) {
    const isPrevious =
      last !== undefined && before !== undefined && plain(last.seen.definition) === plain(before.definition)
    if (text.includes('[NotArrived]')) {
      if (!isPrevious) found.push('NotArrived, but live was another')
      if (hasArrivedInTime(facts)) found.push('NotArrived, but it did arrive, and had shown in time')
    }
    if (
      text.includes('the desired definition is live') &&
      (last === undefined || !holds(last.seen.definition, desired))
    ) {
      found.push('it reports that the desired definition is live')
    }
  }
  return found
}

/** How long a write may take to arrive and become visible before it is reported as not arrived. */
const ARRIVAL_MS = 30_000

/** Whether a write of the new definition arrived, was visible in time, and was not overwritten since. */
function hasArrivedInTime(facts: Facts): boolean {
  const { schedule, forward, afterPost } = facts
  const { lag } = schedule
  // the number of readings of a step is not specified
  if (afterPost === undefined || (lag !== undefined && 'reads' in lag)) return false
  const last = forward.at(-1)
  const write = forward.findLast(({ committed }) => committed)
  if (last === undefined || write === undefined || othersSince(facts, write, afterPost)) return false
  // if the service kept the old value, it looks as if the write did not arrive
  if (!holds(afterPost.stored.definition, facts.desired)) return false
  return (write.arrivedAt ?? Infinity) + (lag?.ms ?? 0) <= last.sentAt + ARRIVAL_MS - 4_000
}

/** Neither step ever fails with an internal error. */
export function faults({ main, post }: Steps): string[] {
  return [main, post].flatMap(step => {
    if (step === undefined) return []
    const own = step.errors.flatMap(({ text }) =>
      text.includes('[InternalError]') || text.includes('[InvalidInput]') ? [text] : []
    )
    return step.fault === undefined ? own : [...own, `${step.name} rejected: ${messageOf(step.fault)}`]
  })
}

/** Secrets that never appear, in any schedule. */
export const ALWAYS_HIDDEN: readonly (readonly [string, string])[] = [
  ['access key', ACCESS_KEY.secret],
  ['security token', ACCESS_KEY.token],
  ['probe header', PROBE_HEADER],
  ['probe password', PROBE_PASSWORD]
]

/** Secrets that appear anywhere. */
export function shownIn(
  { main, post, journals, files }: Steps & Pick<Evidence, 'journals' | 'files'>,
  hidden: readonly (readonly [string, string])[]
): string[] {
  const places: Record<string, string> = {
    'the journal': journals.join('\n'),
    'a file': [...files.values()].join('\n')
  }
  for (const step of [main, post]) {
    if (step === undefined) continue
    const errors = step.errors.map(({ title, text }) => `${title} ${text}`)
    places[`the log of ${step.name}`] = [...step.lines, ...errors].join('\n')
    places[`the outputs of ${step.name}`] = [...step.outputs.values()].join('\n')
    places[`the summary of ${step.name}`] = step.summaries.join('\n')
  }
  return Object.entries(places).flatMap(([place, text]) =>
    hidden.flatMap(([name, value]) => (text.includes(value) ? [`${name} in ${place}`] : []))
  )
}
