import type { Exchange as CloudExchange } from '../../emulator/exchange.ts'
import { FaultScript } from '../../emulator/faults.ts'
import type { connect } from '../../src/cloud/connect.ts'
import type { EncodedRequest } from '../../src/cloud/operation.ts'
import { createRetryBudget } from '../../src/cloud/retry.ts'
import type { SendSigned, SignedCall } from '../../src/cloud/sdk.ts'
import { TransportError } from '../../src/runtime/transport-error.ts'
import type { TransportFault } from '../../src/runtime/transport-error.ts'
import type { Exchange, HttpResponse } from '../../src/runtime/http.ts'
import type { Hang, ProbeResponse, NetworkFault, Event } from './schedule.ts'
import type { CallRecord, Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** How long a response without an end takes to become too large. */
const ENDLESS_MS = 1_500

/** A step as the network sees it. */
export interface Caller {
  readonly name: CallRecord['by']
  readonly isAlive: () => boolean
  /** Whether it is alive and can continue. */
  readonly acts: () => boolean
}

/** The cloud as the network sees it. */
export interface FarSide {
  readonly host: string
  readonly isWrite: (action: string) => boolean
  /** The operation of a request. */
  readonly read: (request: EncodedRequest) => Pick<CallRecord, 'params' | 'body'>
  /** A request arrives, even if no one waits for its response; its effect is recorded. */
  readonly arrive: (record: CallRecord) => CloudExchange
}

export interface NetworkParts<E> {
  readonly time: VirtualTime
  readonly far: FarSide
  readonly way: readonly NetworkFault<E>[]
  readonly hang?: (Hang & { readonly waitTimeoutMs: number }) | undefined
  readonly trace: Trace
  readonly delayMs: number
  readonly happen: (event: E) => void
  /** Called for every call that is sent. */
  readonly onSend: (call: CallRecord) => void
}

/** The network between the steps and the cloud: ends calls like `src/runtime/http.ts`, at the same times. */
export class Network<E = Event> {
  readonly #parts: NetworkParts<E>
  readonly #way: FaultScript<NetworkFault<E>>
  #wroteAt: number | undefined

  constructor(parts: NetworkParts<E>) {
    this.#parts = parts
    this.#way = new FaultScript(parts.way)
  }

  /** Like that of `src/cloud/connect.ts`, over this network. */
  connect(caller: Caller): typeof connect {
    return (
      { requestTimeoutMs, maxAttempts },
      { clock, log, rateLimiter, budget = createRetryBudget(), secrets }
    ) => ({
      send: this.#sender(caller),
      clock,
      log,
      rateLimiter,
      budget,
      scrub: secrets?.scrub,
      requestTimeoutMs,
      maxAttempts
    })
  }

  #sender(caller: Caller): SendSigned {
    return call =>
      new Promise((resolve, reject) => {
        if (!caller.acts()) return
        if ((call.stop ?? call.deadline?.signal)?.aborted === true || call.precondition?.() === false) {
          reject(new TransportError('aborted', `the request to ${this.#parts.far.host} was stopped`, false))
          return
        }
        this.#send(caller, call, resolve, reject)
      })
  }

  #send(
    caller: Caller,
    { action, request, timeoutMs: longestMs, deadline }: SignedCall,
    resolve: (response: HttpResponse) => void,
    reject: (error: TransportError) => void
  ): void {
    const { time, trace, onSend, far } = this.#parts
    const { host } = far
    const { params, body } = far.read(request)
    const signal = deadline?.signal
    const timeoutMs = Math.min(longestMs, deadline?.leftMs() ?? Infinity)
    if (timeoutMs <= 0) {
      reject(new TransportError('timeout', `no time was left to ask ${host}`, false))
      return
    }
    const record = trace.begin(caller.name, action, params, time.now(), body)
    onSend(record)
    const matched = this.#way.match(action, params)
    let ended = false
    const finish = (end: () => void): void => {
      if (ended || !caller.isAlive()) return
      ended = true
      forget()
      signal?.removeEventListener('abort', onAbort)
      record.endedAt = time.now()
      record.endedOrder = trace.next()
      end()
    }
    const fail = (fault: TransportFault, message: string, maySent: boolean): void =>
      finish(() => reject((record.error = new TransportError(fault, message, maySent))))
    const onAbort = (): void => fail('aborted', `the request to ${host} was stopped`, true)
    const respond = (whole: HttpResponse, afterMs: number): void => {
      if (afterMs <= 0) finish(() => resolve((record.response = whole)))
      else time.after(afterMs, () => finish(() => resolve((record.response = whole))))
    }
    const noConnection = matched.find(fault => fault.kind === 'no-way')
    const forget = time.after(timeoutMs, () => {
      const doing = noConnection === undefined ? 'no complete response' : 'no connection'
      fail('timeout', `${doing} from ${host} within ${timeoutMs / 1000} s`, noConnection === undefined)
    })
    signal?.addEventListener('abort', onAbort)

    for (const fault of matched) {
      if (fault.kind !== 'then') continue
      const { event, afterMs } = fault
      // events of the same moment happen before the request arrives
      if (afterMs === 0) this.#parts.happen(event)
      else time.after(afterMs, () => this.#parts.happen(event))
    }
    if (noConnection !== undefined) {
      // a time-out without a connection happens by itself
      if (noConnection.fault === 'timeout') return
      time.after(noConnection.afterMs, () =>
        fail(noConnection.fault, `no connection to ${host} (${noConnection.fault})`, false)
      )
      return
    }
    if (this.#hangs(action)) return
    const page = matched.find(fault => fault.kind === 'page')
    if (page !== undefined) {
      const { status, retryAfterS } = page
      const headers = {
        'content-type': 'text/html',
        ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) })
      }
      respond({ status, headers, body: '<html></html>' }, this.#parts.delayMs)
      return
    }
    const lateMs = matched.reduce((sum, fault) => sum + (fault.kind === 'late' ? fault.ms : 0), 0)
    const isTruncated = matched.some(fault => fault.kind === 'truncated')
    const arrive = (): void => {
      const done = this.#arrive(record)
      const { kind } = done.delivery
      if (kind === 'hang') return
      const tookMs = this.#parts.delayMs + done.delayMs
      if (kind === 'endless') {
        time.after(tookMs + ENDLESS_MS, () =>
          fail('too-large', `the response of ${host} is larger than 16 MiB`, true)
        )
      } else if (kind === 'reset' || isTruncated) {
        time.after(tookMs, () =>
          kind === 'reset'
            ? fail('reset', `the connection to ${host} broke (ECONNRESET)`, true)
            : fail('truncated', `the response of ${host} broke off after 10 bytes`, true)
        )
      } else respond(responseOf(done), tookMs + dripMs(done))
    }
    if (lateMs > 0) time.after(lateMs, arrive)
    else arrive()
  }

  #hangs(action: string): boolean {
    const { far, hang, time } = this.#parts
    if (hang === undefined || this.#wroteAt === undefined || far.isWrite(action)) return false
    if (hang.action !== undefined && hang.action !== action) return false
    const from = this.#wroteAt + hang.waitTimeoutMs - hang.beforeMs
    return time.now() >= from && time.now() < from + hang.lastingMs
  }

  #arrive(record: CallRecord): CloudExchange {
    const { far, trace, time } = this.#parts
    record.arrivedAt = time.now()
    record.arrivedOrder = trace.next()
    const done = far.arrive(record)
    record.requestId = done.requestId
    if (record.committed) this.#wroteAt = time.now()
    return done
  }
}

