import { hash } from 'node:crypto'
import { messageOf } from '../errors/action-error.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Environment } from '../runtime/github.ts'
import type { Log } from '../runtime/log.ts'
import { TransportError } from '../runtime/transport-error.ts'

/** What signs a request. Only temporary credentials have a `securityToken`. */
export interface Keys {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string | undefined
}

/** Whether a value can be part of an access key or a token: these are sent in headers. */
export function isCredential(value: string): boolean {
  return /^[\x21-\x7e]*$/.test(value)
}

/**
 * Why a value cannot be part of an access key or a token.
 * @returns the reason, to follow the name of the value; it never repeats the value
 */
export function credentialProblem(value: string): string | undefined {
  if (!isCredential(value))
    return 'contains a space, a line break or another character that is not allowed; copy the value again'
  if (/^\*+$/.test(value)) return 'is ***, which is a masked secret: set the secret itself'
  if (/^(["']).*\1$/.test(value)) return 'is in quotation marks, which are part of the value: remove them'
  if (/^\$(?:[A-Z_]+|\{[A-Z_]+\}|\{\{.*\}\})$/.test(value)) return 'is a placeholder that was not replaced'
  return undefined
}

/** A source of credentials. */
export interface CredentialsProvider {
  /** Identifies the caller without a secret: equal for the same access key or the same role. */
  readonly identity: string
  /** Where the credentials are from, for the log. */
  readonly description: string
  /** The account of the credentials, if it is known without a call. */
  readonly accountId?: string
  /** Temporary credentials that were passed in: nothing renews them. */
  readonly isUnrenewed?: true
  /**
   * The keys to sign with now; the same object until they change.
   * @param withinMs the time limit for fetching them; none if not set
   */
  keys(signal?: AbortSignal, withinMs?: number): Promise<Keys>
}

export function staticCredentials(keys: Keys, description: string): CredentialsProvider {
  const identity = `key:${hash('sha256', keys.accessKeyId).slice(0, 16)}`
  const isUnrenewed = keys.securityToken === undefined ? {} : { isUnrenewed: true as const }
  return { identity, description, ...isUnrenewed, keys: () => Promise.resolve(keys) }
}

/** The families of variables, in order of precedence. Values of different families are never combined. */
export const KEY_VARIABLES = [
  {
    accessKeyId: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
    accessKeySecret: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    securityToken: 'ALIBABA_CLOUD_SECURITY_TOKEN'
  },
  {
    accessKeyId: 'ALIBABACLOUD_ACCESS_KEY_ID',
    accessKeySecret: 'ALIBABACLOUD_ACCESS_KEY_SECRET',
    securityToken: 'ALIBABACLOUD_SECURITY_TOKEN'
  },
  {
    accessKeyId: 'ALICLOUD_ACCESS_KEY',
    accessKeySecret: 'ALICLOUD_SECRET_KEY',
    securityToken: 'ALICLOUD_SECURITY_TOKEN'
  }
] as const

/** The problem with the family that was found. */
export interface KeysProblem {
  readonly variable: string
  readonly problem: string
  /** Whether a value is missing, rather than wrong. */
  readonly isEmpty: boolean
}

export interface FoundKeys {
  readonly keys: Keys
  /** The variable that names the family. */
  readonly variable: string
}

/**
 * The first family with a variable that is set. An incomplete family is a problem and never completed from another one: an ID
 * of one account with the secret of another fails in ways that are hard to diagnose.
 * @returns the keys, a problem, or `undefined` if no variable is set
 */
export function keysFromEnvironment(env: Environment): FoundKeys | KeysProblem | undefined {
  for (const family of KEY_VARIABLES) {
    const [accessKeyId, accessKeySecret, securityToken] = [
      family.accessKeyId,
      family.accessKeySecret,
      family.securityToken
    ].map(name => (env[name] ?? '').trim()) as [string, string, string]
    if (accessKeyId === '' && accessKeySecret === '') continue
    for (const [missing, other] of [
      [family.accessKeyId, family.accessKeySecret],
      [family.accessKeySecret, family.accessKeyId]
    ] as const) {
      if ((env[missing] ?? '').trim() !== '') continue
      const problem = `is ${env[missing] === undefined ? 'not set' : 'empty'}, but ${other} is set`
      return { variable: missing, problem, isEmpty: true }
    }
    for (const [variable, value] of [
      [family.accessKeyId, accessKeyId],
      [family.accessKeySecret, accessKeySecret],
      [family.securityToken, securityToken]
    ] as const) {
      const problem = credentialProblem(value)
      if (problem !== undefined) return { variable, problem, isEmpty: false }
    }
    return {
      variable: family.accessKeyId,
      keys: { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) }
    }
  }
  return undefined
}

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
