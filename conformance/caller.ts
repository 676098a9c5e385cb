import { busyDelay } from '../src/cloud/retry.ts'
import type { Api, EncodedRequest } from '../src/cloud/operation.ts'
import type { SendSigned } from '../src/cloud/sdk.ts'
import { isObject } from '../src/model/json.ts'
import type { JsonObject } from '../src/model/json.ts'
import type { Clock } from '../src/runtime/clock.ts'
import { createDeadline } from '../src/runtime/clock.ts'
import { TransportError } from '../src/runtime/transport-error.ts'

/** The result of one call. */
export interface CallResponse {
  /** HTTP status; 0 without a response. */
  readonly status: number
  /** Empty if the call succeeded. */
  readonly code: string
  readonly body: JsonObject
}

/** The run was interrupted: no further calls are made. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor() {
    super('interrupted')
  }
}

export interface CallerOptions {
  readonly send: SendSigned
  readonly clock: Clock
  /** Once it is aborted, nothing more is sent. */
  readonly stop?: AbortSignal
  /** Aborts the call in progress. */
  readonly abort?: AbortSignal
}

export interface RawCall {
  readonly api: Api
  readonly action: string
  readonly request: EncodedRequest
}

const READ_TIMEOUT_MS = 15_000
const WRITE_TIMEOUT_MS = 30_000
const MAX_ATTEMPTS = 8

/** Makes all calls to either product: counts them, and retries when the cloud throttles. */
export class Caller {
  count = 0
  throttled = 0
  readonly #options: CallerOptions

  constructor(options: CallerOptions) {
    this.#options = options
  }

  /** @throws Interrupted; whatever the cloud returns is a result */
  async call(call: RawCall): Promise<CallResponse> {
    const { clock, stop } = this.#options
    for (let times = 1; ; times++) {
      if (stop?.aborted === true) throw new Interrupted()
      this.count += 1
      const response = await this.#send(call)
      if (!isThrottled(response) || times === MAX_ATTEMPTS) return response
      this.throttled += 1
      await clock.sleep(busyDelay(times, undefined, clock.random()), stop)
    }
  }

  async #send(call: RawCall): Promise<CallResponse> {
    const timeoutMs = /^(Describe|Get|List)/.test(call.action) ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS
    const { send, clock, abort } = this.#options
    try {
      const { status, body } = await send({
        ...call,
        timeoutMs,
        deadline: createDeadline(clock, Infinity, abort)
      })
      return readResponse(status, body)
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      if (error.fault === 'aborted') throw new Interrupted()
      return { status: 0, code: `Transport.${error.fault}`, body: {} }
    }
  }
}

/** The `code` of a successful call to Cloud-native API Gateway; API Gateway returns none. */
const SUCCESS_CODE = /^(?:ok|success|200)?$/i

function readResponse(status: number, text: string): CallResponse {
  let body: JsonObject = {}
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) body = value as JsonObject
  } catch {
    // a page from something in between: its status is enough
  }
  const code = textOf(body['Code'] ?? body['code'])
  const isWhole = textOf(body['RequestId'] ?? body['requestId']) !== ''
  const good = status >= 200 && status < 300 && isWhole && SUCCESS_CODE.test(code)
  return {
    status,
    body,
    code: good ? '' : SUCCESS_CODE.test(code) ? (status < 300 ? 'MalformedResponse' : `Http${status}`) : code
  }
}

function isThrottled({ status, code }: CallResponse): boolean {
  return status === 429 || /^(Rejected\.)?Throttling/i.test(code)
}

/** A string, a number as a string, or else "". */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
