import {
  DEFAULT_DOUBTS,
  NORMALIZATIONS,
  OPERATION_IDS,
  PAGE_SIZE_OVER,
  STRICT_RULES,
  TASK_IDS,
  UNKNOWN_KEYS
} from '../cloud/doubts.ts'
import * as apig from '../apig/doubts.ts'
import type { Doubts, StrictRule } from '../cloud/doubts.ts'
import type { Place } from './place.ts'

const KEY = [/^\w+(\.\w+)*$/, 'a key of a definition, such as VpcConfig.VpcScheme'] as const
const STATUS = [/^\S(.*\S)?$/, 'a status'] as const

type Reader<Key extends keyof Doubts> = (place: Place) => Doubts[Key] | undefined

/** Every switch with its name in the seed and its reader. */
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
  pageSizeOver: ['page-size-over', place => place.oneOf(PAGE_SIZE_OVER)],
  routeSave: ['route-save', place => place.oneOf(apig.ROUTE_SAVES)],
  routePut: ['route-put', place => place.oneOf(apig.PUTS)],
  servicePut: ['service-put', place => place.oneOf(apig.PUTS)],
  deployStatusLag: ['deploy-status-lag', place => place.wholeNumber(0)],
  deployTouchesTimestamp: ['deploy-touches-timestamp', place => place.flag()],
  deployFailure: ['deploy-failure', place => place.oneOf(apig.DEPLOY_FAILURES)],
  failedDeployServes: ['failed-deploy-serves', place => place.oneOf(apig.FAILED_DEPLOY_SERVES)],
  equalDraft: ['equal-draft', place => place.oneOf(apig.EQUAL_DRAFTS)],
  deployStatuses: ['deploy-statuses', readStatuses],
  lockFailures: ['lock-failures', place => place.wholeNumber(0)],
  lockFailedStatus: ['lock-failed-status', place => readWord(place, apig.LOCK_STATUSES)],
  gatewayLock: ['gateway-lock', place => place.flag()],
  notFoundStatus: ['not-found-status', place => readWord(place, apig.NOT_FOUND_STATUSES)],
  messages: ['messages', place => place.oneOf(apig.MESSAGES)],
  singleScene: ['single-scene', place => place.oneOf(apig.SINGLE_SCENES)],
  singleWeight: ['single-weight', place => place.oneOf(apig.SINGLE_WEIGHTS)],
  serviceOrder: ['service-order', place => place.oneOf(apig.SERVICE_ORDERS)],
  builtinType: ['builtin-type', place => place.oneOf(apig.BUILTIN_TYPES)],
  environmentId: ['environment-id', place => place.oneOf(apig.ENVIRONMENT_IDS)],
  denialForm: ['denial-form', place => place.oneOf(apig.DENIAL_FORMS)],
  weightSum: ['weight-sum', place => place.oneOf(apig.WEIGHT_SUMS)],
  serviceVisibleAfterMs: ['service-visible-after-ms', place => place.wholeNumber(0)],
  serviceLiveAfterMs: ['service-live-after-ms', place => place.wholeNumber(0)]
}

const namesOf = (isNative: boolean): readonly string[] =>
  Object.entries(SWITCHES).flatMap(([key, [name]]) =>
    Object.hasOwn(apig.DEFAULT_APIG_DOUBTS, key) === isNative ? [name] : []
  )

/** The names of the switches in the seed, for CloudAPI and for Cloud-native API Gateway. */
export const TRADITIONAL_DOUBT_NAMES = namesOf(false)
export const NATIVE_DOUBT_NAMES = namesOf(true)
export const DOUBT_NAMES = [...TRADITIONAL_DOUBT_NAMES, ...NATIVE_DOUBT_NAMES]

export function readDoubts(place: Place | undefined): Doubts {
  const fields = place?.record(DOUBT_NAMES)
  const read = Object.entries(SWITCHES).flatMap(([key, [name, reader]]) => {
    const field = fields?.get(name)
    const value = field === undefined ? undefined : reader(field)
    return value === undefined ? [] : [[key, value] as const]
  })
  return { ...DEFAULT_DOUBTS, ...(Object.fromEntries(read) as Partial<Doubts>) }
}

/** `true`, `false`, or a list of rules. */
export function readStrict(place: Place | undefined, byDefault: boolean): readonly StrictRule[] {
  if (place?.isList() === true) {
    return place.list().flatMap(item => item.oneOf(STRICT_RULES) ?? [])
  }
  return (place?.flag() ?? byDefault) ? STRICT_RULES : []
}

/** One of a few words or numbers; numbers can be quoted. */
function readWord<Word extends string>(place: Place, words: readonly Word[]): Word | undefined {
  const text = place.text(/[^]/, `one of ${words.join(', ')}`)
  const word = words.find(candidate => candidate === text)
  if (word === undefined && text !== '') place.problem(`must be one of ${words.join(', ')}`)
  return word
}

function readStatuses(place: Place): readonly string[] | undefined {
  const statuses = place.list().map(item => item.text(...STATUS))
  if (place.isList() && statuses.length === 0) place.problem('must contain at least the final status')
  return statuses.length === 0 ? undefined : statuses
}
