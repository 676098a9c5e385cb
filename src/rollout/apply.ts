import type { Accepted, CloudReader, CloudWriter, Modification } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { fromReadForm } from '../model/definition.ts'
import { isResultOf, sameDefinition } from '../model/diff.ts'
import type { JsonObject } from '../model/json.ts'
import { redact } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'
import { followBatch } from './follow.ts'
import type { FollowEnd } from './follow.ts'
import { wayOn } from './going-on.ts'
import { judge, surelyChanged } from './judge.ts'
import type { End } from './judge.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import { readOnce, readUntilWanted, READ_BACK_MS, remarksOn } from './read-back.ts'
import type { ReadBack } from './read-back.ts'
import { sendModification } from './send.ts'
import type { Expectation } from './send.ts'

export interface ApplyOptions {
  readonly reader: CloudReader
  readonly writer: CloudWriter
  readonly clock: Clock
  readonly log: Log
  readonly wait: 'auto' | 'always' | 'never'
  readonly waitTimeoutMs: number
  readonly maxAttempts: number
  readonly signal?: AbortSignal | undefined
  /** Told right before the write, and as soon as it is accepted. */
  readonly onSending: () => void
  readonly onAccepted: (accepted: Accepted) => void
}

/** Sends the planned modification and follows it to its end. Rejects with an ActionError only where nothing was changed. */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<Omit<Outcome, 'durationMs'>> {
  const { target } = plan
  const sent = await sendModification(modificationOf(plan), {
    ...options,
    expectation: expectationOf(plan),
    stop: options.signal ?? new AbortController().signal
  })
  switch (sent.kind) {
    case 'accepted': {
      const { accepted } = sent
      options.onAccepted(accepted)
      options.log.info(
        `${target.name}: accepted (request ${accepted.requestId}, operation ${accepted.operationId || 'not given'})`
      )
      return { target, plan, accepted, ...(await observe(plan, accepted, options)) }
    }
    case 'not-sent':
      throw sent.error
    case 'drifted':
      throw new ActionError(
        'Drift',
        `${target.name} was changed by another writer since the plan was made: ${describeDifference(plan, sent.config)}`,
        { hint: 'Nothing was sent. Look at what changed, then run the job again: it plans anew.' }
      )
    case 'conflict':
      return perhapsSent(
        plan,
        new ActionError(
          'Conflict',
          `${target.name}: the modification was sent without an answer, and live is now neither what it was nor what was sent, so another writer is at work: ${describeDifference(plan, sent.config)}`,
          { hint: wayOn(plan) }
        )
      )
    case 'unknown':
      return perhapsSent(
        plan,
        new ActionError(sent.error.code, `${target.name}: ${sent.error.message}`, {
          hint: [sent.error.hint, wayOn(plan)].filter(Boolean).join('\n'),
          requestId: sent.error.requestId,
          cause: sent.error
        })
      )
    case 'stopped':
      throw new ActionError('Cancelled', `${target.name}: stopped before anything was sent`)
  }
}

function modificationOf(plan: Plan): Modification {
  const { target } = plan
  return {
    backendId: target.backendId,
    stageName: target.stageName,
    backendType: plan.backendType,
    backendModelId: plan.backendModelId,
    backendModelData: JSON.stringify(target.definition),
    description: target.description?.text
  }
}

function expectationOf({ live, target, backendType, readAt }: Plan): Expectation | undefined {
  if (live === undefined) return undefined
  const before = { config: live.model.config, backendType }
  return {
    readAt,
    isBefore: config => sameDefinition(before, { config, backendType }),
    isAfter: config => isResultOf(target.definition, before, { config, backendType })
  }
}

function perhapsSent(plan: Plan, error: ActionError): Omit<Outcome, 'durationMs'> {
  const { target } = plan
  return {
    target,
    plan,
    accepted: undefined,
    result: 'unknown',
    changed: undefined,
    progress: undefined,
    error
  }
}

/** What was planned on, and what is there now; redacted. */
function describeDifference({ live, backendType }: Plan, config: JsonObject | undefined): string {
  const show = (definition: JsonObject | undefined): string =>
    definition === undefined ? 'none' : JSON.stringify(redact(fromReadForm(definition, backendType)))
  return oneLine(`it was ${show(live?.model.config)}, it is ${show(config)}`)
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
