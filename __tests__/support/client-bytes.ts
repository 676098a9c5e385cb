import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { afterEach } from '@jest/globals'

/** The diagnostics channel for connections that this process opens. */
const CHANNEL = 'net.client.socket'

let sockets: Socket[] = []
function note(message: unknown): void {
  sockets.push((message as { socket: Socket }).socket)
}

/** Counts the bytes that clients of this process read, over connections opened after this call in the current test. */
export function watchClients(): () => number {
  subscribe(CHANNEL, note)
  return () => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)
}

afterEach(() => {
  unsubscribe(CHANNEL, note)
  sockets = []
})
