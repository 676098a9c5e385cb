import { CallError } from '../cloudapi/call-error.ts'
import type { Accepted, CloudReader, CloudWriter } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { followBatch } from './follow.ts'
import type { FollowEnd } from './follow.ts'
import { wayOn } from './going-on.ts'
import { judge, surelyChanged } from './judge.ts'
import type { End } from './judge.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import { readOnce, readUntilWanted, READ_BACK_MS, remarksOn } from './read-back.ts'
import type { ReadBack } from './read-back.ts'

export interface ApplyOptions {
  readonly reader: CloudReader
  readonly writer: CloudWriter
  readonly clock: Clock
  readonly log: Log
  readonly wait: 'auto' | 'always' | 'never'
  readonly waitTimeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Told right before the write, and as soon as it is accepted. */
  readonly onSending: () => void
  readonly onAccepted: (accepted: Accepted) => void
}

/** Sends the planned modification and follows it to its end. Rejects with an ActionError only where nothing was sent. */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<Omit<Outcome, 'durationMs'>> {
  const { target } = plan
  options.onSending()
  let accepted: Accepted
  try {
    accepted = await options.writer.modify(
      {
        backendId: target.backendId,
        stageName: target.stageName,
        backendType: plan.backendType,
        backendModelId: plan.backendModelId,
        backendModelData: JSON.stringify(target.definition),
        description: target.description?.text
      },
      { signal: options.signal }
    )
  } catch (error) {
    if (!(error instanceof CallError) || !error.ambiguous) throw error
    const explained = new ActionError(
      error.code,
      `${target.name} was perhaps switched: the modification was sent, and no answer says what became of it: ${error.message}`,
      { hint: [error.hint, wayOn(plan)].filter(Boolean).join('\n'), requestId: error.requestId, cause: error }
    )
    return {
      target,
      plan,
      accepted: undefined,
      result: 'unknown',
      changed: undefined,
      progress: undefined,
      error: explained
    }
  }
  options.onAccepted(accepted)
  options.log.info(
    `${target.name}: accepted (request ${accepted.requestId}, operation ${accepted.operationId || 'not given'})`
  )
  return { target, plan, accepted, ...(await observe(plan, accepted, options)) }
}

/** What became of an accepted modification. */
async function observe(plan: Plan, accepted: Accepted, options: ApplyOptions): Promise<End> {
  const { clock, reader, log, signal } = options
  const { target } = plan
  const startedAt = clock.now()
  const deadline = startedAt + options.waitTimeoutMs

  // what is independent goes in parallel: most batches are over, and their effect is there, at the first look
  const firstReading: Promise<ReadBack> =
    plan.live === undefined
      ? Promise.resolve({ reading: undefined, lastError: undefined })
      : readOnce(reader, plan, signal)
  if (options.wait === 'never') {
    const reading = await firstReading
    log.info(`${target.name}: not followed, as wait: false asks`)
    return {
      result: 'submitted',
      changed: surelyChanged(plan, reading),
      progress: undefined,
      error: undefined
    }
  }

  const canFollow = accepted.operationId !== ''
  const firstPollAt = clock.now()
  const [batch, parallelReading] = await Promise.all([
    canFollow
      ? followBatch({
          reader,
          clock,
          log,
          backendId: target.backendId,
          stageName: target.stageName,
          operationId: accepted.operationId,
          published: plan.published,
          startedAt,
          deadline,
          giveUpWhenDenied: options.wait === 'auto',
          signal
        })
      : withoutOperation(plan),
    firstReading
  ])

  // a reading counts if it was as wanted at the batch's end; one from its beginning is made again
  const early = clock.now() - firstPollAt > FRESH_MS
  const first = early && plan.live !== undefined ? await readOnce(reader, plan, signal) : parallelReading
  const ended = batch.kind === 'ended' && batch.progress.failed === 0
  const readBack =
    plan.live === undefined || !ended
      ? first
      : await readUntilWanted(reader, plan, {
          first,
          clock,
          deadline: Math.min(deadline, clock.now() + READ_BACK_MS),
          signal
        })
  if (readBack.reading !== undefined) {
    const remarks = remarksOn(plan, readBack.reading)
    for (const warning of remarks.warnings) log.warning(warning)
    for (const notice of remarks.notices) log.notice(notice)
  }
  const end = judge(plan, batch, readBack, options)
  return { ...end, error: end.error && withIds(end.error, accepted) }
}

/** A batch that is over within this is over at the first look. */
const FRESH_MS = 1_000

/** Without an operation id there is nothing to follow: fine where nothing had to move. */
function withoutOperation(plan: Plan): FollowEnd {
  const none: BatchProgress = {
    apis: [],
    total: 0,
    updated: 0,
    failed: 0,
    moving: 0,
    unlisted: [],
    done: true
  }
  return plan.published?.length === 0
    ? { kind: 'ended', progress: none, surely: true }
    : { kind: 'timed-out', progress: undefined, lastError: undefined }
}

function withIds(error: ActionError, accepted: Accepted): ActionError {
  return new ActionError(error.code, `${error.message} (operation ${accepted.operationId || 'not given'})`, {
    hint: error.hint,
    requestId: accepted.requestId,
    cause: error
  })
}
