import type { PublishedApi, TaskEntry } from './backend.ts'

export type ApiState = 'updated' | 'failed' | 'moving'

/**
 * What one entry of a batch says. No document lists the values of `UpdateStatus`: the only example is
 * `OVER` beside the message `Failed`, so the end is read from the status and the success from the
 * message, first match wins. A name never seen before is still moving, never an error.
 */
export function stateOf(entry: Pick<TaskEntry, 'status' | 'message'>): ApiState {
  const status = entry.status.toUpperCase()
  const message = entry.message.trim().toUpperCase()
  if (/FAIL|ERROR|ABORT/.test(status)) return 'failed'
  if (status.includes('SUCCESS')) return /^(FAIL|ERROR)/.test(message) ? 'failed' : 'updated'
  if (/OVER|FINISHED/.test(status)) {
    return message === '' || message.startsWith('SUCCESS') ? 'updated' : 'failed'
  }
  return message.startsWith('SUCCESS') ? 'updated' : 'moving'
}

/** One API of the batch, and how far it is. */
export interface ApiProgress {
  readonly apiId: string
  readonly name: string
  readonly group: string
  readonly state: ApiState
  /** `UpdateStatus` and `ErrorMsg` as answered; empty while the task does not list the API. */
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
  readonly unlisted: readonly PublishedApi[]
  readonly done: boolean
}

/**
 * How far a batch is. It is done when every API that was published before the write has an end, and
 * so has every other entry: a task that is shorter than the list is still growing.
 * @param published the APIs that were published before the write
 * @param entries what the task lists now
 * @param gone the ids of APIs that are no longer published: theirs are not waited for
 */
export function progressOf(
  published: readonly PublishedApi[],
  entries: readonly TaskEntry[],
  gone: ReadonlySet<string> = new Set()
): BatchProgress {
  const known = new Map(published.map(api => [api.apiId, api]))
  const listed = new Map<string, ApiProgress>()
  entries.forEach((entry, index) => {
    const api = known.get(entry.apiId)
    const progress = {
      apiId: entry.apiId,
      name: entry.name || (api?.name ?? ''),
      group: entry.group || (api?.group ?? ''),
      state: stateOf(entry),
      status: entry.status,
      message: entry.message
    }
    if (progress.state === 'moving' && gone.has(entry.apiId)) return
    // an API that is listed twice is only as far as its worst row
    const key = entry.apiId || `#${index}`
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

const BADNESS: Readonly<Record<ApiState, number>> = { updated: 0, failed: 1, moving: 2 }
