// The emulator in a process of its own, so that it does not share the event loop of the bench. Its parent speaks to it.
import { readFileSync } from 'node:fs'
import { startEmulator } from '../emulator/emulator.ts'
import type { CloudAnswer, CloudCounts } from './cloud.ts'

const emulator = await startEmulator({ seed: readFileSync(process.argv[2] ?? '', 'utf8') })
const { endpoint, accessKeyId, accessKeySecret } = emulator
const say = (answer: CloudAnswer): void => void process.send?.(answer)
say({ endpoint, accessKeyId, accessKeySecret })

let counted = 0
/** Of what arrived since the last time. */
function count(): CloudCounts {
  const seen = emulator.requests.slice(counted)
  counted = emulator.requests.length
  const isThrottled = (status: number | undefined): boolean => status === 400
  const firstWrite = seen.findIndex(({ action }) => action === 'ModifyBackendModel')
  return {
    requests: seen.length,
    throttled: seen.filter(({ status }) => isThrottled(status)).length,
    writes: seen.filter(({ action, status }) => action === 'ModifyBackendModel' && !isThrottled(status))
      .length,
    beforeFirstWrite: firstWrite < 0 ? seen.length : firstWrite
  }
}

process.on('message', () => say(count()))
// the bench is gone
process.on('disconnect', () => void emulator.close())
