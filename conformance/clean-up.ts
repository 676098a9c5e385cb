import { decodeApis, decodeBackend } from '../src/cloud/decode.ts'
import { isJsonObject } from '../src/model/json.ts'
import type { Clock } from '../src/runtime/clock.ts'
import { textOf } from './caller.ts'
import type { CallResponse } from './caller.ts'
import type { Calls } from './calls.ts'
import { NotOurs, PREFIX } from './ownership.ts'
import type { OwnBackend, Ownership } from './ownership.ts'

/** A resource that could not be deleted. */
export interface Leftover {
  readonly name: string
  /** Empty if unknown; then it is also unknown whether the resource exists. */
  readonly id: string
  readonly reason: string
}

export interface CleanUpOptions {
  readonly calls: Calls
  readonly own: Ownership
  readonly clock: Clock
}

const MAX_ATTEMPTS = 5
const ATTEMPT_INTERVAL_MS = 2_000
const PAGE_SIZE = 50

/** Deletes what the kit created. Never rejects. @returns what could not be deleted */
export function cleanUp(options: CleanUpOptions): Promise<Leftover[]> {
  return deleteEach([...options.own.backends], options.own, backend => removeBackend(options, backend))
}

/**
 * Deletes resources one by one. Never rejects.
 * @param own is notified of each deleted resource
 * @param remove returns a reason if it could not delete the resource
 */
export async function deleteEach<T extends { readonly name: string; readonly id?: string | undefined }>(
  things: readonly T[],
  own: { readonly gone: (name: string) => void },
  remove: (thing: T) => Promise<string | undefined>
): Promise<Leftover[]> {
  const leftovers: Leftover[] = []
  for (const thing of things) {
    const reason = await remove(thing).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error)
    )
    if (reason === undefined) own.gone(thing.name)
    else leftovers.push({ name: thing.name, id: thing.id ?? '', reason })
  }
  return leftovers
}

/**
 * Claims what earlier runs left: backends with the kit's name and description that no API uses.
 * @returns those that look like the kit's and are not claimed, each with the reason
 */
export async function claimLeftovers({ calls, own }: CleanUpOptions): Promise<Leftover[]> {
  const spared: Leftover[] = []
  for (const backend of await listBackends(calls)) {
    if (!backend.name.startsWith(PREFIX)) continue
    try {
      own.claim(backend)
    } catch (error) {
      if (!(error instanceof NotOurs)) throw error
      spared.push({ ...backend, reason: 'its name or description does not match the kit' })
      continue
    }
    const used = await usedBy(calls, backend.id)
    if (used === 0) continue
    own.gone(backend.name)
    const reason = used === undefined ? 'it could not be determined whether an API uses it' : 'an API uses it'
    spared.push({ ...backend, reason })
  }
  return spared
}

/** @returns why it still exists; `undefined` if it is deleted */
async function removeBackend(options: CleanUpOptions, backend: OwnBackend): Promise<string | undefined> {
  const { calls, own } = options
  if (backend.id === undefined) {
    // the response to its creation was lost: look it up by its name
    const found = (await listBackends(calls)).find(({ name }) => name === backend.name)
    if (found === undefined) return undefined
    own.created(backend.name, found.id)
  }
  const id = backend.id ?? ''
  let reason: string | undefined
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (attempt > 1) await options.clock.sleep(ATTEMPT_INTERVAL_MS)
    reason = await removeModels(calls, own, id)
    const response = await calls.call('DeleteBackend', { BackendId: id })
    if (isGone(response)) return undefined
    reason ??= `DeleteBackend: ${response.status} ${response.code}`
    // a missing permission is also missing at the next attempt
    if (response.status === 403) break
  }
  return reason
}

/** @returns why a definition still exists */
async function removeModels(calls: Calls, own: Ownership, backendId: string): Promise<string | undefined> {
  const { body } = await calls.call('DescribeBackendInfo', { BackendId: backendId })
  let reason: string | undefined
  for (const { backendModelId, stageName } of decodeBackend(body)?.models ?? []) {
    own.own(backendModelId)
    const response = await calls.call('DeleteBackendModel', {
      BackendId: backendId,
      BackendModelId: backendModelId,
      StageName: stageName
    })
    if (!isGone(response)) reason = `DeleteBackendModel in ${stageName}: ${response.status} ${response.code}`
  }
  return reason
}

function isGone({ code }: CallResponse): boolean {
  return code === '' || code.startsWith('NotFound')
}

/** How many APIs, drafts and published ones in any stage, use a backend; `undefined` if it could not be read. */
async function usedBy(calls: Calls, backendId: string): Promise<number | undefined> {
  const shown = decodeBackend((await calls.call('DescribeBackendInfo', { BackendId: backendId })).body)
  if (shown === undefined) return undefined
  let used = 0
  for (const stageName of ['', ...shown.models.map(model => model.stageName)]) {
    const { body } = await calls.call('DescribeApisByBackend', {
      BackendId: backendId,
      ...(stageName === '' ? {} : { StageName: stageName })
    })
    const page = decodeApis(body)
    if (page === undefined) return undefined
    used += page.totalCount ?? page.items.length
  }
  return used
}

/** Every backend, page by page: it is not documented whether names can be searched by pattern. */
async function listBackends(calls: Calls): Promise<{ id: string; name: string; description: string }[]> {
  const found = new Map<string, { id: string; name: string; description: string }>()
  for (let page = 1; ; page++) {
    const { code, status, body } = await calls.call('DescribeBackendList', {
      PageNumber: String(page),
      PageSize: String(PAGE_SIZE)
    })
    if (code !== '') throw new Error(`DescribeBackendList: ${status} ${code}`)
    const list = body['BackendInfoList']
    const rows = Array.isArray(list) ? list.filter(isJsonObject) : []
    const before = found.size
    for (const row of rows) {
      const id = textOf(row['BackendId'])
      found.set(id, { id, name: textOf(row['BackendName']), description: textOf(row['Description']) })
    }
    if (found.size === before || found.size >= (Number(textOf(body['TotalCount'])) || Infinity))
      return [...found.values()]
  }
}
