import type { Clock } from '../../src/runtime/clock.ts'

/** A clock whose time passes only when somebody sleeps. */
export class FakeClock implements Clock {
  time: number
  readonly slept: number[] = []
  /** By how much somebody has put the system clock forward. */
  #jumped = 0

  constructor(time = Date.UTC(2026, 0, 1)) {
    this.time = time
  }

  now(): number {
    return this.time
  }

  wall(): number {
    return this.time + this.#jumped
  }

  jump(ms: number): void {
    this.#jumped += ms
  }

  random(): number {
    return 0.5
  }

  /** Nobody waits here while time passes. */
  after(): () => void {
    return () => undefined
  }

  sleep(ms: number): Promise<void> {
    this.slept.push(ms)
    this.time += ms
    return Promise.resolve()
  }
}
