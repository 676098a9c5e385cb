import type { Accepted } from '../cloud/types.ts'
import { isObject, parseObject } from '../model/json.ts'
import type { Seen } from './classify.ts'
import { RESULTS } from './outcome.ts'
import type { Result } from './outcome.ts'
import type { Plan } from './plan.ts'
import { storePlan } from './stored-plan.ts'
import type { StoredPlan } from './stored-plan.ts'

/**
 * How far the write of a target is. `deploying`, `deployed`: of one that takes a second write to be in force. `ended`: its end is
 * reported.
 */
export type WritePhase =
  | 'sending'
  | 'accepted'
  | 'deploying'
  | 'deployed'
  | 'rolling-back'
  | 'rollback-accepted'
  | 'ended'

/** One write, as a later process must know it: the plan itself, and how far its write is. */
export interface JournalEntry {
  readonly name: string
  readonly plan: StoredPlan
  readonly phase: WritePhase
  /** Once it ended. */
  readonly result?: Result
  /** Once it ended; null where that is not known. */
  readonly changed?: boolean | null
  /** When the write first left, in milliseconds since the epoch. */
  readonly sentAt: number
  /** When the write last left, by the monotonic clock, which the processes of one machine share. */
  readonly leftAt?: number
  readonly accepted: Accepted | null
  readonly rollback: Accepted | null
  /** Which write of a ladder it is about; absent for the first. */
  readonly rung?: number
  /** What was seen since the write, once this step's own definition was. */
  readonly seen?: Seen
  /** The names of the checks that have passed for all that they check. */
  readonly passed?: readonly string[]
  /** The code of the failure because of which a rollback began. */
  readonly failure?: string
}

/** What a step leaves for its post step, in case it cannot end by itself. */
export interface Journal {
  readonly version: 1
  readonly pid: number
  /** Whose keys wrote. */
  readonly identity: string
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  readonly waitTimeoutMs: number
  readonly rollbackOnFailure: boolean
  /** Whether the completion was asked for, so that a missing permission is no way out. */
  readonly mustFollow?: boolean
  readonly summary: boolean
  /** What the comment is about; null where none is wanted. */
  readonly comment: string | null
  /** Whether the step has told people how it ended. */
  readonly reported: boolean
  readonly entries: readonly JournalEntry[]
  /** Whether anything in it could not be read: there may have been writes of which nothing is known. */
  readonly isDamaged: boolean
}

export type JournalHeader = Omit<Journal, 'version' | 'reported' | 'entries' | 'isDamaged'>

// A journal is read by a later process, which acts on what it says: what is not whole is none.

type Test = (value: unknown) => boolean

const isText: Test = value => typeof value === 'string'
const isUrl: Test = value => typeof value === 'string' && URL.canParse(value)
const isFlag: Test = value => typeof value === 'boolean'
const isCount: Test = value => Number.isSafeInteger(value) && Number(value) >= 0
// beyond it, a date cannot be written
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
  const base = { name: isText, endpoint: isUrl, regionId: orNull(isText) }
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
  backendType: isText,
  backendModelId: isText,
  writeId: orNull(isText),
  description: orNull(shape({ text: isText, setByAuthor: isFlag })),
  live: orNull(
    value =>
      isStored(value) &&
      shape({ description: isText, base: orNull(isObject), notInForce: orNull(isText), title: isText })(value)
  ),
  rungs: value =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(rung =>
      shape({ desired: isStored, data: isStored, weight: one => typeof one === 'number' })(rung)
    ),
  published: orNull(
    listOf(shape({ apiId: isText, name: isText, group: isText, method: isText, path: isText }))
  ),
  fingerprint: orNull(isText),
  checks: listOf(isText)
})
const hasEntryShape = shape({
  name: isText,
  plan: isStoredPlan,
  phase: value => typeof value === 'string' && Object.hasOwn(PHASES, value),
  result: orAbsent(value => RESULTS.some(result => result === value)),
  changed: orAbsent(orNull(isFlag)),
  sentAt: isTime,
  leftAt: orAbsent(value => typeof value === 'number' && value >= 0),
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

function isEntry(value: unknown): value is JournalEntry {
  return hasEntryShape(value)
}

/** The last line of a journal whose step has said everything. */
export const NOTHING_LEFT = JSON.stringify({ reported: true, left: 0 })

/** Keeps the journal, written at each change before what it announces is done. */
export interface JournalKeeper {
  /** Right before a write leaves. */
  sending(plan: Plan, checks: readonly string[], sentAt: number, leftAt: number): void
  update(name: string, change: JournalChange): void
  /** Once people have been told how the step ended. */
  reported(): void
}

export type JournalChange = Partial<
  Pick<
    JournalEntry,
    | 'phase'
    | 'result'
    | 'changed'
    | 'leftAt'
    | 'accepted'
    | 'rollback'
    | 'rung'
    | 'seen'
    | 'passed'
    | 'failure'
  >
>

/**
 * A journal is lines of JSON: what holds for the whole step, then each write as it begins, then what changed
 * of it. Only ever added to, so that a step of many targets writes no more than it has to say.
 * @param add stores one more line; what it throws is its own matter
 * @param isSecret whether a text holds a secret that the step knows of: the journal keeps digests instead
 */
export function createJournalKeeper(
  header: JournalHeader,
  add: (line: string) => void,
  isSecret: (text: string) => boolean = () => false
): JournalKeeper {
  /** Whether the end of each write that began is still to be found out. */
  const open = new Map<string, boolean>()
  const store = (record: object): void => {
    if (open.size === 0) add(JSON.stringify({ version: 1, ...header }))
    add(JSON.stringify(record))
  }
  const update = (name: string, change: JournalChange): void => {
    if (!open.has(name)) return
    store({ name, ...change })
    if (change.phase !== undefined) open.set(name, change.phase !== 'ended')
  }
  return {
    sending(plan, checks, sentAt, leftAt) {
      const { name } = plan.target
      // sent again after an end that said nothing: what is known stays
      if (open.has(name)) return update(name, { phase: 'sending', leftAt })
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
      // what the post step looks at first: where nothing is left, it does not even load
      if (open.size > 0) store({ reported: true, left: [...open.values()].filter(Boolean).length })
    }
  }
}

/** @returns `undefined` for a text that is no journal of this version; lines and writes that are not whole are left out */
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
    isDamaged: isTorn || entries.size === 0 || ![...entries.values()].every(isEntry)
  }
}
