import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export const LOOPBACK = '127.0.0.1'

/** The SDKs send parameters in the query, such as definitions and ID tokens of up to 20,000 characters. Node's default is 16 KiB. */
const MAX_HEADER_BYTES = 128 * 1024
const MAX_BODY_BYTES = 2 * 1024 * 1024
export const KEEP_ALIVE_MS = 600_000

/** Handles one request; the signal aborts when the client disconnects or the server closes. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal
) => Promise<void>

/** A server whose responses can take any amount of time. `closing` aborts those in progress. */
export function createRequestServer(closing: AbortSignal, handle: RequestHandler): Server {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const signal = AbortSignal.any([closing, gone.signal])
    // a client that disconnects, or the emulator closing, is not an emulator failure
    handle(request, response, signal).catch((thrown: unknown) => {
      if (!signal.aborted) response.destroy(thrown instanceof Error ? thrown : undefined)
    })
  })
  // with Node's default of five seconds, a busy client would reuse a connection that is being closed and get a reset
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return server
}

/** Reads a body to its end, and keeps at most 2 MiB. */
export async function readBody(request: IncomingMessage): Promise<{ body: Buffer; tooLarge: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
    else chunks.length = 0
  }
  return { body: Buffer.concat(chunks), tooLarge: size > MAX_BODY_BYTES }
}

/**
 * Listens on the loopback address only.
 * @param port 0 for any free port
 * @returns the port
 * @throws the system's error if the port is in use
 */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, LOOPBACK)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A server that listens. */
export interface Listener {
  readonly port: number
  /** Closes every socket. Idempotent. */
  close(): Promise<void>
}

/** @param port 0 for any free port. @throws the system's error if the port is in use */
export async function listenHttp(server: Server, port: number): Promise<Listener> {
  return { port: await listen(server, port), close: () => stop(server) }
}

/** The raw socket of each TLS connection. */
export const rawSockets = new WeakMap<Duplex, Socket>()

/** Resets a connection. A TLS socket cannot be reset itself, so its raw socket is. */
export function reset(socket: Socket): void {
  const raw = rawSockets.get(socket) ?? socket
  raw.resetAndDestroy()
}

/** Closes a server and its sockets. Does nothing if it does not listen. */
export async function stop(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
