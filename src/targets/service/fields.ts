import { canonicalReading } from '../../model/definition.ts'
import { digestOf } from '../../model/fingerprint.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { holdsSecret } from '../../model/redact.ts'

// What a service has beside its addresses. Nothing says whether `UpdateService` merges what it is sent into a service or replaces
// the service by it, so that all of it is compared after a write, and restored where the write reset it.

/** What a reading reports of the service at work: no write sets it. */
const STATE = new Set([
  'healthStatus',
  'runtimeDetailStatus',
  'runtimeDetailErrorCode',
  'unhealthyEndpoints',
  'outlierEndpoints',
  'createTimestamp',
  'updateTimestamp'
])
/** The same of fields that the service may have gained. */
const STATE_NAME = /(?:Status|Timestamp|ErrorCode|ErrorMessage)$/

/** Keys of model providers, above all: never shown and never stored, whatever they are named in there. */
const SECRET = new Set(['aiServiceConfig', 'agentServiceConfig'])

/** What a write takes, by the names of reads. */
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

/** The fields of one reading, as a later process may know them. */
export interface KeptFields {
  /** By the names of reads. */
  readonly fields: JsonObject
  /** Of the fields that hold secrets: what recognizes them. */
  readonly digests: JsonObject
}

/** The fields of a service that are no state and no address, secrets as digests. What says no more than its absence is left out. */
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

/** The fields by name: equal texts are equal fields. */
export function textsOf({ fields, digests }: KeptFields): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(fields).map(([name, value]) => [name, textOf(value)] as const),
    ...Object.entries(digests).map(([name, digest]) => [name, textOf(digest)] as const)
  ])
}

/** @returns `undefined` for what `keepFields` has not made */
export function readKept(base: JsonObject | undefined): KeptFields | undefined {
  const { fields, digests } = base ?? {}
  return isJsonObject(fields) && isJsonObject(digests) ? { fields, digests } : undefined
}

interface Side {
  readonly raw: JsonObject
  readonly others?: ReadonlyMap<string, string>
}

/**
 * What restores the fields of one reading over another: those that differ, by the names of writes. What that reading has not, or
 * has only masked, cannot be written.
 */
export function restoringFields(base: Side | undefined, over: Side | undefined): JsonObject {
  if (base?.others === undefined || over?.others === undefined) return {}
  return Object.fromEntries(
    Object.entries(WRITE_NAMES).flatMap(([name, written]) => {
      const value = base.raw[name]
      if (value === undefined || value === null) return []
      if (base.others?.get(name) === over.others?.get(name)) return []
      // a secret that the service shows as stars: sent back, the stars would replace it
      return JSON.stringify(value).includes('***') ? [] : [[written, value] as const]
    })
  )
}

/** `false` alone says no more than nothing does. No order of a list is known to mean anything, nor to be kept. */
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
