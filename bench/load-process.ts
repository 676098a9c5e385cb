// The emulator of `load.ts` in a process of its own, which tells its sockets and its memory when it is asked.
import { once } from 'node:events'
import { startEmulator } from '../emulator/emulator.ts'
import type { LoadResponse, LoadFigures } from './load.ts'

const [seed] = (await once(process, 'message')) as [string]
const emulator = await startEmulator({ seed })
const say = (answer: LoadResponse): void => void process.send?.(answer)

function figures(): LoadFigures {
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  const sockets = process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
  return { sockets, heapMiB: toMiB(heapUsed), externalMiB: toMiB(external), rssMiB: toMiB(rss) }
}

function toMiB(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

process.on('message', () => say(figures()))
process.on('disconnect', () => void emulator.close())
const { endpoint, gateway, accessKeyId, accessKeySecret } = emulator
say({ endpoint, gateway, accessKeyId, accessKeySecret })
