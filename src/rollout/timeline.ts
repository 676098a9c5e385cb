import type { Clock } from '../runtime/clock.ts'

export type PhaseName =
  | 'plan'
  | 'preflight'
  | 'write'
  | 'deploy'
  | 'batch'
  | 'read-back'
  | 'probe'
  | 'bake'
  | 'rollback'

/** A part of the step's time, in milliseconds since the epoch: when the timeline was made by the system's clock, from then on by the monotonic one. */
export interface Phase {
  readonly name: PhaseName
  readonly startedAt: number
  readonly endedAt: number
}

/** When each phase of a target began and ended, in the order of their beginnings. */
export interface Timeline {
  readonly phases: readonly Phase[]
  /** Runs a phase; its time counts however it ends. */
  during<T>(name: PhaseName, phase: () => Promise<T>): Promise<T>
}

export function createTimeline(clock: Clock): Timeline {
  const phases: Phase[] = []
  const epochMs = clock.wall() - clock.now()
  const now = (): number => epochMs + clock.now()
  return {
    phases,
    async during(name, phase) {
      const startedAt = now()
      const index = phases.push({ name, startedAt, endedAt: startedAt }) - 1
      try {
        return await phase()
      } finally {
        phases[index] = { name, startedAt, endedAt: now() }
      }
    }
  }
}
