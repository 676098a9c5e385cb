// The emulator of `load.ts` in its own process, which reports its sockets and memory on request.
import { once } from 'node:events'
import { startEmulator } from '../emulator/emulator.ts'
import type { LoadResponse, LoadFigures } from './load.ts'

const [seed] = (await once(process, 'message')) as [string]
const emulator = await startEmulator({ seed })
const send = (response: LoadResponse): void => void process.send?.(response)

function figures(): LoadFigures {
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  const sockets = process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
  return { sockets, heapMiB: toMiB(heapUsed), externalMiB: toMiB(external), rssMiB: toMiB(rss) }
}

function toMiB(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

process.on('message', () => send(figures()))
process.on('disconnect', () => void emulator.close())
const { endpoint, gateway, accessKeyId, accessKeySecret } = emulator
send({ endpoint, gateway, accessKeyId, accessKeySecret })
