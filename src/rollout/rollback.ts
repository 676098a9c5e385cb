import type { RetryBudget } from '../cloudapi/retry-budget.ts'
import type { Accepted, CloudWriter } from '../cloudapi/types.ts'
import type { Code } from '../errors/catalogue.ts'
import type { BackendModel } from '../model/backend.ts'
import { fromReadForm } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import { isResultOf, sameDefinition } from '../model/diff.ts'
import { isJsonObject } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { modificationOf, describeDifference } from './modification.ts'
import { observe } from './observe.ts'
import type { ObserveOptions } from './observe.ts'
import type { Plan } from './plan.ts'
import { readOnce } from './read-back.ts'
import type { Reading } from './read-back.ts'
import { sendModification } from './send.ts'
import { createTimeline } from './timeline.ts'

export interface RollbackOptions extends ObserveOptions {
  readonly writer: CloudWriter
  readonly maxAttempts: number
  /** Shared by every call of the step. */
  readonly budget: RetryBudget
  /** Told right before the previous definition is sent, and as soon as it is accepted. */
  readonly onRollbackSending: () => void
  readonly onRollbackAccepted: (accepted: Accepted) => void
  /** The previous definition was perhaps sent already: that it is live says nothing of its batch. */
  readonly rollbackPerhapsSent?: boolean | undefined
}

/** How putting the previous definition back ended. */
export interface RollbackEnd {
  readonly result: 'rolled-back' | 'rollback-failed'
  /** What the first error does not say, for its end. */
  readonly say: string
  /** Instead of the first error's code, where the rollback's own says more. */
  readonly code: Code | undefined
  readonly accepted: Accepted | undefined
  readonly changed: boolean | undefined
}

/**
 * Puts the previous definition back, by the same careful write: only when a fresh read shows what this
 * step sent. What somebody else has written since is left alone.
 * @param sent the last reading that showed what this step sent, where there was one
 */
export async function rollBack(
  plan: Plan,
  sent: Pick<Reading, 'model'> | undefined,
  options: RollbackOptions
): Promise<RollbackEnd> {
  const { clock, log, signal, rollbackPerhapsSent = false } = options
  const { target, backendType, live } = plan
  if (live === undefined) return failedRollback('the previous definition is not known')
  const before = { config: live.model.config, backendType }
  const isPrevious = isPreviousOf(plan)
  const isOurs = (config: JsonObject): boolean =>
    (rollbackPerhapsSent && isPrevious(config)) ||
    isResultOf(plan.wanted, before, { config, backendType }) ||
    (sent?.model !== undefined &&
      sameDefinition({ config: sent.model.config, backendType }, { config, backendType }))

  log.info(`${target.name}: putting the previous definition back`)
  const fresh = await readOnce(options.reader, plan, options.signal, { once: false })
  const model = fresh.reading?.model
  const config = model?.config
  if (fresh.reading === undefined && signal?.aborted === true) {
    return failedRollback('stopped by a signal before anything was sent for it')
  }
  if (fresh.reading === undefined) {
    return failedRollback(`live could not be read first: ${fresh.lastError?.message ?? 'no answer'}`)
  }
  if (model !== undefined && isAllPrevious(plan, model) && !rollbackPerhapsSent) {
    return {
      result: 'rolled-back',
      say: 'Live is the previous definition again: nothing was sent for it.',
      code: undefined,
      accepted: undefined,
      changed: false
    }
  }
  if (config === undefined || !isOurs(config)) {
    return failedRollback(
      `live is neither what this step sent nor what was there before, so it is another writer's and was left alone: ${describeDifference(plan, config)}`,
      { code: 'Conflict', changed: true }
    )
  }

  const back = reversed(plan, fresh.reading, clock.now())
  const written = await sendModification(modificationOf(back), {
    ...options,
    expectation: { readAt: back.readAt, isBefore: isOurs, isAfter: isPrevious },
    stop: signal ?? new AbortController().signal,
    onSending: options.onRollbackSending
  })
  switch (written.kind) {
    case 'accepted':
      options.onRollbackAccepted(written.accepted)
      return confirmed(plan, back, written.accepted, options)
    case 'drifted':
    case 'conflict':
      return failedRollback(
        `another writer was at work meanwhile: ${describeDifference(plan, written.config)}`,
        {
          code: 'Conflict',
          changed: written.config === undefined ? undefined : !isPrevious(written.config)
        }
      )
    case 'not-sent':
      return failedRollback(written.error.message, { changed: true })
    case 'unknown':
      return failedRollback(written.error.message)
    case 'stopped':
      return failedRollback('stopped by a signal', { changed: written.perhapsSent ? undefined : true })
  }
}

