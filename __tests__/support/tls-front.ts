import http from 'node:http'
import https from 'node:https'
import { listen, stop } from '../../emulator/loopback.ts'
import type { KeyPair } from './certificates.ts'

export interface TlsFront {
  readonly port: number
  close(): Promise<void>
}

/**
 * Stands before a plain server of this machine, and is asked by https.
 * @param keepAlive `false`: every request comes over a connection of its own; otherwise one is kept for ever
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
    upstream.on('response', answer => {
      response.writeHead(answer.statusCode ?? 0, {
        ...answer.headers,
        connection: keepAlive ? 'keep-alive' : 'close'
      })
      answer.on('error', () => response.destroy())
      answer.pipe(response)
    })
    // what breaks behind it breaks before it
    upstream.on('error', () => response.destroy())
    response.on('close', () => upstream.destroy())
    request.pipe(upstream)
  })
  server.on('tlsClientError', () => undefined)
  return { port: await listen(server, 0), close: () => stop(server) }
}
