import { CallError } from '../cloud/call-error.ts'
import type { Accepted, ModifyOptions } from '../cloud/operation.ts'
import { createRetryPolicy, isRetryableWrite, sleepUntilNext } from '../cloud/retry.ts'
import { withStopGrace } from '../cloud/writer.ts'
import { ActionError } from '../errors/action-error.ts'
import { formatDuration } from '../runtime/clock.ts'
import type { Live } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Write, WriteTools } from '../targets/write.ts'
import { writingOf } from '../targets/writers.ts'
import type { Plan } from './plan.ts'
import type { Timeline } from './timeline.ts'
import { describeDifference, idsText } from './words.ts'

/** Over which live definition a modification is allowed to be sent. */
export interface Precondition {
  /** When the live definition was last read and accepted, on the monotonic clock. */
  readonly readAt: number
  /** Whether the modification may be sent over this definition, the first time or after it may have been sent. */
  readonly accepts: (live: Live | undefined, perhapsSent: boolean) => boolean
}

export interface SendOptions extends WriteTools {
  /** `undefined` if the live definition is not readable: then nothing that may have been sent is sent again. */
  readonly precondition: Precondition | undefined
  /** How long resolving an ambiguous attempt may take. */
  readonly resolveWithinMs: number
  /** Called right before each attempt. */
  readonly onSending: () => void
}

export type Sent =
  | { readonly kind: 'accepted'; readonly accepted: Accepted }
  /** Nothing of this modification arrived. */
  | { readonly kind: 'not-sent'; readonly error: ActionError }
  /** The live definition was reread before the first attempt, and it has changed. */
  | { readonly kind: 'drifted'; readonly live: Live | undefined }
  /** It may have arrived, and no operation is known to follow. */
  | { readonly kind: 'unknown'; readonly error: ActionError }
  /** It may have arrived, and someone else's definition is live. */
  | { readonly kind: 'conflict'; readonly live: Live | undefined }
  | { readonly kind: 'stopped'; readonly perhapsSent: boolean }

/** An older reading is not reliable about what a write would replace. */
const MAX_READING_AGE_MS = 10_000

/**
 * Sends a modification. It is absolute, so sending it twice results in the same state. After an ambiguous attempt (a time-out, a reset,
 * 5xx) it is sent again, to get an operation to follow, but only if a fresh reading shows the previous definition or the one that was
 * sent: anything else was written by someone else. If the live definition is not readable, nothing is sent again.
 */
export async function sendModification(write: Write, options: SendOptions): Promise<Sent> {
  const { clock, deadline, log, precondition } = options
  const policy = createRetryPolicy({
    ...options,
    retryable: error => isRetryableWrite(error) || (error.ambiguous && precondition !== undefined)
  })
  let readAt = precondition?.readAt ?? 0
  let ambiguous: CallError | undefined
  let limit = deadline
  /** It has already waited for the rate limit, and the live definition was reread since. */
  let skipRateLimit = false
  const isStopped = (): boolean => deadline.isStopped()
  const stopped = (): Sent => ({ kind: 'stopped', perhapsSent: ambiguous !== undefined })

  for (;;) {
    if (isStopped()) return stopped()
    if (
      precondition !== undefined &&
      (ambiguous !== undefined || clock.now() - readAt > MAX_READING_AGE_MS)
    ) {
      const askedAt = clock.now()
      const seen = await readAgain(write, { ...options, deadline: limit })
      if (isStopped()) return stopped()
      if (seen instanceof CallError) return notRead(seen, ambiguous)
      readAt = askedAt
      const { live } = seen
      if (!precondition.accepts(live, ambiguous !== undefined)) {
        return { kind: ambiguous === undefined ? 'drifted' : 'conflict', live }
      }
    }
    // waiting for the rate limit or for credentials may outdate the reading
    const isFresh = (): boolean => precondition === undefined || clock.now() - readAt <= MAX_READING_AGE_MS
    try {
      options.onSending()
      const accepted = await writeOnce(write, options, { skipRateLimit, precondition: isFresh })
      policy.succeeded()
      return { kind: 'accepted', accepted }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (error.ambiguous) {
        if (ambiguous === undefined) limit = deadline.within(options.resolveWithinMs)
        ambiguous = error
      }
      if (isStopped()) return stopped()
      skipRateLimit = error.transport === 'aborted' && !error.ambiguous && !isFresh()
      if (skipRateLimit) continue
      // without a reading, nothing that may have been sent is sent again, whatever a later attempt returns
      if (ambiguous !== undefined && precondition === undefined) return ended(error, ambiguous)
      const decision = policy.next(error, limit)
      if (!decision.retry) return ended(decision.error, error === ambiguous ? decision.error : ambiguous)
      // whoever holds a lock may be writing
      if (kindOf(write.target).rereads) readAt = -Infinity
      const next = ambiguous === undefined ? 'retrying' : 'reading the live definition'
      log.info(`${error.message} (${decision.count}); ${next} in ${formatDuration(decision.delayMs)}`)
      await sleepUntilNext(decision.delayMs, limit, leftMs =>
        log.info(`${error.action}: ${next} in ${formatDuration(leftMs)}`)
      )
      if (limit.isOver() && !isStopped()) return ended(error, ambiguous)
    }
  }
}

