import type { Inputs } from '../inputs/table.ts'
import { formatDuration } from '../runtime/clock.ts'

/** Temporary keys of a role are often given for an hour, and for 15 minutes at the least; some of it has passed. */
const KEYS_LAST_MS = 15 * 60_000

type Limits = Pick<
  Inputs,
  'bakeTimeMs' | 'maxParallel' | 'onFailure' | 'probe' | 'rollbackOnFailure' | 'wait' | 'waitTimeoutMs'
>

/** A target that sends something. */
export interface Sending {
  /** Targets of one lane are written one after the other. */
  readonly lane: string
  readonly isPreflighted: boolean
  readonly isProbed: boolean
}

/**
 * How long a step may wait from its first request of a preflight to the end of its last rollback: the first target alone, then
 * `max-parallel` lanes at a time, each of them for as long as its limits allow.
 */
export function longestWaitMs(sending: readonly Sending[], limits: Limits): number {
  const { bakeTimeMs, maxParallel, onFailure, probe, rollbackOnFailure, wait, waitTimeoutMs } = limits
  const preflights = sending.filter(({ isPreflighted }) => isPreflighted).length
  const beforeMs = Math.ceil(preflights / maxParallel) * probe.timeoutMs
  if (wait === 'never' || sending.length === 0) return beforeMs
  const [, ...others] = sending
  const lanes = [...Map.groupBy(others, ({ lane }) => lane).values()].map(({ length }) => length)
  const rounds = 1 + Math.max(0, ...lanes, Math.ceil(others.length / maxParallel))
  const checksMs = sending.some(({ isProbed }) => isProbed) ? probe.timeoutMs + bakeTimeMs : 0
  // with `stop`, a set goes back one target after the other
  const rollbacks = !rollbackOnFailure ? 0 : onFailure === 'stop' ? sending.length : rounds
  return beforeMs + rounds * (waitTimeoutMs + checksMs) + rollbacks * waitTimeoutMs
}

/** What is to be said of temporary keys that nothing renews; `undefined` where they most likely last. */
export function keysWarning(sending: readonly Sending[], limits: Limits): string | undefined {
  const ms = longestWaitMs(sending, limits)
  if (ms <= KEYS_LAST_MS) return undefined
  const { rollbackOnFailure } = limits
  const too = rollbackOnFailure ? 'a rollback can be sent' : 'the switch has been verified'
  const parts = `wait-timeout${rollbackOnFailure ? ', again for each rollback' : ''}, probe-timeout and bake-time`
  return `security-token: these temporary keys are not renewed and may expire before ${too}: the step may wait up to ${formatDuration(ms)} (${parts}). Shorten these, or use role-to-assume, whose keys are renewed.`
}
