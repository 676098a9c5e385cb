import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A proxy for a local server that can hold its responses. */
export interface Gate {
  /** `127.0.0.1:<port>` */
  readonly endpoint: string
  hold(): void
  release(): void
  close(): Promise<void>
}

export async function startGate(serverPort: number): Promise<Gate> {
  const upstreams = new Set<Socket>()
  let held = false
  const server = createServer(socket => {
    const upstream = connect(serverPort, '127.0.0.1')
    upstreams.add(upstream)
    const end = (): void => {
      upstreams.delete(upstream)
      socket.destroy()
      upstream.destroy()
    }
    for (const side of [socket, upstream]) side.on('error', end).on('close', end)
    socket.pipe(upstream)
    upstream.on('data', (chunk: Buffer) => void socket.write(chunk))
    if (held) upstream.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold() {
      held = true
      for (const upstream of upstreams) upstream.pause()
    },
    release() {
      held = false
      for (const upstream of upstreams) upstream.resume()
    },
    close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const upstream of upstreams) upstream.destroy()
      return closed
    }
  }
}
