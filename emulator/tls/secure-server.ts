import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { listenHttp, LOOPBACK, rawSockets } from '../loopback.ts'
import type { Listener } from '../loopback.ts'
import type { ServerCertificate } from './certificate.ts'

/** Listens on the loopback address, with TLS if a certificate is passed. */
export function listenOn(
  http: HttpServer,
  port: number,
  certificate: ServerCertificate | undefined
): Promise<Listener> {
  return certificate === undefined ? listenHttp(http, port) : listenTls(http, port, certificate)
}

/**
 * Listens with TLS on the loopback address and passes connections to an HTTP server. Does not use `node:https`, because
 * faults that reset a connection need the raw socket.
 * @param port 0 for any free port
 * @throws the system's error if the port is in use
 */
async function listenTls(
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
    // a client that does not trust the certificate disconnects during the handshake
    secure.on('error', () => raw.destroy())
    http.emit('connection', secure)
  })
  server.listen(port, LOOPBACK)
  await once(server, 'listening')
  // Node's HTTP server only enforces its time-outs after this event; they also cover handshakes in progress
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
