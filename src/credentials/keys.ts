import { hash } from 'node:crypto'
import type { Environment } from '../runtime/github.ts'

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
