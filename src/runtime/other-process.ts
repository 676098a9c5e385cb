import { readFileSync } from 'node:fs'

/** The process of the main step, as its post step sees it. */
export interface OtherProcess {
  /** Whether it still runs, and is what it is taken for. */
  isAlive(): boolean
  end(signal: 'SIGTERM' | 'SIGKILL'): void
}

/**
 * A process that ran an entry file. A number may have been given to another process since: where the system
 * tells what a process runs (/proc), only one that runs a file called `entry` is taken for it; elsewhere
 * none is, because there the runner itself ends what it started.
 */
export function createOtherProcess(pid: number, entry = 'index.js'): OtherProcess {
  return {
    isAlive() {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
          .split('\0')
          .some(part => part.endsWith(entry))
      } catch {
        return false
      }
    },
    end(signal) {
      try {
        process.kill(pid, signal)
      } catch {
        // it has ended by itself meanwhile
      }
    }
  }
}
