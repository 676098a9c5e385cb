import { readFileSync } from 'node:fs'

/**
 * Ends a process that does not answer, if it is the one that runs an entry file: its number may have been given to
 * another since. Only Linux tells what a process runs (/proc); elsewhere it is left to the runner, which ends at the
 * end of the job what the job has started.
 * @returns how it ended
 */
export function endIfOurs(pid: number, entry: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (!command.includes(entry)) return `process ${pid} is another by now, and is left alone`
    process.kill(pid, 'SIGKILL')
    return `process ${pid} was killed`
  } catch {
    return `process ${pid} is left to the runner, which ends what a job has started`
  }
}
