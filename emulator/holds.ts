import type { LoggedRequest } from './request-log.ts'

/**
 * Where a call waits: before the cloud does what it asks, or when that is done and its response is ready to leave.
 * A call that is held before its commit is committed after the release, even if its client is gone by then.
 */
export const HOLD_POINTS = ['before-commit', 'before-response'] as const
export type HoldPoint = (typeof HOLD_POINTS)[number]

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
  readonly #waiting = new Set<LoggedRequest>()

  /** The calls that wait at this moment, in the order in which they began to. */
  get waiting(): readonly LoggedRequest[] {
    return [...this.#waiting]
  }

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
      this.#waiting.add(request)
      armed.reach(request)
      try {
        await unlessAborted(armed.released, signal)
      } finally {
        this.#waiting.delete(request)
      }
    }
  }
}

/** Leaves nothing behind on a signal that lives longer. */
async function unlessAborted(released: Promise<undefined>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(new Error('the emulator closed'))
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort)
  try {
    await Promise.race([released, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
