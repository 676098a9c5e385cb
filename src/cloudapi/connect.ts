import type { CredentialsProvider } from '../credentials/types.ts'
import type { Clock } from '../runtime/clock.ts'
import { createExchange } from '../runtime/http.ts'
import type { Log } from '../runtime/log.ts'
import type { ProxyFor } from '../runtime/proxy.ts'
import type { ClientOptions } from './client.ts'
import type { Pacer } from './pace.ts'
import { createSender } from './sdk.ts'

const API_VERSION = '2016-07-14'
export const USER_AGENT = 'apigateway-switch-backend'

export interface Connection {
  readonly endpoint: URL
  readonly credentials: CredentialsProvider
  readonly proxyFor: ProxyFor
  readonly requestTimeoutMs: number
  readonly maxAttempts: number
}

/** What readers and writers of the API at an endpoint are made from. */
export function connect(
  connection: Connection,
  { clock, log, pacer }: { readonly clock: Clock; readonly log: Log; readonly pacer: Pacer }
): ClientOptions {
  const { endpoint, credentials, proxyFor, requestTimeoutMs, maxAttempts } = connection
  const exchange = createExchange({ proxyFor })
  const send = createSender({ endpoint, version: API_VERSION }, credentials, exchange, USER_AGENT)
  return { send, clock, log, pacer, requestTimeoutMs, maxAttempts }
}
