/** What signs a request. `securityToken` is there for temporary keys only. */
export interface Keys {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string | undefined
}

/** One way of having keys. */
export interface CredentialsProvider {
  /** For the log: where the keys come from. */
  readonly description: string
  /** The keys to sign with now; the same object as long as they have not changed. */
  keys(signal?: AbortSignal): Promise<Keys>
}

export function staticCredentials(keys: Keys, description: string): CredentialsProvider {
  return { description, keys: () => Promise.resolve(keys) }
}
