import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject } from './cloud/json.ts'
import { History, sizeOf } from './history.ts'
import type { HistoryLimits } from './history.ts'

/** One request that the control plane received. */
export interface LoggedRequest {
  /** Empty when the request names none. */
  readonly action: string
  /** Of path, query and form together, and the texts and numbers of a JSON body. */
  readonly params: Readonly<Record<string, string>>
  /** Of a call in the ROA style. */
  readonly body: JsonObject
  readonly headers: IncomingHttpHeaders
  readonly method: string
  /** As it was on the request line, the query included. */
  readonly url: string
  /** By the emulator's clock, ms. */
  readonly at: number
  /** Of the answer; undefined until it left, and for ever when none did. */
  status: number | undefined
  /** When the whole answer had left. */
  respondedAt: number | undefined
}

interface Waiter<R> {
  readonly matches: (request: R) => boolean
  readonly resolve: (request: R) => void
}

/** The newest of what arrived, in the order of arrival; a test can wait for what has not arrived yet. */
export class RequestLog<R extends { readonly headers: IncomingHttpHeaders } = LoggedRequest> {
  readonly #history: History<R>
  #waiters: Waiter<R>[] = []

  constructor(limits?: HistoryLimits) {
    this.#history = new History(limits)
  }

  get requests(): R[] {
    return this.#history.items
  }

  /** How many requests arrived and are no longer in the log. */
  get forgotten(): number {
    return this.#history.forgotten
  }

  /** @param bytes of what else the request holds beside its headers */
  add(request: R, bytes: number): void {
    this.#history.add(request, bytes + sizeOf(Object.values(request.headers)))
    const called = this.#waiters.filter(({ matches }) => matches(request))
    this.#waiters = this.#waiters.filter(waiter => !called.includes(waiter))
    for (const { resolve } of called) resolve(request)
  }

  /** The next request that matches; those that arrived before do not count. */
  next(matches: (request: R) => boolean): Promise<R> {
    return new Promise(resolve => {
      this.#waiters.push({ matches, resolve })
    })
  }
}
