import { canonicalReading } from '../../model/definition.ts'
import { digestOf } from '../../model/fingerprint.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { holdsSecret } from '../../model/redact.ts'

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
export interface KeptFields {
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

interface Side {
  readonly raw: JsonObject
  readonly others?: ReadonlyMap<string, string>
}

/**
 * The fields of one reading that have to be written over another: those that differ, by their names in writes. Fields that the reading
 * lacks, or has only masked, cannot be written.
 */
export function restoringFields(base: Side | undefined, over: Side | undefined): JsonObject {
  if (base?.others === undefined || over?.others === undefined) return {}
  return Object.fromEntries(
    Object.entries(WRITE_NAMES).flatMap(([name, written]) => {
      const value = base.raw[name]
      if (value === undefined || value === null) return []
      if (base.others?.get(name) === over.others?.get(name)) return []
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
