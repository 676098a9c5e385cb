import { createDeadline } from '../runtime/clock.ts'
import type { Clock, Deadline } from '../runtime/clock.ts'
import type { ModifyOptions } from './types.ts'

/** How long a write that is under way may still be answered once the step is stopped. */
const STOP_GRACE_MS = 2_500

/**
 * Makes one attempt of a write. Once the step is stopped nothing leaves any more, and what has left may still be answered for a
 * moment.
 * @param limit when it is given up all the same; by default a write is never cut off because a wait ends: its end would be ambiguous
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
  const answered = new AbortController()
  const stop = deadline.signal
  const onStop = (): void => {
    void clock.sleep(STOP_GRACE_MS, answered.signal).then(() => giveUp.abort())
  }
  stop?.addEventListener('abort', onStop, { once: true })
  try {
    const ms = limit?.leftMs() ?? Infinity
    return await write({ deadline: createDeadline(clock, ms, giveUp.signal), stop })
  } finally {
    stop?.removeEventListener('abort', onStop)
    // with a reason of its own: Node would make an error with a stack
    answered.abort('answered')
  }
}
