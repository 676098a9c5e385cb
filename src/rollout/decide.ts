import type { Plan } from './plan.ts'

export interface Decision {
  /** Whether an apply sends something. */
  readonly send: boolean
  /** Why, where that may surprise. */
  readonly notice: string | undefined
}

/** Whether anything is to be sent: a difference is, and what the author asked to send all the same. */
export function decide(
  { difference, target }: Plan,
  { skipUnchanged, runAttempt }: { readonly skipUnchanged: boolean; readonly runAttempt: number }
): Decision {
  if (difference === undefined || difference.changes.length > 0 || !skipUnchanged) {
    return { send: true, notice: undefined }
  }
  if (runAttempt > 1) {
    return {
      send: true,
      notice: `${target.name}: the live definition is already the wanted one; it is sent all the same, because this is a re-run: an equal definition does not prove that its batch came through`
    }
  }
  if (difference.omitted.length > 0) {
    const paths = difference.omitted.map(change => change.path).join(', ')
    return {
      send: false,
      notice: `${target.name}: live holds keys that the definition leaves out (${paths}); that alone is no change. To send it all the same, set skip-unchanged: false.`
    }
  }
  return { send: false, notice: undefined }
}
