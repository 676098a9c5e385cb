import http from 'node:http'
import https from 'node:https'
import { listen, stop } from '../../emulator/loopback.ts'
import type { KeyPair } from './certificates.ts'

export interface TlsFront {
  readonly port: number
  close(): Promise<void>
}

/**
 * An HTTPS proxy for a local plain server.
 * @param keepAlive `false`: a new connection per request; otherwise connections stay open indefinitely
 */
export async function startTlsFront(
  upstreamPort: number,
  certificate: KeyPair,
  { keepAlive = true }: { keepAlive?: boolean } = {}
): Promise<TlsFront> {
  const server = https.createServer({ ...certificate, keepAliveTimeout: 0 }, (request, response) => {
    response.shouldKeepAlive = keepAlive
    const { method, url, headers } = request
    const upstream = http.request({
      host: '127.0.0.1',
      port: upstreamPort,
      method,
      path: url,
      headers,
      agent: false
    })
    upstream.on('response', received => {
      response.writeHead(received.statusCode ?? 0, {
        ...received.headers,
        connection: keepAlive ? 'keep-alive' : 'close'
      })
      received.on('error', () => response.destroy())
      received.pipe(response)
    })
    // propagate connection failures to the client
    upstream.on('error', () => response.destroy())
    response.on('close', () => upstream.destroy())
    request.pipe(upstream)
  })
  server.on('tlsClientError', () => undefined)
  return { port: await listen(server, 0), close: () => stop(server) }
}
