import type { AffectedApi, TaskEntry } from './backend.ts'
import { isPrintableAscii, lazyPattern } from './lazy-pattern.ts'

export type ApiState = 'updated' | 'failed' | 'moving'

/**
 * The state of one entry of a batch. No document lists the values of `UpdateStatus`: the only example is
 * `OVER` with the message `Failed`, so completion is derived from the status and success from the message; the
 * first match wins. Only whole words count (`DISCOVERING` is not over), and a negated word is still moving
 * (`NOT_OVER`, `UNFINISHED`). An unknown status is still moving, never an error.
 */
export function stateOf(entry: Pick<TaskEntry, 'status' | 'message'>): ApiState {
  const words = wordsOf(entry.status)
  const said = (word: RegExp): boolean =>
    words.some((one, index) => word.test(one) && !isNegated(words.slice(0, index)))
  const message = entry.message.trim().toUpperCase()
  if (said(/^(?:FAIL.*|ERROR|ABORT.*)$/)) return 'failed'
  if (words.some((one, index) => NEGATED.test(one) || (END.test(one) && isNegated(words.slice(0, index))))) {
    return 'moving'
  }
  if (said(/^SUCCESS$/)) return /^(FAIL|ERROR)/.test(message) ? 'failed' : 'updated'
  if (said(/^(?:OVER|FINISHED)$/)) {
    return message === '' || message.startsWith('SUCCESS') ? 'updated' : 'failed'
  }
  return message.startsWith('SUCCESS') ? 'updated' : 'moving'
}

const END = /^(?:FAIL.*|ERROR|ABORT.*|SUCCESS|OVER|FINISHED)$/
/** A word that contains a negation: `UNFINISHED`, `UNSUCCESSFUL`. */
const NEGATED = /^(?:UN|NON)(?:FAIL|ERROR|ABORT|SUCCESS|FINISH|OVER$)/
const NEGATION = /^(?:NOT|NO|NON|NEVER|UN|WITHOUT)$/

/** Whether the words before a word negate it: `NOT`, or `NOT_YET`. */
function isNegated(before: readonly string[]): boolean {
  const last = before.at(-1) === 'YET' ? before.at(-2) : before.at(-1)
  return last !== undefined && NEGATION.test(last)
}

const WORD_ENDS = /[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/
const ANY_WORD_ENDS = lazyPattern(
  String.raw`[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})`,
  'u'
)

/** `NOT_OVER`, `not over` and `NotOver` are two words. */
function wordsOf(status: string): readonly string[] {
  return status
    .split(isPrintableAscii(status) ? WORD_ENDS : ANY_WORD_ENDS())
    .filter(word => word !== '')
    .map(word => word.toUpperCase())
}

/** One API of the batch, and its progress. */
export interface ApiProgress {
  readonly apiId: string
  readonly name: string
  readonly group: string
  readonly state: ApiState
  /** `UpdateStatus` and `ErrorMsg` as returned; empty while the task does not list the API. */
  readonly status: string
  readonly message: string
}

export interface BatchProgress {
  readonly apis: readonly ApiProgress[]
  readonly total: number
  readonly updated: number
  readonly failed: number
  readonly moving: number
  /** Published APIs that the task does not list: they move later, or are no longer published. */
  readonly unlisted: readonly AffectedApi[]
  readonly done: boolean
}

/**
 * The progress of a batch. It is done when every API that was published before the write has completed or failed,
 * and so has every other entry: a task that is shorter than the list is still growing. If no entry has the ID of
 * a published API, entries are matched by group and name.
 * @param published the APIs that were published before the write
 * @param entries what the task lists now
 * @param gone the IDs of APIs that are no longer published, which the batch does not wait for
 */
export function progressOf(
  published: readonly AffectedApi[],
  entries: readonly TaskEntry[],
  gone: ReadonlySet<string> = new Set()
): BatchProgress {
  const matched = matchOf(published, entries)
  const listed = new Map<string, ApiProgress>()
  entries.forEach((entry, index) => {
    const api = matched(entry)
    const apiId = api?.apiId ?? entry.apiId
    const progress = {
      apiId,
      name: entry.name || (api?.name ?? ''),
      group: entry.group || (api?.group ?? ''),
      state: stateOf(entry),
      status: entry.status,
      message: entry.message
    }
    if (progress.state === 'moving' && gone.has(apiId)) return
    // the worst entry of an API counts
    const key = apiId || `#${index}`
    const other = listed.get(key)
    if (other === undefined || BADNESS[progress.state] > BADNESS[other.state]) listed.set(key, progress)
  })
  const unlisted = published.filter(api => !listed.has(api.apiId))
  const apis = [
    ...listed.values(),
    ...unlisted.map(({ apiId, name, group }) => ({
      apiId,
      name,
      group,
      state: 'moving' as const,
      status: '',
      message: ''
    }))
  ]
  const count = (state: ApiState): number => apis.filter(api => api.state === state).length
  const moving = count('moving')
  return {
    apis,
    total: apis.length,
    updated: count('updated'),
    failed: count('failed'),
    moving,
    unlisted,
    done: moving === 0
  }
}

/** Finds the published API of each entry, called in order. */
function matchOf(
  published: readonly AffectedApi[],
  entries: readonly TaskEntry[]
): (entry: TaskEntry) => AffectedApi | undefined {
  const byId = new Map(published.map(api => [api.apiId, api]))
  if (entries.some(({ apiId }) => apiId !== '' && byId.has(apiId))) return ({ apiId }) => byId.get(apiId)
  const byName = Map.groupBy(published, nameOf)
  return entry => {
    const ofName = byName.get(nameOf(entry))
    // several APIs with the same name belong to one entry each
    return ofName !== undefined && ofName.length > 1 ? ofName.shift() : ofName?.[0]
  }
}

function nameOf({ group, name }: Pick<AffectedApi, 'group' | 'name'>): string {
  return JSON.stringify([group, name])
}

const BADNESS: Readonly<Record<ApiState, number>> = { updated: 0, failed: 1, moving: 2 }
