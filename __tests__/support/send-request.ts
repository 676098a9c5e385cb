import { connect } from 'node:net'
import { expect } from '@jest/globals'
import { TransportError } from '../../src/runtime/transport-error.ts'
import { createExchange } from '../../src/runtime/http.ts'
import type { Exchange, ExchangeOptions, HttpResponse, HttpRequest } from '../../src/runtime/http.ts'
import { startRawServer } from './raw-server.ts'
import type { RawServer, RawServerOptions } from './raw-server.ts'

/** Parts of a request that no message is allowed to contain: the URL's path and query, headers, the body. */
const HIDDEN = ['path-of-url', 'query-of-url', 'header-value', 'body-value', 'proxy-user', 'proxy-word']

/** Effectively no time-out: the test's own limit ends a hanging request. */
export const LONG_MS = 3_600_000

export type RequestHandler = Parameters<typeof startRawServer>[0]

/** Servers of a test, which `closeAll` closes. */
export function createServers(): {
  serve: (doing: RequestHandler, options?: RawServerOptions) => Promise<RawServer>
  closeAll: () => Promise<void>
} {
  let open: RawServer[] = []
  return {
    async serve(doing, options = {}) {
      const server = await startRawServer(doing, options)
      open.push(server)
      return server
    },
    async closeAll() {
      await Promise.all(open.map(server => server.close()))
      open = []
    }
  }
}

interface RequestParts extends Partial<HttpRequest> {
  readonly proxy?: RawServer | undefined
  readonly options?: Partial<ExchangeOptions>
}

/** A request with a secret in each of its parts. */
export function requestTo(url: string, overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    url: new URL(`${url}/path-of-url?query-of-url=1`),
    headers: { 'x-secret': 'header-value' },
    body: 'body-value',
    timeoutMs: LONG_MS,
    ...overrides
  }
}

/** Allows plain HTTP to any host; the proxy requires a user and a password. */
export function exchangeThrough(
  proxy: RawServer | undefined,
  options: Partial<ExchangeOptions> = {}
): Exchange {
  const url = proxy && new URL(`http://proxy-user:proxy-word@127.0.0.1:${proxy.port}`)
  return createExchange({ proxyFor: () => url, plainHttp: true, ...options })
}

/** Sends a request. @returns the response, or the fault */
export async function sendRequest(
  url: string,
  { proxy, options, ...overrides }: RequestParts = {}
): Promise<HttpResponse | { fault: string; message: string; maySent: boolean }> {
  try {
    return await exchangeThrough(proxy, options)(requestTo(url, overrides))
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    for (const hidden of HIDDEN) expect(error.message).not.toContain(hidden)
    const { fault, message, maySent } = error
    return { fault, message, maySent }
  }
}

/** The URL of a plain server. */
export const to = ({ port }: RawServer): string => `http://127.0.0.1:${port}`
/** Writes, and keeps the connection open. */
export const respond =
  (...parts: readonly string[]): RequestHandler =>
  socket =>
    void socket.write(parts.join(''))
/** Writes, and closes the connection. */
export const respondAndClose =
  (...parts: readonly string[]): RequestHandler =>
  socket =>
    void socket.end(parts.join(''))
export const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n'
export const GOOD = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood'

/** Accepts CONNECT for any host and tunnels to the server. */
export const tunnelTo =
  (server: RawServer): RequestHandler =>
  (socket, { request }) => {
    if (request > 1) return
    const upstream = connect(server.port, '127.0.0.1')
    upstream.on('error', () => socket.destroy())
    upstream.on('close', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
    socket.write(ESTABLISHED)
    socket.pipe(upstream).pipe(socket)
  }
