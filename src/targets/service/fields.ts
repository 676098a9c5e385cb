import { canonicalReading } from '../../model/definition.ts'
import type { Definition } from '../../model/definition.ts'
import type { Difference } from '../../model/diff.ts'
import { digestOf } from '../../model/fingerprint.ts'
import { canonicalAddress, hostKindOf } from '../../model/host.ts'
import type { HostKind } from '../../model/host.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { holdsSecret } from '../../model/redact.ts'
import { joinUpTo } from '../../runtime/text.ts'
import type { Live } from '../kind.ts'

// The fields of a service other than its addresses. It is not documented whether `UpdateService` merges its body into a service or
// replaces the service with it, so all fields are compared after a write, and restored if the write reset them.

/** The runtime state in a reading: no write sets it. */
const STATE = new Set([
  'healthStatus',
  'runtimeDetailStatus',
  'runtimeDetailErrorCode',
  'unhealthyEndpoints',
  'outlierEndpoints',
  'createTimestamp',
  'updateTimestamp'
])
/** The same for fields that the service may add in the future. */
const STATE_NAME = /(?:Status|Timestamp|ErrorCode|ErrorMessage)$/

/** These contain keys of model providers, among others: never shown and never stored, whatever their names. */
const SECRET = new Set(['aiServiceConfig', 'agentServiceConfig'])

/** The names of fields in writes, by their names in reads. */
const WRITE_NAMES: Readonly<Record<string, string>> = {
  protocol: 'protocol',
  ports: 'ports',
  dnsServers: 'dnsServers',
  healthyPanicThreshold: 'healthyPanicThreshold',
  healthCheck: 'healthCheckConfig',
  outlierDetection: 'outlierDetectionConfig',
  aiServiceConfig: 'aiServiceConfig',
  agentServiceConfig: 'agentServiceConfig',
  modelProviderId: 'modelProviderId'
}

/** The fields of one reading, in the form that the journal stores. */
interface KeptFields {
  /** By their names in reads. */
  readonly fields: JsonObject
  /** Digests of the fields with secrets. */
  readonly digests: JsonObject
}

/** The fields of a service other than state and addresses, with secrets as digests. Fields that mean the same as their absence are left out. */
export function keepFields(serviceId: string, raw: JsonObject): KeptFields {
  const fields: [string, Json][] = []
  const digests: [string, Json][] = []
  for (const [name, value] of Object.entries(raw)) {
    if (name === 'addresses' || STATE.has(name) || STATE_NAME.test(name)) continue
    if (textOf(value) === NOTHING) continue
    if (SECRET.has(name) || holdsSecret({ [name]: value })) {
      digests.push([name, digestOf(['service', serviceId, name], { secret: textOf(value) })])
    } else fields.push([name, value])
  }
  return { fields: Object.fromEntries(fields), digests: Object.fromEntries(digests) }
}

/** Canonical texts of the fields, by name. */
export function textsOf({ fields, digests }: KeptFields): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(fields).map(([name, value]) => [name, textOf(value)] as const),
    ...Object.entries(digests).map(([name, digest]) => [name, textOf(digest)] as const)
  ])
}

/** @returns `undefined` for anything that `keepFields` did not create */
export function readKept(base: JsonObject | undefined): KeptFields | undefined {
  const { fields, digests } = base ?? {}
  return isJsonObject(fields) && isJsonObject(digests) ? { fields, digests } : undefined
}

type Side = Pick<Live, 'raw' | 'otherFields'>

/**
 * The fields of one reading that have to be written over another: those that differ, by their names in writes. Fields that the reading
 * lacks, or has only masked, cannot be written.
 */
export function restoringFields(base: Side | undefined, over: Side | undefined): JsonObject {
  if (base?.otherFields === undefined || over?.otherFields === undefined) return {}
  return Object.fromEntries(
    Object.entries(WRITE_NAMES).flatMap(([name, written]) => {
      const value = base.raw[name]
      if (value === undefined || value === null) return []
      if (base.otherFields?.get(name) === over.otherFields?.get(name)) return []
      // a secret that the service masks with asterisks: sent back, they would replace it
      return JSON.stringify(value).includes('***') ? [] : [[written, value] as const]
    })
  )
}

/** `false` means the same as absence. The order of a list is not known to have a meaning, or to be preserved. */
function textOf(value: Json): string {
  return canonicalReading({ value: sorted(value) })
}

const NOTHING = canonicalReading({})

function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    return value
      .map(sorted)
      .map(item => ({ item, text: canonicalReading({ item }) }))
      .sort((one, other) => (one.text < other.text ? -1 : Number(one.text > other.text)))
      .map(({ item }) => item)
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, sorted(child)]))
}

// The addresses of a service are a set: their order and the spelling of a host have no meaning.

/** The addresses of a definition, in their original form. */
export function addressesOf(definition: Definition): readonly string[] {
  const { addresses } = definition
  return Array.isArray(addresses) ? addresses.filter(address => typeof address === 'string') : []
}

/** Deduplicated, in one spelling and one order. */
function normalAddresses(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map(canonicalAddress))].sort()
}

/** The definition in normal form; empty without an address, which no input can express. */
export function definitionOf(addresses: readonly string[]): Definition {
  return addresses.length === 0 ? {} : { addresses: normalAddresses(addresses) }
}

export function canonicalAddresses(definition: Definition): string {
  return JSON.stringify(normalAddresses(addressesOf(definition)))
}

export function compareAddresses(desired: Definition, live: Definition): Difference {
  const [before, after] = [live, desired].map(side => normalAddresses(addressesOf(side)))
  if (before === undefined || after === undefined || JSON.stringify(before) === JSON.stringify(after)) {
    return { changes: [], omitted: [] }
  }
  const change = {
    path: 'addresses',
    before: before.length === 0 ? undefined : before,
    after: after.length === 0 ? undefined : after,
    secret: false
  }
  return { changes: [change], omitted: [] }
}

/** Up to this number, all addresses are shown. */
const FEW = 5
const MAX_SHOWN = 20

/** Addresses in readable form, a line each; of many, those that the other side has as well are only counted. */
export function describeAddresses(definition: Definition, other: Definition): string[] {
  const all = normalAddresses(addressesOf(definition))
  if (all.length === 0) return ['none']
  if (all.length <= FEW) return all
  const others = new Set(normalAddresses(addressesOf(other)))
  const own = all.filter(address => !others.has(address))
  const more = own.length - MAX_SHOWN
  const kept = all.length - own.length
  return [
    ...own.slice(0, MAX_SHOWN),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(kept > 0 ? [`${own.length > 0 ? 'and ' : ''}${kept} unchanged`] : [])
  ]
}

const TAKES: Readonly<Record<string, { readonly kind: HostKind; readonly form: string }>> = {
  VIP: { kind: 'ip', form: 'IP addresses with ports' },
  DNS: { kind: 'name', form: 'host names with ports' }
}

/** The source types of services whose addresses can be edited. */
export const SOURCE_TYPES: readonly string[] = Object.keys(TAKES)

/** Why a service of this source type does not accept these addresses; `undefined` if it does. */
export function formProblem(addresses: readonly string[], sourceType: string): string | undefined {
  const takes = TAKES[sourceType]
  const wrong = addresses.filter(address => hostKindOf(address) !== takes?.kind)
  if (takes === undefined || wrong.length === 0) return undefined
  return `a service of the source type ${sourceType} takes ${takes.form}, not ${joinUpTo(wrong, 3)}`
}
