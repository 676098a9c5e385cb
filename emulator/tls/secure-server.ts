import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { listenPlainly, LOOPBACK, rawSockets } from '../loopback.ts'
import type { Listener } from '../loopback.ts'
import type { ServerCertificate } from './certificate.ts'

/** Listens on the loopback address, with TLS if there is a certificate. */
export function listenWith(
  http: HttpServer,
  port: number,
  certificate: ServerCertificate | undefined
): Promise<Listener> {
  return certificate === undefined ? listenPlainly(http, port) : listenSecurely(http, port, certificate)
}

/**
 * Listens with TLS on the loopback address, for an HTTP server that does not listen itself. Not `node:https`: a fault
 * that resets a connection needs the socket below TLS.
 * @param port 0 for any free one
 * @throws the system's error when the port is taken
 */
async function listenSecurely(
  http: HttpServer,
  port: number,
  { key, certificate }: ServerCertificate
): Promise<Listener> {
  const secureContext = createSecureContext({ key, cert: certificate })
  const open = new Set<Socket>()
  const server = createServer(raw => {
    const secure = new TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] })
    rawSockets.set(secure, raw)
    open.add(raw)
    raw.once('close', () => open.delete(raw))
    // a client that does not trust the certificate goes away in the middle of the handshake
    secure.on('error', () => raw.destroy())
    http.emit('connection', secure)
  })
  server.listen(port, LOOPBACK)
  await once(server, 'listening')
  // Node's HTTP server times out slow clients from then on, and only then; those in the middle of a handshake, too
  http.emit('listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      http.close()
      for (const raw of open) raw.destroy()
      await closed
    }
  }
}
