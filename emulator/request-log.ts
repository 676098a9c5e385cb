import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject } from './cloud/json.ts'
import { History, sizeOf } from './history.ts'
import type { HistoryLimits } from './history.ts'

/** One request that the control plane received. */
export interface LoggedRequest {
  /** Empty if the request has none. */
  readonly action: string
  /** Parameters from path, query and form, and scalars of a JSON body. */
  readonly params: Readonly<Record<string, string>>
  /** The JSON body; ROA style only. */
  readonly body: JsonObject
  readonly headers: IncomingHttpHeaders
  readonly method: string
  /** As on the request line, including the query. */
  readonly url: string
  /** Time of arrival by the emulator's clock, in ms. */
  readonly at: number
  /** The response's status; undefined until it is sent, and if none is. */
  status: number | undefined
  /** Time at which the complete response was sent. */
  respondedAt: number | undefined
}

interface Waiter<R> {
  readonly matches: (request: R) => boolean
  readonly resolve: (request: R) => void
}

/** The newest requests, in order of arrival. A test can wait for the next one. */
export class RequestLog<R extends { readonly headers: IncomingHttpHeaders } = LoggedRequest> {
  readonly #history: History<R>
  #waiters: Waiter<R>[] = []

  constructor(limits?: HistoryLimits) {
    this.#history = new History(limits)
  }

  get requests(): R[] {
    return this.#history.items
  }

  /** Number of requests that were dropped. */
  get dropped(): number {
    return this.#history.dropped
  }

  /** @param bytes the size of the request without its headers */
  add(request: R, bytes: number): void {
    this.#history.add(request, bytes + sizeOf(Object.values(request.headers)))
    const called = this.#waiters.filter(({ matches }) => matches(request))
    this.#waiters = this.#waiters.filter(waiter => !called.includes(waiter))
    for (const { resolve } of called) resolve(request)
  }

  /** Resolves with the next matching request that arrives. */
  next(matches: (request: R) => boolean): Promise<R> {
    return new Promise(resolve => {
      this.#waiters.push({ matches, resolve })
    })
  }
}
