import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { createOidcKeys } from './oidc.ts'
import type { CredentialsProvider } from './types.ts'

/** A role for a job that has no keys: who it is says GitHub, what it may says the role's trust policy. */
export interface KeylessSettings {
  /** `acs:ram::<account>:role/<name>` */
  readonly roleArn: string
  /** `acs:ram::<account>:oidc-provider/<name>` */
  readonly providerArn: string
  readonly audience: string
  readonly sessionName: string
  readonly sessionSeconds: number
  /** Of STS. */
  readonly endpoint: URL
  /** Where GitHub gives the id token, and what shows it the job. */
  readonly idToken: { readonly url: URL; readonly bearer: string }
}

export interface KeylessTools {
  readonly clock: Clock
  readonly log: Log
  readonly secrets: Secrets
  readonly proxyFor: ProxyFor
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
}

/** Keys of a role, fetched when they are first asked for. */
export function keylessCredentials(settings: KeylessSettings, tools: KeylessTools): CredentialsProvider {
  const { roleArn } = settings
  const [, accountId] = /^acs:ram::(\d+):/.exec(roleArn) ?? []
  return {
    // not the keys: they are others after each renewal, and in the post step
    identity: roleArn,
    description: `the role ${roleArn}, by GitHub's id token`,
    ...(accountId === undefined ? {} : { accountId }),
    keys: createOidcKeys(settings, tools)
  }
}
