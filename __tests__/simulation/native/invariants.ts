import {
  ALWAYS_HIDDEN,
  faults,
  isLeftUnread,
  leavesNothing,
  named,
  shownIn,
  wrongSummary
} from '../invariants.ts'
import type { Step } from '../step.ts'
import { phaseOf } from '../writes.ts'
import { endOf, factsOf, lastReading, nameOf, namesOf, othersSince } from './facts.ts'
import type { Facts } from './facts.ts'
import { MODEL_KEY } from './material.ts'
import { holds } from './oracle.ts'
import { untrueChanged, untrueResult } from './results.ts'
import type { Evidence, Snapshot } from './run.ts'
import { carelessWrites, forbiddenWrites, unannounced } from './writes.ts'

const GREEN: readonly string[] = ['planned', 'unchanged', 'switched', 'submitted']

/** The violations in a run, each prefixed with the invariant. */
export function nativeViolations(evidence: Evidence): string[] {
  const facts = factsOf(evidence)
  const hidden = [...ALWAYS_HIDDEN, ['the key of a model provider', MODEL_KEY] as const]
  return [
    ...named('result', mainResult(facts)),
    ...named('changed', facts.main.returned === undefined ? [] : changedOutput(facts)),
    ...named('write', [...forbiddenWrites(facts), ...carelessWrites(facts)]),
    ...named('left', leftBehind(facts)),
    ...named('journal', unannounced(facts)),
    ...named('deadline', late(facts)),
    ...named('outputs', wrongOutputs(facts)),
    ...named('post', wrongPost(facts)),
    ...named('summary', wrongSummary(facts)),
    ...named('fault', faults(facts)),
    ...named('secret', shownIn(facts, hidden))
  ]
}

function mainResult(facts: Facts): string[] {
  const { main, afterMain, writes } = facts
  const result = main.outputs.get('result')
  if (result === undefined) {
    if (main.returned !== undefined) return ['no result']
    return writes.some(({ call }) => call.by === 'main') ? ['killed after a write, and no result'] : []
  }
  const wrong = untrueResult(facts, main, result, afterMain).map(text => `${result}, but ${text}`)
  if (
    main.returned !== undefined &&
    main.returned !== (GREEN.includes(result) && main.stoppedAt === undefined)
  ) {
    if (main.returned || main.stoppedAt === undefined) {
      wrong.push(`${result}, and the job ends ${main.returned ? 'green' : 'red'}`)
    }
  }
  return wrong
}

function changedOutput(facts: Facts): string[] {
  return untrueChanged(facts, facts.main.outputs.get('changed')).map(
    text => `${facts.main.outputs.get('result') ?? ''}: ${text}`
  )
}

const ANNOUNCED_RESULTS: readonly string[] = ['unknown', 'partial', 'rollback-failed', 'submitted']

/** In the end, the saved definition serves and is the desired or the previous one, unless a result reported otherwise. */
function leftBehind(facts: Facts): string[] {
  const { acts, start, before, rungs, main, post, afterMain, afterPost } = facts
  const end = afterPost ?? afterMain
  const own = acts.filter(({ by }) => by !== 'another')
  const last = own.at(-1)
  if (last === undefined || facts.isLate || othersSince(facts, own[0]?.order ?? 0, Infinity)) return []
  const results = [
    ...(main.returned === undefined ? [] : [main.outputs.get('result') ?? '']),
    ...(post === undefined ? [] : resultsSaid(facts, post))
  ]
  const isLost = post?.errors.some(({ text }) => text.includes('[JournalLost]')) === true
  if (isKept(facts, end)) return ['a draft that the post step could have rolled back']
  if (isLost || results.some(result => ANNOUNCED_RESULTS.includes(result))) return []
  // no step is left to resolve it
  if (post === undefined && main.returned === undefined)
    return ['a step was killed after a write, and no post step resolves it']
  const { saved, inEffect } = end.truth
  const found: string[] = []
  const first = own[0]?.before ?? start
  // another writer may have written between the plan and the write
  const previous = [start.saved, first.saved, first.inEffect, before?.state].map(state => state?.definition)
  // what was live has every desired value, and readings lag: they cannot show that a removal is not deployed
  const desired = rungs.at(-1)
  const isUnseen =
    facts.schedule.lagMs !== undefined &&
    before !== undefined &&
    desired !== undefined &&
    holds(before.state, desired)
  if (saved.definition !== inEffect?.definition && !previous.includes(saved.definition) && !isUnseen) {
    found.push('a draft that was not reported')
  }
  const isEither = [...previous, rungs.at(-1)?.definition].includes(inEffect?.definition)
  if (!isEither) found.push('what serves is neither the previous nor the desired definition')
  return found
}

