import { CLOUD_API } from '../src/cloud/operations.ts'
import { busyDelay } from '../src/cloud/retry.ts'
import type { SendSigned } from '../src/cloud/sdk.ts'
import { isObject } from '../src/model/json.ts'
import type { JsonObject } from '../src/model/json.ts'
import type { Clock } from '../src/runtime/clock.ts'
import { createDeadline } from '../src/runtime/clock.ts'
import { TransportError } from '../src/runtime/transport-error.ts'
import type { Ownership, Parameters } from './ownership.ts'

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

export interface CallsOptions {
  readonly send: SendSigned
  readonly clock: Clock
  readonly own: Ownership
  /** Nothing is sent once it is aborted. */
  readonly stop?: AbortSignal
  /** Breaks off what is under way. */
  readonly breakOff?: AbortSignal
}

const READ_TIMEOUT_MS = 15_000
const WRITE_TIMEOUT_MS = 30_000
const MOST_THROTTLED = 8

/** The way of every call: through the gate of what is the kit's own, and again when the cloud throttles. */
export class Calls {
  count = 0
  throttled = 0
  readonly #options: CallsOptions

  constructor(options: CallsOptions) {
    this.#options = options
  }

  /** @throws NotOurs, Interrupted; anything that the cloud says is an answer */
  async call(action: string, parameters: Parameters): Promise<Answer> {
    const { clock, own, stop } = this.#options
    own.check(action, parameters)
    for (let times = 1; ; times++) {
      if (stop?.aborted === true) throw new Interrupted()
      this.count += 1
      const answer = await this.#send(action, parameters)
      if (!isThrottled(answer) || times === MOST_THROTTLED) {
        this.#note(action, parameters, answer)
        return answer
      }
      this.throttled += 1
      await clock.sleep(busyDelay(times, undefined, clock.random()), stop)
    }
  }

  async #send(action: string, parameters: Parameters): Promise<Answer> {
    const timeoutMs = action.startsWith('Describe') ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS
    const { send, clock, breakOff } = this.#options
    try {
      const { status, body } = await send({
        api: CLOUD_API,
        action,
        request: { form: parameters },
        timeoutMs,
        deadline: createDeadline(clock, Infinity, breakOff)
      })
      return readAnswer(status, body)
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      if (error.fault === 'aborted') throw new Interrupted()
      return { status: 0, code: `Transport.${error.fault}`, body: {} }
    }
  }

  /** What was made by it is the kit's own from now on. */
  #note(action: string, parameters: Parameters, { status, code, body }: Answer): void {
    const { own } = this.#options
    if (action === 'CreateBackend') {
      const name = parameters['BackendName'] ?? ''
      const id = textOf(body['BackendId'])
      if (code === '' && id !== '') own.created(name, id)
      // refused by the service; anything else may have created it
      else if (status >= 400 && status < 500) own.gone(name)
    }
    if (code !== '') return
    own.own(textOf(body['OperationId']))
    if (action === 'CreateBackendModel') own.own(textOf(body['BackendModelId']))
    if (action === 'DeleteBackend') {
      const deleted = own.backends.find(({ id }) => id === parameters['BackendId'])
      if (deleted !== undefined) own.gone(deleted.name)
    }
  }
}

function readAnswer(status: number, text: string): Answer {
  let body: JsonObject = {}
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) body = value as JsonObject
  } catch {
    // a page of something on the way: its status says enough
  }
  const code = textOf(body['Code'] ?? body['code'])
  const good = status >= 200 && status < 300 && textOf(body['RequestId']) !== ''
  return { status, body, code: good ? '' : code || (status < 300 ? 'MalformedAnswer' : `Http${status}`) }
}

function isThrottled({ status, code }: Answer): boolean {
  return status === 429 || /^(Rejected\.)?Throttling/i.test(code)
}

/** A string, or a number as one; anything else is "". */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
