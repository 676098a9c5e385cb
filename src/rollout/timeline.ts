import type { Clock } from '../runtime/clock.ts'

/** The name of a check, also in the journal and in the report. Each check is a phase. */
export type CheckName = 'preflight' | 'probe' | 'bake'

export type PhaseName = 'plan' | 'write' | 'deploy' | 'batch' | 'read-back' | 'rollback' | CheckName

/** A phase of the step, in milliseconds since the epoch. The wall clock is read once; after that, the monotonic clock counts. */
export interface Phase {
  readonly name: PhaseName
  readonly startedAt: number
  readonly endedAt: number
}

/** When each phase of a target started and ended, ordered by start time. */
export interface Timeline {
  readonly phases: readonly Phase[]
  /** Runs a phase, and records its time even if it fails. */
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
