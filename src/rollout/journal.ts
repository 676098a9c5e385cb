import type { Accepted } from '../cloud/operation.ts'
import { isObject, parseObject } from '../model/json.ts'
import { keyOf } from '../model/target.ts'
import type { Target } from '../model/target.ts'
import type { Observed } from './classify.ts'
import { RESULTS } from './outcome.ts'
import type { Result } from './outcome.ts'
import type { Plan } from './plan.ts'
import { storePlan, storeTarget } from './stored-plan.ts'
import type { StoredPlan, StoredTarget } from './stored-plan.ts'

/**
 * The phase of a target's write. `deploying`, `deployed`: of a kind that requires a second write. `ended`: the result is recorded.
 */
export type WritePhase =
  | 'sending'
  | 'accepted'
  | 'deploying'
  | 'deployed'
  | 'rolling-back'
  | 'rollback-accepted'
  | 'ended'

/** One write, as a later process needs it: the plan, and the phase of its write. */
export interface JournalEntry {
  /** The target's key. */
  readonly name: string
  readonly plan: StoredPlan
  readonly phase: WritePhase
  /** Set once it ended. */
  readonly result?: Result
  /** Set once it ended; null if not known. */
  readonly changed?: boolean | null
  /** When the write was first sent, in milliseconds since the epoch. */
  readonly sentAt: number
  /** When the write was last sent, on the monotonic clock, which all processes of a machine share. */
  readonly leftAt?: number
  /** Whether it was sent more than once: a reading that shows it does not show that every attempt has arrived. */
  readonly again?: boolean
  readonly accepted: Accepted | null
  readonly rollback: Accepted | null
  /** The index of the write in a ladder; absent for the first. */
  readonly rung?: number
  /** What was seen since the write, once this step's definition was seen. */
  readonly seen?: Observed
  /** The names of the checks that passed for all of their subjects. */
  readonly passed?: readonly string[]
  /** The code of the failure that caused the rollback. */
  readonly failure?: string
}

/** A target of the step without a write. */
export interface UnsentTarget {
  readonly target: StoredTarget
  /** Set if it ended, without a write, before the step was stopped. */
  readonly result?: Result
}

/** What a step leaves for its post step, in case it is stopped. */
export interface Journal {
  readonly version: 1
  readonly pid: number
  /** The identity of the credentials that wrote. */
  readonly identity: string
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  readonly waitTimeoutMs: number
  readonly rollbackOnFailure: boolean
  /** Whether the completion is required, so that a missing permission does not end the wait. */
  readonly mustFollow?: boolean
  readonly summary: boolean
  /** The subject of the comment; null for no comment. */
  readonly comment: string | null
  /** Whether the step has reported its result. */
  readonly reported: boolean
  readonly entries: readonly JournalEntry[]
  /** The other targets of a set, in order; none for a single target. */
  readonly unsent: readonly UnsentTarget[]
  /** Whether any part could not be read: there may have been writes that are not known. */
  readonly isDamaged: boolean
}

export type JournalHeader = Omit<Journal, 'version' | 'reported' | 'entries' | 'unsent' | 'isDamaged'>

/** The last line of a journal whose step has reported everything. */
export const NOTHING_LEFT = JSON.stringify({ reported: true, left: 0 })

/** Writes the journal: each change is recorded before it happens. */
export interface JournalKeeper {
  /** Called before the first write, with all targets of the step in order. */
  selected(targets: readonly Target[]): void
  /** Called when a target has ended; those with a write have recorded it already. */
  concluded(name: string, result: Result): void
  /** Called right before a write is sent. */
  sending(plan: Plan, checks: readonly string[], sentAt: number, leftAt: number): void
  update(name: string, change: JournalChange): void
  /** Called once the result of the step has been reported. */
  reported(): void
}

export type JournalChange = Partial<
  Pick<
    JournalEntry,
    | 'phase'
    | 'result'
    | 'changed'
    | 'leftAt'
    | 'again'
    | 'accepted'
    | 'rollback'
    | 'rung'
    | 'seen'
    | 'passed'
    | 'failure'
  >
>

