import { rmSync } from 'node:fs'
import * as core from '@actions/core'
import { requestStop } from './stop-port.ts'
import { tailOf } from './log-tail.ts'
import { killIfOurs } from './own-process.ts'
import { STATES } from './protocol.ts'

const STOP_TIMEOUT_MS = 10_000

/**
 * The post step: stops the emulator, whatever the job's result. It never fails the job.
 * @param entry the entry file of the detached process
 */
export async function runPost(entry: string): Promise<void> {
  const pid = Number(core.getState(STATES.pid))
  const logFile = core.getState(STATES.logFile)
  const token = core.getState(STATES.token)
  // the main step failed before it had an emulator
  if (token === '') return
  const result = await requestStop(Number(core.getState(STATES.stopPort)), token, STOP_TIMEOUT_MS)
  // an emulator that was killed has not removed it
  rmSync(core.getState(STATES.certificateFile), { force: true })
  if (result === 'stopped') {
    core.info('emulator stopped')
    return
  }
  if (result === 'gone') {
    core.warning(`the emulator (process ${pid}) exited before the job completed; the end of its log follows`)
  } else {
    core.warning(`the emulator did not stop within ${STOP_TIMEOUT_MS / 1000} s: ${killIfOurs(pid, entry)}`)
  }
  for (const line of tailOf(logFile)) core.info(line)
}