function responseOf({ status, body, contentType, requestId }: CloudExchange): HttpResponse {
  return { status, headers: { 'content-type': contentType, 'x-acs-request-id': requestId }, body }
}

function dripMs({ delivery, body }: CloudExchange): number {
  return delivery.kind === 'drip' ? Math.ceil(Buffer.byteLength(body) / delivery.bytes) * delivery.ms : 0
}

/** The text in the response to a probe that passes. */
export const PROBE_TEXT = 'all is well'

/** The host of the new backend itself. */
export const PREFLIGHT_HOST = 'green.example'

/** The responses that the requested services return and have returned: one list per URL, whose path is its index. */
export interface Checked {
  readonly scripts: readonly (readonly ProbeResponse[])[]
  readonly returned: ProbeResponse[][]
}

/** One of their responses. `order` as in the trace. */
export interface CheckResponse {
  readonly order: number
  readonly what: 'probe' | 'preflight'
  readonly index: number
  readonly response: ProbeResponse
}

/** The services behind the probes and before the write: each follows its script and repeats the last response. */
export function probeExchange(
  time: VirtualTime,
  caller: Caller,
  probes: Checked,
  preflights: Checked,
  onResponse: (response: Omit<CheckResponse, 'order'>) => void
): Exchange {
  return ({ url, headers, timeoutMs, signal }) =>
    new Promise((resolve, reject) => {
      if (!caller.acts()) return
      const { scripts, returned } = url.hostname === PREFLIGHT_HOST ? preflights : probes
      if (url.hostname === PREFLIGHT_HOST && Object.keys(headers).some(name => /^x-/i.test(name))) {
        throw new Error('a preflight with a header of the probes')
      }
      const index = Number(url.pathname.slice(1))
      const script = scripts[index] ?? []
      const past = (returned[index] ??= [])
      const response = script[Math.min(past.length, script.length - 1)] ?? 'refused'
      past.push(response)
      onResponse({ what: returned === preflights.returned ? 'preflight' : 'probe', index, response })
      const fail = (fault: TransportFault, maySent: boolean): void => {
        reject(new TransportError(fault, `${url.host}: ${fault}`, maySent))
      }
      const onAbort = (): void => fail('aborted', true)
      if (signal?.aborted === true) {
        fail('aborted', false)
        return
      }
      signal?.addEventListener('abort', onAbort)
      time.after(response === 'hang' ? timeoutMs : Math.min(10, timeoutMs), () => {
        signal?.removeEventListener('abort', onAbort)
        if (!caller.isAlive()) return
        if (response === 'hang') fail('timeout', true)
        else if (response === 'reset') fail('reset', true)
        else if (response === 'refused') fail('refused', false)
        else {
          const body = response === 'bad-body' ? 'an old version' : PROBE_TEXT
          resolve({ status: response === 'bad-status' ? 503 : 200, headers: {}, body })
        }
      })
    })
}
