import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { afterEach } from '@jest/globals'

/** The channel on which Node tells of each connection that this process begins. */
const CHANNEL = 'net.client.socket'

let sockets: Socket[] = []
function note(message: unknown): void {
  sockets.push((message as { socket: Socket }).socket)
}

/** Tells how many bytes clients of this process have read, over connections that they begin from here on in this test. */
export function watchClients(): () => number {
  subscribe(CHANNEL, note)
  return () => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)
}

afterEach(() => {
  unsubscribe(CHANNEL, note)
  sockets = []
})
