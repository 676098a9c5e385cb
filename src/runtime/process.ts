import { readFileSync } from 'node:fs'

/**
 * Makes V8 keep its heap small for a step with many targets, which waits much more than it computes. By default, V8 lets the
 * space for new objects grow to 64 MB and collects the rest only at several times the size in use: a step with a thousand targets
 * used 320 MB, of which 20 MB were live. With these flags it uses less than half and takes about 10 % longer. V8 reads both
 * flags at each collection, so they can be set here; an action cannot pass flags to Node.
 */
export function keepHeapSmall(): void {
  // loaded on demand
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=15')
}

/** The process of the main step, as seen by its post step. */
export interface OtherProcess {
  /** Whether it is still running, and is the expected process. */
  isAlive(): boolean
  end(signal: 'SIGTERM' | 'SIGKILL'): void
}

/**
 * A process that ran an entry file. The system may have reused its ID since: if the system reports what a process runs (/proc),
 * only a process that runs a file named `entry` counts as alive. On other systems none does, because there the runner itself
 * ends the processes that it started.
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
        // it has exited meanwhile
      }
    }
  }
}

/** The part of the process that can stop the step. */
export interface StoppableProcess {
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  readonly stdout: { on(event: 'error', listener: () => void): unknown }
  exit(code: number): unknown
}

/**
 * The runner sends a cancelled step SIGTERM 7.5 s after SIGINT, and kills it 2.5 s later: the results must be written long before
 * that.
 */
const LONGEST_END_MS = 4_700

/**
 * A signal that is aborted when the step must stop: after SIGINT or SIGTERM, or when nothing reads its log any longer. From then on
 * the process has a few seconds to exit by itself.
 */
export function stopSignal(process: StoppableProcess): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) return
    controller.abort()
    setTimeout(() => process.exit(1), LONGEST_END_MS).unref()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.on('error', stop)
  return controller.signal
}
