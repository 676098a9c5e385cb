import { isObject } from '../model/json.ts'
import type { JournalEntry, JournalHeader, WritePhase } from './journal.ts'
import { RESULTS } from './results.ts'

// A journal is read by a later process, which acts on what it says: what is not whole is none.

type Check = (value: unknown) => boolean

const isText: Check = value => typeof value === 'string'
const isUrl: Check = value => typeof value === 'string' && URL.canParse(value)
const isFlag: Check = value => typeof value === 'boolean'
const isCount: Check = value => Number.isSafeInteger(value) && Number(value) >= 0
// beyond it, a date cannot be written
const isTime: Check = value => typeof value === 'number' && value >= 0 && value <= 8.64e15
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value)
const orAbsent =
  (check: Check): Check =>
  value =>
    value === undefined || check(value)
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  value =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]))
const listOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check)

const PHASES: Readonly<Record<WritePhase, true>> = {
  sending: true,
  accepted: true,
  'rolling-back': true,
  'rollback-accepted': true,
  ended: true
}
const isAccepted = shape({ requestId: isText, operationId: isText })
const hasEntryShape = shape({
  name: isText,
  backendId: isText,
  stageName: isText,
  backendType: isText,
  backendModelId: isText,
  endpoint: isUrl,
  regionId: orNull(isText),
  phase: value => typeof value === 'string' && Object.hasOwn(PHASES, value),
  result: orAbsent(value => RESULTS.some(result => result === value)),
  changed: orAbsent(orNull(isFlag)),
  sentAt: isTime,
  accepted: orNull(isAccepted),
  rollback: orNull(isAccepted),
  published: orNull(
    listOf(shape({ apiId: isText, name: isText, group: isText, method: isText, path: isText }))
  ),
  probes: isCount,
  digests: orNull(shape({ live: isText, wanted: isText })),
  definitions: orNull(
    shape({
      live: shape({ backendModelId: isText, stageName: isText, description: isText, config: isObject }),
      wanted: isObject,
      data: isObject
    })
  )
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
  summary: isFlag,
  comment: orNull(isText)
})

export function isHeader(value: unknown): value is JournalHeader {
  return hasHeaderShape(value)
}

export function isEntry(value: unknown): value is JournalEntry {
  return hasEntryShape(value)
}
