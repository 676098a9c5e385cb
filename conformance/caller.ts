import { busyDelay } from '../src/cloud/retry.ts'
import type { Api, EncodedRequest } from '../src/cloud/operation.ts'
import type { SendSigned } from '../src/cloud/sdk.ts'
import { isObject } from '../src/model/json.ts'
import type { JsonObject } from '../src/model/json.ts'
import type { Clock } from '../src/runtime/clock.ts'
import { createDeadline } from '../src/runtime/clock.ts'
import { TransportError } from '../src/runtime/transport-error.ts'

/** What one call came to. */
export interface Answer {
  /** HTTP status; 0 without an answer. */
  readonly status: number
  /** Empty when the cloud did what was asked. */
  readonly code: string
  readonly body: JsonObject
}

/** The run is to end: nothing more is asked. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor() {
    super('interrupted')
  }
}

export interface CallerOptions {
  readonly send: SendSigned
  readonly clock: Clock
  /** Nothing is sent once it is aborted. */
  readonly stop?: AbortSignal
  /** Breaks off what is under way. */
  readonly breakOff?: AbortSignal
}

export interface RawCall {
  readonly api: Api
  readonly action: string
  readonly request: EncodedRequest
}

const READ_TIMEOUT_MS = 15_000
const WRITE_TIMEOUT_MS = 30_000
const MOST_THROTTLED = 8

/** The way of every call to either product: counted, and again when the cloud throttles. */
export class Caller {
  count = 0
  throttled = 0
  readonly #options: CallerOptions

  constructor(options: CallerOptions) {
    this.#options = options
  }

  /** @throws Interrupted; anything that the cloud says is an answer */
  async call(call: RawCall): Promise<Answer> {
    const { clock, stop } = this.#options
    for (let times = 1; ; times++) {
      if (stop?.aborted === true) throw new Interrupted()
      this.count += 1
      const answer = await this.#send(call)
      if (!isThrottled(answer) || times === MOST_THROTTLED) return answer
      this.throttled += 1
      await clock.sleep(busyDelay(times, undefined, clock.random()), stop)
    }
  }

  async #send(call: RawCall): Promise<Answer> {
    const timeoutMs = /^(Describe|Get|List)/.test(call.action) ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS
    const { send, clock, breakOff } = this.#options
    try {
      const { status, body } = await send({
        ...call,
        timeoutMs,
        deadline: createDeadline(clock, Infinity, breakOff)
      })
      return readResponse(status, body)
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      if (error.fault === 'aborted') throw new Interrupted()
      return { status: 0, code: `Transport.${error.fault}`, body: {} }
    }
  }
}

/** What `code` holds where a call of Cloud-native API Gateway succeeded; an answer of API Gateway has none. */
const FINE = /^(?:ok|success|200)?$/i

function readResponse(status: number, text: string): Answer {
  let body: JsonObject = {}
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) body = value as JsonObject
  } catch {
    // a page of something on the way: its status says enough
  }
  const code = textOf(body['Code'] ?? body['code'])
  const isWhole = textOf(body['RequestId'] ?? body['requestId']) !== ''
  const good = status >= 200 && status < 300 && isWhole && FINE.test(code)
  return {
    status,
    body,
    code: good ? '' : FINE.test(code) ? (status < 300 ? 'MalformedResponse' : `Http${status}`) : code
  }
}

function isThrottled({ status, code }: Answer): boolean {
  return status === 429 || /^(Rejected\.)?Throttling/i.test(code)
}

/** A string, or a number as one; anything else is "". */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
