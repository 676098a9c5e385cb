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
