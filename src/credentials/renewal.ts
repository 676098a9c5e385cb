import { messageOf } from '../errors/action-error.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { TransportError } from '../runtime/transport-error.ts'
import type { CredentialsProvider, Keys } from './keys.ts'

/** Keys, and how long they are good from now on. */
export interface Lease {
  readonly keys: Keys
  readonly lifetimeMs: number
}

export interface FetchOptions {
  /** One try only: the keys that are there still work. */
  readonly once: boolean
  readonly signal: AbortSignal
}

const LONGEST_MARGIN_MS = 5 * 60_000
/** A short session is renewed when this part of it is left. */
const MARGIN_SHARE = 0.25
/** Keys that end this soon may not reach the service in time. */
const LAST_MOMENT_MS = 10_000
const LAST_MOMENT_SHARE = 0.05
/** After a renewal that failed, while the keys still work. */
const RETRY_AFTER_MS = 30_000

interface Held {
  readonly keys: Keys
  readonly renewAt: number
  readonly unusableAt: number
}

interface Flight {
  readonly keys: Promise<Keys>
  readonly over: AbortController
  waiting: number
}

/**
 * Keys that are renewed some minutes before they end. All who ask while they are fetched wait for the same fetch, which is
 * stopped when none of them waits any more. A renewal that fails, or takes longer than somebody has time, does no harm as long as
 * the keys still work: they are used, and it is tried again later.
 * @param late what those get who have no more time, and no keys that work
 */
export function createRenewing(
  fetch: (options: FetchOptions) => Promise<Lease>,
  {
    clock,
    log,
    late
  }: { readonly clock: Clock; readonly log: Log; readonly late: (withinMs: number) => Error }
): CredentialsProvider['keys'] {
  let held: Held | undefined
  let flight: Flight | undefined

  const usable = (): Held | undefined =>
    held !== undefined && clock.now() < held.unusableAt ? held : undefined
  const renewLater = (before: Held): void => {
    held = { ...before, renewAt: Math.min(clock.now() + RETRY_AFTER_MS, before.unusableAt) }
  }

  const renew = async (signal: AbortSignal): Promise<Keys> => {
    const before = usable()
    try {
      const { keys, lifetimeMs } = await fetch({ once: before !== undefined, signal })
      held = hold(keys, lifetimeMs, clock.now())
      return keys
    } catch (error) {
      const now = clock.now()
      if (before === undefined || signal.aborted) throw error
      // they ended meanwhile: from now on as many tries are made as for the first ones
      if (now >= before.unusableAt) return renew(signal)
      renewLater(before)
      log.info(
        `${messageOf(error)}; the keys that are there are good for another ${formatDuration(before.unusableAt - now)}`
      )
      return before.keys
    }
  }

  const takeOff = (): Flight => {
    const over = new AbortController()
    const started: Flight = {
      keys: renew(over.signal).finally(() => {
        if (flight === started) flight = undefined
      }),
      over,
      waiting: 0
    }
    return started
  }

  return async (signal, withinMs) => {
    if (held !== undefined && clock.now() < held.renewAt) return held.keys
    const joined = (flight ??= takeOff())
    const stopped = Promise.withResolvers<never>()
    const leave = (): void =>
      stopped.reject(new TransportError('aborted', 'the request for keys was stopped', false))
    if (signal?.aborted === true) leave()
    else signal?.addEventListener('abort', leave, { once: true })
    const patience = Promise.withResolvers<undefined>()
    const timer = withinMs === undefined ? undefined : setTimeout(() => patience.resolve(undefined), withinMs)
    joined.waiting += 1
    try {
      const keys = await Promise.race([joined.keys, stopped.promise, patience.promise])
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
        // who comes later must not get on
        if (flight === joined) flight = undefined
        joined.over.abort()
      }
    }
  }
}

function hold(keys: Keys, lifetimeMs: number, now: number): Held {
  return {
    keys,
    renewAt: now + lifetimeMs - Math.min(LONGEST_MARGIN_MS, lifetimeMs * MARGIN_SHARE),
    unusableAt: now + lifetimeMs - Math.min(LAST_MOMENT_MS, lifetimeMs * LAST_MOMENT_SHARE)
  }
}
