import { CallError, isDenied } from '../cloudapi/call-error.ts'
import { BUSY_BUDGET_MS } from '../cloudapi/retry.ts'
import type { CallOptions, CloudReader } from '../cloudapi/types.ts'
import type { Backend, BackendModel } from '../model/backend.ts'
import { canonical, fromReadForm } from '../model/definition.ts'
import { addedByService, compare } from '../model/diff.ts'
import type { Change } from '../model/diff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { oneLine } from '../runtime/text.ts'
import type { Plan } from './plan.ts'

/** One reading of the target after its write. */
export interface Reading {
  readonly backend: Backend
  readonly model: BackendModel | undefined
  /** What differs from the wanted definition, on the keys that the author gave. */
  readonly differences: readonly Change[]
}

export interface ReadBack {
  /** The last reading; `undefined` when none came through. */
  readonly reading: Reading | undefined
  readonly lastError: CallError | undefined
}

/** How long a definition may take to show after its batch. */
const READ_BACK_MS = 30_000
const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 5_000

/** Reads the target: in one try, for who reads again, or in as many as a call may take. */
export async function readOnce(
  reader: CloudReader,
  plan: Plan,
  signal: AbortSignal | undefined,
  { once = true, keysWithinMs }: Pick<CallOptions, 'once' | 'keysWithinMs'> = {}
): Promise<ReadBack> {
  try {
    const backend = await reader.describeBackend(plan.target.backendId, { once, signal, keysWithinMs })
    const model = backend.models.find(({ stageName }) => stageName === plan.target.stageName)
    const live = { config: model?.config ?? {}, backendType: plan.backendType }
    const { changes } = compare(plan.wanted, live)
    return { reading: { backend, model, differences: changes }, lastError: undefined }
  } catch (error) {
    if (error instanceof CallError) return { reading: undefined, lastError: error }
    throw error
  }
}

/** How long keys are waited for where nothing waits for the reading, or it is the last that counts. */
const KEYS_MS = 10_000

/** How long a reading that is of use up to a moment waits for keys. */
export function keysUntil(deadline: number, clock: Clock): number {
  return Math.max(KEYS_MS, deadline - clock.now())
}

/** How long a single reading is tried for, where nothing waits for it. */
const SOON_MS = 2_500

/** Reads the target until a reading comes through, for a few seconds: what it shows is good to know, and no more. */
export async function readSoon(
  reader: CloudReader,
  plan: Plan,
  {
    clock,
    log,
    signal
  }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal | undefined }
): Promise<ReadBack> {
  const deadline = clock.now() + SOON_MS
  for (let delayMs = FIRST_DELAY_MS; ; delayMs *= 2) {
    const latest = await readOnce(reader, plan, signal, { keysWithinMs: KEYS_MS })
    const { lastError } = latest
    if (lastError === undefined || isDenied(lastError) || signal?.aborted === true) return latest
    if (clock.now() + delayMs > deadline) return latest
    log.info(`${lastError.message}; reading back again`)
    await clock.sleep(delayMs, signal)
  }
}

/**
 * Reads the target until it is as wanted, for half a minute, and not beyond the deadline. A busy service says nothing of
 * the definition: it is asked for as long again as any call to it.
 */
export async function readUntilWanted(
  reader: CloudReader,
  plan: Plan,
  options: {
    readonly first: ReadBack
    readonly clock: Clock
    readonly log: Log
    readonly deadline: number
    readonly signal?: AbortSignal | undefined
  }
): Promise<ReadBack> {
  const { clock, deadline, signal } = options
  const enoughAt = Math.min(deadline, clock.now() + READ_BACK_MS)
  let latest = options.first
  let delayMs = FIRST_DELAY_MS
  while (!isAsWanted(latest) && signal?.aborted !== true) {
    const now = clock.now()
    const endsAt =
      latest.lastError?.fault === 'busy' ? Math.min(deadline, enoughAt + BUSY_BUDGET_MS) : enoughAt
    if (now >= endsAt) break
    await clock.sleep(Math.min(delayMs, endsAt - now), signal)
    delayMs = Math.min(MAX_DELAY_MS, delayMs * 2)
    const next = await readOnce(reader, plan, signal, { keysWithinMs: keysUntil(endsAt, clock) })
    if (next.lastError !== undefined) options.log.info(`${next.lastError.message}; reading back again`)
    latest = { reading: next.reading ?? latest.reading, lastError: next.lastError }
  }
  return latest
}

/** Whether the last read came through and showed the wanted definition. */
export function isAsWanted({ reading, lastError }: ReadBack): boolean {
  return lastError === undefined && reading?.differences.length === 0
}

/** Whether the stage's definition is another than before the step; `undefined` when that is not known. */
export function hasChanged(plan: Plan, { reading }: ReadBack): boolean | undefined {
  if (plan.live === undefined || reading === undefined) return undefined
  if (canonicalOf(plan.live.model, plan) !== canonicalOf(reading.model, plan)) return true
  const { description } = plan.target
  return description?.givenByAuthor === true && plan.live.model.description !== reading.model?.description
}

function canonicalOf(model: BackendModel | undefined, { backendType }: Plan): string {
  return canonical(fromReadForm(model?.config ?? {}, backendType))
}

const LONGEST_DESCRIPTION = 200

/**
 * What is worth knowing about a reading, beside whether it is as wanted.
 * @param ownStages the stages that are written by whoever asks this
 */
export function remarksOn(
  plan: Plan,
  reading: Reading,
  ownStages: ReadonlySet<string>
): { warnings: string[]; notices: string[] } {
  const { live, target, backendType } = plan
  if (live === undefined || reading.model === undefined) return { warnings: [], notices: [] }
  const warnings: string[] = []
  const notices: string[] = []
  const after = fromReadForm(reading.model.config, backendType)

  const stillThere = compare(plan.wanted, { config: reading.model.config, backendType }).omitted
  const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path))
  const kept = stillThere.filter(change => wasThere.has(change.path))
  if (kept.length > 0) {
    warnings.push(
      `${target.name}: left out of the definition, and still there after the switch: ${paths(kept)}`
    )
  }
  const { description } = target
  if (description?.givenByAuthor === true && reading.model.description !== description.text) {
    warnings.push(
      `${target.name}: the service has not taken the description; it is ${JSON.stringify(oneLine(reading.model.description, LONGEST_DESCRIPTION))}`
    )
  }
  const added = addedByService(plan.wanted, fromReadForm(live.model.config, backendType), after)
  if (added.length > 0) notices.push(`${target.name}: the service added ${paths(added)}`)

  const before = new Map(live.backend.models.map(model => [model.stageName, canonicalOf(model, plan)]))
  const now = new Set(reading.backend.models.map(({ stageName }) => stageName))
  const removed = [...before.keys()].filter(stageName => !now.has(stageName))
  const others = reading.backend.models
    .filter(
      model =>
        model.stageName !== target.stageName &&
        before.has(model.stageName) &&
        before.get(model.stageName) !== canonicalOf(model, plan)
    )
    .map(model => model.stageName)
    .filter(stageName => !ownStages.has(stageName))
    .concat(removed)
  if (others.length > 0) {
    warnings.push(
      `${target.backendId}: changed meanwhile by another writer, in other stages: ${others.join(', ')}`
    )
  }
  return { warnings, notices }
}

function paths(changes: readonly Change[]): string {
  return changes.map(change => change.path).join(', ')
}
