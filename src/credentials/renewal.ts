import { messageOf } from '../errors/action-error.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { TransportError } from '../runtime/transport-error.ts'
import type { CredentialsProvider, Keys } from './keys.ts'

/** Keys, and how long they are valid from now on. */
export interface Lease {
  readonly keys: Keys
  readonly lifetimeMs: number
}

export interface FetchOptions {
  /** One attempt only: the current keys still work. */
  readonly once: boolean
  readonly signal: AbortSignal
}

const LONGEST_MARGIN_MS = 5 * 60_000
/** A short session is renewed when this share of it is left. */
const MARGIN_SHARE = 0.25
/** Keys that expire this soon may be too old when they reach the service. */
const UNSAFE_MS = 10_000
const UNSAFE_SHARE = 0.05
/** The delay after a failed renewal while the keys still work. */
const RETRY_AFTER_MS = 30_000

interface CurrentKeys {
  readonly keys: Keys
  readonly renewAt: number
  readonly unusableAt: number
}

interface Renewal {
  readonly keys: Promise<Keys>
  readonly over: AbortController
  waiting: number
}

/**
 * Keys that are renewed some minutes before they expire. All callers during a fetch wait for the same fetch, which is aborted when
 * none of them is waiting any longer. If a renewal fails or takes longer than a caller can wait, the current keys are used as long
 * as they work, and the renewal is retried later.
 * @param late creates the error for a caller that runs out of time without working keys
 */
export function createRenewing(
  fetch: (options: FetchOptions) => Promise<Lease>,
  {
    clock,
    log,
    late
  }: { readonly clock: Clock; readonly log: Log; readonly late: (withinMs: number) => Error }
): CredentialsProvider['keys'] {
  let current: CurrentKeys | undefined
  let renewal: Renewal | undefined

  const usable = (): CurrentKeys | undefined =>
    current !== undefined && clock.now() < current.unusableAt ? current : undefined
  const renewLater = (before: CurrentKeys): void => {
    current = { ...before, renewAt: Math.min(clock.now() + RETRY_AFTER_MS, before.unusableAt) }
  }

  const renew = async (signal: AbortSignal): Promise<Keys> => {
    const before = usable()
    try {
      const { keys, lifetimeMs } = await fetch({ once: before !== undefined, signal })
      current = currentKeys(keys, lifetimeMs, clock.now())
      return keys
    } catch (error) {
      const now = clock.now()
      if (before === undefined || signal.aborted) throw error
      // they expired meanwhile: fetch new ones with all attempts, as the first time
      if (now >= before.unusableAt) return renew(signal)
      renewLater(before)
      log.info(
        `${messageOf(error)}; the current credentials are valid for another ${formatDuration(before.unusableAt - now)}`
      )
      return before.keys
    }
  }

  const start = (): Renewal => {
    const over = new AbortController()
    const started: Renewal = {
      keys: renew(over.signal).finally(() => {
        if (renewal === started) renewal = undefined
      }),
      over,
      waiting: 0
    }
    return started
  }

  return async (signal, withinMs) => {
    if (current !== undefined && clock.now() < current.renewAt) return current.keys
    const joined = (renewal ??= start())
    const stopped = Promise.withResolvers<never>()
    const leave = (): void =>
      stopped.reject(new TransportError('aborted', 'the request for credentials was stopped', false))
    if (signal?.aborted === true) leave()
    else signal?.addEventListener('abort', leave, { once: true })
    const timeLimit = Promise.withResolvers<undefined>()
    const timer =
      withinMs === undefined ? undefined : setTimeout(() => timeLimit.resolve(undefined), withinMs)
    joined.waiting += 1
    try {
      const keys = await Promise.race([joined.keys, stopped.promise, timeLimit.promise])
      if (keys !== undefined) return keys
      const before = usable()
      if (before === undefined) throw late(withinMs ?? 0)
      renewLater(before)
      return before.keys
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', leave)
      joined.waiting -= 1
      if (joined.waiting === 0) {
        // later callers must not join an aborted renewal
        if (renewal === joined) renewal = undefined
        joined.over.abort()
      }
    }
  }
}

function currentKeys(keys: Keys, lifetimeMs: number, now: number): CurrentKeys {
  return {
    keys,
    renewAt: now + lifetimeMs - Math.min(LONGEST_MARGIN_MS, lifetimeMs * MARGIN_SHARE),
    unusableAt: now + lifetimeMs - Math.min(UNSAFE_MS, lifetimeMs * UNSAFE_SHARE)
  }
}
