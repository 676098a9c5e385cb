import { readFileSync } from 'node:fs'

/**
 * Has V8 keep its heap small, for a step of many targets, which waits far more than it computes. Left alone, V8 lets
 * the space for new objects grow to 64 MB and collects the rest when it has become several times what is in use: a
 * step of a thousand targets held 285 MB, of which 20 were in use; it holds less than half, and takes 5 % longer.
 * Both flags are read at each collection, so that they can be set here: an action cannot give Node any.
 */
export function keepHeapSmall(): void {
  // loaded when it is needed
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=15')
}

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

/** What of the process a stop can come from. */
export interface StoppableProcess {
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  readonly stdout: { on(event: 'error', listener: () => void): unknown }
  exit(code: number): unknown
}

/**
 * The runner gives a cancelled step 7.5 s before it asks again, and 2.5 s more before it kills: what is known must be
 * written long before.
 */
const LONGEST_END_MS = 4_700

/**
 * A signal that is aborted when the step is to stop: by SIGINT or SIGTERM, or because nobody reads its log
 * any more. From then on the process has a few seconds to end by itself.
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