function writeOnce(
  write: Write,
  options: SendOptions,
  attempt: Pick<ModifyOptions, 'skipRateLimit' | 'precondition'>
): Promise<Accepted> {
  return withStopGrace(options, async stop => {
    const { send } = await writingOf(write.target)
    return send(options.writer, write, { ...stop, ...attempt })
  })
}

function notRead(error: CallError, ambiguous: CallError | undefined): Sent {
  if (ambiguous === undefined) return { kind: 'not-sent', error }
  return {
    kind: 'unknown',
    error: unresolved(ambiguous, `and the live definition could not be read: ${error.message}`)
  }
}

/** After an ambiguous attempt, no later refusal proves that nothing changed. */
function ended(error: CallError, ambiguous: CallError | undefined): Sent {
  if (ambiguous === undefined) return { kind: 'not-sent', error }
  return {
    kind: 'unknown',
    error: unresolved(ambiguous, error === ambiguous ? '' : `and then: ${error.message}`)
  }
}

function unresolved(ambiguous: CallError, more: string): ActionError {
  const texts = [ambiguous.message, more].filter(part => part !== '').join(', ')
  return ambiguous.with({ message: `the modification may have been sent: ${texts}` })
}

async function readAgain(
  write: Write,
  { reader, deadline, untilDeadline }: SendOptions
): Promise<CallError | { readonly live: Live | undefined }> {
  try {
    return { live: await kindOf(write.target).read(reader, write, { deadline, untilDeadline }) }
  } catch (error) {
    if (error instanceof CallError) return error
    throw error
  }
}

interface PublishPlanOptions extends WriteTools {
  readonly timeline: Timeline
  /** Called right before the deployment is sent, and as soon as it is accepted. */
  readonly onPublishing: () => void
  readonly onPublished: (accepted: Accepted) => void
  /** Called with each reading since the write. */
  readonly onRead?: (live: Live) => void
}

// the caller adds how to send the definition again and how to roll back
const FOREIGN = 'Find out who else changes this target, and put all jobs that do so in one concurrency group.'

/** How far an accepted write has taken effect. */
export type InEffect =
  /** It can be followed with these IDs. */
  | { readonly kind: 'on-its-way'; readonly accepted: Accepted }
  /** It is only saved. */
  | { readonly kind: 'saved'; readonly error: ActionError }
  | { readonly kind: 'unknown'; readonly error: ActionError }
  | { readonly kind: 'stopped'; readonly perhapsSent: boolean }

/**
 * Deploys an accepted write, if the kind requires a second write for that. Never rejects because of a response.
 * @param plan the plan whose definition was accepted
 */
export async function publishPlan(
  plan: Plan,
  saved: Accepted,
  options: PublishPlanOptions
): Promise<InEffect> {
  const { target, desired, live: base } = plan
  const { publish } = await writingOf(target)
  if (publish === undefined) return { kind: 'on-its-way', accepted: saved }
  const { log, onPublishing, onPublished, onRead = () => undefined, timeline } = options
  const published = await timeline.during('deploy', () =>
    publish({ ...options, target, desired, base, onSending: onPublishing, onRead })
  )
  switch (published.kind) {
    case 'in-effect':
      log.info(`${target.name}: in effect without a deployment`)
      return { kind: 'on-its-way', accepted: saved }
    case 'accepted':
      if (published.accepted === undefined) return { kind: 'on-its-way', accepted: saved }
      onPublished(published.accepted)
      log.info(`${target.name}: deployment accepted (${idsText(published.accepted, target)})`)
      return { kind: 'on-its-way', accepted: published.accepted }
    case 'refused':
      return {
        kind: 'saved',
        error: published.error.with({
          message: `${target.name}: saved, but not deployed: ${published.error.message.replace(/\.$/, '')}`
        })
      }
    case 'foreign': {
      const message = `${target.name}: saved, but ${published.why}: ${describeDifference(plan, published.live)}`
      return { kind: 'unknown', error: new ActionError('Conflict', message, { cure: FOREIGN }) }
    }
    case 'unknown': {
      const why = [published.why, published.error?.message].filter(Boolean).join(': ')
      const error = new ActionError('WaitTimeout', `${target.name}: saved, but ${why}`, {
        cure: 'Check the saved and the live definition first.',
        ...published.error?.advice,
        cause: published.error
      })
      return { kind: 'unknown', error }
    }
    case 'stopped':
      return published
  }
}
