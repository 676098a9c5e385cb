import type { Clock } from './clock.ts'

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