/**
 * A journal is lines of JSON: a header for the whole step, each write as it starts, and then its changes. It is append-only, so that a
 * step with many targets writes little.
 * @param add appends one line; it must handle its own errors
 * @param isSecret whether a text contains a secret that the step knows: the journal stores digests instead
 */
export function createJournalKeeper(
  header: JournalHeader,
  add: (line: string) => void,
  isSecret: (text: string) => boolean = () => false
): JournalKeeper {
  /** By name of each write that started: whether its result is still unknown. */
  const open = new Map<string, boolean>()
  let targets: readonly Target[] = []
  /** What ended before the first write, by name. */
  const early = new Map<string, Result>()
  const store = (record: object): void => {
    if (open.size === 0) add(JSON.stringify({ version: 1, ...header, ...storedTargets() }))
    add(JSON.stringify(record))
  }
  // of a single target, its write tells everything
  const storedTargets = (): object =>
    targets.length < 2
      ? {}
      : {
          targets: targets.map(target => ({ target: storeTarget(target), result: early.get(keyOf(target)) }))
        }
  const update = (name: string, change: JournalChange): void => {
    if (!open.has(name)) return
    store({ name, ...change })
    if (change.phase !== undefined) open.set(name, change.phase !== 'ended')
  }
  return {
    selected(all) {
      targets = all
    },
    concluded(name, result) {
      if (open.has(name)) return
      if (open.size === 0) early.set(name, result)
      else if (targets.length > 1) store({ unsent: name, result })
    },
    sending(plan, checks, sentAt, leftAt) {
      const name = keyOf(plan.target)
      // sent again after an ambiguous attempt: keep what is known
      if (open.has(name)) return update(name, { phase: 'sending', leftAt, again: true })
      const entry: JournalEntry = {
        name,
        plan: storePlan(plan, checks, isSecret),
        phase: 'sending',
        sentAt,
        leftAt,
        accepted: null,
        rollback: null
      }
      store(entry)
      open.set(name, true)
    },
    update,
    reported() {
      // the post step reads this first: if nothing is left, it loads nothing else
      if (open.size > 0) store({ reported: true, left: [...open.values()].filter(Boolean).length })
    }
  }
}

/** @returns `undefined` if the text is not a journal of this version; incomplete lines and writes are left out */
export function parseJournal(text: string): Journal | undefined {
  const lines = text.split('\n').filter(line => line !== '')
  const [header, ...records] = lines.flatMap<Record<string, unknown>>(line => parseObject(line) ?? [])
  if (!isHeader(header)) return undefined
  const isTorn = records.length + 1 < lines.length
  const entries = new Map<string, object>()
  for (const record of records) {
    const { name } = record
    if (typeof name === 'string') entries.set(name, { ...entries.get(name), ...record })
  }
  return {
    ...header,
    version: 1,
    reported: records.some(({ reported }) => reported === true),
    entries: [...entries.values()].filter(isEntry),
    unsent: unsentOf(header, records).filter(({ target }) => !entries.has(keyOf(target))),
    isDamaged: isTorn || entries.size === 0 || ![...entries.values()].every(isEntry)
  }
}

/** The targets in the header, with the results that were recorded later. */
function unsentOf(
  { targets }: Record<string, unknown>,
  records: readonly Record<string, unknown>[]
): readonly UnsentTarget[] {
  const later = new Map(records.map(({ unsent, result }) => [unsent, result]))
  const all: readonly unknown[] = Array.isArray(targets) ? targets : []
  return all.flatMap(one => {
    if (!isObject(one) || !isStoredTarget(one['target'])) return []
    const result = later.get(keyOf(one['target'])) ?? one['result']
    return [{ target: one['target'], ...(isResult(result) ? { result } : {}) }]
  })
}

// A later process acts on the journal, so incomplete records are discarded.

type Test = (value: unknown) => boolean

const isText: Test = value => typeof value === 'string'
const isUrl: Test = value => typeof value === 'string' && URL.canParse(value)
const isFlag: Test = value => typeof value === 'boolean'
const isCount: Test = value => Number.isSafeInteger(value) && Number(value) >= 0
// the largest time value that Date can represent
const isTime: Test = value => typeof value === 'number' && value >= 0 && value <= 8.64e15
const orNull =
  (check: Test): Test =>
  value =>
    value === null || check(value)
