import type { JsonObject } from '../../emulator/cloud/json.ts'
import type { Definition } from '../../emulator/cloud/state.ts'
import type { TransportError } from '../../src/runtime/transport-error.ts'
import type { HttpResponse } from '../../src/runtime/http.ts'

/** The definition of the stage at a moment. */
export interface Stored {
  readonly definition: Definition
  readonly description: string
}

/** One call of a step and its actual effect. `order` numbers all events, because several may happen at the same moment. */
export interface CallRecord {
  readonly by: 'main' | 'post'
  readonly action: string
  readonly params: Readonly<Record<string, string>>
  /** In the ROA style. */
  readonly body?: JsonObject | undefined
  readonly sentAt: number
  readonly sentOrder: number
  arrivedAt?: number
  arrivedOrder?: number
  /** What was stored when it arrived; for a write, before it. */
  seen?: Stored
  /** A write that the cloud executed. */
  committed: boolean
  /** The cloud's response, even if it did not arrive. */
  requestId?: string
  operationId?: string
  endedAt?: number
  endedOrder?: number
  response?: HttpResponse
  error?: TransportError
}

export class Trace {
  readonly calls: CallRecord[] = []
  #order = 0

  next(): number {
    return ++this.#order
  }

  begin(
    by: CallRecord['by'],
    action: string,
    params: Readonly<Record<string, string>>,
    now: number,
    body?: JsonObject
  ): CallRecord {
    const record = { by, action, params, body, sentAt: now, sentOrder: this.next(), committed: false }
    this.calls.push(record)
    return record
  }
}

type Body = Readonly<Record<string, unknown>>

// each is called many times
const bodies = new WeakMap<object, Body>()

export function bodyOf({ response }: CallRecord): Body {
  if (response === undefined) return {}
  const body = bodies.get(response) ?? parsed(response.body)
  bodies.set(response, body)
  return body
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body
  } catch {
    return {}
  }
}

/** The JSON of a successful response; otherwise undefined. */
export function goodBody(call: CallRecord): Readonly<Record<string, unknown>> | undefined {
  const body = bodyOf(call)
  return call.response?.status === 200 && typeof body['RequestId'] === 'string' ? body : undefined
}

/** Whether the API itself returned an error; a page without an error code is the response of a proxy. */
export function hasCode(call: CallRecord): boolean {
  return typeof bodyOf(call)['Code'] === 'string'
}

/** How a write ended, as far as its sender can know: without a conclusive response it is `ambiguous`. */
export function endOf(write: CallRecord): 'accepted' | 'refused' | 'ambiguous' | 'open' {
  const { response, error } = write
  if (error !== undefined) return error.maySent ? 'ambiguous' : 'refused'
  if (response === undefined) return 'open'
  if (goodBody(write) !== undefined) return 'accepted'
  const isOfApi = response.status === 429 || hasCode(write)
  return isOfApi && response.status >= 400 && response.status < 500 ? 'refused' : 'ambiguous'
}

/** A reading that succeeded. */
export function isReading(call: CallRecord): call is CallRecord & { seen: Stored } {
  return (
    call.action === 'DescribeBackendInfo' &&
    call.seen !== undefined &&
    'BackendInfo' in (goodBody(call) ?? {})
  )
}
