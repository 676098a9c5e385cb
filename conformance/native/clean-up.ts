import { isJsonObject } from '../../src/model/json.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { textOf } from '../caller.ts'
import type { CallResponse } from '../caller.ts'
import { deleteEach } from '../clean-up.ts'
import type { Leftover } from '../clean-up.ts'
import { NotOurs } from '../ownership.ts'
import { dataOf } from './calls.ts'
import type { NativeCalls } from './calls.ts'
import { PREFIX } from './ownership.ts'
import type { NativeAction, NativeOwnership, OwnThing } from './ownership.ts'

export interface NativeCleanUpOptions {
  readonly calls: NativeCalls
  readonly own: NativeOwnership
  readonly clock: Clock
}

const MAX_ATTEMPTS = 6
const ATTEMPT_INTERVAL_MS = 5_000
const PAGE_SIZE = 100

/** Deletes what the kit created, routes first. Never rejects. @returns what could not be deleted */
export function cleanUpNative(options: NativeCleanUpOptions): Promise<Leftover[]> {
  const { own } = options
  const isRoute = ({ kind }: OwnThing) => kind === 'route'
  const inOrder = [...own.things.filter(isRoute), ...own.things.filter(thing => !isRoute(thing))]
  return deleteEach(inOrder, own, thing => remove(options, thing))
}

/**
 * Claims what earlier runs left in the API and in the gateway.
 * @returns those that look like the kit's and are not claimed, each with the reason
 */
export async function claimNativeLeftovers({ calls, own }: NativeCleanUpOptions): Promise<Leftover[]> {
  const spared: Leftover[] = []
  const claim = (row: Row, take: () => void) => {
    if (!row.name.startsWith(PREFIX)) return
    try {
      take()
    } catch (error) {
      if (!(error instanceof NotOurs)) throw error
      spared.push({
        ...row,
        reason: 'its name, description or addresses do not match the kit'
      })
    }
  }
  for (const row of await listRoutes(calls, own)) claim(row, () => own.claimRoute(row))
  for (const row of await listServices(calls, own)) claim(row, () => own.claimService(row))
  return spared
}

/** @returns why it still exists; `undefined` if it is deleted */
async function remove(
  { calls, own, clock }: NativeCleanUpOptions,
  thing: OwnThing
): Promise<string | undefined> {
  const { kind, name } = thing
  if (thing.id === undefined) {
    // the response to its creation was lost: look it up by its name
    const rows = kind === 'route' ? await listRoutes(calls, own) : await listServices(calls, own)
    const found = rows.find(row => row.name === name)
    if (found === undefined) return undefined
    own.created(name, found.id)
  }
  const id = thing.id ?? ''
  let reason: string | undefined
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (attempt > 1) await clock.sleep(ATTEMPT_INTERVAL_MS)
    const response =
      kind === 'route'
        ? await removeRoute(calls, own, id)
        : await calls.call('DeleteService', { ids: { serviceId: id } })
    if (isGone(response)) return undefined
    reason = `${kind === 'route' ? 'DeleteHttpApiRoute' : 'DeleteService'}: ${response.status} ${response.code}`
    // a missing permission is also missing at the next attempt
    if (response.status === 403) break
  }
  return reason
}

/** Undeploys the route first, in case a deployed route cannot be deleted. */
async function removeRoute(calls: NativeCalls, own: NativeOwnership, routeId: string): Promise<CallResponse> {
  const { httpApiId } = own.scope
  await calls.call('UndeployHttpApi', { ids: { httpApiId }, body: { routeId } })
  return calls.call('DeleteHttpApiRoute', { ids: { httpApiId, routeId } })
}

function isGone({ code }: CallResponse): boolean {
  return code === '' || /not_?found/i.test(code)
}

interface Row {
  readonly id: string
  readonly name: string
}

async function listRoutes(calls: NativeCalls, own: NativeOwnership) {
  const rows = await list(calls, 'ListHttpApiRoutes', { httpApiId: own.scope.httpApiId }, {})
  return rows.map(row => ({
    id: textOf(row['routeId']),
    name: textOf(row['name']),
    description: textOf(row['description'])
  }))
}

async function listServices(calls: NativeCalls, own: NativeOwnership) {
  const rows = await list(calls, 'ListServices', {}, { gatewayId: own.scope.gatewayId })
  return rows.map(row => ({
    id: textOf(row['serviceId']),
    name: textOf(row['name']),
    addresses: Array.isArray(row['addresses']) ? row['addresses'].map(textOf) : []
  }))
}

/** Every item, page by page: it is not documented whether names can be searched by pattern. */
async function list(
  calls: NativeCalls,
  action: NativeAction,
  ids: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>
): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  for (let page = 1; ; page++) {
    const response = await calls.call(action, {
      ids,
      query: { ...query, pageNumber: String(page), pageSize: String(PAGE_SIZE) }
    })
    if (response.code !== '') throw new Error(`${action}: ${response.status} ${response.code}`)
    const { items, totalSize } = dataOf(response)
    const rows = Array.isArray(items) ? items.filter(isJsonObject) : []
    found.push(...rows)
    if (rows.length === 0 || found.length >= (Number(textOf(totalSize)) || Infinity)) return found
  }
}
