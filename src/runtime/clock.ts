/** Time and randomness, passed in so that a test's time never really passes. */
export interface Clock {
  /**
   * Milliseconds of a monotonic clock. Only differences mean anything; no step of the system clock changes them, so every
   * deadline is measured by it.
   */
  now(): number
  /** Milliseconds since the epoch, for what people, servers and other processes read. It may jump in either direction. */
  wall(): number
  /** Resolves after the time, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back after the time, beside what is waited for. @returns takes it back */
  after(ms: number, tell: () => void): () => void
  /** From 0 to 1, 1 excluded. */
  random(): number
}

export const systemClock: Clock = {
  now: () => {
    const [seconds, nanoseconds] = process.hrtime()
    return seconds * 1_000 + nanoseconds / 1e6
  },
  wall: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const wake = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal?.addEventListener('abort', wake)
    }),
  after: (ms, tell) => {
    const timer = setTimeout(tell, ms)
    return () => clearTimeout(timer)
  }
}

/** `850ms`, `12.3s`, `2m05s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}m${String(whole % 60).padStart(2, '0')}s`
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`
}

/**
 * A limit on time, by the monotonic clock, and what else ends the wait. It is made where a time begins and passed down: every
 * request, wait and retry below is bounded by it.
 */
export interface Deadline {
  /** What stops the work before its time, such as a signal to the process. */
  readonly signal: AbortSignal | undefined
  /** Milliseconds that are left; 0 when it is over, `Infinity` where only the signal ends it. */
  leftMs(): number
  /** Whether the time is over, or the work was stopped. */
  isOver(): boolean
  /** Whether the work was stopped, whatever time is left. */
  isStopped(): boolean
  /** The earlier of this deadline and one in so many milliseconds. */
  within(ms: number): Deadline
  /** This deadline, so many milliseconds later. */
  later(ms: number): Deadline
  /** Waits, but not beyond the deadline; resolves at once when the work is stopped. */
  sleep(ms: number): Promise<void>
}

/** A deadline in `ms` milliseconds, `Infinity` for none. */
export function createDeadline(
  clock: Pick<Clock, 'now' | 'sleep'>,
  ms: number,
  signal?: AbortSignal
): Deadline {
  return deadlineAt(clock, clock.now() + ms, signal)
}

function deadlineAt(
  clock: Pick<Clock, 'now' | 'sleep'>,
  at: number,
  signal: AbortSignal | undefined
): Deadline {
  const leftMs = (): number => Math.max(0, at - clock.now())
  const isStopped = (): boolean => signal?.aborted === true
  return {
    signal,
    leftMs,
    isStopped,
    isOver: () => isStopped() || leftMs() === 0,
    within: ms => deadlineAt(clock, Math.min(at, clock.now() + ms), signal),
    later: ms => deadlineAt(clock, at + ms, signal),
    sleep: ms => clock.sleep(Math.min(ms, leftMs()), signal)
  }
}
