// The emulator in its own process, so that it does not share the benchmark's event loop. The parent process sends it messages.
import { readFileSync } from 'node:fs'
import { startEmulator } from '../emulator/emulator.ts'
import type { LoggedRequest } from '../emulator/request-log.ts'
import type { CloudResponse, CloudCounts } from './cloud.ts'

/** One per target: a route is saved with this call and deployed with another. */
const WRITES: ReadonlySet<string> = new Set(['ModifyBackendModel', 'UpdateService', 'UpdateHttpApiRoute'])

let seen: LoggedRequest[] = []
const emulator = await startEmulator({
  seed: readFileSync(process.argv[2] ?? '', 'utf8'),
  onResponded: request => seen.push(request)
})
const { endpoint, accessKeyId, accessKeySecret } = emulator
const send = (response: CloudResponse): void => void process.send?.(response)
send({ endpoint, accessKeyId, accessKeySecret })

/** Counts the requests that got a response since the last call. */
function count(): CloudCounts {
  const requests = seen
  seen = []
  const isThrottled = (status: number | undefined): boolean => status === 400
  const firstWrite = requests.findIndex(({ action }) => WRITES.has(action))
  return {
    requests: requests.length,
    throttled: requests.filter(({ status }) => isThrottled(status)).length,
    writes: requests.filter(({ action, status }) => WRITES.has(action) && !isThrottled(status)).length,
    beforeFirstWrite: firstWrite < 0 ? requests.length : firstWrite
  }
}

process.on('message', () => send(count()))
// the benchmark has exited
process.on('disconnect', () => void emulator.close())