const orAbsent =
  (check: Test): Test =>
  value =>
    value === undefined || check(value)
const shape =
  (fields: Readonly<Record<string, Test>>): Test =>
  value =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]))
const listOf =
  (check: Test): Test =>
  value =>
    Array.isArray(value) && value.every(check)

const PHASES: Readonly<Record<WritePhase, true>> = {
  sending: true,
  accepted: true,
  deploying: true,
  deployed: true,
  'rolling-back': true,
  'rollback-accepted': true,
  ended: true
}
const isAccepted = shape({ requestId: isText, operationId: isText })
const isStored: Test = value =>
  isObject(value) &&
  (isObject(value['definition']) || (isText(value['digest']) && orAbsent(listOf(isText))(value['keys'])))
const isTarget = (value: unknown): boolean => {
  const base = { name: isText, key: orAbsent(isText), endpoint: isUrl, regionId: orNull(isText) }
  const native = { stageName: orNull(isText), gatewayId: orNull(isText) }
  const kinds: Readonly<Record<string, Test>> = {
    backend: shape({ ...base, backendId: isText, stageName: isText }),
    service: shape({ ...base, ...native, serviceId: isText }),
    route: shape({
      ...base,
      ...native,
      httpApiId: isText,
      routeId: isText,
      weightSteps: listOf(value => typeof value === 'number')
    })
  }
  const kind = isObject(value) ? value['kind'] : undefined
  return typeof kind === 'string' && Object.hasOwn(kinds, kind) && kinds[kind]?.(value) === true
}
const isStoredPlan = shape({
  target: isTarget,
  lane: isText,
  targetType: isText,
  definitionId: isText,
  writeId: orNull(isText),
  description: orNull(shape({ text: isText, setByAuthor: isFlag })),
  live: orNull(
    value =>
      isStored(value) &&
      shape({ description: isText, base: orNull(isObject), notInEffect: orNull(isText), title: isText })(
        value
      )
  ),
  rungs: value =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(rung =>
      shape({ desired: isStored, data: isStored, weight: one => typeof one === 'number' })(rung)
    ),
  affected: orNull(
    listOf(shape({ apiId: isText, name: isText, group: isText, method: isText, path: isText }))
  ),
  names: orNull(value => isObject(value) && Object.values(value).every(isText)),
  fingerprint: orNull(isText),
  checks: listOf(isText)
})
const hasEntryShape = shape({
  name: isText,
  plan: isStoredPlan,
  phase: value => typeof value === 'string' && Object.hasOwn(PHASES, value),
  result: orAbsent(isResult),
  changed: orAbsent(orNull(isFlag)),
  sentAt: isTime,
  leftAt: orAbsent(value => typeof value === 'number' && value >= 0),
  again: orAbsent(isFlag),
  accepted: orNull(isAccepted),
  rollback: orNull(isAccepted),
  seen: orAbsent(shape({ ours: isFlag, first: orNull(isText), kept: orAbsent(isFlag) })),
  rung: orAbsent(isCount),
  passed: orAbsent(listOf(isText)),
  failure: orAbsent(isText)
})

const hasHeaderShape = shape({
  version: value => value === 1,
  // a signal to 0 or -1 would go to every process
  pid: value => isCount(value) && Number(value) > 0,
  identity: isText,
  requestTimeoutMs: isCount,
  maxAttempts: isCount,
  waitTimeoutMs: isCount,
  rollbackOnFailure: isFlag,
  mustFollow: orAbsent(isFlag),
  summary: isFlag,
  comment: orNull(isText)
})

function isHeader(value: unknown): value is JournalHeader {
  return hasHeaderShape(value)
}

function isStoredTarget(value: unknown): value is StoredTarget {
  return isTarget(value)
}

function isResult(value: unknown): value is Result {
  return RESULTS.some(result => result === value)
}

function isEntry(value: unknown): value is JournalEntry {
  return hasEntryShape(value)
}
