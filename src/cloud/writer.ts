import { createDeadline } from '../runtime/clock.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import { callOnce } from './client.ts'
import type { ClientOptions } from './client.ts'
import type { CloudWriter, ModifyOptions } from './operation.ts'

/** The writing half, separate from the client so that planning code cannot reach it. The caller decides from the live definition whether to send again. */
export function createWriter(client: ClientOptions): CloudWriter {
  return {
    async write(operation, parameters, options) {
      return callOnce(client, operation, operation.encode(parameters), parameters, options)
    }
  }
}

/** How long a write in progress may wait for its response after the step was stopped. */
const STOP_GRACE_MS = 2_500

/**
 * Makes one attempt at a write. After the step was stopped nothing more is sent, and a request that was sent may wait a moment
 * for its response.
 * @param limit when to give up in any case; by default a write is never aborted when a wait ends, because its result would be ambiguous
 */
export async function withStopGrace<T>(
  {
    clock,
    deadline,
    limit
  }: { readonly clock: Clock; readonly deadline: Deadline; readonly limit?: Deadline },
  write: (options: Pick<ModifyOptions, 'deadline' | 'stop'>) => Promise<T>
): Promise<T> {
  const giveUp = new AbortController()
  const finished = new AbortController()
  const stop = deadline.signal
  const onStop = (): void => {
    void clock.sleep(STOP_GRACE_MS, finished.signal).then(() => giveUp.abort())
  }
  stop?.addEventListener('abort', onStop, { once: true })
  try {
    const ms = limit?.leftMs() ?? Infinity
    return await write({ deadline: createDeadline(clock, ms, giveUp.signal), stop })
  } finally {
    stop?.removeEventListener('abort', onStop)
    // an explicit reason: Node would create an error with a stack
    finished.abort('finished')
  }
}
