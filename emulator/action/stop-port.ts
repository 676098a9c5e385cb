import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { LOOPBACK } from '../loopback.ts'

/** How a request to stop ended: `gone` when nothing listens there any more. */
export type Stopping = 'stopped' | 'gone' | 'no answer'

const LONGEST_LINE = 200

/**
 * Listens for the token, which stops the emulator. Not a signal: Windows has none that a process could handle, and
 * the number of a process may have been given to another one since.
 * @param stop ends the emulator; the answer follows when it has ended
 * @returns the port
 */
export async function listenForStop(token: string, stop: () => Promise<void>): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // whoever goes away in the middle has nothing to be told
    socket.on('error', () => undefined)
    void readLine(socket).then(async line => {
      if (line !== token) {
        socket.destroy()
        return
      }
      await stop()
      server.close()
      // whoever else is connected would keep the process alive
      for (const other of open) if (other !== socket) other.destroy()
      socket.end('stopped\n')
    })
  })
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Asks the emulator to stop, and waits until it says that it has. */
export async function requestStop(port: number, token: string, timeoutMs: number): Promise<Stopping> {
  const socket = connect(port, LOOPBACK)
  const { promise: failed, resolve: fail } = Promise.withResolvers<Stopping>()
  socket.on('error', (error: NodeJS.ErrnoException) => {
    fail(error.code === 'ECONNREFUSED' ? 'gone' : 'no answer')
  })
  const timer = setTimeout(() => fail('no answer'), timeoutMs)
  const asked = readLine(socket).then((line): Stopping => (line === 'stopped' ? 'stopped' : 'no answer'))
  socket.write(`${token}\n`)
  try {
    return await Promise.race([failed, asked])
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

/** The first line; what there is of it when the other end closes. Never settles on a broken connection. */
function readLine(socket: Socket): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const take = (): void => resolve(text.split('\n')[0] ?? '')
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n') || text.length > LONGEST_LINE) take()
    })
    socket.on('end', take)
  })
}