/** Whether a draft remains although the post step could always read and write. */
function isKept(
  { calls, post, rungs, schedule, isSame }: Facts,
  { truth: { saved, inEffect } }: Snapshot
): boolean {
  if (post?.endedAt === undefined || isSame || saved.definition === inEffect?.definition) return false
  const own = calls.filter(({ by }) => by === 'post')
  const isWell =
    own.length > 0 && own.every(call => call.response?.status === 200 && call.error === undefined)
  const isOurs = rungs.some(({ definition }) => definition === saved.definition)
  // a deployment that does not take effect is not the post step's fault
  const mayFail =
    schedule.faults.length > 0 || schedule.doubts.deployFailure !== 'never' || schedule.deployMs > 5_000
  // the post step tolerates two outdated readings, but cannot detect three
  const isShown = schedule.lagMs === undefined && (schedule.doubts.deployStatusLag ?? 0) < 2
  return isWell && isOurs && !mayFail && isShown
}

/** The maximum duration of the checks of one write. */
function checksMs({ schedule, isLadder }: Facts): number {
  const { probe, preflight, bakeS, requestTimeoutS } = schedule
  const timeoutMs = (probe?.timeoutS ?? 5) * 1_000
  // at a low weight, more requests must pass
  const more = isLadder && preflight === undefined ? 16 : 1
  const settlesMs = bakeS === 0 ? 0 : 3 * Math.max(5, requestTimeoutS) * 1_000
  return (
    (probe === undefined ? 0 : timeoutMs * more) +
    (preflight === undefined || !isLadder ? 0 : timeoutMs) +
    (probe === undefined && (preflight === undefined || !isLadder) ? 0 : 2 * bakeS * 1_000 + settlesMs)
  )
}

const SETTLES_MS = 5_000

/** Every wait has the documented bound, even if every response is as late as possible. */
function late(facts: Facts): string[] {
  const { main, post, schedule, writes } = facts
  const found: string[] = []
  const check = (what: string, from: number | undefined, to: number | undefined, mostMs: number): void => {
    if (from !== undefined && to !== undefined && to - from > mostMs) {
      found.push(`${what} took ${to - from} ms, ${mostMs} at most`)
    }
  }
  check('the end after the signal', main.stoppedAt, main.endedAt, 5_000)
  check('the post step', post?.startedAt, post?.endedAt, 180_000)
  const requestMs = schedule.requestTimeoutS * 1_000
  const writeMs = Math.max(requestMs, 30_000)
  const followMs = schedule.waitTimeoutS * 1_000 + 5_000
  // reads and writes until the rollback's deadline, the last of which may be a write; then its own wait
  const backMs = schedule.waitTimeoutS * 1_000 + requestMs + writeMs + followMs
  // a write in progress is never aborted, even after the deadline
  const lastMs = schedule.kind === 'route' ? writeMs : 0
  const own = writes.filter(({ call }) => call.by === 'main')
  const back = own.find(({ way }) => way === 'backward')
  check('the rollback', back?.call.sentAt, main.endedAt, backMs + lastMs)
  for (const [index, { call, way, what }] of own.entries()) {
    if (way === 'backward' || what === 'deploy' || endOf(call) !== 'accepted') continue
    const next = own.slice(index + 1).find(write => write.what === 'save')
    const readMs = schedule.maxAttempts * (requestMs + 5_000) + 120_000
    const rollsBack = next?.way === 'backward' || (main.outputs.get('result') ?? '').startsWith('roll')
    const afterMs = next === undefined && !rollsBack ? 0 : rollsBack ? schedule.waitTimeoutS * 1_000 : readMs
    check(
      'what follows an accepted write',
      call.endedAt,
      next?.call.sentAt ?? main.endedAt,
      followMs + lastMs + SETTLES_MS + checksMs(facts) + afterMs
    )
  }
  return found
}

