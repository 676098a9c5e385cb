import {
  DEFAULT_DOUBTS,
  NORMALIZATIONS,
  OPERATION_IDS,
  PAGE_SIZE_OVER,
  STRICT_RULES,
  TASK_IDS,
  UNKNOWN_KEYS
} from '../cloud/doubts.ts'
import type { Doubts, StrictRule } from '../cloud/doubts.ts'
import type { Place } from './place.ts'

const KEY = [/^\w+(\.\w+)*$/, 'a key of a definition, such as VpcConfig.VpcScheme'] as const
const STATUS = [/^\S(.*\S)?$/, 'a value of UpdateStatus'] as const

type Reader<Key extends keyof Doubts> = (place: Place) => Doubts[Key] | undefined

/** Every switch by its name in the seed, and how it is read. */
const SWITCHES: { readonly [Key in keyof Doubts]: readonly [name: string, read: Reader<Key>] } = {
  merge: ['merge', place => place.flag()],
  normalize: ['normalize', place => place.list().flatMap(item => item.oneOf(NORMALIZATIONS) ?? [])],
  defaults: ['defaults', place => place.json()],
  unreturnedKeys: ['unreturned-keys', place => place.list().map(item => item.text(...KEY))],
  unknownKeys: ['unknown-keys', place => place.oneOf(UNKNOWN_KEYS)],
  lateVisibilityMs: ['late-visibility-ms', place => place.wholeNumber(0)],
  operationId: ['operation-id', place => place.oneOf(OPERATION_IDS)],
  taskFoundLateMs: ['task-found-late-ms', place => place.wholeNumber(0)],
  taskIds: ['task-ids', place => place.oneOf(TASK_IDS)],
  statuses: ['statuses', readStatuses],
  listPending: ['list-pending', place => place.flag()],
  lock: ['lock', place => place.flag()],
  pageSizeLimit: ['page-size-limit', place => place.wholeNumber(1)],
  pageSizeOver: ['page-size-over', place => place.oneOf(PAGE_SIZE_OVER)]
}

/** The names of the switches in the seed. */
export const DOUBT_NAMES: readonly string[] = Object.values(SWITCHES).map(([name]) => name)

export function readDoubts(place: Place | undefined): Doubts {
  const fields = place?.record(DOUBT_NAMES)
  const read = Object.entries(SWITCHES).flatMap(([key, [name, reader]]) => {
    const field = fields?.get(name)
    const value = field === undefined ? undefined : reader(field)
    return value === undefined ? [] : [[key, value] as const]
  })
  return { ...DEFAULT_DOUBTS, ...(Object.fromEntries(read) as Partial<Doubts>) }
}

/** `true`, `false`, or the rules that hold. */
export function readStrict(place: Place | undefined, byDefault: boolean): readonly StrictRule[] {
  if (place?.isList() === true) {
    return place.list().flatMap(item => item.oneOf(STRICT_RULES) ?? [])
  }
  return (place?.flag() ?? byDefault) ? STRICT_RULES : []
}

function readStatuses(place: Place): readonly string[] | undefined {
  const statuses = place.list().map(item => item.text(...STATUS))
  if (place.isList() && statuses.length === 0)
    place.problem('needs at least the status of a row that has ended')
  return statuses.length === 0 ? undefined : statuses
}
