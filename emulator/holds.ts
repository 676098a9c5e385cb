import type { LoggedRequest } from './request-log.ts'

/**
 * Where a call waits: before the cloud does what it asks, or when that is done and its response is ready to leave.
 * A call that is held before its commit is committed after the release, even if its client is gone by then.
 */
export type HoldPoint = 'before-commit' | 'before-response'

export interface HoldOptions {
  /** `ModifyBackendModel`; any action by default. */
  readonly action?: string
  readonly point: HoldPoint
  /** The first matching call that is held, counted from now; 1 by default. Later ones are held, too. */
  readonly nth?: number
}

/** Calls that wait until they are told to go on. */
export interface Hold {
  /** The first held call, as soon as it waits. */
  readonly reached: Promise<LoggedRequest>
  /** Lets every held call go on, and holds no further one. May be called again. */
  release(): void
}

interface Armed extends HoldOptions {
  calls: number
  readonly reach: (request: LoggedRequest) => void
  readonly released: Promise<undefined>
}

/** The holds of a control plane: a test steers by events what would otherwise be a race against a clock. */
export class Holds {
  #armed: Armed[] = []

  add(options: HoldOptions): Hold {
    const reached = Promise.withResolvers<LoggedRequest>()
    const released = Promise.withResolvers<undefined>()
    const armed = { ...options, calls: 0, reach: reached.resolve, released: released.promise }
    this.#armed.push(armed)
    return {
      reached: reached.promise,
      release: () => {
        this.#armed = this.#armed.filter(other => other !== armed)
        released.resolve(undefined)
      }
    }
  }

  /** Waits as long as the call is held at this point. Rejects when `signal` aborts. */
  async pass(request: LoggedRequest, point: HoldPoint, signal: AbortSignal): Promise<void> {
    for (const armed of this.#armed) {
      if (armed.point !== point || (armed.action ?? request.action) !== request.action) continue
      armed.calls += 1
      if (armed.calls < (armed.nth ?? 1)) continue
      armed.reach(request)
      await Promise.race([armed.released, aborted(signal)])
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise<never>((_, reject) => {
    const abort = (): void => reject(new Error('the emulator closed'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