function wrongOutputs(facts: Facts): string[] {
  const { main, writes, before } = facts
  const output = (name: string): string => main.outputs.get(name) ?? ''
  const found: string[] = []
  const own = writes.filter(({ call }) => call.by === 'main')
  const compare = (way: 'forward' | 'backward', name: string): void => {
    if (main.returned === undefined) return
    const accepted = own.filter(write => write.way === way && endOf(write.call) === 'accepted')
    if (facts.isSame) return
    // the save's, until a deployment was accepted
    if (output(name) !== (accepted.at(-1)?.call.requestId ?? '')) {
      found.push(`${name} is not that of the accepted write`)
    }
  }
  compare('forward', 'request-id')
  compare('backward', 'rollback-request-id')
  if (output('previous-definition') !== '' && before === undefined)
    found.push('a previous definition that was never read')
  if (main.returned === undefined) return found
  const report = JSON.parse(output('report')) as { result: string; changed: boolean | null }
  if (report.result !== output('result')) found.push('the report has another result')
  if (String(report.changed ?? '') !== output('changed')) found.push('the report has another changed')
  if (GREEN.includes(output('result')) && main.errors.length > 0) found.push('green with an error')
  if (!GREEN.includes(output('result')) && main.errors.length === 0) found.push('red without an error')
  return found
}

/** The post step's report: it must cover everything that the main step could not report. */
function wrongPost(facts: Facts): string[] {
  const { main, post, writes, afterPost, files, isDiskBad, journals, schedule } = facts
  const wrote = writes.some(({ call }) => call.by === 'main')
  const found: string[] = []
  if (main.journalPath !== undefined && [...files.keys()].some(name => name.includes('.journal'))) {
    found.push('the journal is still there')
  }
  const phase = phaseOf(journals.at(-1), nameOf(schedule))
  const isOpen = wrote && phase !== undefined && phase !== 'ended'
  if (post === undefined || afterPost === undefined) {
    if (wrote && (main.endedAt === undefined || main.stoppedAt !== undefined) && !isDiskBad) {
      found.push('no post step after a write')
    }
    return found
  }
  if (leavesNothing(journals.at(-1)) && isOpen) found.push('its entry file would not load it')
  const results = resultsSaid(facts, post)
  const isLost = post.errors.some(({ text }) => text.includes('[JournalLost]'))
  const isDone = main.endedAt !== undefined && !facts.overlap && !isOpen
  if (isDone && !isDiskBad && (results.length > 0 || post.lines.length > 0)) {
    found.push('it reports although the step completed')
  }
  if (schedule.disk?.kind === 'torn' && isDiskBad && isLeftUnread(journals) && !isLost) {
    found.push('nothing can be read of what was to be sent, and it says nothing')
  }
  if (isDone || !wrote) return found
  const reportedByMain = facts.overlap && main.endedAt !== undefined
  if (isOpen && !reportedByMain && results.length === 0 && !isLost) {
    found.push('it does not report a write that was in progress')
  }
  return [
    ...found,
    ...results.flatMap(result =>
      untrueResult(facts, lastReading(facts, post) === undefined ? main : post, result, afterPost).map(
        text => `${result}, but ${text}`
      )
    )
  ]
}

export function resultsSaid({ schedule }: Pick<Facts, 'schedule'>, post: Step): string[] {
  const names = namesOf(schedule)
  const errors = post.errors.flatMap(({ title }) =>
    names.some(name => title.startsWith(`${name}: `)) ? [title] : []
  )
  const notices = post.lines.filter(line => /completed (?:after|before) the step was stopped: /.test(line))
  return [...errors, ...notices].map(text => text.slice(text.lastIndexOf(': ') + 2))
}
