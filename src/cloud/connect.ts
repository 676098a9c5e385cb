import type { CredentialsProvider } from '../credentials/keys.ts'
import { regionOf } from '../model/endpoints.ts'
import type { Clock } from '../runtime/clock.ts'
import { createExchange } from '../runtime/http.ts'
import type { Log } from '../runtime/log.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { ClientOptions } from './client.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { createRetryBudget } from './retry.ts'
import type { RetryBudget } from './retry.ts'
import { createSender } from './sdk.ts'

export const USER_AGENT = 'apigateway-switch-backend'

export interface Connection {
  readonly endpoint: URL
  readonly credentials: CredentialsProvider
  readonly proxyFor: ProxyFor
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
  /** How many calls may be in progress at a time, each on its own connection. */
  readonly maxSockets?: number | undefined
  /** Defaults to the region in the endpoint's host name. */
  readonly regionId?: string | undefined
}

/** The options from which readers and writers of an endpoint are created, whichever APIs it serves. */
export function connect(
  connection: Connection,
  {
    clock,
    log,
    rateLimiter,
    budget = createRetryBudget(),
    secrets
  }: {
    readonly clock: Clock
    readonly log: Log
    readonly rateLimiter: RateLimiter
    /** A step with several endpoints passes the same one to all. */
    readonly budget?: RetryBudget
    readonly secrets?: Pick<Secrets, 'scrub'>
  }
): ClientOptions {
  const { endpoint, credentials, proxyFor, requestTimeoutMs, maxAttempts } = connection
  const regionId = connection.regionId ?? regionOf(endpoint)
  const exchange = createExchange({ proxyFor, maxSockets: connection.maxSockets })
  const send = createSender(endpoint, { credentials, exchange, userAgent: USER_AGENT })
  return {
    send,
    clock,
    log,
    rateLimiter,
    budget,
    scrub: secrets?.scrub,
    requestTimeoutMs,
    maxAttempts,
    regionId
  }
}
