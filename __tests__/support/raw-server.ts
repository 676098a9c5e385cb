import { once } from 'node:events'
import { createServer as createPlainServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { KeyPair } from './certificates.ts'

/** A server whose test controls connections byte by byte. */
export interface RawServer {
  readonly port: number
  /** Number of connections so far. */
  readonly connections: number
  /** All received bytes, in order. */
  readonly received: string
  /** Resolves when no connection is open. */
  idle(): Promise<void>
  /** Closes the server and all connections. */
  close(): Promise<void>
}

export interface RawServerOptions {
  readonly host?: string
  /** Serves TLS with this certificate. */
  readonly tls?: KeyPair
  /** Does not read from connections. */
  readonly deaf?: boolean
}

/** `request` is counted per connection; both counts start at 1. */
type OnRequest = (socket: Socket, count: { readonly connection: number; readonly request: number }) => void

/**
 * @param onRequest called for each received request head; for a deaf server, for each connection
 */
export async function startRawServer(
  onRequest: OnRequest,
  { host = '127.0.0.1', tls, deaf = false }: RawServerOptions = {}
): Promise<RawServer> {
  const open = new Set<Socket>()
  let connections = 0
  let received = ''
  let onIdle = (): void => undefined
  const serve = (socket: Socket): void => {
    const connection = ++connections
    let own = ''
    let request = 0
    socket.on('error', () => undefined)
    if (deaf) {
      onRequest(socket, { connection, request })
      return
    }
    socket.on('data', (chunk: Buffer) => {
      own += chunk.toString('latin1')
      received += chunk.toString('latin1')
      const heads = own.split('\r\n\r\n').length - 1
      while (request < heads) onRequest(socket, { connection, request: ++request })
    })
  }
  const track = (socket: Socket): void => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      open.delete(socket)
      if (open.size === 0) onIdle()
    })
  }
  const server = tls === undefined ? createPlainServer(serve) : createTlsServer(tls, serve)
  server.on('connection', track)
  server.on('tlsClientError', () => undefined)
  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    get received() {
      return received
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise(resolve => (onIdle = resolve))),
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    }
  }
}
