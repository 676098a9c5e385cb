import { afterEach } from '@jest/globals'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** Timers of the code under test, which only run when the test advances time. */
export interface HeldTimers {
  /** Advances time and runs due timers in order. Returns their number. */
  pass(ms: number): number
}

/**
 * Replaces the global `setTimeout` until the end of the test, so that a slow machine causes no time-outs. Timers of
 * `node:timers/promises`, which the emulator uses, are not affected.
 */
export function holdTimers(): HeldTimers {
  const timers = new Map<object, Timer>()
  let now = 0
  const set = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): object => {
    const handle = {}
    timers.set(handle, { at: now + ms, run: () => run(...args) })
    return handle
  }
  globalThis.setTimeout = set as unknown as typeof setTimeout
  globalThis.clearTimeout = handle => void timers.delete(Object(handle) as object)
  return {
    pass(ms) {
      const end = now + ms
      for (let ran = 0; ; ran++) {
        const [next] = [...timers]
          .filter(([, { at }]) => at <= end)
          .sort(([, one], [, other]) => one.at - other.at)
        if (next === undefined) {
          now = end
          return ran
        }
        const [handle, { at, run }] = next
        timers.delete(handle)
        now = at
        run()
      }
    }
  }
}

const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis
afterEach(() => {
  globalThis.setTimeout = realSetTimeout
  globalThis.clearTimeout = realClearTimeout
})
