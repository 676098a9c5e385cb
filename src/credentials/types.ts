import { hash } from 'node:crypto'

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
  /** Temporary keys as they were given: nothing renews them. */
  readonly isUnrenewed?: true
  /**
   * The keys to sign with now; the same object as long as they have not changed.
   * @param withinMs how long they may take to come; as long as fetching them takes when not given
   */
  keys(signal?: AbortSignal, withinMs?: number): Promise<Keys>
}

export function staticCredentials(keys: Keys, description: string): CredentialsProvider {
  const identity = `key:${hash('sha256', keys.accessKeyId).slice(0, 16)}`
  const isUnrenewed = keys.securityToken === undefined ? {} : { isUnrenewed: true as const }
  return { identity, description, ...isUnrenewed, keys: () => Promise.resolve(keys) }
}
