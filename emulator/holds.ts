import type { LoggedRequest } from './request-log.ts'

/**
 * Where a call waits: before it takes effect, or after it took effect and before its response is sent.
 * A call that is held before its commit is committed after the release, even if its client has disconnected.
 */
export const HOLD_POINTS = ['before-commit', 'before-response'] as const
export type HoldPoint = (typeof HOLD_POINTS)[number]

export interface HoldOptions {
  /** Such as `ModifyBackendModel`. Defaults to any action. */
  readonly action?: string
  readonly point: HoldPoint
  /** The first matching call to hold, counted from now. Defaults to 1. Later calls are held as well. */
  readonly nth?: number
}

/** Calls that wait until they are released. */
export interface Hold {
  /** Resolves with the first held call as soon as it waits. */
  readonly reached: Promise<LoggedRequest>
  /** Releases every held call and holds no further ones. Idempotent. */
  release(): void
}

interface Armed extends HoldOptions {
  calls: number
  readonly reach: (request: LoggedRequest) => void
  readonly released: Promise<undefined>
}

/** The holds of a control plane: they let a test order events instead of racing against a clock. */
export class Holds {
  #armed: Armed[] = []
  readonly #waiting = new Set<LoggedRequest>()

  /** Calls currently waiting, in the order in which they started to wait. */
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

  /** Waits while the call is held at this point. Rejects when `signal` aborts. */
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

/** Removes its listener, because the signal outlives the call. */
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
