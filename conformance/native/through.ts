import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { get as getSecurely } from 'node:https'
import { textOf } from '../caller.ts'

/** A response from the gateway. */
export interface GatewayResponse {
  /** 0 without a response. */
  readonly status: number
  readonly server: string
  /** Its first characters. */
  readonly body: string
}

/** Requests through the gateway, and the servers behind it. */
export interface Through {
  /** Sends a GET. @param path on the gateway; never rejects */
  readonly request: (path: string) => Promise<GatewayResponse>
  /** Two addresses, `ip:port`, that the gateway reaches and that respond differently. */
  readonly answering: readonly [string, string]
}

const TIMEOUT_MS = 20_000
const MAX_BODY_LENGTH = 200

/**
 * Creates a function that sends requests to a gateway.
 * @param host of the requests. Defaults to the one in the gateway's URL
 */
export function requesterTo(gateway: URL, host = gateway.host): Through['request'] {
  const start = gateway.protocol === 'https:' ? getSecurely : get
  return path =>
    new Promise(resolve => {
      const lost = { status: 0, server: '', body: '' }
      const request = start(
        new URL(path, gateway),
        { headers: { host }, timeout: TIMEOUT_MS, agent: false },
        response => {
          readStart(response).then(
            body =>
              resolve({ status: response.statusCode ?? 0, server: textOf(response.headers['server']), body }),
            () => resolve(lost)
          )
        }
      )
      request.on('timeout', () => request.destroy())
      request.on('error', () => resolve(lost))
    })
}

async function readStart(response: IncomingMessage): Promise<string> {
  let body = ''
  response.setEncoding('utf8')
  for await (const chunk of response) {
    if (body.length < MAX_BODY_LENGTH) body += String(chunk)
  }
  return body.slice(0, MAX_BODY_LENGTH)
}