/** Follows a modification that puts the previous definition back, and reads it back. */
export async function confirmBack(
  plan: Plan,
  accepted: Accepted,
  options: RollbackOptions
): Promise<RollbackEnd> {
  const fresh = await readOnce(options.reader, plan, options.signal, { once: false })
  if (fresh.reading === undefined) {
    return failedRollback(`live could not be read: ${fresh.lastError?.message ?? 'no answer'}`, { accepted })
  }
  return confirmed(plan, reversed(plan, fresh.reading, options.clock.now()), accepted, options)
}

async function confirmed(
  plan: Plan,
  back: Plan,
  accepted: Accepted,
  options: RollbackOptions
): Promise<RollbackEnd> {
  const timeline = createTimeline(options.clock)
  const end = await observe(back, accepted, { ...options, wait: 'always', timeline })
  const now = end.readBack.reading?.model
  const isBack = now !== undefined && isAllPrevious(plan, now)
  if (end.result === 'switched' && isBack) {
    return {
      result: 'rolled-back',
      say: 'The previous definition is back, its batch came through, and it was read back.',
      code: undefined,
      accepted,
      changed: false
    }
  }
  return failedRollback(end.error?.message ?? 'the definition read back is not the whole previous one', {
    accepted,
    changed: now === undefined ? undefined : !isBack
  })
}

/** The end of a rollback that did not come through; whether live changed is not known, unless it is said. */
export function failedRollback(say: string, rest: Partial<RollbackEnd> = {}): RollbackEnd {
  return {
    result: 'rollback-failed',
    say: `The rollback failed: ${say}`,
    code: undefined,
    accepted: undefined,
    changed: undefined,
    ...rest
  }
}

function isPreviousOf({ live, backendType }: Plan): (config: JsonObject) => boolean {
  return config =>
    live !== undefined && sameDefinition({ config: live.model.config, backendType }, { config, backendType })
}

/** Whether a stage is as it was: its definition, and its description where the author gave another. */
function isAllPrevious(plan: Plan, { config, description }: BackendModel): boolean {
  return (
    isPreviousOf(plan)(config) &&
    (plan.target.description?.givenByAuthor !== true || description === plan.live?.model.description)
  )
}

/** The plan of the way back: from what is live now to what was there before. */
function reversed(plan: Plan, now: Reading, readAt: number): Plan {
  const { live, backendType, target } = plan
  const previous = fromReadForm(live?.model.config ?? {}, backendType)
  return {
    ...plan,
    target: {
      ...target,
      kind: 'full',
      definition: previous,
      description: { text: live?.model.description ?? '', givenByAuthor: false },
      probeUrls: []
    },
    live: now.model === undefined ? undefined : { backend: now.backend, model: now.model },
    readAt,
    wanted: withoutKeysOf(plan.data, previous),
    data: previous,
    warnings: []
  }
}

/** A definition, with `null` for every key that only the other one has: they must be gone. */
function withoutKeysOf(other: Definition, definition: Definition): Definition {
  const keys = new Set([...Object.keys(definition), ...Object.keys(other)])
  return Object.fromEntries(
    [...keys].map(key => {
      const own = Object.hasOwn(definition, key) ? definition[key] : undefined
      const theirs = Object.hasOwn(other, key) ? other[key] : undefined
      if (own === undefined) return [key, null]
      return [key, isJsonObject(own) && isJsonObject(theirs) ? withoutKeysOf(theirs, own) : own]
    })
  )
}
