import { rmSync } from 'node:fs'
import * as core from '@actions/core'
import { requestStop } from './stop-port.ts'
import { tailOf } from './log-tail.ts'
import { endIfOurs } from './own-process.ts'
import { STATES } from './protocol.ts'

const LONGEST_STOP_MS = 10_000

/**
 * The post step: stops the emulator, however the job ended. It never fails the job, which has its end already.
 * @param entry of the detached process
 */
export async function runPost(entry: string): Promise<void> {
  const pid = Number(core.getState(STATES.pid))
  const logFile = core.getState(STATES.logFile)
  const token = core.getState(STATES.token)
  // the main step did not get that far, and left no emulator
  if (token === '') return
  const stopping = await requestStop(Number(core.getState(STATES.stopPort)), token, LONGEST_STOP_MS)
  // one that was killed has not done so
  rmSync(core.getState(STATES.certificateFile), { force: true })
  if (stopping === 'stopped') {
    core.info('the emulator is stopped')
    return
  }
  if (stopping === 'gone') {
    core.warning(`the emulator (process ${pid}) had ended before the job did; the end of its log is below`)
  } else {
    core.warning(`the emulator did not stop within ${LONGEST_STOP_MS / 1000} s: ${endIfOurs(pid, entry)}`)
  }
  for (const line of tailOf(logFile)) core.info(line)
}
