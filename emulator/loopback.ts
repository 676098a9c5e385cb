import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export const LOOPBACK = '127.0.0.1'

/** The SDKs put parameters into the query: a definition, or an id token of up to 20,000 characters. Node's own limit is 16 KiB. */
const MAX_HEADER_BYTES = 128 * 1024
const MAX_BODY_BYTES = 2 * 1024 * 1024
export const KEEP_ALIVE_MS = 600_000

/** Answers one request; the signal is aborted when the client goes away or the server closes. */
export type Answering = (
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal
) => Promise<void>

/** A server whose answers may take any time. `closing` ends those under way. */
export function createAnsweringServer(closing: AbortSignal, answer: Answering): Server {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const signal = AbortSignal.any([closing, gone.signal])
    // a client that goes away, or the emulator's end, is no failure of the emulator
    answer(request, response, signal).catch((thrown: unknown) => {
      if (!signal.aborted) response.destroy(thrown instanceof Error ? thrown : undefined)
    })
  })
  // the next request on a connection that a busy client keeps for longer than Node's five seconds would meet a reset
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return server
}

/** Reads all of a body, and keeps it if it has at most 2 MiB. */
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
 * Listens on the loopback address alone.
 * @param port 0 for any free one
 * @returns the port
 * @throws the system's error when the port is taken
 */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, LOOPBACK)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A port that is listened on. */
export interface Listener {
  readonly port: number
  /** Ends every socket. May be called again. */
  close(): Promise<void>
}

/** @param port 0 for any free one. @throws the system's error when the port is taken */
export async function listenPlainly(server: Server, port: number): Promise<Listener> {
  return { port: await listen(server, port), close: () => stop(server) }
}

/** Of connections with TLS: the socket below. */
export const rawSockets = new WeakMap<Duplex, Socket>()

/** Resets a connection, one with TLS too, which cannot do so itself. */
export function reset(socket: Socket): void {
  const raw = rawSockets.get(socket) ?? socket
  raw.resetAndDestroy()
}

/** Ends a server and every socket of it. Does nothing to one that does not listen. */
export async function stop(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
