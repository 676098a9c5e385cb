// The emulator in a process of its own, so that it does not share the event loop of the bench. Its parent speaks to it.
import { readFileSync } from 'node:fs'
import { startEmulator } from '../emulator/emulator.ts'
import type { LoggedRequest } from '../emulator/request-log.ts'
import type { CloudResponse, CloudCounts } from './cloud.ts'

/** One for each target: a route is saved, and deployed by another call. */
const WRITES: ReadonlySet<string> = new Set(['ModifyBackendModel', 'UpdateService', 'UpdateHttpApiRoute'])

let seen: LoggedRequest[] = []
const emulator = await startEmulator({
  seed: readFileSync(process.argv[2] ?? '', 'utf8'),
  onResponded: request => seen.push(request)
})
const { endpoint, accessKeyId, accessKeySecret } = emulator
const say = (answer: CloudResponse): void => void process.send?.(answer)
say({ endpoint, accessKeyId, accessKeySecret })

/** Of what was answered since the last time. */
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

process.on('message', () => say(count()))
// the bench is gone
process.on('disconnect', () => void emulator.close())
