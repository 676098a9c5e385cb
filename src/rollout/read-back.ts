import { CallError, isDenied } from '../cloud/call-error.ts'
import type { CallOptions, CloudReader } from '../cloud/operation.ts'
import { requestedDelay, sleepUntilNext } from '../cloud/retry.ts'
import type { Deadline } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Live } from '../targets/kind.ts'
import { kindOf } from '../targets/kinds.ts'
import type { Classification, Sightings } from './classify.ts'
import type { Plan } from './plan.ts'

/** One reading of the target after its write. */
export interface Reading extends Classification {
  /** `undefined` if the target no longer has a definition. */
  readonly live: Live | undefined
}

export interface ReadBack {
  /** The last reading; `undefined` if there was none. */
  readonly reading: Reading | undefined
  /** Why the last attempt failed. */
  readonly lastError: CallError | undefined
}

export const NOT_READ: ReadBack = { reading: undefined, lastError: undefined }

/** How long a definition may take to become visible after its batch. */
const READ_BACK_MS = 30_000
/** How much longer a busy service is retried: its response says nothing about the definition. */
const BUSY_MS = 120_000
const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 5_000

/** Reads the target and classifies what is live. Never rejects because of a response. */
export async function readTarget(
  reader: CloudReader,
  plan: Plan,
  sightings: Sightings,
  options: CallOptions
): Promise<ReadBack> {
  try {
    const live = await kindOf(plan.target).read(reader, plan, options)
    return { reading: { live, ...sightings.classify(live) }, lastError: undefined }
  } catch (error) {
    if (error instanceof CallError) return { reading: undefined, lastError: error }
    throw error
  }
}

/** Tries to read the target for a few seconds; the reading is only informative. */
export async function readSoon(
  reader: CloudReader,
  plan: Plan,
  sightings: Sightings,
  { log, deadline }: { readonly log: Log; readonly deadline: Deadline }
): Promise<ReadBack> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs *= 2) {
    const latest = await readTarget(reader, plan, sightings, { once: true, deadline })
    const { lastError } = latest
    if (lastError === undefined || isDenied(lastError)) return latest
    if (deadline.isStopped() || delayMs >= deadline.leftMs()) return latest
    log.info(`${lastError.message}; reading back again`)
    await deadline.sleep(delayMs)
    if (deadline.isStopped()) return latest
  }
}

/**
 * Reads the target after its batch until it is as desired: for half a minute or the rest of the wait, whichever is less, but at least
 * once. Every read is sent after the batch completed.
 * @param deadline of the wait; a pending read may take `graceMs` longer
 * @param confirmsAfterMs after which a definition that was not as desired at first is read once more; 0 for never
 */
export async function readUntilDesired(
  reader: CloudReader,
  plan: Plan,
  sightings: Sightings,
  {
    log,
    deadline,
    graceMs,
    confirmsAfterMs
  }: {
    readonly log: Log
    readonly deadline: Deadline
    readonly graceMs: number
    readonly confirmsAfterMs: number
  }
): Promise<ReadBack> {
  const last = deadline.later(graceMs)
  const enough = deadline.within(READ_BACK_MS)
  const patient = deadline.within(READ_BACK_MS + BUSY_MS)
  let latest = NOT_READ
  /** How many consecutive readings were as desired, and how many must be. */
  let [count, required] = [0, 1]
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(MAX_DELAY_MS, delayMs * 2)) {
    const next = await readTarget(reader, plan, sightings, { once: true, deadline: last })
    latest = { reading: next.reading ?? latest.reading, lastError: next.lastError }
    count = isAsDesired(latest) ? count + 1 : 0
    if (count >= required || (next.lastError !== undefined && isDenied(next.lastError))) return latest
    // what changed after the completion may show the status from before the change
    if (next.reading !== undefined && count === 0 && confirmsAfterMs > 0) required = 2
    if (count > 0) {
      await last.sleep(confirmsAfterMs)
      if (deadline.isStopped()) return NOT_READ
      continue
    }
    const busy = next.lastError?.fault === 'busy' ? next.lastError : undefined
    const end = busy === undefined ? enough : patient
    if (end.isOver()) return latest
    if (next.lastError !== undefined) log.info(`${next.lastError.message}; reading back again`)
    const requestedMs = next.lastError === undefined ? 0 : requestedDelay(next.lastError)
    await sleepUntilNext(Math.max(delayMs, requestedMs), end, () => {
      log.info('waiting as long as the service requested; reading back again after that')
    })
    if (deadline.isStopped()) return latest
  }
}

/** Whether the last attempt returned a reading, and it shows the desired definition. */
export function isAsDesired({ reading, lastError }: ReadBack): boolean {
  const { live, differences } = reading ?? {}
  return (
    lastError === undefined &&
    live !== undefined &&
    live.notInEffect === undefined &&
    differences?.length === 0
  )
}
