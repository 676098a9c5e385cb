import type { Clock } from '../../src/runtime/clock.ts'

/** A clock that only advances on sleep. */
export class FakeClock implements Clock {
  time: number
  readonly slept: number[] = []
  /** By how much the system clock was set forward. */
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

  /** Never fires, because no time passes while waiting. */
  after(): () => void {
    return () => undefined
  }

  sleep(ms: number): Promise<void> {
    this.slept.push(ms)
    this.time += ms
    return Promise.resolve()
  }
}
