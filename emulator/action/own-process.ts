import { readFileSync } from 'node:fs'

/**
 * Kills an unresponsive process if it still runs the entry file; its ID may have been reused since. Only Linux exposes
 * a process's command line (/proc). On other systems the runner terminates the process at the end of the job.
 * @returns the result, for the log
 */
export function killIfOurs(pid: number, entry: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (!command.includes(entry)) return `process ${pid} is not the emulator anymore and was not killed`
    process.kill(pid, 'SIGKILL')
    return `process ${pid} was killed`
  } catch {
    return `process ${pid} was not killed; the runner terminates it at the end of the job`
  }
}
