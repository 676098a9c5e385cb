import type { Clock } from '../../src/runtime/clock.ts'

interface Timer {
  readonly at: number
  readonly fire: () => void
  cancelled: boolean
}

/** Time that jumps from one awaited event to the next. */
export class VirtualTime {
  #now = Date.UTC(2026, 0, 1)
  #wallAheadMs = 0
  /** By time, and by the order in which they were set. */
  #timers: Timer[] = []
  #fired = 0

  now(): number {
    return this.#now
  }

  /** The time of the system clock, which may have been set. */
  wall(): number {
    return this.#now + this.#wallAheadMs
  }

  /** Sets the system clock forward or back. */
  jump(ms: number): void {
    this.#wallAheadMs += ms
  }

  /** @returns a function that undoes it */
  after(ms: number, fire: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), fire, cancelled: false }
    let index = this.#timers.length
    while (index > 0 && (this.#timers[index - 1]?.at ?? 0) > timer.at) index--
    this.#timers.splice(index, 0, timer)
    return () => (timer.cancelled = true)
  }

  /** Lets time pass until `isOver`: everything due at a moment happens before the next one. */
  async passUntil(isOver: () => boolean): Promise<void> {
    for (let idle = 0; ;) {
      await settled()
      if (isOver()) return
      // a timer that was cancelled wakes no one
      while (this.#timers[0]?.cancelled === true) this.#timers.shift()
      const next = this.#timers.shift()
      if (next === undefined) {
        // the only real waiting is for files, which take no time here
        if (++idle > 5_000) throw new Error('stalled: nothing is left that would ever wake anybody')
        await new Promise(resolve => setTimeout(resolve, 1))
        continue
      }
      idle = 0
      if (++this.#fired > 50_000) throw new Error('restless: 50,000 events and no end')
      this.#now = next.at
      next.fire()
    }
  }
}

/** Thrown if every process waits forever. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** A clock of one process: the system's, with seeded randomness. */
export function clockOf(time: VirtualTime, isAlive: () => boolean, seed: number): Clock {
  let state = seed >>> 0
  return {
    now: () => time.now(),
    wall: () => time.wall(),
    random: () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    },
    after: (ms, tell) => time.after(ms, () => isAlive() && tell()),
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (!isAlive()) return
        if (signal?.aborted === true) {
          resolve()
          return
        }
        const wake = (): void => {
          cancel()
          signal?.removeEventListener('abort', wake)
          if (isAlive()) resolve()
        }
        const cancel = time.after(ms, wake)
        signal?.addEventListener('abort', wake)
      })
  }
}
