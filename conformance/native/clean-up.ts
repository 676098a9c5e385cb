import { isJsonObject } from '../../src/model/json.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { textOf } from '../caller.ts'
import type { Answer } from '../caller.ts'
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

const MOST_TRIES = 6
const BETWEEN_TRIES_MS = 5_000
const PAGE_SIZE = 100

/** Deletes what the kit has made, routes first. Never rejects: what could not be deleted is what it returns. */
export function cleanUpNative(options: NativeCleanUpOptions): Promise<Leftover[]> {
  const { own } = options
  const isRoute = ({ kind }: OwnThing) => kind === 'route'
  const inOrder = [...own.things.filter(isRoute), ...own.things.filter(thing => !isRoute(thing))]
  return deleteEach(inOrder, own, thing => remove(options, thing))
}

/**
 * Takes over what earlier runs have left in the API and in the gateway.
 * @returns those that look like the kit's and are left alone, each with the reason
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
        reason: 'its name, or its description or addresses, is not one that the kit gives'
      })
    }
  }
  for (const row of await listRoutes(calls, own)) claim(row, () => own.claimRoute(row))
  for (const row of await listServices(calls, own)) claim(row, () => own.claimService(row))
  return spared
}

/** @returns why it is still there, `undefined` when it is gone */
async function remove(
  { calls, own, clock }: NativeCleanUpOptions,
  thing: OwnThing
): Promise<string | undefined> {
  const { kind, name } = thing
  if (thing.id === undefined) {
    // the answer to its creation was lost: its name tells whether there is one
    const rows = kind === 'route' ? await listRoutes(calls, own) : await listServices(calls, own)
    const found = rows.find(row => row.name === name)
    if (found === undefined) return undefined
    own.created(name, found.id)
  }
  const id = thing.id ?? ''
  let reason: string | undefined
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    if (tries > 1) await clock.sleep(BETWEEN_TRIES_MS)
    const answer =
      kind === 'route'
        ? await removeRoute(calls, own, id)
        : await calls.call('DeleteService', { ids: { serviceId: id } })
    if (isGone(answer)) return undefined
    reason = `${kind === 'route' ? 'DeleteHttpApiRoute' : 'DeleteService'}: ${answer.status} ${answer.code}`
    // a right that is missing is not there the next time either
    if (answer.status === 403) break
  }
  return reason
}

/** A route may have to be out of force before it can be deleted; whether it had to is not told. */
async function removeRoute(calls: NativeCalls, own: NativeOwnership, routeId: string): Promise<Answer> {
  const { httpApiId } = own.ground
  await calls.call('UndeployHttpApi', { ids: { httpApiId }, body: { routeId } })
  return calls.call('DeleteHttpApiRoute', { ids: { httpApiId, routeId } })
}

function isGone({ code }: Answer): boolean {
  return code === '' || /not_?found/i.test(code)
}

interface Row {
  readonly id: string
  readonly name: string
}

async function listRoutes(calls: NativeCalls, own: NativeOwnership) {
  const rows = await list(calls, 'ListHttpApiRoutes', { httpApiId: own.ground.httpApiId }, {})
  return rows.map(row => ({
    id: textOf(row['routeId']),
    name: textOf(row['name']),
    description: textOf(row['description'])
  }))
}

async function listServices(calls: NativeCalls, own: NativeOwnership) {
  const rows = await list(calls, 'ListServices', {}, { gatewayId: own.ground.gatewayId })
  return rows.map(row => ({
    id: textOf(row['serviceId']),
    name: textOf(row['name']),
    addresses: Array.isArray(row['addresses']) ? row['addresses'].map(textOf) : []
  }))
}

/** Every item, page by page: whether names can be searched with a pattern is not sure. */
async function list(
  calls: NativeCalls,
  action: NativeAction,
  ids: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>
): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  for (let page = 1; ; page++) {
    const answer = await calls.call(action, {
      ids,
      query: { ...query, pageNumber: String(page), pageSize: String(PAGE_SIZE) }
    })
    if (answer.code !== '') throw new Error(`${action}: ${answer.status} ${answer.code}`)
    const { items, totalSize } = dataOf(answer)
    const rows = Array.isArray(items) ? items.filter(isJsonObject) : []
    found.push(...rows)
    if (rows.length === 0 || found.length >= (Number(textOf(totalSize)) || Infinity)) return found
  }
}
