/** Time and randomness, passed in so that tests do not wait for real time. */
export interface Clock {
  /**
   * Milliseconds of a monotonic clock, of which only differences are meaningful. Changes of the system clock do not affect it, so
   * every deadline is measured by it.
   */
  now(): number
  /** Milliseconds since the epoch, for people, servers and other processes. It can jump in either direction. */
  wall(): number
  /** Resolves after the time, or immediately when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back after the time, independently of `sleep`. @returns a function that cancels the callback */
  after(ms: number, callback: () => void): () => void
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
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
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
 * A time limit by the monotonic clock, with a signal that can end it early. It is created where the time starts and passed down:
 * it limits every request, wait and retry below.
 */
export interface Deadline {
  /** Stops the work early, for example after a signal to the process. */
  readonly signal: AbortSignal | undefined
  /** Remaining milliseconds; 0 when it is over, `Infinity` if only the signal can end it. */
  leftMs(): number
  /** Whether the time is over, or the work was stopped. */
  isOver(): boolean
  /** Whether the work was stopped, regardless of the remaining time. */
  isStopped(): boolean
  /** The earlier of this deadline and one in `ms` milliseconds. */
  within(ms: number): Deadline
  /** This deadline, `ms` milliseconds later. */
  later(ms: number): Deadline
  /** Waits, but not beyond the deadline; resolves immediately when the work is stopped. */
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
