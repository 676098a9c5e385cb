import { CallError } from '../cloudapi/call-error.ts'
import { BUDGET_SPENT } from '../cloudapi/retry-budget.ts'
import type { RetryBudget } from '../cloudapi/retry-budget.ts'
import { BUSY_BUDGET_MS, busyDelay, faultDelay, isRetryableWrite } from '../cloudapi/retry.ts'
import type { Accepted, CloudReader, CloudWriter, Modification, ModifyOptions } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import type { Backend } from '../model/backend.ts'
import type { JsonObject } from '../model/json.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** What live may be for the modification to be sent, or to be sent again. */
export interface Expectation {
  /** Whether the definition is the one that the modification was decided on. */
  readonly isBefore: (config: JsonObject) => boolean
  /** Whether the definition is the one that the modification makes. */
  readonly isAfter: (config: JsonObject) => boolean
  /** When the definition was last read and found as before, in milliseconds since the epoch. */
  readonly readAt: number
}

export interface SendOptions {
  readonly reader: CloudReader
  readonly writer: CloudWriter
  readonly clock: Clock
  readonly log: Log
  readonly maxAttempts: number
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  /** `undefined` where live may not be read: then nothing that was perhaps sent is sent again. */
  readonly expectation: Expectation | undefined
  /** Aborted: no further write starts; one that is under way is left to come to its end. */
  readonly stop: AbortSignal
  /** Told right before each time that the modification leaves. */
  readonly onSending: () => void
}

export type Sent =
  | { readonly kind: 'accepted'; readonly accepted: Accepted }
  /** Nothing of this modification arrived. */
  | { readonly kind: 'not-sent'; readonly error: ActionError }
  /** Live was read again before the first send, and is another than it was. */
  | { readonly kind: 'drifted'; readonly config: JsonObject | undefined }
  /** It may have arrived, and no operation is known to follow. */
  | { readonly kind: 'unknown'; readonly error: ActionError }
  /** It may have arrived, and live is neither what it was nor what was sent. */
  | { readonly kind: 'conflict'; readonly config: JsonObject | undefined }
  | { readonly kind: 'stopped'; readonly perhapsSent: boolean }

/** How long a write that is under way may still be answered once the step is stopped. */
const STOP_GRACE_MS = 2_500
/** An older reading says too little about what a write would replace. */
const MAX_READING_AGE_MS = 10_000

/**
 * Sends a modification. It is absolute: sent twice it makes the same state, so after an end that says
 * nothing (a time-out, a reset, 5xx) it is sent again, for an operation to follow; but only when a fresh
 * reading shows what was there before or what was sent: anything else is another writer's. Without the
 * right to read, nothing is sent again.
 */
export async function sendModification(modification: Modification, options: SendOptions): Promise<Sent> {
  const { budget, clock, expectation, log, maxAttempts, stop } = options
  let readAt = expectation?.readAt ?? 0
  let ambiguous: CallError | undefined
  let failures = 0
  let busy = 0
  let busySince: number | undefined
  /** Whether its turn has come already, and what it was to replace was read again since. */
  let atOnce = false
  const stopped = (): Sent | undefined =>
    stop.aborted ? { kind: 'stopped', perhapsSent: ambiguous !== undefined } : undefined

  for (;;) {
    const before = stopped()
    if (before !== undefined) return before
    if (expectation !== undefined && (ambiguous !== undefined || clock.now() - readAt > MAX_READING_AGE_MS)) {
      const seen = await readAgain(modification, options)
      const meanwhile = stopped()
      if (meanwhile !== undefined) return meanwhile
      if (seen instanceof CallError) {
        if (ambiguous === undefined) return { kind: 'not-sent', error: seen }
        return {
          kind: 'unknown',
          error: unresolved(ambiguous, `and live could not be read: ${seen.message}`)
        }
      }
      readAt = clock.now()
      const { config } = seen
      const known =
        config !== undefined &&
        (expectation.isBefore(config) || (ambiguous !== undefined && expectation.isAfter(config)))
      if (!known) return { kind: ambiguous === undefined ? 'drifted' : 'conflict', config }
    }

    // it may wait, for its turn or for keys, until the reading is too old
    const isFresh = (): boolean => expectation === undefined || clock.now() - readAt <= MAX_READING_AGE_MS
    try {
      options.onSending()
      const accepted = await modifyOnce(modification, options, { atOnce, mayLeave: isFresh })
      budget.succeeded(failures > 0)
      return { kind: 'accepted', accepted }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (error.ambiguous) ambiguous = error
      const meanwhile = stopped()
      if (meanwhile !== undefined) return meanwhile
      atOnce = error.transport === 'aborted' && !error.ambiguous && !isFresh()
      if (atOnce) continue
      let delayMs: number
      if (error.fault === 'busy') {
        busySince ??= clock.now()
        delayMs = busyDelay(++busy, error.retryAfterMs, clock.random())
        if (clock.now() + delayMs - busySince > BUSY_BUDGET_MS) return ended(error, ambiguous)
      } else {
        if (!error.ambiguous && !isRetryableWrite(error)) return ended(error, ambiguous)
        if (++failures >= maxAttempts) return ended(error, ambiguous)
        if (ambiguous !== undefined && expectation === undefined) return ended(error, ambiguous)
        if (!budget.take()) {
          const last = error.with(BUDGET_SPENT)
          return ended(last, error === ambiguous ? last : ambiguous)
        }
        delayMs = faultDelay(failures, clock.random())
      }
      log.info(
        `${error.message}; ${ambiguous === undefined ? 'again' : 'reading what became of it'} in ${formatDuration(delayMs)}`
      )
      await clock.sleep(delayMs, stop)
    }
  }
}

async function modifyOnce(
  modification: Modification,
  { writer, clock, stop }: SendOptions,
  attempt: Pick<ModifyOptions, 'atOnce' | 'mayLeave'>
): Promise<Accepted> {
  const giveUp = new AbortController()
  const answered = new AbortController()
  const onStop = (): void => {
    void clock.sleep(STOP_GRACE_MS, answered.signal).then(() => giveUp.abort())
  }
  stop.addEventListener('abort', onStop, { once: true })
  try {
    return await writer.modify(modification, { signal: giveUp.signal, stop, ...attempt })
  } finally {
    stop.removeEventListener('abort', onStop)
    // with a reason of its own: Node would make an error with a stack
    answered.abort('answered')
  }
}

/** After an end that says nothing, no later refusal can say that nothing was changed. */
function ended(error: CallError, ambiguous: CallError | undefined): Sent {
  if (ambiguous === undefined) return { kind: 'not-sent', error }
  return {
    kind: 'unknown',
    error: unresolved(ambiguous, error === ambiguous ? '' : `and then: ${error.message}`)
  }
}

function unresolved(ambiguous: CallError, more: string): ActionError {
  return new ActionError(
    ambiguous.code,
    `the modification was perhaps sent: ${[ambiguous.message, more].filter(part => part !== '').join(', ')}`,
    { hint: ambiguous.hint, requestId: ambiguous.requestId, cause: ambiguous }
  )
}

async function readAgain(
  { backendId, stageName }: Modification,
  { reader, stop }: SendOptions
): Promise<CallError | { config: JsonObject | undefined }> {
  try {
    const backend: Backend = await reader.describeBackend(backendId, { signal: stop })
    return { config: backend.models.find(model => model.stageName === stageName)?.config }
  } catch (error) {
    if (error instanceof CallError) return error
    throw error
  }
}
