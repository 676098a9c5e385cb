import type { Accepted, CloudReader } from '../cloudapi/types.ts'
import { ActionError } from '../errors.ts'
import type { BatchProgress } from '../model/batch.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { followBatch } from './follow.ts'
import type { FollowEnd } from './follow.ts'
import { judge, judgeProbes, surelyChanged } from './judge.ts'
import type { End } from './judge.ts'
import type { Plan } from './plan.ts'
import type { ProbeResult } from './probe.ts'
import { keysUntil, readOnce, readSoon, readUntilWanted, remarksOn } from './read-back.ts'
import type { ReadBack } from './read-back.ts'
import type { Timeline } from './timeline.ts'

export interface ObserveOptions {
  readonly reader: CloudReader
  readonly clock: Clock
  readonly log: Log
  readonly wait: 'auto' | 'always' | 'never'
  readonly waitTimeoutMs: number
  /** Asks the target's URLs; its answers come back one a URL. */
  readonly probe: (plan: Plan) => Promise<ProbeResult[]>
  readonly timeline: Timeline
  /** The stages of the backend that are written by whoever asks this. */
  readonly ownStages: ReadonlySet<string>
  readonly signal?: AbortSignal | undefined
}

/** What was seen of an accepted modification. */
export interface Observed extends End {
  readonly readBack: ReadBack
}

/** A batch that is over within this is over at the first look. */
const FRESH_MS = 1_000

/** Follows an accepted modification to its end: the batch, the definition read back, the probes. Never rejects for what the cloud answers. */
export async function observe(plan: Plan, accepted: Accepted, options: ObserveOptions): Promise<Observed> {
  const { clock, reader, log, signal, timeline } = options
  const { target } = plan
  const startedAt = clock.now()
  const deadline = startedAt + options.waitTimeoutMs
  const mayRead = plan.live !== undefined
  const read = (): Promise<ReadBack> =>
    readOnce(reader, plan, signal, { keysWithinMs: keysUntil(deadline, clock) })

  // what is independent goes in parallel: most batches are over, and their effect is there, at the first look
  const firstReading: Promise<ReadBack> = mayRead
    ? options.wait === 'never'
      ? readSoon(reader, plan, { clock, log, signal })
      : read()
    : Promise.resolve({ reading: undefined, lastError: undefined })
  if (options.wait === 'never') {
    const readBack = await firstReading
    if (signal?.aborted === true)
      return {
        ...judge(plan, { kind: 'stopped', progress: undefined }, readBack, { ...options, stopped: true }),
        readBack
      }
    log.info(`${target.name}: not followed, as wait: false asks`)
    return { ...submitted(plan, readBack), readBack }
  }

  const [batch, parallelReading] = await timeline.during('batch', () =>
    Promise.all([
      accepted.operationId === ''
        ? withoutOperation(plan)
        : followBatch({
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
          }),
      firstReading
    ])
  )

  // a reading counts if it was as wanted at the batch's end; one from its beginning is made again
  const isStale = clock.now() - startedAt > FRESH_MS
  const ended = batch.kind === 'ended' && batch.progress.failed === 0
  const readBack = !mayRead
    ? parallelReading
    : await timeline.during('read-back', async () => {
        if (!ended) return isStale ? readSoon(reader, plan, { clock, log, signal }) : parallelReading
        const first = isStale ? await read() : parallelReading
        return readUntilWanted(reader, plan, {
          first,
          clock,
          log,
          deadline,
          signal
        })
      })
  if (readBack.reading !== undefined) {
    const remarks = remarksOn(plan, readBack.reading, options.ownStages)
    for (const warning of remarks.warnings) log.warning(warning)
    for (const notice of remarks.notices) log.notice(notice)
  }

  const end = judge(plan, batch, readBack, { ...options, stopped: signal?.aborted === true })
  const probed =
    target.probeUrls.length > 0 && (end.result === 'switched' || end.result === 'submitted')
      ? await afterProbes(plan, end, options)
      : end
  return { ...probed, error: probed.error && withIds(probed.error, accepted), readBack }
}

async function afterProbes(plan: Plan, end: End, options: ObserveOptions): Promise<End> {
  const probes = await options.timeline.during('probe', () => options.probe(plan))
  return judgeProbes(plan, { ...end, probes }, options.signal?.aborted === true)
}

function submitted(plan: Plan, readBack: ReadBack): End {
  return {
    result: 'submitted',
    changed: surelyChanged(plan, readBack),
    progress: undefined,
    probes: [],
    error: undefined
  }
}

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
