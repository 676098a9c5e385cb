import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { LOOPBACK } from '../loopback.ts'

/** The result of a stop request; `gone` if nothing listens on the port anymore. */
export type StopResult = 'stopped' | 'gone' | 'no response'

const MAX_LINE_LENGTH = 200

/**
 * Listens for the token that stops the emulator. Signals are not used because Windows has none that a process can
 * handle, and because a process ID may have been reused.
 * @param stop stops the emulator; the response is sent afterwards
 * @returns the port
 */
export async function listenForStop(token: string, stop: () => Promise<void>): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // a client that disconnects early needs no response
    socket.on('error', () => undefined)
    void readLine(socket).then(async line => {
      if (line !== token) {
        socket.destroy()
        return
      }
      await stop()
      server.close()
      // other connections would keep the process alive
      for (const other of open) if (other !== socket) other.destroy()
      socket.end('stopped\n')
    })
  })
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Requests the emulator to stop, and waits for its confirmation. */
export async function requestStop(port: number, token: string, timeoutMs: number): Promise<StopResult> {
  const socket = connect(port, LOOPBACK)
  const { promise: failed, resolve: fail } = Promise.withResolvers<StopResult>()
  socket.on('error', (error: NodeJS.ErrnoException) => {
    fail(error.code === 'ECONNREFUSED' ? 'gone' : 'no response')
  })
  const timer = setTimeout(() => fail('no response'), timeoutMs)
  const confirmed = readLine(socket).then((line): StopResult =>
    line === 'stopped' ? 'stopped' : 'no response'
  )
  socket.write(`${token}\n`)
  try {
    return await Promise.race([failed, confirmed])
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

/** Reads the first line, or what was received of it when the peer closes. Never settles if the connection breaks. */
function readLine(socket: Socket): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const take = (): void => resolve(text.split('\n')[0] ?? '')
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n') || text.length > MAX_LINE_LENGTH) take()
    })
    socket.on('end', take)
  })
}
