import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { get as getSecurely } from 'node:https'
import { textOf } from '../caller.ts'

/** What came back through the gateway. */
export interface GatewayResponse {
  /** 0 without an answer. */
  readonly status: number
  readonly server: string
  /** Its first characters. */
  readonly body: string
}

/** The way of requests through the gateway, and what answers behind it. */
export interface Through {
  /** @param path on the gateway; never rejects */
  readonly ask: (path: string) => Promise<GatewayResponse>
  /** Two addresses, `ip:port`, that the gateway reaches and that answer differently. */
  readonly answering: readonly [string, string]
}

const TIMEOUT_MS = 20_000
const LONGEST_BODY = 200

/**
 * Requests to a gateway.
 * @param host of the request, if it is not that of the gateway's URL
 */
export function askerOf(gateway: URL, host = gateway.host): Through['ask'] {
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
    if (body.length < LONGEST_BODY) body += String(chunk)
  }
  return body.slice(0, LONGEST_BODY)
}
