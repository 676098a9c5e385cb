import { hash } from 'node:crypto'
import type { Environment } from '../runtime/github.ts'

/** What signs a request. `securityToken` is there for temporary keys only. */
export interface Keys {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string | undefined
}

/** Whether a value can be a key or a token: they travel in headers. */
export function isCredential(value: string): boolean {
  return /^[\x21-\x7e]*$/.test(value)
}

export const CREDENTIAL_PROBLEM =
  'holds a space, a line break or a character that no key has; copy the value again'

/** One way of having keys. */
export interface CredentialsProvider {
  /** Tells one caller from another, without a secret: the same for the same keys or the same role. */
  readonly identity: string
  /** For the log: where the keys come from. */
  readonly description: string
  /** The account that the keys belong to, where that is known without asking. */
  readonly accountId?: string
  /** Temporary keys as they were set: nothing renews them. */
  readonly isUnrenewed?: true
  /**
   * The keys to sign with now; the same object as long as they have not changed.
   * @param withinMs how long they may take to come; as long as fetching them takes when not set
   */
  keys(signal?: AbortSignal, withinMs?: number): Promise<Keys>
}

export function staticCredentials(keys: Keys, description: string): CredentialsProvider {
  const identity = `key:${hash('sha256', keys.accessKeyId).slice(0, 16)}`
  const isUnrenewed = keys.securityToken === undefined ? {} : { isUnrenewed: true as const }
  return { identity, description, ...isUnrenewed, keys: () => Promise.resolve(keys) }
}

/** The families of variables, in the order in which they are looked at. Each is taken whole. */
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

/** What is wrong with the family that was found. */
export interface KeysProblem {
  readonly variable: string
  readonly problem: string
  /** Whether a value is missing, and not wrong. */
  readonly isEmpty: boolean
}

export interface FoundKeys {
  readonly keys: Keys
  /** The variable that names the family. */
  readonly variable: string
}

/**
 * The first family that has anything set. Half a family is a problem, never completed from another:
 * an id of one account with the secret of another fails in ways that are hard to read.
 * @returns the keys, a problem, or `undefined` when nothing is set
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
      if (!isCredential(value)) return { variable, problem: CREDENTIAL_PROBLEM, isEmpty: false }
    }
    return {
      variable: family.accessKeyId,
      keys: { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) }
    }
  }
  return undefined
}
